//! The confirmation contract (ICM GDPR REST API): a person confirms a data request with the hash from the mail.

use std::sync::Arc;

use async_trait::async_trait;
use chrono::TimeDelta;
use icm_gdpr_api::models::{FeedbackCauseRoV1, FeedbackRoV1, GdprContainerRoV1, GdprRequestConfirmationRo};
use icm_gdpr_api::{Api, ConfirmGdprRequestResponse};
use swagger::ApiError;

use crate::call::Call;
use crate::clock::Clock;
use crate::link::{LinkDigest, LinkKey};
use crate::message::{Code, Language};
use crate::names::{RequestId, SiteName};
use crate::refusal::{self, Fault, Reason, Refusal};
use crate::request::{Proof, State, Step, confirm};
use crate::store::{Store, off_thread};

/// Confirms data requests.
#[derive(Clone)]
pub struct Confirmations {
    /// Where requests are kept.
    pub store: Arc<dyn Store>,
    /// When it is.
    pub clock: Arc<dyn Clock>,
    /// What turns a hash into its digest.
    pub key: LinkKey,
    /// How long after the first confirmation the same hash still gets the first answer. Zero: not at all.
    pub repeat_grace: TimeDelta,
}

/// A call as the rules take it.
struct Ask {
    /// `None` when the text cannot be the id of any request.
    id: Option<RequestId>,
    /// `None` when the text cannot be the name of any site.
    site: Option<SiteName>,
    proof: Proof,
}

/// What came of it.
#[derive(Clone, Copy)]
enum Told {
    First,
    Repeat,
}

type Stopped = refusal::Stopped<Refusal>;

#[async_trait]
impl Api<Call> for Confirmations {
    async fn confirm_gdpr_request(
        &self,
        request_id: String,
        body: GdprRequestConfirmationRo,
        call: &Call,
    ) -> Result<ConfirmGdprRequestResponse, ApiError> {
        let ask = self.read(&request_id, &body, call);
        let this = self.clone();
        let gave_hash = matches!(ask.proof, Proof::Given(_));
        let told = off_thread(move || this.decide(&ask)).await;
        render(told, gave_hash, body, call)
    }
}

impl Confirmations {
    fn read(&self, id: &str, body: &GdprRequestConfirmationRo, call: &Call) -> Ask {
        let proof = match body.hash.as_deref() {
            None | Some("") => Proof::Missing,
            Some(hash) => Proof::Given(self.key.digest(id, hash)),
        };
        Ask { id: id.parse().ok(), site: call.site().cloned(), proof }
    }

    fn decide(&self, ask: &Ask) -> Result<Told, Stopped> {
        let (Some(id), Some(site)) = (&ask.id, &ask.site) else {
            return Err(Stopped::Refused(Refusal::NotFound(None)));
        };
        let now = self.clock.now();
        // Looked up outside a write transaction first, so that nobody can occupy the writer with ids that do not exist.
        let step = self.store.read("look_up_request", |view| {
            let found = view.request(id)?;
            let Some(request) = found else {
                // The same work as for a request that exists.
                let _ = ask.proof.opens(&LinkDigest::decoy());
                return Err(Stopped::Refused(Refusal::NotFound(None)));
            };
            confirm(&request, site, &ask.proof, now, self.repeat_grace).map_err(Stopped::Refused)
        })?;
        match step {
            Step::Confirm { .. } => self.store.write("confirm_request", |transaction| {
                let request = transaction.request(id)?.ok_or(Stopped::Refused(Refusal::NotFound(None)))?;
                let step = confirm(&request, site, &ask.proof, now, self.repeat_grace).map_err(Stopped::Refused)?;
                match step {
                    Step::Confirm { at } => {
                        let confirmed = State::Confirmed { at };
                        if transaction.move_request(id, &request.state, &confirmed)? {
                            Ok(Told::First)
                        } else {
                            Err(Fault::Raced.into())
                        }
                    }
                    Step::Echo => Ok(Told::First),
                    Step::Repeat => Ok(Told::Repeat),
                }
            }),
            Step::Echo => Ok(Told::First),
            Step::Repeat => Ok(Told::Repeat),
        }
    }
}

fn render(
    told: Result<Told, Stopped>,
    gave_hash: bool,
    body: GdprRequestConfirmationRo,
    call: &Call,
) -> Result<ConfirmGdprRequestResponse, ApiError> {
    let language = call.language();
    let refusal = match told {
        Ok(told) => {
            let (info, cause) = match told {
                Told::First => (Code::Confirmation, Code::Confirmed),
                Told::Repeat => (Code::AlreadyConfirmed, Code::AlreadyConfirmed),
            };
            call.answered(info.as_str());
            return Ok(ConfirmGdprRequestResponse::Status200(GdprContainerRoV1 {
                data: Some(body),
                errors: None,
                included: None,
                infos: Some(vec![feedback(info, &[cause], None, None, language)]),
                links: Some(self_link(call)),
            }));
        }
        Err(Stopped::Fault(fault)) => return Err(call.failed(fault)),
        Err(Stopped::Refused(refusal)) => refusal,
    };
    // Only the holder of the right hash is told a reason, and nobody who gave none can have guessed.
    if gave_hash && matches!(refusal, Refusal::HashInvalid | Refusal::NotFound(None)) {
        call.guessed(refusal.code().as_str());
    } else {
        call.answered(refusal.code().as_str());
    }
    let (status, causes, path) = match refusal {
        Refusal::NotFound(reason) => ("404", reason.into_iter().map(Reason::code).collect(), None),
        Refusal::HashMissing | Refusal::HashInvalid => ("422", Vec::new(), Some("hash")),
    };
    let mut container = error(refusal.code(), &causes, path, status, language);
    container.links = Some(self_link(call));
    Ok(match refusal {
        Refusal::NotFound(_) => ConfirmGdprRequestResponse::Status404(container),
        Refusal::HashMissing | Refusal::HashInvalid => ConfirmGdprRequestResponse::Status422(container),
    })
}

fn self_link(call: &Call) -> std::collections::HashMap<String, String> {
    std::collections::HashMap::from([("self".to_owned(), call.resource().to_owned())])
}

/// The contract's body for an error with this code and HTTP status.
#[must_use]
pub fn error(code: Code, causes: &[Code], path: Option<&str>, status: &str, language: &Language) -> GdprContainerRoV1 {
    GdprContainerRoV1 {
        data: None,
        errors: Some(vec![feedback(code, causes, path, Some(status), language)]),
        included: None,
        infos: None,
        links: None,
    }
}

fn feedback(
    code: Code,
    causes: &[Code],
    path: Option<&str>,
    status: Option<&str>,
    language: &Language,
) -> FeedbackRoV1 {
    let cause = |cause: &Code| FeedbackCauseRoV1 {
        code: cause.as_str().to_owned(),
        message: cause.sentence(language).into_owned(),
        parameters: None,
        paths: None,
    };
    FeedbackRoV1 {
        causes: (!causes.is_empty()).then(|| causes.iter().map(cause).collect()),
        code: code.as_str().to_owned(),
        message: code.sentence(language).into_owned(),
        parameters: None,
        paths: path.map(|path| vec![path.to_owned()]),
        status: status.map(str::to_owned),
    }
}
