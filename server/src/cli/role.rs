//! `role`: named sets of permissions.

use clap::Subcommand;
use clap::builder::PossibleValuesParser;
use domain::access::Permission;
use domain::directory;
use domain::names::RoleName;
use serde_json::json;

use super::context::Context;
use super::failed::Failed;
use super::output::Output;

/// Roles: named sets of permissions; privacy-viewer and privacy-officer are built in
#[derive(Subcommand)]
pub(super) enum Role {
    /// Add a role
    ///
    /// There are three permissions: view-gdpr-relevant-data, to read a customer's data and to see whose requests there are;
    /// manage-data-requests, to work on requests; and delete-customer, to delete a customer for good through the customer
    /// contract. None includes another. Two roles are there from the start: privacy-viewer has the first permission,
    /// privacy-officer the first two; no role has the third until you add one.
    #[command(after_help = "Examples:\n\
        \x20 gdpr-server role add request-desk --permission manage-data-requests\n\
        \x20 gdpr-server role add privacy-eraser --permission delete-customer")]
    Add {
        /// Its name, which no other role has
        name: RoleName,
        /// What the role allows; can be given several times
        #[arg(
            long = "permission",
            value_name = "PERMISSION",
            required = true,
            num_args = 1..,
            value_parser = PossibleValuesParser::new(Permission::ALL.map(Permission::code))
        )]
        permissions: Vec<String>,
        #[command(flatten)]
        output: Output,
    },
}

impl Role {
    pub(super) fn run(self, context: &Context) -> Result<(), Failed> {
        let Self::Add { name, permissions, output } = self;
        let permissions = permissions.iter().filter_map(|code| Permission::from_code(code)).collect();
        directory::add_role(&*context.store()?, &name, &permissions)?;
        let codes: Vec<_> = permissions.into_iter().map(Permission::code).collect();
        output.result(
            &format!("added role \"{name}\" with {}", codes.join(", ")),
            &json!({"role": name.as_str(), "permissions": codes}),
        )
    }
}
