//! `user`: staff and systems who work on requests and read customers' data.

use std::io::{BufRead, IsTerminal, Read, stdin};

use clap::Subcommand;
use domain::directory;
use domain::names::{OrganizationName, RoleName, UserName};
use domain::store;
use serde_json::json;
use zeroize::Zeroizing;

use super::context::Context;
use super::failed::{Failed, complain};
use super::output::Output;
use crate::credentials::passwords;
use crate::system::OsEntropy;

/// Users: the staff and systems who may work on requests and read customers' data
#[derive(Subcommand)]
pub(super) enum User {
    /// Add a user, with a password read from standard input
    ///
    /// The password is the first line of standard input: at least 12 characters, at most 1024 bytes. It is never an
    /// argument, since other users of the machine can see those. Only its argon2id hash is stored. A new user may do
    /// nothing until `user grant`.
    #[command(after_help = "Example:\n\
        \x20 pass show gdpr/alice | gdpr-server user add alice --password-stdin")]
    Add {
        /// The name they sign in with, which no other user has
        name: UserName,
        /// Read the password from standard input
        #[arg(long, required = true)]
        password_stdin: bool,
        #[command(flatten)]
        output: Output,
    },
    /// Give a user a role at an organization
    ///
    /// The role holds at the organization and in all below it.
    #[command(after_help = "Example:\n\
        \x20 gdpr-server user grant alice --role privacy-viewer --organization inTRONICS")]
    Grant {
        /// Who
        name: UserName,
        /// Which role
        #[arg(long)]
        role: RoleName,
        /// Where; OmsSystem is everywhere
        #[arg(long, value_name = "NAME")]
        organization: OrganizationName,
        #[command(flatten)]
        output: Output,
    },
}

impl User {
    pub(super) fn run(self, context: &Context) -> Result<(), Failed> {
        match self {
            Self::Add { name, password_stdin: _, output } => {
                let password_hash = passwords::hash(&read_password()?, &OsEntropy)?;
                directory::add_user(&*context.store()?, &store::User { name: name.clone(), password_hash })?;
                output.result(&format!("added user \"{name}\""), &json!({"user": name.as_str()}))
            }
            Self::Grant { name, role, organization, output } => {
                directory::grant(&*context.existing_store()?, &name, &role, &organization)?;
                output.result(
                    &format!("user \"{name}\" has role \"{role}\" at organization \"{organization}\" and below"),
                    &json!({"user": name.as_str(), "role": role.as_str(), "organization": organization.as_str()}),
                )
            }
        }
    }
}

/// The first line of standard input, without its line break.
fn read_password() -> Result<Zeroizing<String>, Failed> {
    let input = stdin().lock();
    if input.is_terminal() {
        complain("note", "type the password and press Enter; it will be visible");
    }
    let mut line = Zeroizing::new(Vec::new());
    // A little more than the longest password, so that a longer one is seen to be too long.
    let longest = passwords::MAX_BYTES as u64 + 3;
    input
        .take(longest)
        .read_until(b'\n', &mut line)
        .map_err(|error| Failed::Work(format!("the password cannot be read from standard input: {error}")))?;
    let text = str::from_utf8(&line).map_err(|_| Failed::work("the password is not UTF-8 text"))?;
    let text = text.strip_suffix('\n').unwrap_or(text);
    let text = text.strip_suffix('\r').unwrap_or(text);
    if text.is_empty() {
        return Err(Failed::work("there is no password on standard input; write it as the first line"));
    }
    Ok(Zeroizing::new(text.to_owned()))
}
