//! `request create`.

use clap::Args;
use domain::clock::Timestamp;
use domain::message::Language;
use domain::names::ShopName;
use domain::request::RequestType;
use domain::requests::{Destination, Who, Wish};
use serde_json::json;

use super::super::context::Context;
use super::super::date::date;
use super::super::failed::Failed;
use super::super::output::{Output, time};
use super::super::text::Text;
use super::Desk;

/// Make a data request, and send the mail with the link that confirms it
///
/// The mail goes to the address on file, and is sent by the running server. With --send-to it goes to another address, and
/// --because says why: both stand in the history, and the address on file gets a mail that says so. A package is then handed
/// over by you, never with a link. With --print-link no mail is sent; the link, which is shown this once, is
/// yours to hand over. Whoever has it can confirm the request.
///
/// Instead of a value in capitals, @FILE takes it from a file and - from standard input: other users of this machine can see
/// arguments while a command runs.
#[derive(Args)]
#[command(after_help = "Examples:\n\
    \x20 gdpr-server request create --type access --shop inTRONICS --customer C-1001\n\
    \x20 gdpr-server request create --type erasure --shop inTRONICS --guest-email @address.txt --order 4711\n\
    \x20 gdpr-server request create --type access --shop inTRONICS --customer C-1001 --print-link")]
pub(in super::super) struct Create {
    /// What is asked for: access (Art. 15 GDPR), rectification (16), erasure (17), restriction (18), portability (20),
    /// objection (21)
    #[arg(long = "type", value_name = "TYPE", value_parser = kind)]
    kind: RequestType,
    /// The shop it is about
    #[arg(long, value_name = "NAME")]
    shop: ShopName,
    /// The customer's number in that shop
    #[arg(long, value_name = "NUMBER", required_unless_present = "guest_email", conflicts_with = "guest_email")]
    customer: Option<Text>,
    /// The address of somebody without an account, who shows the number of an order as well
    #[arg(long, value_name = "ADDRESS", requires = "order")]
    guest_email: Option<Text>,
    /// The number of one of their orders
    #[arg(long, value_name = "NUMBER", requires = "guest_email")]
    order: Option<Text>,
    /// Send the mail there, and not to the address on file
    #[arg(long, value_name = "ADDRESS", requires = "because", conflicts_with = "print_link")]
    send_to: Option<Text>,
    /// Why the mail goes to another address
    #[arg(long, value_name = "TEXT", requires = "send_to")]
    because: Option<Text>,
    /// Send no mail, and print the link
    #[arg(long)]
    print_link: bool,
    /// The language of mails to the data subject [default: that of the shop]
    #[arg(long, value_name = "TAG", value_parser = language)]
    language: Option<Language>,
    /// When the wish reached you: a date (its beginning in UTC) or an RFC 3339 time [default: now]
    #[arg(long, value_name = "DATE", value_parser = date)]
    received: Option<Timestamp>,
    #[command(flatten)]
    output: Output,
}

pub(super) fn kind(text: &str) -> Result<RequestType, String> {
    RequestType::from_code(text).ok_or_else(|| {
        let all: Vec<_> = RequestType::ALL.into_iter().map(RequestType::code).collect();
        format!("is none of {}", all.join(", "))
    })
}

pub(super) fn language(text: &str) -> Result<Language, String> {
    Language::find(text).ok_or_else(|| format!("there are mails in {}", Language::all().join(", ")))
}

impl Create {
    pub(super) fn run(self, context: &Context) -> Result<(), Failed> {
        let subject = match (&self.customer, &self.guest_email, &self.order) {
            (Some(number), None, None) => Who::Customer(number.parse("--customer NUMBER")?),
            (None, Some(email), Some(order)) => {
                Who::Guest { email: email.parse("--guest-email ADDRESS")?, order: order.parse("--order NUMBER")? }
            }
            _ => return Err(Failed::Usage("say whose data: --customer, or --guest-email with --order".to_owned())),
        };
        let destination = match (&self.send_to, &self.because) {
            (Some(address), Some(reason)) => {
                Destination::Stated { address: address.parse("--send-to ADDRESS")?, reason: reason.read("--because")? }
            }
            _ if self.print_link => Destination::Handed,
            _ => Destination::OnFile,
        };
        let wish = Wish {
            kind: self.kind,
            shop: self.shop,
            subject,
            destination,
            language: self.language,
            received_at: self.received,
        };
        let desk = Desk::open(context)?;
        let created = desk.requests.create(&desk.actor, &wish, None)?;
        let request = created.request;
        let (id, due) = (request.id.as_str(), time(request.deadline.due_at()));
        let Some(link) = created.link else {
            return self.output.result(
                &format!(
                    "request  {id}\ndue      {due}\nThe mail with the link is in the outbox; the server sends it."
                ),
                &json!({"requestId": id, "dueAt": due}),
            );
        };
        let (hash, expires) = (link.hash.reveal(), time(link.expires_at));
        let link = desk.parts.shops.link(&request.shop, &request.id, &link.hash);
        self.output.result(
            &format!("request  {id}\nhash     {hash}\nlink     {link}\nexpires  {expires}\ndue      {due}"),
            &json!({
                "requestId": id, "hash": hash, "confirmationUrl": link, "expiresAt": expires, "dueAt": due,
            }),
        )
    }
}
