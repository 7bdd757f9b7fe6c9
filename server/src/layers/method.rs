//! Methods: those of the contract, HEAD wherever there is GET, and OPTIONS everywhere.

use hyper::{Method, StatusCode};

use crate::contract::Operation;
use crate::rejection::Rejection;
use domain::message::Code;

/// What a call with a known path asks for.
pub(crate) enum Asked {
    /// This operation; HEAD as the GET it stands for.
    Operation(&'static Operation),
    /// What there is (RFC 9110 section 9.3.7).
    Options,
}

/// The methods of these operations, for an Allow header.
pub(crate) fn allow(operations: &[&'static Operation]) -> String {
    let mut methods: Vec<&str> = operations.iter().map(|operation| operation.method).collect();
    if methods.contains(&"GET") {
        methods.push("HEAD");
    }
    methods.push("OPTIONS");
    methods.join(", ")
}

/// Finds the operation for a method.
///
/// # Errors
/// 405 with the methods there are.
pub(crate) fn find(operations: &[&'static Operation], method: &Method) -> Result<Asked, Rejection> {
    if method == Method::OPTIONS {
        return Ok(Asked::Options);
    }
    let wanted = if method == Method::HEAD { &Method::GET } else { method };
    match operations.iter().find(|operation| operation.method == wanted.as_str()) {
        Some(operation) => Ok(Asked::Operation(operation)),
        None => Err(Rejection::new(StatusCode::METHOD_NOT_ALLOWED, Code::MethodNotAllowed).allow(&allow(operations))),
    }
}
