//! `token`: bearer tokens for users.

use std::time::Duration;

use chrono::TimeDelta;
use clap::Subcommand;
use domain::names::UserName;
use serde_json::json;

use super::context::Context;
use super::failed::Failed;
use super::output::{Output, time};
use crate::credentials::issue::MAX_TTL;

/// Bearer tokens: for programs that should not know a password
#[derive(Subcommand)]
pub(super) enum Token {
    /// Print a new token (JWT) for a user
    ///
    /// It is signed with tokens.secret, or else with the secret made at first start. Whoever has it can do what the user
    /// may do until it expires; it cannot be called back. What the user may do is looked up at each call.
    #[command(after_help = "Example:\n\
        \x20 curl -H \"Authorization: Bearer $(gdpr-server token issue --user alice --ttl 10m)\" ...")]
    Issue {
        /// Who the token stands for
        #[arg(long, value_name = "NAME")]
        user: UserName,
        /// How long it holds: like 90s, 10m or 1h, up to 24h
        #[arg(long, value_name = "DURATION", default_value = "1h", value_parser = duration)]
        ttl: TimeDelta,
        #[command(flatten)]
        output: Output,
    },
}

fn duration(text: &str) -> Result<TimeDelta, &'static str> {
    let span = match text.parse() {
        Ok(seconds) => Duration::from_secs(seconds),
        Err(_) => humantime::parse_duration(text).map_err(|_| "write it like 90s, 10m or 1h")?,
    };
    let legal = |ttl: &TimeDelta| (TimeDelta::seconds(1)..=MAX_TTL).contains(ttl);
    TimeDelta::from_std(span).ok().filter(legal).ok_or("a token holds from one second to 24 hours")
}

impl Token {
    pub(super) fn run(self, context: &Context) -> Result<(), Failed> {
        let Self::Issue { user, ttl, output } = self;
        let (_, parts) = context.existing_parts()?;
        let issued = parts.credentials.issue(&user, ttl, &*parts.entropy)?;
        output.result(
            issued.token.reveal(),
            &json!({
                "token": issued.token.reveal(),
                "user": user.as_str(),
                "expiresAt": time(issued.expires_at),
            }),
        )
    }
}
