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

pub const BASE_PATH: &str = "/rest/gdpr";
pub const API_VERSION: &str = "2.10";

mod auth;
pub use auth::{AuthenticationApi, Claims};


#[derive(Debug, PartialEq, Serialize, Deserialize)]
#[must_use]
pub enum DeleteCustomerResponse {
    /// 204
    Status204
    ,
    /// 401
    Status401
    ,
    /// 403
    Status403
    ,
    /// 404
    Status404
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
#[must_use]
pub enum GetCustomerResponse {
    /// 200
    Status200
    (models::Customer)
    ,
    /// 401
    Status401
    ,
    /// 403
    Status403
    ,
    /// 404
    Status404
}

/// API
#[cfg_attr(feature = "mock", automock)]
#[async_trait]
#[allow(clippy::too_many_arguments, clippy::ptr_arg)]
pub trait Api<C: Send + Sync> {
    /// DELETE /shops/{shopName}/customers/{shopCustomerNumber}
    async fn delete_customer(
        &self,
        shop_name: String,
        shop_customer_number: String,
        context: &C) -> Result<DeleteCustomerResponse, ApiError>;

    /// GET /shops/{shopName}/customers/{shopCustomerNumber}
    async fn get_customer(
        &self,
        shop_name: String,
        shop_customer_number: String,
        context: &C) -> Result<GetCustomerResponse, ApiError>;

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

    /// DELETE /shops/{shopName}/customers/{shopCustomerNumber}
    async fn delete_customer(
        &self,
        shop_name: String,
        shop_customer_number: String,
        ) -> Result<DeleteCustomerResponse, ApiError>;

    /// GET /shops/{shopName}/customers/{shopCustomerNumber}
    async fn get_customer(
        &self,
        shop_name: String,
        shop_customer_number: String,
        ) -> Result<GetCustomerResponse, ApiError>;

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

    /// DELETE /shops/{shopName}/customers/{shopCustomerNumber}
    async fn delete_customer(
        &self,
        shop_name: String,
        shop_customer_number: String,
        ) -> Result<DeleteCustomerResponse, ApiError>
    {
        let context = self.context().clone();
        self.api().delete_customer(shop_name, shop_customer_number, &context).await
    }

    /// GET /shops/{shopName}/customers/{shopCustomerNumber}
    async fn get_customer(
        &self,
        shop_name: String,
        shop_customer_number: String,
        ) -> Result<GetCustomerResponse, ApiError>
    {
        let context = self.context().clone();
        self.api().get_customer(shop_name, shop_customer_number, &context).await
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
