//! Refusals as RFC 9457 problem documents. They are for staff and machines, and so always in English.

use data_requests_api::models::Problem;
use data_requests_api::{
    ApproveDataRequestResponse, CloseDataRequestResponse, CreateDataRequestResponse, DoubtIdentityResponse,
    ExtendDataRequestResponse, ListDataRequestEventsResponse, ListDataRequestsResponse, ListLegalHoldsResponse,
    PlaceLegalHoldResponse, PreviewRejectionResponse, RejectDataRequestResponse, ReleaseLegalHoldResponse,
    ResendConfirmationMailResponse, RevokeApprovalResponse, SettleIdentityResponse, ShowDataRequestResponse,
    ShowErasurePlanResponse, SubmitPublicRequestResponse, WithdrawDataRequestResponse,
};
use swagger::{ApiError, Has, XSpanIdString};

use crate::call::Call;
use crate::message::{Code, Language};
use crate::refusal::{Fault, Stopped};
use crate::requests::{NotDone, Refused};

/// Why a call did not get what it asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Why {
    /// Nobody proved who is calling.
    Unauthenticated,
    /// What stands in this place of the call cannot be.
    Illegal(&'static str, String),
    /// The rules say no.
    Refused(Refused),
    /// The public form is switched off.
    NoPublicForm,
}

impl From<NotDone> for Stopped<Why> {
    fn from(why: NotDone) -> Self {
        match why {
            Stopped::Refused(refused) => Self::Refused(Why::Refused(refused)),
            Stopped::Fault(fault) => Self::Fault(fault),
        }
    }
}

impl Why {
    /// The statuses that say it, the best first: an operation declares one of them.
    fn statuses(&self) -> &'static [u16] {
        match self {
            Self::Unauthenticated => &[401],
            Self::Illegal(..) => &[400],
            Self::NoPublicForm => &[404],
            Self::Refused(refused) => match refused {
                Refused::Forbidden | Refused::MayNotView => &[403],
                Refused::UnknownShop(_)
                | Refused::UnknownSubject(_)
                | Refused::UnknownRequest
                | Refused::UnknownHold => &[404, 403],
                Refused::Reason | Refused::ExtendedMonths | Refused::UnknownPlace => &[400],
                Refused::NoAddress | Refused::ReceivedInFuture | Refused::KeyReused => &[422, 409],
                Refused::TooManyLinks
                | Refused::NotMoved(_)
                | Refused::ExtendedAlready
                | Refused::ExtendedTooLate
                | Refused::DoubtedAlready
                | Refused::NotDoubted
                | Refused::IdentityDoubted
                | Refused::NotAnErasure
                | Refused::PlanMissing
                | Refused::PlanChanged
                | Refused::Postponed(_)
                | Refused::AccessFirst
                | Refused::FourEyes
                | Refused::ByHand
                | Refused::NoPackage => &[409, 422],
            },
        }
    }

    /// The code, in the style of the others.
    pub(super) const fn code(&self) -> &'static str {
        match self {
            Self::Unauthenticated => Code::Unauthenticated.as_str(),
            Self::Illegal(..) => Code::Malformed.as_str(),
            Self::NoPublicForm => Code::UnknownPath.as_str(),
            Self::Refused(refused) => refused.code(),
        }
    }

    fn detail(&self) -> String {
        match self {
            Self::Unauthenticated => Code::Unauthenticated.sentence(&Language::english()).into_owned(),
            Self::NoPublicForm => Code::UnknownPath.sentence(&Language::english()).into_owned(),
            Self::Illegal(place, why) => format!("{place} {why}."),
            Self::Refused(refused) => {
                let text = refused.to_string();
                let mut letters = text.chars();
                letters
                    .next()
                    .map_or_else(String::new, |first| format!("{}{}.", first.to_uppercase(), letters.as_str()))
            }
        }
    }
}

/// A response of the contract that can say no.
pub(super) trait Refusable: Sized {
    /// The statuses that it declares for that.
    const STATUSES: &'static [u16];

    /// The response with this problem, whose status is one of them.
    fn refused(problem: Problem) -> Option<Self>;
}

macro_rules! refusable {
    ($($response:ident: $($variant:ident = $status:literal),+;)*) => {$(
        impl Refusable for $response {
            const STATUSES: &'static [u16] = &[$($status),+];

            fn refused(problem: Problem) -> Option<Self> {
                match problem.status {
                    $($status => Some(Self::$variant(problem)),)+
                    _ => None,
                }
            }
        }
    )*};
}

refusable! {
    CreateDataRequestResponse: Status400 = 400, Status401 = 401, Status403 = 403, Status404 = 404, Status422 = 422;
    ListDataRequestsResponse: Status400 = 400, Status401 = 401, Status403 = 403;
    ShowDataRequestResponse: Status400 = 400, Status401 = 401, Status403 = 403, Status404 = 404;
    ListDataRequestEventsResponse: Status400 = 400, Status401 = 401, Status403 = 403, Status404 = 404;
    ResendConfirmationMailResponse:
        Status400 = 400, Status401 = 401, Status403 = 403, Status404 = 404, Status409 = 409, Status422 = 422;
    WithdrawDataRequestResponse: Status400 = 400, Status401 = 401, Status403 = 403, Status404 = 404, Status409 = 409;
    RejectDataRequestResponse: Status400 = 400, Status401 = 401, Status403 = 403, Status404 = 404, Status409 = 409;
    PreviewRejectionResponse: Status400 = 400, Status401 = 401, Status403 = 403, Status404 = 404, Status409 = 409;
    CloseDataRequestResponse: Status400 = 400, Status401 = 401, Status403 = 403, Status404 = 404, Status409 = 409;
    ExtendDataRequestResponse: Status400 = 400, Status401 = 401, Status403 = 403, Status404 = 404, Status409 = 409;
    DoubtIdentityResponse: Status400 = 400, Status401 = 401, Status403 = 403, Status404 = 404, Status409 = 409;
    SettleIdentityResponse: Status400 = 400, Status401 = 401, Status403 = 403, Status404 = 404, Status409 = 409;
    ShowErasurePlanResponse: Status400 = 400, Status401 = 401, Status403 = 403, Status404 = 404, Status409 = 409;
    ApproveDataRequestResponse: Status400 = 400, Status401 = 401, Status403 = 403, Status404 = 404, Status409 = 409;
    RevokeApprovalResponse: Status400 = 400, Status401 = 401, Status403 = 403, Status404 = 404, Status409 = 409;
    PlaceLegalHoldResponse: Status400 = 400, Status401 = 401, Status403 = 403, Status404 = 404;
    ListLegalHoldsResponse: Status400 = 400, Status401 = 401, Status403 = 403, Status404 = 404;
    ReleaseLegalHoldResponse: Status400 = 400, Status401 = 401, Status403 = 403, Status404 = 404;
    SubmitPublicRequestResponse: Status400 = 400, Status404 = 404;
}

/// The response for what was told, noted in the call's report.
pub(super) fn answer<T, R: Refusable>(
    told: Result<T, Stopped<Why>>,
    call: &Call,
    code: &'static str,
    render: impl FnOnce(T) -> R,
) -> Result<R, ApiError> {
    let why = match told {
        Ok(told) => {
            call.answered(code);
            return Ok(render(told));
        }
        Err(Stopped::Fault(fault)) => return Err(call.failed(fault)),
        Err(Stopped::Refused(why)) => why,
    };
    let declared = why.statuses().iter().find(|status| R::STATUSES.contains(status));
    let response = declared.and_then(|status| R::refused(problem(&why, *status, call)));
    let Some(response) = response else { return Err(call.failed(Fault::Undeclared(why.code()))) };
    call.answered(why.code());
    Ok(response)
}

fn problem(why: &Why, status: u16, call: &Call) -> Problem {
    let span: &XSpanIdString = call.get();
    Problem {
        code: why.code().to_owned(),
        detail: why.detail(),
        span_id: span.0.clone(),
        status,
        title: title(status).to_owned(),
        r#type: "about:blank".to_owned(),
    }
}

/// RFC 9457 section 4.2.1: with `about:blank` the title is that of the status.
const fn title(status: u16) -> &'static str {
    match status {
        400 => "Bad Request",
        401 => "Unauthorized",
        403 => "Forbidden",
        404 => "Not Found",
        409 => "Conflict",
        422 => "Unprocessable Entity",
        _ => "Error",
    }
}
