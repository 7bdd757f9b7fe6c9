//! The customer contract (IOM GDPR REST API): all GDPR-relevant data of a B2C customer, for those who may see it, with a
//! record of who saw whom; and its deletion, for those who may delete.

use std::sync::Arc;

use async_trait::async_trait;
use iom_gdpr_api::models::Customer;
use iom_gdpr_api::{Api, DeleteCustomerResponse, GetCustomerResponse};
use swagger::ApiError;

use crate::access::{Permission, may, may_everywhere};
use crate::audit::Actor;
use crate::call::Call;
use crate::customer::disclosure::{Disclosures, Shown};
use crate::customer::document;
use crate::customer::memory::{DocumentBudget, LARGE};
use crate::fulfilment::{Deleted, Fulfilment};
use crate::message::Code;
use crate::names::{CustomerNumber, ShopName, UserName};
use crate::refusal::{self, Fault};
use crate::request::Subject;
use crate::requests::Requests;
use crate::store::{FoundCustomer, StoredDocument, View, off_thread, on_thread};

/// Looks customers up, and deletes them.
#[derive(Clone)]
pub struct Customers {
    /// What deletes them; and where they are kept, and when it is.
    pub fulfilment: Arc<Fulfilment>,
    /// What remembers who saw whom.
    pub disclosures: Arc<Disclosures>,
    /// How much of large documents may be in memory at once.
    pub documents: DocumentBudget,
}

/// A call as the rules take it. A text that cannot be a name is the name of nothing.
struct Ask {
    caller: UserName,
    shop: Option<ShopName>,
    number: Option<CustomerNumber>,
}

enum Refused {
    Unauthenticated,
    Forbidden,
    NotFound,
}

type Stopped = refusal::Stopped<Refused>;

#[async_trait]
impl Api<Call> for Customers {
    async fn delete_customer(
        &self,
        shop_name: String,
        shop_customer_number: String,
        call: &Call,
    ) -> Result<DeleteCustomerResponse, ApiError> {
        render_deleted(self.delete(&shop_name, &shop_customer_number, call).await, call)
    }

    async fn get_customer(
        &self,
        shop_name: String,
        shop_customer_number: String,
        call: &Call,
    ) -> Result<GetCustomerResponse, ApiError> {
        render_found(self.get(&shop_name, &shop_customer_number, call).await, call)
    }
}

impl Ask {
    fn read(shop: &str, number: &str, call: &Call) -> Result<Self, Refused> {
        let caller = call.caller().cloned().ok_or(Refused::Unauthenticated)?;
        Ok(Self { caller, shop: shop.parse().ok(), number: number.parse().ok() })
    }
}

impl Customers {
    async fn get(&self, shop: &str, number: &str, call: &Call) -> Result<Customer, Stopped> {
        let ask = Ask::read(shop, number, call).map_err(Stopped::Refused)?;
        let Requests { store, clock, journal, .. } = &*self.fulfilment.requests;
        let wanted = Permission::ViewGdprRelevantData;
        let look = |view: &dyn View| {
            let (shop, found) = covered(view, &ask, wanted)?;
            // Nobody is shown whose name could not be in the log.
            journal.require_readable_key(view, &shop, &Subject::customer_reference(&found.number))?;
            Ok::<_, Stopped>((shop, found))
        };
        let (shop, found) = on_thread(|| store.read("get_customer", look))?;
        let (actor, number) = (Actor::Staff(ask.caller.clone()), found.number.clone());
        let customer = match found.document {
            StoredDocument::Small(document) => shown(&document)?,
            StoredDocument::Large { bytes } => self.get_large(ask, bytes, call).await?,
        };
        self.disclosures.note(Shown { at: clock.now(), actor, shop, number }).await?;
        Ok(customer)
    }

    /// Reads and decodes a large document where no other call waits. Its share of the budget is held until the answer was sent.
    async fn get_large(&self, ask: Ask, bytes: usize, call: &Call) -> Result<Customer, Stopped> {
        call.hold(self.documents.share(bytes).await.ok_or(Fault::Interrupted)?);
        let store = Arc::clone(&self.fulfilment.requests.store);
        off_thread(move || {
            // Looked at anew: it may have changed while this call waited for room.
            let stored = store.read("get_large_customer", |view| {
                let (shop, found) = covered(view, &ask, Permission::ViewGdprRelevantData)?;
                view.customer(&shop, &found.number)?.ok_or(Stopped::Refused(Refused::NotFound))
            })?;
            Ok(shown(&stored.document)?)
        })
        .await
    }

    async fn delete(&self, shop: &str, number: &str, call: &Call) -> Result<(), Stopped> {
        let ask = Ask::read(shop, number, call).map_err(Stopped::Refused)?;
        let fulfilment = Arc::clone(&self.fulfilment);
        off_thread(move || {
            let wanted = Permission::DeleteCustomer;
            let store = &fulfilment.requests.store;
            let (shop, stored) = store.read("may_delete_customer", |view| covered(view, &ask, wanted))?;
            match fulfilment.delete_customer(&Actor::Staff(ask.caller), &shop, &stored.number)? {
                Deleted::Done => Ok(()),
                // Somebody else was first.
                Deleted::NotOnFile => Err(Stopped::Refused(Refused::NotFound)),
            }
        })
        .await
    }
}

/// A stored document as it is shown.
fn shown(document: &str) -> Result<Customer, Fault> {
    let customer = serde_json::from_str(document).map_err(|_| Fault::Document("not of the contract"))?;
    document::complete(customer).map_err(|objection| Fault::Document(objection.reason))
}

/// The customer and their shop, if the caller has the permission `wanted` there and the contract covers such customers.
fn covered(view: &dyn View, ask: &Ask, wanted: Permission) -> Result<(ShopName, FoundCustomer), Stopped> {
    let grants = view.grants(&ask.caller)?;
    let shop = ask.shop.as_ref().map(|name| view.shop(name)).transpose()?.flatten();
    let Some(shop) = shop else {
        // Who has it everywhere may know that there is nothing; all others learn nothing about shops.
        let everywhere = may_everywhere(wanted, &grants);
        return Err(Stopped::Refused(if everywhere { Refused::NotFound } else { Refused::Forbidden }));
    };
    if !may(wanted, &grants, &view.lineage(&shop.organization)?) {
        return Err(Stopped::Refused(Refused::Forbidden));
    }
    let customer =
        ask.number.as_ref().map(|number| view.find_customer(&shop.name, number, LARGE)).transpose()?.flatten();
    let covered = customer.filter(|customer| customer.kind.is_covered());
    Ok((shop.name, covered.ok_or(Stopped::Refused(Refused::NotFound))?))
}

fn render_found(told: Result<Customer, Stopped>, call: &Call) -> Result<GetCustomerResponse, ApiError> {
    let (code, response) = match told {
        Ok(customer) => (None, GetCustomerResponse::Status200(customer)),
        Err(Stopped::Refused(Refused::Unauthenticated)) => {
            (Some(Code::Unauthenticated), GetCustomerResponse::Status401)
        }
        Err(Stopped::Refused(Refused::Forbidden)) => (Some(Code::Forbidden), GetCustomerResponse::Status403),
        Err(Stopped::Refused(Refused::NotFound)) => (Some(Code::CustomerNotFound), GetCustomerResponse::Status404),
        Err(Stopped::Fault(fault)) => return Err(call.failed(fault)),
    };
    call.answered(code.map_or("customer.found", Code::as_str));
    Ok(response)
}

fn render_deleted(told: Result<(), Stopped>, call: &Call) -> Result<DeleteCustomerResponse, ApiError> {
    let (code, response) = match told {
        Ok(()) => (None, DeleteCustomerResponse::Status204),
        Err(Stopped::Refused(Refused::Unauthenticated)) => {
            (Some(Code::Unauthenticated), DeleteCustomerResponse::Status401)
        }
        Err(Stopped::Refused(Refused::Forbidden)) => (Some(Code::DeletionForbidden), DeleteCustomerResponse::Status403),
        Err(Stopped::Refused(Refused::NotFound)) => (Some(Code::CustomerNotFound), DeleteCustomerResponse::Status404),
        Err(Stopped::Fault(fault)) => return Err(call.failed(fault)),
    };
    call.answered(code.map_or("customer.deleted", Code::as_str));
    Ok(response)
}
