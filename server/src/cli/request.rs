//! `request`: what data subjects ask for.

use clap::{Subcommand, ValueEnum};
use domain::intake::{Intake, Wish};
use domain::names::{RequestId, ShopName};
use domain::request::{self, RequestType, State};
use domain::store::StoreError;
use serde_json::{Value, json};

use super::context::Context;
use super::failed::Failed;
use super::output::{Output, time};

/// Data requests: access and erasure
#[derive(Subcommand)]
pub(super) enum Request {
    /// Make a data request and print the link that confirms it
    ///
    /// The link, with the hash in it, is shown this once. Send it to the data subject and to nobody else: whoever has it
    /// can confirm the request.
    #[command(after_help = "Example:\n\
        \x20 gdpr-server request create --type access --shop inTRONICS --customer C-1001")]
    Create {
        /// What is asked for: access (Art. 15 GDPR) or erasure (Art. 17)
        #[arg(long = "type", value_name = "TYPE")]
        kind: Kind,
        /// The shop it is about
        #[arg(long, value_name = "NAME")]
        shop: ShopName,
        /// The customer's number in that shop
        #[arg(long, value_name = "NUMBER")]
        customer: String,
        /// Where the confirmation mail goes
        #[arg(long, value_name = "ADDRESS")]
        email: Option<String>,
        #[command(flatten)]
        output: Output,
    },
    /// Show where a data request stands
    ///
    /// Never shows the hash, which is stored nowhere.
    #[command(after_help = "Example:\n\
        \x20 gdpr-server request show 6f1c0c8e5d0f4a2b9a7e3d4c5b6a7988")]
    Show {
        /// The id of the request
        id: RequestId,
        #[command(flatten)]
        output: Output,
    },
}

#[derive(Clone, Copy, ValueEnum)]
pub(super) enum Kind {
    Access,
    Erasure,
}

impl From<Kind> for RequestType {
    fn from(kind: Kind) -> Self {
        match kind {
            Kind::Access => Self::Access,
            Kind::Erasure => Self::Erasure,
        }
    }
}

impl Request {
    pub(super) fn run(self, context: &Context) -> Result<(), Failed> {
        match self {
            Self::Create { kind, shop, customer, email, output } => {
                // Read here and not by the parser of arguments, which would repeat a wrong value.
                let subject = customer.parse().map_err(|why| Failed::Usage(format!("--customer NUMBER {why}")))?;
                let email = email.map(|address| address.parse()).transpose();
                let email = email.map_err(|why| Failed::Usage(format!("--email ADDRESS {why}")))?;
                create(context, &Wish { kind: kind.into(), shop, subject, email }, &output)
            }
            Self::Show { id, output } => show(context, &id, &output),
        }
    }
}

fn create(context: &Context, wish: &Wish, output: &Output) -> Result<(), Failed> {
    let (config, parts) = context.existing_parts()?;
    let intake = Intake {
        store: parts.store,
        clock: parts.clock,
        entropy: parts.entropy,
        key: parts.link_key,
        link_lifetime: config.confirmation.link_lifetime,
    };
    let created = intake.create(wish)?;
    let (id, hash, expires) = (created.id.as_str(), created.hash.reveal(), time(created.expires_at));
    let link = parts.shops.link(&wish.shop, &created.id, &created.hash);
    output.result(
        &format!("request  {id}\nhash     {hash}\nlink     {link}\nexpires  {expires}"),
        &json!({"requestId": id, "hash": hash, "confirmationUrl": link, "expiresAt": expires}),
    )
}

fn show(context: &Context, id: &RequestId, output: &Output) -> Result<(), Failed> {
    let found = context.existing_store()?.read::<_, StoreError>("request", |view| view.request(id))?;
    let found = found.ok_or_else(|| Failed::Work(format!("there is no request {id}")))?;
    let lines = describe(&found);
    let text: Vec<_> = lines.iter().map(|(title, _, value)| format!("{title:<14}{value}")).collect();
    let json: serde_json::Map<_, _> =
        lines.into_iter().map(|(_, name, value)| (name.to_owned(), Value::String(value))).collect();
    output.result(&text.join("\n"), &Value::Object(json))
}

/// What staff may see of a request: title, name for programs, value. Neither hash nor e-mail address.
fn describe(request: &request::Request) -> Vec<(&'static str, &'static str, String)> {
    let mut lines = vec![
        ("request", "requestId", request.id.to_string()),
        ("type", "type", request.kind.code().to_owned()),
        ("shop", "shop", request.shop.to_string()),
        ("site", "site", request.site.to_string()),
        ("customer", "customerNumber", request.subject.to_string()),
        ("state", "state", request.state.code().to_owned()),
        ("received", "receivedAt", time(request.received_at)),
        ("link expires", "linkExpiresAt", time(request.link.expires_at)),
    ];
    let (confirmed, closed) = match request.state {
        State::Pending => (None, None),
        State::Confirmed { at } => (Some(at), None),
        State::Closed { at, outcome, confirmed_at } => (confirmed_at, Some((at, outcome))),
    };
    lines.extend(confirmed.map(|at| ("confirmed", "confirmedAt", time(at))));
    if let Some((at, outcome)) = closed {
        lines.push(("closed", "closedAt", time(at)));
        lines.push(("outcome", "outcome", outcome.code().to_owned()));
    }
    lines
}
