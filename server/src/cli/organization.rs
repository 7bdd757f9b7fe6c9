//! `organization`: the tree that decides who may do what.

use clap::Subcommand;
use domain::access::ROOT;
use domain::directory;
use domain::names::OrganizationName;
use serde_json::json;

use super::context::Context;
use super::failed::Failed;
use super::output::Output;

/// Organizations: the tree in which roles are granted
#[derive(Subcommand)]
pub(super) enum Organization {
    /// Add an organization
    ///
    /// Organizations form one tree under the root, OmsSystem, which always exists. A role that a user is granted at an
    /// organization also holds in every organization below it.
    #[command(after_help = "Examples:\n\
        \x20 gdpr-server organization add Germany\n\
        \x20 gdpr-server organization add Berlin --parent Germany")]
    Add {
        /// Its name, which no other organization has
        name: OrganizationName,
        /// The organization above it [default: OmsSystem]
        #[arg(long, value_name = "NAME")]
        parent: Option<OrganizationName>,
        #[command(flatten)]
        output: Output,
    },
}

impl Organization {
    pub(super) fn run(self, context: &Context) -> Result<(), Failed> {
        let Self::Add { name, parent, output } = self;
        directory::add_organization(&*context.store()?, &name, parent.as_ref())?;
        let parent = parent.as_ref().map_or(ROOT, OrganizationName::as_str);
        output.result(
            &format!("added organization \"{name}\" below \"{parent}\""),
            &json!({"organization": name.as_str(), "parent": parent}),
        )
    }
}
