//! The confirmation contract (ICM GDPR REST API): a person confirms a data request with the hash from the mail.

use std::sync::Arc;

use async_trait::async_trait;
use icm_gdpr_api::models::{FeedbackCauseRoV1, FeedbackRoV1, GdprContainerRoV1, GdprRequestConfirmationRo};
use icm_gdpr_api::{Api, ConfirmGdprRequestResponse};
use swagger::ApiError;

use crate::call::Call;
use crate::message::{Code, Language};
use crate::refusal::{self, Reason, Refusal};
use crate::requests::{CONFIRM, Reading, Requests, Told};
use crate::store::{WriteQueue, on_thread};

/// Confirms data requests.
#[derive(Clone)]
pub struct Confirmations {
    /// What can be done with them.
    pub requests: Arc<Requests>,
    /// What first confirmations wait in until they are written.
    pub queue: Arc<WriteQueue>,
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
        let gave_hash = body.hash.as_deref().is_some_and(|hash| !hash.is_empty());
        let told = match call.site() {
            // A text that cannot be a site is no site of any request.
            None => Err(Stopped::Refused(Refusal::NotFound(None))),
            Some(site) => {
                let ask = self.requests.ask(&request_id, body.hash.as_deref(), Some(site.clone()));
                match on_thread(|| self.requests.read(&ask)) {
                    Ok(Reading::First(seen)) => {
                        let requests = Arc::clone(&self.requests);
                        self.queue.write(CONFIRM, move |transaction| requests.move_on(transaction, &ask, &seen)).await
                    }
                    Ok(Reading::Told(told)) => Ok(told),
                    Err(stopped) => Err(stopped),
                }
            }
        };
        render(told, gave_hash, body, call)
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
                // Of whichever type the contract gives to links: text, or any value.
                links: Some([("self".to_owned(), call.resource().into())].into()),
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
        Refusal::HashMissing | Refusal::HashInvalid => ("422", Vec::new(), Some("$.hash")),
    };
    let mut container = error(refusal.code(), &causes, path, status, language);
    container.links = Some([("self".to_owned(), call.resource().into())].into());
    Ok(match refusal {
        Refusal::NotFound(_) => ConfirmGdprRequestResponse::Status404(container),
        Refusal::HashMissing | Refusal::HashInvalid => ConfirmGdprRequestResponse::Status422(container),
    })
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
