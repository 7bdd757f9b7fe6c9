//! From the outbox to a transport: one mail after the other is claimed, written, sent and settled.

use std::sync::Arc;
use std::time::Duration;

use domain::clock::Clock;
use domain::letter::Forms;
use domain::outbox::{Claimed, Delivery, Outbox, Settled};
use domain::refusal::Fault;
use domain::store::off_thread;

use crate::assemble::App;
use crate::mail::{Bounce, Mail, Transport};
use crate::metrics::Metrics;
use crate::shops::Shops;

/// The longest try to send, well within the time that a mail is claimed for ([`domain::outbox::CLAIM`]): when it is over,
/// nobody else has the mail yet.
const LONGEST_TRY: Duration = Duration::from_secs(240);

/// Sends what waits in the outbox.
#[derive(Clone)]
pub struct Post {
    outbox: Outbox,
    shops: Arc<Shops>,
    transport: Arc<dyn Transport>,
    clock: Arc<dyn Clock>,
    metrics: Arc<Metrics>,
}

impl Post {
    /// The post of a service.
    #[must_use]
    pub fn of(app: &App) -> Self {
        Self {
            outbox: Outbox::new(Arc::clone(&app.requests)),
            shops: Arc::clone(&app.shops),
            transport: Arc::clone(&app.transport),
            clock: Arc::clone(&app.requests.clock),
            metrics: Arc::clone(&app.metrics),
        }
    }

    /// Sends the mail that is due longest. `false`: there is none.
    ///
    /// # Errors
    /// [`Fault`]; a mail that was claimed is sent again when its claim is over.
    ///
    /// # Panics
    /// When called outside a Tokio runtime.
    pub async fn send_next(&self) -> Result<bool, Fault> {
        let outbox = self.outbox.clone();
        let Some(claimed) = off_thread(move || outbox.claim()).await? else { return Ok(false) };
        let delivery = self.send(&claimed).await;
        let (outbox, done) = (self.outbox.clone(), delivery.clone());
        let (claimed, settled) = off_thread(move || {
            let settled = outbox.settle(&claimed, &done)?;
            Ok::<_, Fault>((claimed, settled))
        })
        .await?;
        self.log(&claimed, &delivery, &settled);
        Ok(true)
    }

    /// Takes leave of the mail server for now.
    pub async fn rest(&self) {
        self.transport.rest().await;
    }

    async fn send(&self, claimed: &Claimed) -> Delivery {
        let letter = &claimed.letter;
        let written = match self.shops.write(letter) {
            Ok(written) => written,
            Err(why) => {
                // Checked at start, so this is a defect; the next version may have mended it.
                self.metrics.fault("letter.template");
                tracing::error!(mail = claimed.mail.id, error = %why, "a mail cannot be written");
                return Delivery::Later("letter.template".to_owned());
            }
        };
        let Ok(id) = claimed.mail.id.parse() else { return Delivery::Never("mail.id".to_owned()) };
        let mail = Mail {
            id,
            senders: self.shops.senders(&letter.shop).clone(),
            to: letter.to.clone(),
            written,
            language: letter.language.clone(),
            at: self.clock.now(),
        };
        match tokio::time::timeout(LONGEST_TRY, self.transport.send(&mail)).await {
            Ok(Ok(())) => Delivery::Sent,
            Ok(Err(Bounce::Later(code))) => {
                if code.is_ours() {
                    self.metrics.fault("mail.configuration");
                    tracing::error!(code = code.as_str(), "mails cannot be sent: check [mail] in the configuration");
                }
                Delivery::Later(code.to_string())
            }
            Ok(Err(Bounce::Never(code))) => Delivery::Never(code.to_string()),
            Err(_elapsed) => Delivery::Later("mail.timeout".to_owned()),
        }
    }

    /// One line for a try: which mail and what came of it, and nothing about whom it goes to.
    fn log(&self, claimed: &Claimed, delivery: &Delivery, settled: &Settled) {
        let (mail, kind, request) = (&claimed.mail.id, claimed.mail.kind.code(), claimed.mail.request.as_str());
        let (tries, code) = (
            claimed.mail.tries,
            match delivery {
                Delivery::Sent => "mail.sent",
                Delivery::Later(code) | Delivery::Never(code) => code,
            },
        );
        self.metrics.mail(
            kind,
            match settled {
                Settled::Sent => "sent",
                Settled::Later(_) => "later",
                Settled::GivenUp => "given_up",
                Settled::Lost => "lost",
            },
        );
        match settled {
            Settled::Sent => tracing::info!(mail, kind, request, tries, "mail sent"),
            Settled::Later(at) => tracing::warn!(mail, kind, request, tries, code, next = %at, "mail not sent for now"),
            Settled::GivenUp => tracing::error!(
                mail,
                kind,
                request,
                tries,
                code,
                "mail given up: look at it with `gdpr-server request show`, and send it again with `request resend`"
            ),
            Settled::Lost => tracing::warn!(mail, kind, request, tries, code, "mail took too long; it is tried again"),
        }
    }
}
