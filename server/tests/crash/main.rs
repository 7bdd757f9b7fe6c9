//! A data request from the first call to the last mail, in a process that is killed on the way: once at each step there is,
//! one step later each time, until nothing is left to be killed at.
//!
//! And many confirmations at the same time, which share commits, in a process that is killed inside one.
//!
//! A step is each moment before, inside and after a transaction that writes, and before and after a mail is handed over,
//! a line of the ledger is written, and a package is begun, kept or deleted; and each moment when a piece of a package is
//! written: nothing else of what the service does lasts. After each kill another process goes on, and the callers try
//! again, as callers do. Then: nothing is lost, nothing is there twice but at most one mail, and the audit log is whole.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod erasure;
mod mortal;
mod package;
#[allow(dead_code, reason = "the tests use more of it")]
#[path = "../it/support/mod.rs"]
mod support;
mod together;
mod walk;

use walk::Walk;

/// Fewer steps than this, and something that should be killed is not.
const LEAST: u32 = 20;

fn main() {
    if let Some(life) = mortal::Life::of_environment() {
        return life.live();
    }
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let steps = runtime.block_on(async {
        let start = walk::Start::new().await;
        let mut confirmation = 1;
        while Walk::new(&start, confirmation).go().await.was_killed {
            confirmation += 1;
        }
        let mut erasure = 1;
        while erasure::go(Walk::new(&start, erasure)).await.was_killed {
            erasure += 1;
        }
        let mut package = 1;
        while package::go(Walk::new(&start, package)).await.was_killed {
            package += 1;
        }
        let group = together::go_all().await;
        [
            ("confirmations that share a commit", group),
            ("from a wish to its confirmation", confirmation - 1),
            ("from a wish to its erasure", erasure - 1),
            ("from a wish to its package, fetched by a link", package - 1),
        ]
    });
    for (walk, steps) in steps {
        assert!(steps >= LEAST, "{walk}: only {steps} steps: is everything still wired as it was?");
        println!("{walk}, killed once at each of {steps} steps: nothing lost, nothing twice");
    }
    let all: u32 = steps.iter().map(|(_, steps)| steps).sum();
    println!("test result: ok. {all} passed; 0 failed; 0 ignored");
}
