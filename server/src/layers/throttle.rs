//! Guesses are counted after the answer is known: who shows what is right is never held up.

use std::net::IpAddr;

use domain::message::Code;

use crate::assemble::App;
use crate::contract::Operation;
use crate::rejection::Rejection;
use crate::throttle::{Guessed, Wait};

/// Counts a wrong hash for the request at `path`, which is the same for a request that does not exist.
///
/// # Errors
/// 429 instead of the answer.
pub(crate) fn wrong_hash(app: &App, client: IpAddr, path: &str) -> Result<(), Rejection> {
    app.throttle.wrong_hash(client, path).map_err(|wait| refused(app, Guessed::Hash, wait))
}

/// Counts a call that anybody may make and that makes something. Each makes work, so it is counted before it is done.
///
/// # Errors
/// 429.
pub(crate) fn public_form(app: &App, operation: &Operation, client: IpAddr) -> Result<(), Rejection> {
    if operation.method != "POST" || !operation.security.is_empty() {
        return Ok(());
    }
    app.throttle.public_form(client).map_err(|wait| refused(app, Guessed::Form, wait))
}

/// The answer after too many guesses.
pub(crate) fn refused(app: &App, what: Guessed, wait: Wait) -> Rejection {
    app.metrics.throttled(what);
    let code = match what {
        Guessed::Hash | Guessed::Form => Code::RateLimited,
        Guessed::Password | Guessed::Token => Code::TooManyCredentials,
    };
    Rejection::too_many(code, wait)
}
