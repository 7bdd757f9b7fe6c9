//! `housekeeping`: what time does to requests, now.

use std::sync::Arc;

use clap::Args;
use domain::housekeeping::Housekeeping as Keeper;
use serde_json::json;

use super::context::Context;
use super::failed::Failed;
use super::output::Output;

/// Do what is due: end links, queue reminders, forget whom closed requests were about
///
/// A running server does the same by itself. Only one process at a time does it.
#[derive(Args)]
#[command(after_help = "Example:\n\
    \x20 gdpr-server housekeeping --now")]
pub(super) struct Housekeeping {
    /// Do it now
    #[arg(long, required = true)]
    now: bool,
    #[command(flatten)]
    output: Output,
}

impl Housekeeping {
    pub(super) fn run(self, context: &Context) -> Result<(), Failed> {
        let (config, parts) = context.existing_parts()?;
        let requests = Arc::new(parts.requests(&config));
        let done = Keeper::new(requests).and_then(|keeper| keeper.run()).map_err(Failed::work)?;
        let Some(done) = done else {
            return Err(Failed::Work("another process is at it; nothing was done here".to_owned()));
        };
        self.output.result(
            &format!(
                "expired   {}\nreminded  {}\npurged    {}\nkeys      {}",
                done.expired, done.reminded, done.purged, done.keys
            ),
            &json!({"expired": done.expired, "reminded": done.reminded, "purged": done.purged, "keys": done.keys}),
        )
    }
}
