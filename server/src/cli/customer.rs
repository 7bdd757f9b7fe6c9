//! `customer`: whose data the service holds.

mod format;
mod import;

use std::sync::Arc;

use clap::Subcommand;
use domain::audit::{Actor, Journal};
use domain::customer::disclosure::{self, Shown};
use domain::customer::document;
use domain::names::{CustomerNumber, ShopName};
use domain::store::StoreError;

use super::context::Context;
use super::failed::Failed;
use super::output::{Output, print_json};
use crate::system::user;

/// Customers and their data
#[derive(Subcommand)]
pub(super) enum Customer {
    /// Import customers: one JSON document a line
    ///
    /// Each line is a Customer document of the customer contract, under current or deprecated property names, with at
    /// least shopCustomerNumber and customerType. A customer who is there already is replaced. Lines that are not right
    /// are told by number and reason and keep nobody else out; a line has up to 64 MiB. Importing the same again
    /// changes nothing.
    ///
    /// Exits with 1 if any line was refused.
    #[command(after_help = "Examples:\n\
        \x20 gdpr-server customer import --shop inTRONICS customers.ndjson\n\
        \x20 zcat customers.ndjson.gz | gdpr-server customer import --shop inTRONICS -")]
    Import {
        /// The shop they are customers of
        #[arg(long, value_name = "NAME")]
        shop: ShopName,
        /// The file, or - for standard input
        file: String,
        #[command(flatten)]
        output: Output,
    },
    /// Show all data of a customer, as the customer contract gives it out
    #[command(after_help = "Example:\n\
        \x20 gdpr-server customer show --shop inTRONICS C-1001")]
    Show {
        /// The shop they are a customer of
        #[arg(long, value_name = "NAME")]
        shop: ShopName,
        /// The customer's number in that shop
        number: String,
        #[command(flatten)]
        output: Output,
    },
}

impl Customer {
    pub(super) fn run(self, context: &Context) -> Result<(), Failed> {
        match self {
            Self::Import { shop, file, output } => import::run(context, &shop, &file, &output),
            Self::Show { shop, number, output } => {
                // Read here and not by the parser of arguments, which would repeat a wrong value.
                let number = number.parse().map_err(|why| Failed::Usage(format!("NUMBER {why}")))?;
                show(context, &shop, &number, &output)
            }
        }
    }
}

fn show(context: &Context, shop: &ShopName, number: &CustomerNumber, output: &Output) -> Result<(), Failed> {
    let (_, parts) = context.existing_parts()?;
    let found = parts.store.read("customer", |view| {
        let known = view.shop(shop)?.is_some();
        Ok::<_, StoreError>((known, view.customer(shop, number)?))
    })?;
    let customer = match found {
        (false, _) => return Err(unknown_shop(shop)),
        (true, None) => return Err(Failed::Work(format!("shop \"{shop}\" has no customer with this number"))),
        (true, Some(customer)) => customer,
    };
    let unreadable = || Failed::work("what is stored of this customer cannot be read; import them again");
    let stored = serde_json::from_str(&customer.document).map_err(|_| unreadable())?;
    let complete = document::complete(stored).map_err(|_| unreadable())?;
    let journal = Journal::new(parts.master_key.clone(), Arc::clone(&parts.entropy));
    let (actor, now) = (Actor::CommandLine(user()), parts.clock.now());
    let shown = Shown { at: now, actor, shop: shop.clone(), number: number.clone() };
    disclosure::record(&*parts.store, &journal, &shown).map_err(Failed::work)?;
    let write = if output.json { serde_json::to_string } else { serde_json::to_string_pretty };
    print_json(&write(&complete).map_err(|_| unreadable())?)
}

fn unknown_shop(shop: &ShopName) -> Failed {
    Failed::Work(format!("there is no shop \"{shop}\"; add it first, with `gdpr-server shop add`"))
}
