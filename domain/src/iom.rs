//! The customer contract (IOM GDPR REST API): all GDPR-relevant data of a B2C customer, for those who may see it; and a
//! record of who saw whom.

use std::sync::Arc;

use async_trait::async_trait;
use iom_gdpr_api::models::Customer;
use iom_gdpr_api::{Api, GetCustomerResponse};
use swagger::ApiError;

use crate::access::{Permission, may, may_everywhere};
use crate::audit::{Actor, Journal};
use crate::call::Call;
use crate::clock::Clock;
use crate::customer::{disclosure, document};
use crate::message::Code;
use crate::names::{CustomerNumber, ShopName, UserName};
use crate::refusal::{self, Fault};
use crate::store::{Store, off_thread};

/// Looks customers up.
#[derive(Clone)]
pub struct Customers {
    /// Where they are kept.
    pub store: Arc<dyn Store>,
    /// When it is.
    pub clock: Arc<dyn Clock>,
    /// What remembers who saw whom.
    pub journal: Journal,
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
    async fn get_customer(
        &self,
        shop_name: String,
        shop_customer_number: String,
        call: &Call,
    ) -> Result<GetCustomerResponse, ApiError> {
        let told = match Ask::read(&shop_name, &shop_customer_number, call) {
            Ok(ask) => {
                let this = self.clone();
                off_thread(move || this.decide(&ask)).await
            }
            Err(refused) => Err(Stopped::Refused(refused)),
        };
        render(told, call)
    }
}

impl Ask {
    fn read(shop: &str, number: &str, call: &Call) -> Result<Self, Refused> {
        let caller = call.caller().cloned().ok_or(Refused::Unauthenticated)?;
        Ok(Self { caller, shop: shop.parse().ok(), number: number.parse().ok() })
    }
}

impl Customers {
    fn decide(&self, ask: &Ask) -> Result<Customer, Stopped> {
        let wanted = Permission::ViewGdprRelevantData;
        let (shop, stored) = self.store.read("get_customer", |view| {
            let grants = view.grants(&ask.caller)?;
            let shop = ask.shop.as_ref().map(|name| view.shop(name)).transpose()?.flatten();
            let Some(shop) = shop else {
                // Who may look everywhere may know that there is nothing; all others learn nothing about shops.
                let everywhere = may_everywhere(wanted, &grants);
                return Err(Stopped::Refused(if everywhere { Refused::NotFound } else { Refused::Forbidden }));
            };
            if !may(wanted, &grants, &view.lineage(&shop.organization)?) {
                return Err(Stopped::Refused(Refused::Forbidden));
            }
            let customer = ask.number.as_ref().map(|number| view.customer(&shop.name, number)).transpose()?.flatten();
            let covered = customer.filter(|customer| customer.kind.is_covered());
            Ok((shop.name, covered.ok_or(Stopped::Refused(Refused::NotFound))?))
        })?;
        let customer = serde_json::from_str(&stored.document).map_err(|_| Fault::Document("not of the contract"))?;
        let customer = document::complete(customer).map_err(|objection| Fault::Document(objection.reason))?;
        let actor = Actor::Staff(ask.caller.clone());
        disclosure::record(&*self.store, &self.journal, self.clock.now(), actor, &shop, &stored.number)?;
        Ok(customer)
    }
}

fn render(told: Result<Customer, Stopped>, call: &Call) -> Result<GetCustomerResponse, ApiError> {
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
