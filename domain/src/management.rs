//! The contract for the management of data requests: read, decide, render. What is done is done by [`Requests`] and
//! [`Fulfilment`].

mod cursor;
mod plan;
mod problem;
mod read;
mod render;

use std::sync::Arc;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use data_requests_api::models::{
    Closure, DataRequestHistory, DataRequestPage, DataRequestState, DataRequestType, HoldRelease, IdentityDoubt,
    LegalHoldList, MailPreview, NewApproval, NewConfirmationMail, NewDataRequest, NewExtension, NewLegalHold,
    PublicReceipt, PublicRequest, Rejection, Withdrawal,
};
use data_requests_api::{
    Api, ApproveDataRequestResponse, CloseDataRequestResponse, CreateDataRequestResponse, DoubtIdentityResponse,
    ExtendDataRequestResponse, ListDataRequestEventsResponse, ListDataRequestsResponse, ListLegalHoldsResponse,
    PlaceLegalHoldResponse, PreviewRejectionResponse, RejectDataRequestResponse, ReleaseLegalHoldResponse,
    ResendConfirmationMailResponse, RevokeApprovalResponse, SettleIdentityResponse, ShowDataRequestResponse,
    ShowErasurePlanResponse, SubmitPublicRequestResponse, WithdrawDataRequestResponse,
};
use swagger::ApiError;

pub use self::plan::{hold as hold_document, plan as plan_document};
use self::problem::{Why, answer};
use crate::audit::Actor;
use crate::call::Call;
use crate::fulfilment::Fulfilment;
use crate::letter::Forms;
use crate::message::Code;
use crate::names::RequestId;
use crate::refusal::{Fault, Stopped};
use crate::requests::{Found, Refused, Requests};
use crate::store::off_thread;

/// Manages data requests.
#[derive(Clone)]
pub struct Management {
    /// What can be done with them, and what carries them out.
    pub fulfilment: Arc<Fulfilment>,
    /// The templates of mails, for previews.
    pub forms: Arc<dyn Forms>,
    /// Whether people who are not signed in anywhere can make requests.
    pub public_form: bool,
}

/// Why a call did not get what it asked for.
type NotTold = Stopped<Why>;

impl Management {
    /// Does `work` for the caller, on a thread where it may block.
    async fn work<T: Send + 'static>(
        &self,
        call: &Call,
        work: impl FnOnce(&Requests, &Actor) -> Result<T, NotTold> + Send + 'static,
    ) -> Result<T, NotTold> {
        self.fulfil(call, move |fulfilment, actor| work(&fulfilment.requests, actor)).await
    }

    /// The same, with what carries requests out.
    async fn fulfil<T: Send + 'static>(
        &self,
        call: &Call,
        work: impl FnOnce(&Fulfilment, &Actor) -> Result<T, NotTold> + Send + 'static,
    ) -> Result<T, NotTold> {
        let Some(caller) = call.caller().cloned() else { return Err(Stopped::Refused(Why::Unauthenticated)) };
        let fulfilment = Arc::clone(&self.fulfilment);
        off_thread(move || work(&fulfilment, &Actor::Staff(caller))).await
    }

    /// The same, with a request that the call names; gives back what became of it, as the caller may see it.
    async fn change(
        &self,
        call: &Call,
        id: &str,
        work: impl FnOnce(&Fulfilment, &Actor, &RequestId) -> Result<(), NotTold> + Send + 'static,
    ) -> Result<Found, NotTold> {
        let id = request_id(id);
        self.fulfil(call, move |fulfilment, actor| {
            let id = id?;
            work(fulfilment, actor, &id)?;
            Ok(fulfilment.requests.show(actor, &id)?)
        })
        .await
    }
}

/// A text that cannot be an id is the id of nothing.
fn request_id(text: &str) -> Result<RequestId, NotTold> {
    text.parse().map_err(|_| Stopped::Refused(Why::Refused(Refused::UnknownRequest)))
}

#[async_trait]
impl Api<Call> for Management {
    async fn create_data_request(
        &self,
        new_data_request: NewDataRequest,
        idempotency_key: Option<String>,
        call: &Call,
    ) -> Result<CreateDataRequestResponse, ApiError> {
        let told = self.work(call, move |requests, actor| {
            let wish = read::wish(&new_data_request)?;
            let key = read::key(idempotency_key, &new_data_request, actor)?;
            let created = requests.create(actor, &wish, key.as_ref())?;
            Ok(requests.show(actor, &created.request.id)?)
        });
        answer(told.await, call, "data_request.created.info", |found| {
            let body = render::request(&found);
            CreateDataRequestResponse::Status201 { location: format!("{}/{}", call.resource(), body.id), body }
        })
    }

    async fn list_data_requests(
        &self,
        cursor: Option<String>,
        customer_number: Option<String>,
        due_before: Option<DateTime<Utc>>,
        guest_email: Option<String>,
        limit: Option<u8>,
        shop: Option<String>,
        state: Option<DataRequestState>,
        param_type: Option<DataRequestType>,
        call: &Call,
    ) -> Result<ListDataRequestsResponse, ApiError> {
        let filter = read::Filter { cursor, customer_number, due_before, guest_email, limit, shop, state, param_type };
        let told = self.work(call, move |requests, actor| Ok(requests.list(actor, &filter.wanted()?)?));
        answer(told.await, call, "data_request.listed.info", |page| {
            ListDataRequestsResponse::Status200(DataRequestPage {
                items: page.items.iter().map(render::request).collect(),
                next: page.next.map(|(at, id)| cursor::write(at, &id)),
            })
        })
    }

    async fn show_data_request(&self, request_id: String, call: &Call) -> Result<ShowDataRequestResponse, ApiError> {
        let told = self.change(call, &request_id, |_, _, _| Ok(())).await;
        answer(told, call, "data_request.shown.info", |found| {
            ShowDataRequestResponse::Status200(render::request(&found))
        })
    }

    async fn list_data_request_events(
        &self,
        id: String,
        call: &Call,
    ) -> Result<ListDataRequestEventsResponse, ApiError> {
        let told = self.work(call, move |requests, actor| {
            let history = requests.history(actor, &request_id(&id)?)?;
            history.iter().map(|happened| render::event(happened).map_err(Stopped::Fault)).collect()
        });
        answer(told.await, call, "data_request.history.info", |events| {
            ListDataRequestEventsResponse::Status200(DataRequestHistory { events })
        })
    }

    async fn resend_confirmation_mail(
        &self,
        request_id: String,
        body: NewConfirmationMail,
        call: &Call,
    ) -> Result<ResendConfirmationMailResponse, ApiError> {
        let told = self.change(call, &request_id, move |fulfilment, actor, id| {
            let stated = body.stated_address.as_ref().map(read::stated).transpose()?;
            Ok(fulfilment.requests.resend(actor, id, stated.as_ref()).map(drop)?)
        });
        answer(told.await, call, "data_request.resent.info", |found| {
            ResendConfirmationMailResponse::Status202(render::request(&found))
        })
    }

    async fn withdraw_data_request(
        &self,
        request_id: String,
        body: Withdrawal,
        call: &Call,
    ) -> Result<WithdrawDataRequestResponse, ApiError> {
        let told = self.change(call, &request_id, move |fulfilment, actor, id| {
            let remark = read::remark("reason", body.reason.as_deref())?;
            Ok(fulfilment.withdraw(actor, id, remark).map(drop)?)
        });
        answer(told.await, call, "data_request.withdrawn.info", |found| {
            WithdrawDataRequestResponse::Status200(render::request(&found))
        })
    }

    async fn reject_data_request(
        &self,
        request_id: String,
        body: Rejection,
        call: &Call,
    ) -> Result<RejectDataRequestResponse, ApiError> {
        let told = self.change(call, &request_id, move |fulfilment, actor, id| {
            Ok(fulfilment.reject(actor, id, &body.reason).map(drop)?)
        });
        answer(told.await, call, "data_request.rejected.info", |found| {
            RejectDataRequestResponse::Status200(render::request(&found))
        })
    }

    async fn preview_rejection(
        &self,
        id: String,
        body: Rejection,
        call: &Call,
    ) -> Result<PreviewRejectionResponse, ApiError> {
        let forms = Arc::clone(&self.forms);
        let told = self.work(call, move |requests, actor| {
            let letter = requests.preview_rejection(actor, &request_id(&id)?, &body.reason)?;
            forms.write(&letter).map_err(|why| Stopped::Fault(Fault::Template(why)))
        });
        answer(told.await, call, "data_request.previewed.info", |written| {
            let (subject, text, html) = (written.subject, written.text, written.html);
            PreviewRejectionResponse::Status200(MailPreview { html, subject, text })
        })
    }

    async fn close_data_request(
        &self,
        request_id: String,
        body: Closure,
        call: &Call,
    ) -> Result<CloseDataRequestResponse, ApiError> {
        let told = self.change(call, &request_id, move |fulfilment, actor, id| {
            let remark = read::remark("note", body.note.as_deref())?;
            Ok(fulfilment.requests.close(actor, id, remark).map(drop)?)
        });
        answer(told.await, call, "data_request.closed.info", |found| {
            CloseDataRequestResponse::Status200(render::request(&found))
        })
    }

    async fn extend_data_request(
        &self,
        request_id: String,
        body: NewExtension,
        call: &Call,
    ) -> Result<ExtendDataRequestResponse, ApiError> {
        let told = self.change(call, &request_id, move |fulfilment, actor, id| {
            Ok(fulfilment.requests.extend(actor, id, body.months, &body.reason).map(drop)?)
        });
        answer(told.await, call, "data_request.extended.info", |found| {
            ExtendDataRequestResponse::Status200(render::request(&found))
        })
    }

    async fn doubt_identity(
        &self,
        request_id: String,
        body: IdentityDoubt,
        call: &Call,
    ) -> Result<DoubtIdentityResponse, ApiError> {
        let told = self.change(call, &request_id, move |fulfilment, actor, id| {
            Ok(fulfilment.requests.doubt_identity(actor, id, &body.reason).map(drop)?)
        });
        answer(told.await, call, "data_request.identity_doubted.info", |found| {
            DoubtIdentityResponse::Status200(render::request(&found))
        })
    }

    async fn settle_identity(&self, request_id: String, call: &Call) -> Result<SettleIdentityResponse, ApiError> {
        let told = self.change(call, &request_id, |fulfilment, actor, id| {
            Ok(fulfilment.requests.settle_identity(actor, id).map(drop)?)
        });
        answer(told.await, call, "data_request.identity_settled.info", |found| {
            SettleIdentityResponse::Status200(render::request(&found))
        })
    }

    async fn show_erasure_plan(&self, id: String, call: &Call) -> Result<ShowErasurePlanResponse, ApiError> {
        let told = self.fulfil(call, move |fulfilment, actor| {
            let proposal = fulfilment.plan(actor, &request_id(&id)?)?;
            Ok(plan::plan(&proposal.plan))
        });
        answer(told.await, call, "data_request.planned.info", ShowErasurePlanResponse::Status200)
    }

    async fn approve_data_request(
        &self,
        id: String,
        body: NewApproval,
        call: &Call,
    ) -> Result<ApproveDataRequestResponse, ApiError> {
        let told = self.fulfil(call, move |fulfilment, actor| {
            let (id, plan) = (request_id(&id)?, read::plan(&body)?);
            fulfilment.approve(actor, &id, plan)?;
            Ok(fulfilment.requests.show(actor, &id)?)
        });
        answer(told.await, call, "data_request.approved.info", |found| {
            ApproveDataRequestResponse::Status200(render::request(&found))
        })
    }

    async fn revoke_approval(&self, id: String, call: &Call) -> Result<RevokeApprovalResponse, ApiError> {
        let told = self.fulfil(call, move |fulfilment, actor| {
            let id = request_id(&id)?;
            fulfilment.revoke_approval(actor, &id)?;
            Ok(fulfilment.requests.show(actor, &id)?)
        });
        answer(told.await, call, "data_request.approval_revoked.info", |found| {
            RevokeApprovalResponse::Status200(render::request(&found))
        })
    }

    async fn place_legal_hold(&self, body: NewLegalHold, call: &Call) -> Result<PlaceLegalHoldResponse, ApiError> {
        let told = self.fulfil(call, move |fulfilment, actor| {
            let placed = fulfilment.place_hold(actor, &read::hold(&body)?)?;
            Ok(plan::hold(&placed))
        });
        answer(told.await, call, "legal_hold.placed.info", PlaceLegalHoldResponse::Status201)
    }

    async fn list_legal_holds(
        &self,
        customer_number: String,
        shop: String,
        call: &Call,
    ) -> Result<ListLegalHoldsResponse, ApiError> {
        let told = self.fulfil(call, move |fulfilment, actor| {
            let (shop, customer) = read::customer(&shop, &customer_number)?;
            let holds = fulfilment.holds(actor, &shop, &customer)?;
            Ok(LegalHoldList { items: holds.iter().map(plan::hold).collect() })
        });
        answer(told.await, call, "legal_hold.listed.info", ListLegalHoldsResponse::Status200)
    }

    async fn release_legal_hold(
        &self,
        id: String,
        body: HoldRelease,
        call: &Call,
    ) -> Result<ReleaseLegalHoldResponse, ApiError> {
        let told = self.fulfil(call, move |fulfilment, actor| Ok(fulfilment.release_hold(actor, &id, &body.reason)?));
        answer(told.await, call, "legal_hold.released.info", |()| ReleaseLegalHoldResponse::Status204)
    }

    async fn submit_public_request(
        &self,
        body: PublicRequest,
        call: &Call,
    ) -> Result<SubmitPublicRequestResponse, ApiError> {
        let language = call.language().clone();
        let told = match read::public_form(&body, &language) {
            _ if !self.public_form => Err(Stopped::Refused(Why::NoPublicForm)),
            Err(why) => Err(Stopped::Refused(why)),
            Ok(form) => {
                let requests = Arc::clone(&self.fulfilment.requests);
                off_thread(move || requests.submit(&form).map_err(Stopped::Fault)).await
            }
        };
        answer(told, call, Code::PublicReceipt.as_str(), |()| {
            let message = Code::PublicReceipt.sentence(&language).into_owned();
            SubmitPublicRequestResponse::Status202(PublicReceipt { message })
        })
    }
}
