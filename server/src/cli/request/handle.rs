//! `request resend`, `reject` and `extend`: what mails something.

use clap::Args;
use domain::letter::Forms;

use super::super::context::Context;
use super::super::failed::Failed;
use super::super::output::{print, print_json};
use super::super::text::Text;
use super::{Desk, One};

/// Send the confirmation mail again, with a new link
///
/// Older links stay valid, unless the mail goes to another address now: then the address on file gets a mail that says so, and
/// a package is handed over by you, never with a link.
#[derive(Args)]
#[command(after_help = "Example:\n\
    \x20 gdpr-server request resend 6f1c0c8e5d0f4a2b9a7e3d4c5b6a7988")]
pub(in super::super) struct Resend {
    #[command(flatten)]
    one: One,
    /// Send it there; @FILE or - as with create
    #[arg(long, value_name = "ADDRESS", requires = "because")]
    send_to: Option<Text>,
    /// Why it goes to another address; @FILE or - as with create
    #[arg(long, value_name = "TEXT", requires = "send_to")]
    because: Option<Text>,
}

impl Resend {
    pub(super) fn run(self, context: &Context) -> Result<(), Failed> {
        let stated = match (&self.send_to, &self.because) {
            (Some(address), Some(reason)) => Some((address.parse("--send-to ADDRESS")?, reason.read("--because")?)),
            _ => None,
        };
        self.one.change(context, |requests, actor, id| requests.resend(actor, id, stated.as_ref()))
    }
}

/// Refuse a request; the data subject gets the reason by mail, word for word
///
/// Look at the mail first with --preview.
#[derive(Args)]
#[command(after_help = "Examples:\n\
    \x20 gdpr-server request reject 6f1c0c8e5d0f4a2b9a7e3d4c5b6a7988 --reason @reason.txt --preview\n\
    \x20 gdpr-server request reject 6f1c0c8e5d0f4a2b9a7e3d4c5b6a7988 --reason @reason.txt")]
pub(in super::super) struct Reject {
    #[command(flatten)]
    one: One,
    /// What the data subject will read; @FILE or - take it from a file or from standard input
    #[arg(long, value_name = "TEXT")]
    reason: Text,
    /// Print the mail, and change nothing
    #[arg(long)]
    preview: bool,
}

impl Reject {
    pub(super) fn run(self, context: &Context) -> Result<(), Failed> {
        let reason = self.reason.read("--reason")?;
        if !self.preview {
            return self.one.fulfil(context, |fulfilment, actor, id| Ok(fulfilment.reject(actor, id, &reason)?));
        }
        let desk = Desk::open(context)?;
        let letter = desk.requests.preview_rejection(&desk.actor, &self.one.id, &reason)?;
        let written = desk.parts.shops.write(&letter).map_err(Failed::work)?;
        if self.one.output.json {
            let json = serde_json::json!({"subject": written.subject, "text": written.text, "html": written.html});
            return print_json(&json.to_string());
        }
        print(&format!("Subject: {}\n\n{}", written.subject, written.text))
    }
}

/// Give a request one or two months more, once, within its first month (Art. 12(3) GDPR)
///
/// The data subject gets the reason by mail.
#[derive(Args)]
#[command(after_help = "Example:\n\
    \x20 gdpr-server request extend 6f1c0c8e5d0f4a2b9a7e3d4c5b6a7988 --months 2 --reason @reason.txt")]
pub(in super::super) struct Extend {
    #[command(flatten)]
    one: One,
    /// How many: 1 or 2
    #[arg(long, value_name = "NUMBER", value_parser = clap::value_parser!(u8).range(1..=2))]
    months: u8,
    /// What the data subject will read; @FILE or - take it from a file or from standard input
    #[arg(long, value_name = "TEXT")]
    reason: Text,
}

impl Extend {
    pub(super) fn run(self, context: &Context) -> Result<(), Failed> {
        let reason = self.reason.read("--reason")?;
        self.one.change(context, |requests, actor, id| requests.extend(actor, id, self.months, &reason))
    }
}
