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
use crate::customer::{disclosure, document};
use crate::fulfilment::{Deleted, Fulfilment};
use crate::message::Code;
use crate::names::{CustomerNumber, ShopName, UserName};
use crate::refusal::{self, Fault};
use crate::requests::Requests;
use crate::store::{CustomerRecord, View, off_thread};

/// Looks customers up, and deletes them.
#[derive(Clone)]
pub struct Customers {
    /// What deletes them; and where they are kept, when it is, and what remembers who saw whom.
    pub fulfilment: Arc<Fulfilment>,
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
        render_deleted(self.decided(&shop_name, &shop_customer_number, call, Self::delete).await, call)
    }

    async fn get_customer(
        &self,
        shop_name: String,
        shop_customer_number: String,
        call: &Call,
    ) -> Result<GetCustomerResponse, ApiError> {
        render_found(self.decided(&shop_name, &shop_customer_number, call, Self::get).await, call)
    }
}

impl Ask {
    fn read(shop: &str, number: &str, call: &Call) -> Result<Self, Refused> {
        let caller = call.caller().cloned().ok_or(Refused::Unauthenticated)?;
        Ok(Self { caller, shop: shop.parse().ok(), number: number.parse().ok() })
    }
}

impl Customers {
    /// What `decide` says to this call.
    async fn decided<T: Send + 'static>(
        &self,
        shop: &str,
        number: &str,
        call: &Call,
        decide: fn(&Self, &Ask) -> Result<T, Stopped>,
    ) -> Result<T, Stopped> {
        let ask = Ask::read(shop, number, call).map_err(Stopped::Refused)?;
        let this = self.clone();
        off_thread(move || decide(&this, &ask)).await
    }

    fn get(&self, ask: &Ask) -> Result<Customer, Stopped> {
        let wanted = Permission::ViewGdprRelevantData;
        let Requests { store, clock, journal, .. } = &*self.fulfilment.requests;
        let (shop, stored) = store.read("get_customer", |view| covered(view, ask, wanted))?;
        let customer = serde_json::from_str(&stored.document).map_err(|_| Fault::Document("not of the contract"))?;
        let customer = document::complete(customer).map_err(|objection| Fault::Document(objection.reason))?;
        let actor = Actor::Staff(ask.caller.clone());
        disclosure::record(&**store, journal, clock.now(), actor, &shop, &stored.number)?;
        Ok(customer)
    }

    fn delete(&self, ask: &Ask) -> Result<(), Stopped> {
        let wanted = Permission::DeleteCustomer;
        let store = &self.fulfilment.requests.store;
        let (shop, stored) = store.read("may_delete_customer", |view| covered(view, ask, wanted))?;
        let actor = Actor::Staff(ask.caller.clone());
        match self.fulfilment.delete_customer(&actor, &shop, &stored.number)? {
            Deleted::Done => Ok(()),
            // Somebody else was first.
            Deleted::NotOnFile => Err(Stopped::Refused(Refused::NotFound)),
        }
    }
}

/// The customer and their shop, if the caller has the permission `wanted` there and the contract covers such customers.
fn covered(view: &dyn View, ask: &Ask, wanted: Permission) -> Result<(ShopName, CustomerRecord), Stopped> {
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
    let customer = ask.number.as_ref().map(|number| view.customer(&shop.name, number)).transpose()?.flatten();
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
