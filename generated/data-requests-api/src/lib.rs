#![allow(missing_docs, trivial_casts, unused_variables, unused_mut, unused_imports, unused_extern_crates, unused_attributes, non_camel_case_types)]
#![allow(clippy::derive_partial_eq_without_eq, clippy::disallowed_names)]

use async_trait::async_trait;
use futures::Stream;
#[cfg(feature = "mock")]
use mockall::automock;
use std::error::Error;
use std::collections::BTreeSet;
use std::task::{Poll, Context};
use swagger::{ApiError, ContextWrapper, auth::Authorization};
use serde::{Serialize, Deserialize};

#[cfg(any(feature = "client", feature = "server"))]
type ServiceError = Box<dyn Error + Send + Sync + 'static>;

pub const BASE_PATH: &str = "/rest/data-requests";
pub const API_VERSION: &str = "1.0.0";

mod auth;
pub use auth::{AuthenticationApi, Claims};


#[derive(Debug, PartialEq, Serialize, Deserialize)]
#[must_use]
pub enum CreateDataRequestResponse {
    /// 201
    Status201
    {
        body: models::DataRequest,
        location:
        String
    }
    ,
    /// 400
    Status400
    (models::Problem)
    ,
    /// 401
    Status401
    (models::Problem)
    ,
    /// 403
    Status403
    (models::Problem)
    ,
    /// 404
    Status404
    (models::Problem)
    ,
    /// 422
    Status422
    (models::Problem)
    ,
    /// 429
    Status429
    {
        body: models::Problem,
        retry_after:
        Option<
        i32
        >
    }
    ,
    /// 503
    Status503
    {
        body: models::Problem,
        retry_after:
        Option<
        i32
        >
    }
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
#[must_use]
pub enum ListDataRequestsResponse {
    /// 200
    Status200
    (models::DataRequestPage)
    ,
    /// 400
    Status400
    (models::Problem)
    ,
    /// 401
    Status401
    (models::Problem)
    ,
    /// 403
    Status403
    (models::Problem)
    ,
    /// 429
    Status429
    {
        body: models::Problem,
        retry_after:
        Option<
        i32
        >
    }
    ,
    /// 503
    Status503
    {
        body: models::Problem,
        retry_after:
        Option<
        i32
        >
    }
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
#[must_use]
pub enum ListLegalHoldsResponse {
    /// 200
    Status200
    (models::LegalHoldList)
    ,
    /// 400
    Status400
    (models::Problem)
    ,
    /// 401
    Status401
    (models::Problem)
    ,
    /// 403
    Status403
    (models::Problem)
    ,
    /// 404
    Status404
    (models::Problem)
    ,
    /// 429
    Status429
    {
        body: models::Problem,
        retry_after:
        Option<
        i32
        >
    }
    ,
    /// 503
    Status503
    {
        body: models::Problem,
        retry_after:
        Option<
        i32
        >
    }
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
#[must_use]
pub enum PlaceLegalHoldResponse {
    /// 201
    Status201
    (models::LegalHold)
    ,
    /// 400
    Status400
    (models::Problem)
    ,
    /// 401
    Status401
    (models::Problem)
    ,
    /// 403
    Status403
    (models::Problem)
    ,
    /// 404
    Status404
    (models::Problem)
    ,
    /// 429
    Status429
    {
        body: models::Problem,
        retry_after:
        Option<
        i32
        >
    }
    ,
    /// 503
    Status503
    {
        body: models::Problem,
        retry_after:
        Option<
        i32
        >
    }
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
#[must_use]
pub enum SubmitPublicRequestResponse {
    /// 202
    Status202
    (models::PublicReceipt)
    ,
    /// 400
    Status400
    (models::Problem)
    ,
    /// 404
    Status404
    (models::Problem)
    ,
    /// 429
    Status429
    {
        body: models::Problem,
        retry_after:
        Option<
        i32
        >
    }
    ,
    /// 503
    Status503
    {
        body: models::Problem,
        retry_after:
        Option<
        i32
        >
    }
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
#[must_use]
pub enum ApproveDataRequestResponse {
    /// 200
    Status200
    (models::DataRequest)
    ,
    /// 400
    Status400
    (models::Problem)
    ,
    /// 401
    Status401
    (models::Problem)
    ,
    /// 403
    Status403
    (models::Problem)
    ,
    /// 404
    Status404
    (models::Problem)
    ,
    /// 409
    Status409
    (models::Problem)
    ,
    /// 429
    Status429
    {
        body: models::Problem,
        retry_after:
        Option<
        i32
        >
    }
    ,
    /// 503
    Status503
    {
        body: models::Problem,
        retry_after:
        Option<
        i32
        >
    }
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
#[must_use]
pub enum CloseDataRequestResponse {
    /// 200
    Status200
    (models::DataRequest)
    ,
    /// 400
    Status400
    (models::Problem)
    ,
    /// 401
    Status401
    (models::Problem)
    ,
    /// 403
    Status403
    (models::Problem)
    ,
    /// 404
    Status404
    (models::Problem)
    ,
    /// 409
    Status409
    (models::Problem)
    ,
    /// 429
    Status429
    {
        body: models::Problem,
        retry_after:
        Option<
        i32
        >
    }
    ,
    /// 503
    Status503
    {
        body: models::Problem,
        retry_after:
        Option<
        i32
        >
    }
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
#[must_use]
pub enum DoubtIdentityResponse {
    /// 200
    Status200
    (models::DataRequest)
    ,
    /// 400
    Status400
    (models::Problem)
    ,
    /// 401
    Status401
    (models::Problem)
    ,
    /// 403
    Status403
    (models::Problem)
    ,
    /// 404
    Status404
    (models::Problem)
    ,
    /// 409
    Status409
    (models::Problem)
    ,
    /// 429
    Status429
    {
        body: models::Problem,
        retry_after:
        Option<
        i32
        >
    }
    ,
    /// 503
    Status503
    {
        body: models::Problem,
        retry_after:
        Option<
        i32
        >
    }
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
#[must_use]
pub enum ExtendDataRequestResponse {
    /// 200
    Status200
    (models::DataRequest)
    ,
    /// 400
    Status400
    (models::Problem)
    ,
    /// 401
    Status401
    (models::Problem)
    ,
    /// 403
    Status403
    (models::Problem)
    ,
    /// 404
    Status404
    (models::Problem)
    ,
    /// 409
    Status409
    (models::Problem)
    ,
    /// 429
    Status429
    {
        body: models::Problem,
        retry_after:
        Option<
        i32
        >
    }
    ,
    /// 503
    Status503
    {
        body: models::Problem,
        retry_after:
        Option<
        i32
        >
    }
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
#[must_use]
pub enum ListDataRequestEventsResponse {
    /// 200
    Status200
    (models::DataRequestHistory)
    ,
    /// 400
    Status400
    (models::Problem)
    ,
    /// 401
    Status401
    (models::Problem)
    ,
    /// 403
    Status403
    (models::Problem)
    ,
    /// 404
    Status404
    (models::Problem)
    ,
    /// 429
    Status429
    {
        body: models::Problem,
        retry_after:
        Option<
        i32
        >
    }
    ,
    /// 503
    Status503
    {
        body: models::Problem,
        retry_after:
        Option<
        i32
        >
    }
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
#[must_use]
pub enum PreviewRejectionResponse {
    /// 200
    Status200
    (models::MailPreview)
    ,
    /// 400
    Status400
    (models::Problem)
    ,
    /// 401
    Status401
    (models::Problem)
    ,
    /// 403
    Status403
    (models::Problem)
    ,
    /// 404
    Status404
    (models::Problem)
    ,
    /// 409
    Status409
    (models::Problem)
    ,
    /// 429
    Status429
    {
        body: models::Problem,
        retry_after:
        Option<
        i32
        >
    }
    ,
    /// 503
    Status503
    {
        body: models::Problem,
        retry_after:
        Option<
        i32
        >
    }
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
#[must_use]
pub enum RejectDataRequestResponse {
    /// 200
    Status200
    (models::DataRequest)
    ,
    /// 400
    Status400
    (models::Problem)
    ,
    /// 401
    Status401
    (models::Problem)
    ,
    /// 403
    Status403
    (models::Problem)
    ,
    /// 404
    Status404
    (models::Problem)
    ,
    /// 409
    Status409
    (models::Problem)
    ,
    /// 429
    Status429
    {
        body: models::Problem,
        retry_after:
        Option<
        i32
        >
    }
    ,
    /// 503
    Status503
    {
        body: models::Problem,
        retry_after:
        Option<
        i32
        >
    }
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
#[must_use]
pub enum ReleaseLegalHoldResponse {
    /// 204
    Status204
    ,
    /// 400
    Status400
    (models::Problem)
    ,
    /// 401
    Status401
    (models::Problem)
    ,
    /// 403
    Status403
    (models::Problem)
    ,
    /// 404
    Status404
    (models::Problem)
    ,
    /// 429
    Status429
    {
        body: models::Problem,
        retry_after:
        Option<
        i32
        >
    }
    ,
    /// 503
    Status503
    {
        body: models::Problem,
        retry_after:
        Option<
        i32
        >
    }
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
#[must_use]
pub enum ResendConfirmationMailResponse {
    /// 202
    Status202
    (models::DataRequest)
    ,
    /// 400
    Status400
    (models::Problem)
    ,
    /// 401
    Status401
    (models::Problem)
    ,
    /// 403
    Status403
    (models::Problem)
    ,
    /// 404
    Status404
    (models::Problem)
    ,
    /// 409
    Status409
    (models::Problem)
    ,
    /// 422
    Status422
    (models::Problem)
    ,
    /// 429
    Status429
    {
        body: models::Problem,
        retry_after:
        Option<
        i32
        >
    }
    ,
    /// 503
    Status503
    {
        body: models::Problem,
        retry_after:
        Option<
        i32
        >
    }
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
#[must_use]
pub enum RevokeApprovalResponse {
    /// 200
    Status200
    (models::DataRequest)
    ,
    /// 400
    Status400
    (models::Problem)
    ,
    /// 401
    Status401
    (models::Problem)
    ,
    /// 403
    Status403
    (models::Problem)
    ,
    /// 404
    Status404
    (models::Problem)
    ,
    /// 409
    Status409
    (models::Problem)
    ,
    /// 429
    Status429
    {
        body: models::Problem,
        retry_after:
        Option<
        i32
        >
    }
    ,
    /// 503
    Status503
    {
        body: models::Problem,
        retry_after:
        Option<
        i32
        >
    }
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
#[must_use]
pub enum SettleIdentityResponse {
    /// 200
    Status200
    (models::DataRequest)
    ,
    /// 400
    Status400
    (models::Problem)
    ,
    /// 401
    Status401
    (models::Problem)
    ,
    /// 403
    Status403
    (models::Problem)
    ,
    /// 404
    Status404
    (models::Problem)
    ,
    /// 409
    Status409
    (models::Problem)
    ,
    /// 429
    Status429
    {
        body: models::Problem,
        retry_after:
        Option<
        i32
        >
    }
    ,
    /// 503
    Status503
    {
        body: models::Problem,
        retry_after:
        Option<
        i32
        >
    }
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
#[must_use]
pub enum ShowDataRequestResponse {
    /// 200
    Status200
    (models::DataRequest)
    ,
    /// 400
    Status400
    (models::Problem)
    ,
    /// 401
    Status401
    (models::Problem)
    ,
    /// 403
    Status403
    (models::Problem)
    ,
    /// 404
    Status404
    (models::Problem)
    ,
    /// 429
    Status429
    {
        body: models::Problem,
        retry_after:
        Option<
        i32
        >
    }
    ,
    /// 503
    Status503
    {
        body: models::Problem,
        retry_after:
        Option<
        i32
        >
    }
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
#[must_use]
pub enum ShowErasurePlanResponse {
    /// 200
    Status200
    (models::ErasurePlan)
    ,
    /// 400
    Status400
    (models::Problem)
    ,
    /// 401
    Status401
    (models::Problem)
    ,
    /// 403
    Status403
    (models::Problem)
    ,
    /// 404
    Status404
    (models::Problem)
    ,
    /// 409
    Status409
    (models::Problem)
    ,
    /// 429
    Status429
    {
        body: models::Problem,
        retry_after:
        Option<
        i32
        >
    }
    ,
    /// 503
    Status503
    {
        body: models::Problem,
        retry_after:
        Option<
        i32
        >
    }
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
#[must_use]
pub enum WithdrawDataRequestResponse {
    /// 200
    Status200
    (models::DataRequest)
    ,
    /// 400
    Status400
    (models::Problem)
    ,
    /// 401
    Status401
    (models::Problem)
    ,
    /// 403
    Status403
    (models::Problem)
    ,
    /// 404
    Status404
    (models::Problem)
    ,
    /// 409
    Status409
    (models::Problem)
    ,
    /// 429
    Status429
    {
        body: models::Problem,
        retry_after:
        Option<
        i32
        >
    }
    ,
    /// 503
    Status503
    {
        body: models::Problem,
        retry_after:
        Option<
        i32
        >
    }
}

/// API
#[cfg_attr(feature = "mock", automock)]
#[async_trait]
#[allow(clippy::too_many_arguments, clippy::ptr_arg)]
pub trait Api<C: Send + Sync> {
    /// POST /requests
    async fn create_data_request(
        &self,
        new_data_request: models::NewDataRequest,
        idempotency_key: Option<String>,
        context: &C) -> Result<CreateDataRequestResponse, ApiError>;

    /// GET /requests
    async fn list_data_requests(
        &self,
        cursor: Option<String>,
        customer_number: Option<String>,
        due_before: Option<chrono::DateTime::<chrono::Utc>>,
        guest_email: Option<String>,
        limit: Option<u8>,
        shop: Option<String>,
        state: Option<models::DataRequestState>,
        param_type: Option<models::DataRequestType>,
        context: &C) -> Result<ListDataRequestsResponse, ApiError>;

    /// GET /legal-holds
    async fn list_legal_holds(
        &self,
        customer_number: String,
        shop: String,
        context: &C) -> Result<ListLegalHoldsResponse, ApiError>;

    /// POST /legal-holds
    async fn place_legal_hold(
        &self,
        new_legal_hold: models::NewLegalHold,
        context: &C) -> Result<PlaceLegalHoldResponse, ApiError>;

    /// POST /public-requests
    async fn submit_public_request(
        &self,
        public_request: models::PublicRequest,
        context: &C) -> Result<SubmitPublicRequestResponse, ApiError>;

    /// PUT /requests/{request-id}/approval
    async fn approve_data_request(
        &self,
        request_id: String,
        new_approval: models::NewApproval,
        context: &C) -> Result<ApproveDataRequestResponse, ApiError>;

    /// POST /requests/{request-id}/closure
    async fn close_data_request(
        &self,
        request_id: String,
        closure: models::Closure,
        context: &C) -> Result<CloseDataRequestResponse, ApiError>;

    /// POST /requests/{request-id}/identity-doubt
    async fn doubt_identity(
        &self,
        request_id: String,
        identity_doubt: models::IdentityDoubt,
        context: &C) -> Result<DoubtIdentityResponse, ApiError>;

    /// POST /requests/{request-id}/extension
    async fn extend_data_request(
        &self,
        request_id: String,
        new_extension: models::NewExtension,
        context: &C) -> Result<ExtendDataRequestResponse, ApiError>;

    /// GET /requests/{request-id}/history
    async fn list_data_request_events(
        &self,
        request_id: String,
        context: &C) -> Result<ListDataRequestEventsResponse, ApiError>;

    /// POST /requests/{request-id}/rejection-preview
    async fn preview_rejection(
        &self,
        request_id: String,
        rejection: models::Rejection,
        context: &C) -> Result<PreviewRejectionResponse, ApiError>;

    /// POST /requests/{request-id}/rejection
    async fn reject_data_request(
        &self,
        request_id: String,
        rejection: models::Rejection,
        context: &C) -> Result<RejectDataRequestResponse, ApiError>;

    /// POST /legal-holds/{hold-id}/release
    async fn release_legal_hold(
        &self,
        hold_id: String,
        hold_release: models::HoldRelease,
        context: &C) -> Result<ReleaseLegalHoldResponse, ApiError>;

    /// POST /requests/{request-id}/confirmation-mails
    async fn resend_confirmation_mail(
        &self,
        request_id: String,
        new_confirmation_mail: models::NewConfirmationMail,
        context: &C) -> Result<ResendConfirmationMailResponse, ApiError>;

    /// DELETE /requests/{request-id}/approval
    async fn revoke_approval(
        &self,
        request_id: String,
        context: &C) -> Result<RevokeApprovalResponse, ApiError>;

    /// DELETE /requests/{request-id}/identity-doubt
    async fn settle_identity(
        &self,
        request_id: String,
        context: &C) -> Result<SettleIdentityResponse, ApiError>;

    /// GET /requests/{request-id}
    async fn show_data_request(
        &self,
        request_id: String,
        context: &C) -> Result<ShowDataRequestResponse, ApiError>;

    /// GET /requests/{request-id}/plan
    async fn show_erasure_plan(
        &self,
        request_id: String,
        context: &C) -> Result<ShowErasurePlanResponse, ApiError>;

    /// POST /requests/{request-id}/withdrawal
    async fn withdraw_data_request(
        &self,
        request_id: String,
        withdrawal: models::Withdrawal,
        context: &C) -> Result<WithdrawDataRequestResponse, ApiError>;

}

/// API where `Context` isn't passed on every API call
#[cfg_attr(feature = "mock", automock)]
#[async_trait]
#[allow(clippy::too_many_arguments, clippy::ptr_arg)]
pub trait ApiNoContext<C: Send + Sync> {
    // The std::task::Context struct houses a reference to std::task::Waker with the lifetime <'a>.
    // Adding an anonymous lifetime `'a` to allow mockall to create a mock object with the right lifetimes.
    // This is needed because the compiler is unable to determine the lifetimes on F's trait bound
    // where F is the closure created by mockall. We use higher-rank trait bounds here to get around this.

    fn context(&self) -> &C;

    /// POST /requests
    async fn create_data_request(
        &self,
        new_data_request: models::NewDataRequest,
        idempotency_key: Option<String>,
        ) -> Result<CreateDataRequestResponse, ApiError>;

    /// GET /requests
    async fn list_data_requests(
        &self,
        cursor: Option<String>,
        customer_number: Option<String>,
        due_before: Option<chrono::DateTime::<chrono::Utc>>,
        guest_email: Option<String>,
        limit: Option<u8>,
        shop: Option<String>,
        state: Option<models::DataRequestState>,
        param_type: Option<models::DataRequestType>,
        ) -> Result<ListDataRequestsResponse, ApiError>;

    /// GET /legal-holds
    async fn list_legal_holds(
        &self,
        customer_number: String,
        shop: String,
        ) -> Result<ListLegalHoldsResponse, ApiError>;

    /// POST /legal-holds
    async fn place_legal_hold(
        &self,
        new_legal_hold: models::NewLegalHold,
        ) -> Result<PlaceLegalHoldResponse, ApiError>;

    /// POST /public-requests
    async fn submit_public_request(
        &self,
        public_request: models::PublicRequest,
        ) -> Result<SubmitPublicRequestResponse, ApiError>;

    /// PUT /requests/{request-id}/approval
    async fn approve_data_request(
        &self,
        request_id: String,
        new_approval: models::NewApproval,
        ) -> Result<ApproveDataRequestResponse, ApiError>;

    /// POST /requests/{request-id}/closure
    async fn close_data_request(
        &self,
        request_id: String,
        closure: models::Closure,
        ) -> Result<CloseDataRequestResponse, ApiError>;

    /// POST /requests/{request-id}/identity-doubt
    async fn doubt_identity(
        &self,
        request_id: String,
        identity_doubt: models::IdentityDoubt,
        ) -> Result<DoubtIdentityResponse, ApiError>;

    /// POST /requests/{request-id}/extension
    async fn extend_data_request(
        &self,
        request_id: String,
        new_extension: models::NewExtension,
        ) -> Result<ExtendDataRequestResponse, ApiError>;

    /// GET /requests/{request-id}/history
    async fn list_data_request_events(
        &self,
        request_id: String,
        ) -> Result<ListDataRequestEventsResponse, ApiError>;

    /// POST /requests/{request-id}/rejection-preview
    async fn preview_rejection(
        &self,
        request_id: String,
        rejection: models::Rejection,
        ) -> Result<PreviewRejectionResponse, ApiError>;

    /// POST /requests/{request-id}/rejection
    async fn reject_data_request(
        &self,
        request_id: String,
        rejection: models::Rejection,
        ) -> Result<RejectDataRequestResponse, ApiError>;

    /// POST /legal-holds/{hold-id}/release
    async fn release_legal_hold(
        &self,
        hold_id: String,
        hold_release: models::HoldRelease,
        ) -> Result<ReleaseLegalHoldResponse, ApiError>;

    /// POST /requests/{request-id}/confirmation-mails
    async fn resend_confirmation_mail(
        &self,
        request_id: String,
        new_confirmation_mail: models::NewConfirmationMail,
        ) -> Result<ResendConfirmationMailResponse, ApiError>;

    /// DELETE /requests/{request-id}/approval
    async fn revoke_approval(
        &self,
        request_id: String,
        ) -> Result<RevokeApprovalResponse, ApiError>;

    /// DELETE /requests/{request-id}/identity-doubt
    async fn settle_identity(
        &self,
        request_id: String,
        ) -> Result<SettleIdentityResponse, ApiError>;

    /// GET /requests/{request-id}
    async fn show_data_request(
        &self,
        request_id: String,
        ) -> Result<ShowDataRequestResponse, ApiError>;

    /// GET /requests/{request-id}/plan
    async fn show_erasure_plan(
        &self,
        request_id: String,
        ) -> Result<ShowErasurePlanResponse, ApiError>;

    /// POST /requests/{request-id}/withdrawal
    async fn withdraw_data_request(
        &self,
        request_id: String,
        withdrawal: models::Withdrawal,
        ) -> Result<WithdrawDataRequestResponse, ApiError>;

}

/// Trait to extend an API to make it easy to bind it to a context.
pub trait ContextWrapperExt<C: Send + Sync> where Self: Sized
{
    /// Binds this API to a context.
    fn with_context(self, context: C) -> ContextWrapper<Self, C>;
}

impl<T: Api<C> + Send + Sync, C: Clone + Send + Sync> ContextWrapperExt<C> for T {
    fn with_context(self: T, context: C) -> ContextWrapper<T, C> {
         ContextWrapper::<T, C>::new(self, context)
    }
}

#[async_trait]
impl<T: Api<C> + Send + Sync, C: Clone + Send + Sync> ApiNoContext<C> for ContextWrapper<T, C> {
    fn context(&self) -> &C {
        ContextWrapper::context(self)
    }

    /// POST /requests
    async fn create_data_request(
        &self,
        new_data_request: models::NewDataRequest,
        idempotency_key: Option<String>,
        ) -> Result<CreateDataRequestResponse, ApiError>
    {
        let context = self.context().clone();
        self.api().create_data_request(new_data_request, idempotency_key, &context).await
    }

    /// GET /requests
    async fn list_data_requests(
        &self,
        cursor: Option<String>,
        customer_number: Option<String>,
        due_before: Option<chrono::DateTime::<chrono::Utc>>,
        guest_email: Option<String>,
        limit: Option<u8>,
        shop: Option<String>,
        state: Option<models::DataRequestState>,
        param_type: Option<models::DataRequestType>,
        ) -> Result<ListDataRequestsResponse, ApiError>
    {
        let context = self.context().clone();
        self.api().list_data_requests(cursor, customer_number, due_before, guest_email, limit, shop, state, param_type, &context).await
    }

    /// GET /legal-holds
    async fn list_legal_holds(
        &self,
        customer_number: String,
        shop: String,
        ) -> Result<ListLegalHoldsResponse, ApiError>
    {
        let context = self.context().clone();
        self.api().list_legal_holds(customer_number, shop, &context).await
    }

    /// POST /legal-holds
    async fn place_legal_hold(
        &self,
        new_legal_hold: models::NewLegalHold,
        ) -> Result<PlaceLegalHoldResponse, ApiError>
    {
        let context = self.context().clone();
        self.api().place_legal_hold(new_legal_hold, &context).await
    }

    /// POST /public-requests
    async fn submit_public_request(
        &self,
        public_request: models::PublicRequest,
        ) -> Result<SubmitPublicRequestResponse, ApiError>
    {
        let context = self.context().clone();
        self.api().submit_public_request(public_request, &context).await
    }

    /// PUT /requests/{request-id}/approval
    async fn approve_data_request(
        &self,
        request_id: String,
        new_approval: models::NewApproval,
        ) -> Result<ApproveDataRequestResponse, ApiError>
    {
        let context = self.context().clone();
        self.api().approve_data_request(request_id, new_approval, &context).await
    }

    /// POST /requests/{request-id}/closure
    async fn close_data_request(
        &self,
        request_id: String,
        closure: models::Closure,
        ) -> Result<CloseDataRequestResponse, ApiError>
    {
        let context = self.context().clone();
        self.api().close_data_request(request_id, closure, &context).await
    }

    /// POST /requests/{request-id}/identity-doubt
    async fn doubt_identity(
        &self,
        request_id: String,
        identity_doubt: models::IdentityDoubt,
        ) -> Result<DoubtIdentityResponse, ApiError>
    {
        let context = self.context().clone();
        self.api().doubt_identity(request_id, identity_doubt, &context).await
    }

    /// POST /requests/{request-id}/extension
    async fn extend_data_request(
        &self,
        request_id: String,
        new_extension: models::NewExtension,
        ) -> Result<ExtendDataRequestResponse, ApiError>
    {
        let context = self.context().clone();
        self.api().extend_data_request(request_id, new_extension, &context).await
    }

    /// GET /requests/{request-id}/history
    async fn list_data_request_events(
        &self,
        request_id: String,
        ) -> Result<ListDataRequestEventsResponse, ApiError>
    {
        let context = self.context().clone();
        self.api().list_data_request_events(request_id, &context).await
    }

    /// POST /requests/{request-id}/rejection-preview
    async fn preview_rejection(
        &self,
        request_id: String,
        rejection: models::Rejection,
        ) -> Result<PreviewRejectionResponse, ApiError>
    {
        let context = self.context().clone();
        self.api().preview_rejection(request_id, rejection, &context).await
    }

    /// POST /requests/{request-id}/rejection
    async fn reject_data_request(
        &self,
        request_id: String,
        rejection: models::Rejection,
        ) -> Result<RejectDataRequestResponse, ApiError>
    {
        let context = self.context().clone();
        self.api().reject_data_request(request_id, rejection, &context).await
    }

    /// POST /legal-holds/{hold-id}/release
    async fn release_legal_hold(
        &self,
        hold_id: String,
        hold_release: models::HoldRelease,
        ) -> Result<ReleaseLegalHoldResponse, ApiError>
    {
        let context = self.context().clone();
        self.api().release_legal_hold(hold_id, hold_release, &context).await
    }

    /// POST /requests/{request-id}/confirmation-mails
    async fn resend_confirmation_mail(
        &self,
        request_id: String,
        new_confirmation_mail: models::NewConfirmationMail,
        ) -> Result<ResendConfirmationMailResponse, ApiError>
    {
        let context = self.context().clone();
        self.api().resend_confirmation_mail(request_id, new_confirmation_mail, &context).await
    }

    /// DELETE /requests/{request-id}/approval
    async fn revoke_approval(
        &self,
        request_id: String,
        ) -> Result<RevokeApprovalResponse, ApiError>
    {
        let context = self.context().clone();
        self.api().revoke_approval(request_id, &context).await
    }

    /// DELETE /requests/{request-id}/identity-doubt
    async fn settle_identity(
        &self,
        request_id: String,
        ) -> Result<SettleIdentityResponse, ApiError>
    {
        let context = self.context().clone();
        self.api().settle_identity(request_id, &context).await
    }

    /// GET /requests/{request-id}
    async fn show_data_request(
        &self,
        request_id: String,
        ) -> Result<ShowDataRequestResponse, ApiError>
    {
        let context = self.context().clone();
        self.api().show_data_request(request_id, &context).await
    }

    /// GET /requests/{request-id}/plan
    async fn show_erasure_plan(
        &self,
        request_id: String,
        ) -> Result<ShowErasurePlanResponse, ApiError>
    {
        let context = self.context().clone();
        self.api().show_erasure_plan(request_id, &context).await
    }

    /// POST /requests/{request-id}/withdrawal
    async fn withdraw_data_request(
        &self,
        request_id: String,
        withdrawal: models::Withdrawal,
        ) -> Result<WithdrawDataRequestResponse, ApiError>
    {
        let context = self.context().clone();
        self.api().withdraw_data_request(request_id, withdrawal, &context).await
    }

}


#[cfg(feature = "client")]
pub mod client;

// Re-export Client as a top-level name
#[cfg(feature = "client")]
pub use client::Client;

#[cfg(feature = "server")]
pub mod server;

// Re-export router() as a top-level name
#[cfg(feature = "server")]
pub use self::server::Service;

#[cfg(feature = "server")]
pub mod context;

pub mod models;

#[cfg(any(feature = "client", feature = "server"))]
pub(crate) mod header;
