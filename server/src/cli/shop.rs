//! `shop`: where customers buy.

use clap::Subcommand;
use domain::directory;
use domain::names::{OrganizationName, ShopName, SiteName};
use serde_json::json;

use super::context::Context;
use super::failed::Failed;
use super::output::Output;
use crate::contract::Contract;

/// Shops: each belongs to one organization and has its own customers
#[derive(Subcommand)]
pub(super) enum Shop {
    /// Add a shop
    #[command(after_help = "Examples:\n\
        \x20 gdpr-server shop add inTRONICS\n\
        \x20 gdpr-server shop add inTRONICS_DE --organization Germany --site inSPIRED-inTRONICS-Site")]
    Add {
        /// Its name: the shopName of the customer contract
        name: ShopName,
        /// The organization it belongs to [default: one of the shop's name, made under the root]
        #[arg(long, value_name = "NAME")]
        organization: Option<OrganizationName>,
        /// Its site (sales channel): the siteName in confirmation URLs [default: the contract's own default]
        #[arg(long)]
        site: Option<SiteName>,
        #[command(flatten)]
        output: Output,
    },
}

impl Shop {
    pub(super) fn run(self, context: &Context) -> Result<(), Failed> {
        let Self::Add { name, organization, site, output } = self;
        let site = site.or_else(default_site).ok_or_else(|| {
            Failed::usage("the contract names no default site; say which site the shop has with --site SITE")
        })?;
        let shop = directory::add_shop(&*context.store()?, &name, organization.as_ref(), &site)?;
        output.result(
            &format!(
                "added shop \"{}\" at organization \"{}\" with site \"{}\"",
                shop.name, shop.organization, shop.site
            ),
            &json!({
                "shop": shop.name.as_str(),
                "organization": shop.organization.as_str(),
                "site": shop.site.as_str(),
            }),
        )
    }
}

/// The site of the confirmation contract's default server URL.
fn default_site() -> Option<SiteName> {
    Contract::named("icm-gdpr")?.default_of("siteName")?.parse().ok()
}
