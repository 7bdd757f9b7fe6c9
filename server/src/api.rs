//! A contract as served: the table read off its file, in front of the service generated from it.

use std::convert::Infallible;
use std::error::Error;
use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use domain::call::Call;
use http_body_util::combinators::BoxBody;
use http_body_util::{BodyExt, Full};
use hyper::body::{Frame, SizeHint};
use hyper::{HeaderMap, Method, Request, Response, Uri};
use tokio::runtime::{Handle, RuntimeFlavor};
use tokio::task::block_in_place;

use crate::contract::{Contract, Operation, Variable};

/// The one body type of all answers.
pub type Body = BoxBody<Bytes, BrokenOff>;

/// A body that was begun cannot be brought to its end: the connection is closed, so that nobody takes it for whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the answer was broken off")]
pub struct BrokenOff;

/// The body that cannot be broken off.
pub fn whole(body: impl hyper::body::Body<Data = Bytes, Error = Infallible> + Send + Sync + 'static) -> Body {
    BoxBody::new(body.map_err(|never| match never {}))
}

type Answer = Pin<Box<dyn Future<Output = Result<Response<Body>, Box<dyn Error + Send + Sync>>> + Send>>;

/// Runs long `work` on this thread, after its other tasks went to another one; where there is only one thread, at once.
fn where_others_do_not_wait<T>(work: impl FnOnce() -> T) -> T {
    match Handle::current().runtime_flavor() {
        RuntimeFlavor::CurrentThread => work(),
        _ => block_in_place(work),
    }
}

/// A body with something that is kept for as long as it is.
struct Holding<T> {
    body: Body,
    _held: T,
}

impl<T: Send + Sync + Unpin> hyper::body::Body for Holding<T> {
    type Data = Bytes;
    type Error = BrokenOff;

    fn poll_frame(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, BrokenOff>>> {
        Pin::new(&mut self.get_mut().body).poll_frame(context)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

/// A contract and what answers it.
pub struct Api {
    /// What its file says.
    pub contract: &'static Contract,
    /// The shape of its errors.
    pub errors: ErrorShape,
    base_path: &'static str,
    operation_id: fn(&Request<()>) -> Option<&'static str>,
    operations: Vec<Route>,
    known_values: &'static [(&'static str, &'static [&'static str])],
    service: Box<dyn Fn(Request<Full<Bytes>>, Call) -> Answer + Send + Sync>,
}

/// An operation, and how the generated code calls it.
struct Route {
    method: Method,
    id: &'static str,
    operation: &'static Operation,
}

/// How a contract wants its errors.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ErrorShape {
    /// The confirmation contract's `GdprContainerRO_v1`.
    Container,
    /// An RFC 9457 problem document.
    Problem,
    /// The confirmation page: for people, and in no contract.
    Page,
}

/// The generated code does not know an operation of the contract: both come from the same file, so this is a defect.
#[derive(Debug, thiserror::Error)]
#[error("the generated code of {contract} has no route for {method} {path}")]
pub struct NoRoute {
    contract: &'static str,
    method: &'static str,
    path: &'static str,
}

impl Api {
    /// Puts `contract` in front of `service`, which was generated from it for `base_path`. `operation_id` is the
    /// generated route finder.
    ///
    /// # Errors
    /// [`NoRoute`].
    pub fn new<S>(
        contract: &'static Contract,
        base_path: &'static str,
        operation_id: fn(&Request<()>) -> Option<&'static str>,
        errors: ErrorShape,
        service: S,
    ) -> Result<Self, NoRoute>
    where
        S: hyper::service::Service<
                (Request<Full<Bytes>>, Call),
                Response = Response<BoxBody<Bytes, Infallible>>,
                Error = Box<dyn Error + Send + Sync>,
            > + Send
            + Sync
            + 'static,
        S::Future: Send + 'static,
    {
        let service: Box<dyn Fn(Request<Full<Bytes>>, Call) -> Answer + Send + Sync> =
            Box::new(move |request, call| {
                let answer = service.call((request, call));
                Box::pin(async move { Ok(answer.await?.map(whole)) })
            });
        let mut api =
            Self { contract, errors, base_path, operation_id, operations: Vec::new(), known_values: &[], service };
        for operation in contract.operations {
            let missing = NoRoute { contract: contract.name, method: operation.method, path: operation.path };
            // The generated code names operations in its own way: asked for a sample of the path, it says how.
            let sample: Vec<_> = operation
                .path
                .split('/')
                .skip(1)
                .map(|segment| if segment.starts_with('{') { "x" } else { segment })
                .collect();
            let Ok(method) = operation.method.parse::<Method>() else { return Err(missing) };
            let Some(mut request) = api.question(&format!("/{}", sample.join("/"))) else { return Err(missing) };
            request.method_mut().clone_from(&method);
            let Some(id) = operation_id(&request) else { return Err(missing) };
            api.operations.push(Route { method, id, operation });
        }
        Ok(api)
    }

    /// The values that server variables have, by name, where the contract does not list them.
    #[must_use]
    pub fn with_known_values(self, known_values: &'static [(&'static str, &'static [&'static str])]) -> Self {
        Self { known_values, ..self }
    }

    /// The values that are served of a server variable; empty: any.
    ///
    /// A contract that lists one value names the usual one (the storefront uses another); a longer list is a choice.
    pub(crate) fn values_of(&self, variable: &Variable) -> &'static [&'static str] {
        if variable.values.len() > 1 {
            return variable.values;
        }
        self.known_values.iter().find(|(name, _)| *name == variable.name).map_or(&[], |(_, values)| values)
    }

    /// What the generated route finder is asked about a path below the contract's server, but for the method.
    fn question(&self, path: &str) -> Option<Request<()>> {
        let mut request = Request::new(());
        *request.uri_mut() = self.compiled(path).parse().ok()?;
        Some(request)
    }

    /// The path for the generated code, of a path below the contract's server.
    #[must_use]
    pub fn compiled(&self, path: &str) -> String {
        format!("{}{path}", self.base_path)
    }

    /// The operations under a path below the contract's server; empty: there is nothing.
    #[must_use]
    pub fn operations_at(&self, path: &str) -> Vec<&'static Operation> {
        let Some(mut request) = self.question(path) else { return Vec::new() };
        let is_here = |route: &&Route| {
            request.method_mut().clone_from(&route.method);
            (self.operation_id)(&request) == Some(route.id)
        };
        self.operations.iter().filter(is_here).map(|route| route.operation).collect()
    }

    /// What the generated code is to be asked for: a path below the contract's server, and a query. `None`: longer than a
    /// URI can be.
    #[must_use]
    pub fn target(&self, path: &str, query: Option<&str>) -> Option<Uri> {
        let path = self.compiled(path);
        let target = query.map_or_else(|| path.clone(), |query| format!("{path}?{query}"));
        target.parse().ok()
    }

    /// Hands a checked call to the generated service, with the headers that are parameters.
    ///
    /// # Errors
    /// What the generated service cannot turn into a response.
    pub async fn call(
        &self,
        method: Method,
        target: Uri,
        headers: HeaderMap,
        body: Bytes,
        call: Call,
    ) -> Result<Response<Body>, Box<dyn Error + Send + Sync>> {
        let mut request = Request::new(Full::new(body));
        *request.method_mut() = method;
        *request.uri_mut() = target;
        *request.headers_mut() = headers;
        let held = call.held_slot();
        let mut answer = (self.service)(request, call);
        // The generated code writes its answer in the poll that ends it.
        let response = poll_fn(|context| match held.get() {
            Some(_) => where_others_do_not_wait(|| answer.as_mut().poll(context)),
            None => answer.as_mut().poll(context),
        });
        let response = response.await?;
        Ok(if held.get().is_some() {
            response.map(|body| BoxBody::new(Holding { body, _held: held }))
        } else {
            response
        })
    }
}
