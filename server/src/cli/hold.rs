//! `hold`: legal holds.

use clap::Subcommand;
use domain::audit::Actor;
use domain::fulfilment::{Fulfilment, NewHold, Words};
use domain::legal_hold::Scope;
use domain::management::hold_document;
use domain::names::{CustomerNumber, ShopName};
use serde_json::{Value, json};

use super::context::Context;
use super::failed::Failed;
use super::output::{Output, print, print_json, time};
use super::request::scope;
use super::table::{one_line, table};
use super::text::Text;
use crate::system::user;

/// Legal holds: records that stay as they are whatever somebody asks for, for instance during a lawsuit
///
/// Art. 17(3)(e) GDPR. A held record stays to the last property, until the hold is released; then the retention rules decide.
#[derive(Subcommand)]
pub(super) enum Hold {
    /// Place a hold on records of a customer
    ///
    /// Also on one who was erased, as long as something of them is kept. Plans of erasures that were made before do not hold
    /// any more. Who placed it, when and why stands in the audit log.
    ///
    /// Instead of a value in capitals, @FILE takes it from a file and - from standard input: other users of this machine can
    /// see arguments while a command runs.
    #[command(after_help = "Examples:\n\
        \x20 gdpr-server hold add --shop inTRONICS --customer C-1001 --reason 'Lawsuit, our file 18/26'\n\
        \x20 gdpr-server hold add --shop inTRONICS --customer C-1001 --place 'orders[]' --record 4711 --reason @reason.txt")]
    Add {
        #[command(flatten)]
        whose: Whose,
        /// Only the records at this place of the customer's document: orders[], invoiceAndCreditNotes[], addresses[],
        /// bankAccounts[], customerBalances[], or . for what is in no list [default: everything]
        #[arg(long, value_name = "PLACE")]
        place: Option<String>,
        /// Only the record of this name there: the number of an order or an invoice, the type of an address
        #[arg(long, value_name = "NAME", requires = "place")]
        record: Option<Text>,
        /// Why
        #[arg(long, value_name = "TEXT")]
        reason: Text,
        #[command(flatten)]
        output: Output,
    },
    /// List the holds on a customer that were not released
    ///
    /// Prints a table; with --json one object a line.
    #[command(after_help = "Example:\n\
        \x20 gdpr-server hold list --shop inTRONICS --customer C-1001")]
    List {
        #[command(flatten)]
        whose: Whose,
        #[command(flatten)]
        output: Output,
    },
    /// Release a hold: the retention rules decide about the records again
    ///
    /// What an erasure had left because of this hold alone is erased by the running server within a minute or so, or by
    /// `erasure run`.
    #[command(after_help = "Example:\n\
        \x20 gdpr-server hold release 9f3c5a0de1b24c7f8a6b4d2e0c1f3a57 --reason 'Settled on 9 March'")]
    Release {
        /// The id of the hold, as `hold list` prints it
        id: String,
        /// Why it is not needed any more; @FILE or - take it from a file or from standard input
        #[arg(long, value_name = "TEXT")]
        reason: Text,
        #[command(flatten)]
        output: Output,
    },
}

/// On whose records.
#[derive(clap::Args)]
pub(super) struct Whose {
    /// The shop they are a customer of
    #[arg(long, value_name = "NAME")]
    shop: ShopName,
    /// The customer's number in that shop; @FILE or - take it from a file or from standard input
    #[arg(long, value_name = "NUMBER")]
    customer: Text,
}

impl Whose {
    fn number(&self) -> Result<CustomerNumber, Failed> {
        self.customer.parse("--customer NUMBER")
    }
}

impl Hold {
    pub(super) fn run(self, context: &Context) -> Result<(), Failed> {
        match self {
            Self::Add { whose, place, record, reason, output } => {
                let record = record.as_ref().map(|record| record.read("--record")).transpose()?;
                let scope = match (place, record) {
                    (None, _) => Scope::Everything,
                    (Some(place), None) => Scope::Place(place),
                    (Some(place), Some(name)) => Scope::Record { place, name },
                };
                let new = NewHold {
                    customer: whose.number()?,
                    shop: whose.shop,
                    scope,
                    reason: Words(reason.read("--reason")?),
                };
                let (fulfilment, actor) = desk(context)?;
                let placed = fulfilment.place_hold(&actor, &new)?;
                let text = format!("hold     {}\nrecords  {}", placed.id, self::scope(&placed.hold.scope));
                output.result(&text, &document(&placed)?)
            }
            Self::List { whose, output } => {
                let customer = whose.number()?;
                let (fulfilment, actor) = desk(context)?;
                let holds = fulfilment.holds(&actor, &whose.shop, &customer)?;
                if output.json {
                    return holds.iter().try_for_each(|hold| print_json(&document(hold)?.to_string()));
                }
                if holds.is_empty() {
                    return print("there is no hold on this customer");
                }
                let rows: Vec<_> = holds.iter().map(row).collect();
                print(&table(["HOLD", "SINCE", "BY", "RECORDS", "WHY"], &rows))
            }
            Self::Release { id, reason, output } => {
                let reason = reason.read("--reason")?;
                let (fulfilment, actor) = desk(context)?;
                fulfilment.release_hold(&actor, &id, &reason)?;
                output.result(&format!("released hold {}", one_line(&id)), &json!({"released": id}))
            }
        }
    }
}

fn desk(context: &Context) -> Result<(Fulfilment, Actor), Failed> {
    let (config, parts) = context.existing_parts()?;
    Ok((parts.fulfilment(&config), Actor::CommandLine(user())))
}

fn document(hold: &domain::fulfilment::Hold) -> Result<Value, Failed> {
    serde_json::to_value(hold_document(hold)).map_err(Failed::work)
}

fn row(hold: &domain::fulfilment::Hold) -> [String; 5] {
    let it = &hold.hold;
    [hold.id.clone(), time(it.since), it.author.to_string(), scope(&it.scope), one_line(&it.reason)]
}
