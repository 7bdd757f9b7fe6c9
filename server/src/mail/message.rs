//! A letter with sender, receiver and date: what stands on the wire (RFC 5322).

use std::fmt;
use std::str::FromStr;

use domain::clock::Timestamp;
use domain::letter::Written;
use domain::message::Language;
use domain::names::EmailAddress;
use lettre::message::header::{HeaderName, HeaderValue};
use lettre::message::{Mailbox, MultiPart};
use lettre::{Address, Message};

use super::Bounce;
use crate::shops::Senders;

/// A mail, ready to be handed over.
#[derive(Clone)]
pub struct Mail {
    /// Tells it apart from all others, and stays the same when it is sent again.
    pub id: MailId,
    /// Who it is from.
    pub senders: Senders,
    /// Who gets it.
    pub to: EmailAddress,
    /// What it says.
    pub written: Written,
    /// In which language.
    pub language: Language,
    /// Its date.
    pub at: Timestamp,
}

impl Mail {
    /// As it is handed over.
    ///
    /// # Errors
    /// [`Bounce::Never`] for a receiver that RFC 5321 does not know how to reach.
    pub(super) fn message(&self) -> Result<Message, Bounce> {
        let to: Address = self.to.as_str().parse().map_err(|_| Bounce::never("mail.address"))?;
        let to = Mailbox::new(None, ascii(&to).ok_or_else(|| Bounce::never("mail.address"))?);
        let Senders { from, reply_to } = &self.senders;
        let address = ascii(&from.email).ok_or_else(|| Bounce::ours("mail.sender"))?;
        let domain = address.domain().to_owned();
        let from = Mailbox::new(from.name.clone(), address);
        let message = Message::builder()
            .message_id(Some(format!("<{}@{}>", self.id, domain)))
            .date(self.at.into())
            .from(from)
            .to(to)
            .subject(self.written.subject.clone())
            // RFC 3834 section 5: no answering machine answers.
            .raw_header(header(HeaderName::new_from_ascii_str("Auto-Submitted"), "auto-generated"))
            .raw_header(header(HeaderName::new_from_ascii_str("Content-Language"), self.language.tag()));
        let message = match reply_to {
            Some(reply_to) => message.reply_to(reply_to.clone()),
            None => message,
        };
        let body = MultiPart::alternative_plain_html(self.written.text.clone(), self.written.html.clone());
        message.multipart(body).map_err(|_| Bounce::never("mail.message"))
    }
}

/// The same with its domain as it stands in the DNS (RFC 5891), which every server understands: only an address whose local
/// part is not ASCII needs one that knows SMTPUTF8.
fn ascii(address: &Address) -> Option<Address> {
    Address::new(address.user(), idna::domain_to_ascii(address.domain()).ok()?).ok()
}

fn header(name: HeaderName, value: &str) -> HeaderValue {
    HeaderValue::new(name, value.to_owned())
}

impl fmt::Debug for Mail {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Mail({})", self.id)
    }
}

/// What tells a mail apart from all others: up to 64 of `A-Za-z0-9_-`. Part of its Message-ID, and of the name of its file.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct MailId(String);

/// Not a [`MailId`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the id of a mail has 1 to 64 of the characters A-Z, a-z, 0-9, '-' and '_'")]
pub struct IllegalId;

impl FromStr for MailId {
    type Err = IllegalId;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let legal = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
        if matches!(text.len(), 1..=64) && text.bytes().all(legal) { Ok(Self(text.to_owned())) } else { Err(IllegalId) }
    }
}

impl fmt::Display for MailId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// A mail to this address.
    pub(in crate::mail) fn mail(to: &str) -> Mail {
        Mail {
            id: "m-1".parse().unwrap(),
            senders: Senders {
                from: "Müller <privacy@shop.example>".parse().unwrap(),
                reply_to: Some("officer@shop.example".parse().unwrap()),
            },
            to: to.parse().unwrap(),
            written: Written {
                subject: "Bitte bestätigen".to_owned(),
                text: "Grüße\n.\nFrom here\n".to_owned(),
                html: "<p>Grüße</p>".to_owned(),
            },
            language: Language::find("de").unwrap(),
            at: chrono::DateTime::from_timestamp(1_801_042_200, 0).unwrap(),
        }
    }

    fn wire(mail: &Mail) -> String {
        String::from_utf8(mail.message().unwrap().formatted()).unwrap()
    }

    #[test]
    fn a_mail_has_the_headers_that_it_needs_each_once() {
        let wire = wire(&mail("erika@example.org"));
        let (head, _) = wire.split_once("\r\n\r\n").unwrap();
        for expected in [
            "Message-ID: <m-1@shop.example>",
            "Date: Wed, 27 Jan 2027 09:30:00 +0000",
            "To: erika@example.org",
            "Reply-To: officer@shop.example",
            "Auto-Submitted: auto-generated",
            "Content-Language: de",
            "MIME-Version: 1.0",
            "Content-Type: multipart/alternative",
            "Subject: Bitte =?utf-8?",
            "From: =?utf-8?",
        ] {
            assert_eq!(head.lines().filter(|line| line.starts_with(expected)).count(), 1, "{expected}\n{head}");
        }
        assert!(wire.is_ascii(), "so that it passes servers without 8BITMIME");
        assert!(wire.lines().all(|line| line.len() <= 998));
    }

    #[test]
    fn nothing_in_a_mail_makes_another_header() {
        let mut mail = mail("erika@example.org");
        mail.written.subject = "x\r\nBcc: other@example.org".to_owned();
        let wire = wire(&mail);
        let (head, _) = wire.split_once("\r\n\r\n").unwrap();
        assert!(!head.contains("\nBcc:"), "{head}");
    }

    #[test]
    fn a_domain_in_any_script_is_written_as_in_the_dns() {
        let mut mail = mail("zo\u{eb}@b\u{fc}cher.example");
        mail.senders.from = "shop@m\u{fc}ller.example".parse().unwrap();
        let message = mail.message().unwrap();
        assert_eq!(message.envelope().to()[0].to_string(), "zo\u{eb}@xn--bcher-kva.example");
        assert_eq!(message.envelope().from().unwrap().to_string(), "shop@xn--mller-kva.example");
        assert!(wire(&mail).contains("Message-ID: <m-1@xn--mller-kva.example>\r\n"));
    }

    #[test]
    fn an_address_that_no_mail_can_reach_is_refused_for_good() {
        for address in ["a@-b.example", "a..b@example.org", "\u{7f}a@example.org"] {
            let Ok(to) = address.parse() else { continue };
            let refused = Mail { to, ..mail("erika@example.org") }.message().unwrap_err();
            assert_eq!(refused, Bounce::never("mail.address"), "{address}");
        }
    }

    #[test]
    fn an_id_is_harmless_wherever_it_stands() {
        assert_eq!("a-B_9".parse::<MailId>().unwrap().to_string(), "a-B_9");
        for illegal in ["", "a b", "a/b", "..", "a>", "ä", &"x".repeat(65)] {
            assert!(illegal.parse::<MailId>().is_err(), "{illegal}");
        }
    }

    #[test]
    fn a_debug_print_shows_nobody() {
        assert_eq!(format!("{:?}", mail("erika@example.org")), "Mail(m-1)");
    }
}
