//! From the queue to an endpoint: one notice after the other is claimed, sent and settled.

use std::sync::Arc;

use domain::names::EndpointName;
use domain::outbox::Settled;
use domain::refusal::Fault;
use domain::store::off_thread;
use domain::webhook::{Answer, Claimed, Webhooks};

use super::{Message, Sender};
use crate::assemble::App;
use crate::metrics::Metrics;

/// Tells those who wait to be told.
#[derive(Clone)]
pub struct Dispatch {
    webhooks: Arc<Webhooks>,
    sender: Arc<dyn Sender>,
    metrics: Arc<Metrics>,
}

impl Dispatch {
    /// The dispatch of a service.
    #[must_use]
    pub fn of(app: &App) -> Self {
        Self {
            webhooks: Arc::clone(&app.webhooks),
            sender: Arc::clone(&app.recipients),
            metrics: Arc::clone(&app.metrics),
        }
    }

    /// The endpoints of the configuration.
    #[must_use]
    pub fn endpoints(&self) -> Vec<EndpointName> {
        self.webhooks.endpoints.all()
    }

    /// The endpoints that notices wait for and the configuration does not have. Their notices are put off, and in the end given
    /// up: the endpoint may have been taken out by mistake.
    ///
    /// # Errors
    /// [`Fault`].
    ///
    /// # Panics
    /// When called outside a Tokio runtime.
    pub async fn unconfigured(&self) -> Result<Vec<EndpointName>, Fault> {
        let webhooks = Arc::clone(&self.webhooks);
        let mut waiting = off_thread(move || webhooks.waiting_endpoints()).await?;
        let configured = self.endpoints();
        waiting.retain(|endpoint| !configured.contains(endpoint));
        Ok(waiting)
    }

    /// Sends the notice to `endpoint` that is due longest. `false`: there is none.
    ///
    /// # Errors
    /// [`Fault`]; a notice that was claimed is sent again when its claim is over.
    ///
    /// # Panics
    /// When called outside a Tokio runtime.
    pub async fn send_next(&self, endpoint: &EndpointName) -> Result<bool, Fault> {
        let (webhooks, queue) = (Arc::clone(&self.webhooks), endpoint.clone());
        let Some(claimed) = off_thread(move || webhooks.claim(&queue)).await? else { return Ok(false) };
        let delivery = &claimed.delivery;
        let message = Message { id: &delivery.id, body: &claimed.body, at: self.webhooks.clock.now() };
        // Takes no longer than its endpoint may, which is less than the claim.
        let answer = self.sender.send(&delivery.endpoint, message).await;
        let (webhooks, done) = (Arc::clone(&self.webhooks), answer.clone());
        let (claimed, settled) = off_thread(move || {
            let settled = webhooks.settle(&claimed, &done)?;
            Ok::<_, Fault>((claimed, settled))
        })
        .await?;
        self.log(&claimed, &answer, &settled);
        Ok(true)
    }

    /// One line for a try: which erasure, whom, and what came of it; nothing about the customer.
    fn log(&self, claimed: &Claimed, answer: &Answer, settled: &Settled) {
        let delivery = &claimed.delivery;
        let (webhook, kind, endpoint) = (&delivery.id, delivery.kind.code(), delivery.endpoint.as_str());
        let (erasure, tries, code) = (&delivery.erasure, delivery.tries, answer.code());
        let result = match settled {
            Settled::Sent => "sent",
            Settled::Later(_) => "later",
            Settled::GivenUp => "given_up",
            Settled::Lost => "lost",
        };
        self.metrics.webhook(kind, result);
        match settled {
            Settled::Sent => tracing::info!(webhook, kind, endpoint, erasure, tries, code, "recipient told"),
            Settled::Later(at) => {
                tracing::warn!(webhook, kind, endpoint, erasure, tries, code, next = %at, "recipient not told for now");
            }
            Settled::GivenUp => tracing::error!(
                webhook,
                kind,
                endpoint,
                erasure,
                tries,
                code,
                "recipient given up: tell them in another way (Art. 19 GDPR); docs/webhooks.md says what the code means"
            ),
            Settled::Lost => {
                tracing::warn!(
                    webhook,
                    kind,
                    endpoint,
                    erasure,
                    tries,
                    code,
                    "webhook took too long; it is tried again"
                );
            }
        }
    }
}
