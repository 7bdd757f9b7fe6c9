//! Whether erasures can be carried out as configured, for the commands that check.

use chrono::TimeDelta;
use domain::policy::Policies;

use crate::assemble;
use crate::config::{Config, LinkTo};
use crate::shops::Shops;

/// What is wrong with the ledger of erasures: without it no erasure begins.
pub(super) fn ledger(config: &Config) -> Option<String> {
    let ledger = assemble::ledger(config);
    let why = ledger.check().err()?;
    let path = ledger.path().display();
    Some(format!("the ledger of erasures {path} cannot be written: {why}; no erasure can be carried out without it"))
}

/// What works otherwise than somebody may think.
pub(super) fn warnings(config: &Config, shops: &Shops) -> Vec<String> {
    let policies = shops.names().map(|shop| Policies::of(shops, shop)).chain([shops.general().clone()]);
    let waits = policies.into_iter().any(|policy| policy.cooling_off > TimeDelta::zero());
    if waits && !config.page.enabled && config.erasure.cancel_url == LinkTo::Page {
        return vec![
            "erasure.cancel_url is \"page\", and page.enabled is false: the link in the mail with which somebody takes an \
             approved erasure back leads nowhere. Name your own page, switch the page on, or set erasure.cooling_off = \"0s\""
                .to_owned(),
        ];
    }
    Vec::new()
}
