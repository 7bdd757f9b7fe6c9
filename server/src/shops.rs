//! What is different for single shops: rules, links, senders, looks.
//!
//! A folder with a folder for each shop (`shops` in the configuration), read once, at start. What a shop has not decided is
//! decided by the configuration.

mod brand;
mod folder;
mod retention;

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::TimeDelta;
use domain::letter::{Forms, Letter, LinkPurpose, NotWritten, Written};
use domain::link::LinkHash;
use domain::names::{RequestId, ShopName};
use domain::policy::{Handover, Policies, Policy};
use lettre::message::Mailbox;

pub use self::brand::{Brand, Colour, Logo};

use self::folder::{Found, Problems};
use self::retention::Keeping;
use crate::config::{Config, Delivery, LinkTo, Profile, UrlTemplate};
use crate::templates::{Setting, Templates, Wrong};

/// Who mails are from where nobody configured it, which only the transport `file` allows.
const NOBODY: &str = "gdpr-server@localhost";

/// All shops: those with a profile, and any other.
#[derive(Debug)]
pub struct Shops {
    any: Rules,
    own: BTreeMap<ShopName, Rules>,
}

/// What holds for a shop.
#[derive(Clone, Debug)]
struct Rules {
    policy: Policy,
    keeping: Keeping,
    link: UrlTemplate,
    cancel: UrlTemplate,
    package: UrlTemplate,
    /// Of the address under which people reach this server.
    origin: String,
    senders: Senders,
    /// `None`: nothing was decided, also no name.
    brand: Option<Brand>,
    templates: Arc<Templates>,
}

/// Who mails are from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Senders {
    /// `From` of mails.
    pub from: Mailbox,
    /// `Reply-To`, if answers go somewhere else.
    pub reply_to: Option<Mailbox>,
}

/// Why the profiles of shops cannot be used: everything that is wrong, each with file and key.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("files that the configuration names cannot be used:\n  {}", .0.join("\n  "))]
pub struct NoShops(Vec<String>);

impl Shops {
    /// Reads what the configuration names.
    ///
    /// # Errors
    /// [`NoShops`], with every problem of every profile.
    pub fn read(config: &Config) -> Result<Self, NoShops> {
        let mut problems = Problems::default();
        let from = config.mail.sender.clone().map_or_else(|| NOBODY.parse(), Ok);
        let from = from.map_err(|error| NoShops(vec![format!("mail.sender: {error}")]))?;
        // Our own have no mistakes; tests see to it.
        let told = |wrong: Vec<Wrong>| NoShops(wrong.iter().map(|it| format!("{}: {it}", it.template)).collect());
        let erasure = &config.erasure;
        let (map, files) = (erasure.data_map.as_ref(), Some(erasure.retention.as_slice()));
        let keeping = Keeping::default().with(None, map, files, &mut problems);
        let any = Rules {
            policy: policy(config, &Profile::default(), &keeping),
            keeping,
            link: config.confirmation.url.template(&config.requests.public_url),
            cancel: erasure.cancel_url.cancel_template(&config.requests.public_url),
            package: config.packages.url.package_template(&config.requests.public_url),
            origin: config.requests.public_url.origin(),
            senders: Senders { from, reply_to: config.mail.reply_to.clone() },
            brand: None,
            templates: Arc::new(Templates::ours().map_err(told)?),
        };
        let found = config.shops.as_deref().map(|folder| folder::read(folder, &mut problems)).unwrap_or_default();
        let mut own = BTreeMap::new();
        for Found { name, file, profile, logo, templates } in found {
            let brand = Brand { logo, ..brand(&name, &profile) };
            let contrast = brand.colour.contrast(brand.background);
            if contrast < Colour::LEAST_CONTRAST {
                problems.add(
                    &file,
                    format_args!(
                        "colour {} and background {} have a contrast of {:.2} to 1: text needs at least {} to 1 to be \
                         readable (WCAG 2.2, success criterion 1.4.3)",
                        brand.colour,
                        brand.background,
                        // Never rounded up to what would be enough.
                        (contrast * 100.0).floor() / 100.0,
                        Colour::LEAST_CONTRAST
                    ),
                );
            }
            if profile.link == Some(LinkTo::Page) && !config.page.enabled {
                problems.add(&file, format_args!("link is \"page\", and page.enabled is false: there is no such page"));
            }
            let takes_nothing_back = !config.page.enabled && config.erasure.cancel_url == LinkTo::Page;
            if takes_nothing_back && profile.cooling_off.is_some_and(|time| time > TimeDelta::zero()) {
                problems.add(
                    &file,
                    format_args!(
                        "there is a cooling_off, but no page to take requests back: page.enabled is false, and \
                         erasure.cancel_url is \"page\""
                    ),
                );
            }
            let hands_over_nothing = !config.page.enabled && config.packages.url == LinkTo::Page;
            if hands_over_nothing && profile.package_delivery == Some(Delivery(Handover::Link)) {
                problems.add(
                    &file,
                    format_args!(
                        "package_delivery is \"link\", but there is no page to fetch packages on: page.enabled is false, and \
                         packages.url is \"page\""
                    ),
                );
            }
            let files = (profile.data_map.as_ref(), profile.retention.as_deref());
            let keeping = any.keeping.with(file.parent(), files.0, files.1, &mut problems);
            let mut rules = any.with(config, profile, brand.clone(), keeping);
            if !templates.is_empty() {
                match Templates::of_shop(&templates, &brand, &rules.link) {
                    Ok(made) => rules.templates = Arc::new(made),
                    Err(wrong) => problems.templates(&templates, &file, wrong),
                }
            }
            own.insert(name, rules);
        }
        problems.none().map_err(NoShops)?;
        Ok(Self { any, own })
    }

    /// The shops that have a profile, in the order of their names.
    pub fn names(&self) -> impl Iterator<Item = &ShopName> {
        self.own.keys()
    }

    /// The origins of the pages of this server, as browsers see them.
    pub(crate) fn origins(&self) -> Vec<String> {
        std::iter::once(&self.any).chain(self.own.values()).map(|rules| rules.origin.clone()).collect()
    }

    /// What the shop looks like.
    #[must_use]
    pub fn brand(&self, shop: &ShopName) -> Brand {
        self.of(shop).brand.clone().unwrap_or_else(|| Brand::plain(shop.to_string()))
    }

    /// The link that confirms a request. A secret: it holds the hash.
    #[must_use]
    pub fn link(&self, shop: &ShopName, id: &RequestId, hash: &LinkHash) -> String {
        self.of(shop).link.fill(id, hash)
    }

    /// Who mails of the shop are from.
    #[must_use]
    pub fn senders(&self, shop: &ShopName) -> &Senders {
        &self.of(shop).senders
    }

    fn of(&self, shop: &ShopName) -> &Rules {
        self.own.get(shop).unwrap_or(&self.any)
    }
}

impl Policies for Shops {
    fn of(&self, shop: &ShopName) -> Policy {
        self.of(shop).policy.clone()
    }
}

impl Forms for Shops {
    fn write(&self, letter: &Letter) -> Result<Written, NotWritten> {
        let rules = self.of(&letter.shop);
        let template = match letter.kind.link() {
            Some(LinkPurpose::Cancel) => &rules.cancel,
            Some(LinkPurpose::Package) => &rules.package,
            Some(LinkPurpose::Confirm) | None => &rules.link,
        };
        let link = letter.link.as_ref().map(|link| template.fill(&letter.request, &link.hash));
        let setting = Setting { brand: &self.brand(&letter.shop), link: link.as_deref() };
        rules.templates.write(letter, setting)
    }
}

impl Rules {
    /// These, with what a shop has decided.
    fn with(&self, config: &Config, profile: Profile, brand: Brand, keeping: Keeping) -> Self {
        let link = profile.link.as_ref().unwrap_or(&config.confirmation.url);
        let public = profile.public_url.as_ref().unwrap_or(&config.requests.public_url);
        Self {
            policy: policy(config, &profile, &keeping),
            keeping,
            link: link.template(public),
            cancel: config.erasure.cancel_url.cancel_template(public),
            package: config.packages.url.package_template(public),
            origin: public.origin(),
            senders: Senders {
                from: profile.sender.unwrap_or_else(|| self.senders.from.clone()),
                reply_to: profile.reply_to.or_else(|| self.senders.reply_to.clone()),
            },
            brand: Some(brand),
            templates: Arc::clone(&self.templates),
        }
    }
}

fn policy(config: &Config, profile: &Profile, keeping: &Keeping) -> Policy {
    let (confirmation, requests, erasure) = (&config.confirmation, &config.requests, &config.erasure);
    let link_lifetime = profile.link_lifetime.unwrap_or(confirmation.link_lifetime);
    let remind_before = profile.remind_before.unwrap_or(requests.remind_before);
    Policy {
        link_lifetime,
        // Of a link that is as short-lived as that, the reminder would come with the confirmation.
        remind_before: if remind_before < link_lifetime { remind_before } else { TimeDelta::zero() },
        purge_after: profile.purge_after.unwrap_or(requests.purge_after),
        language: profile.language.as_ref().unwrap_or(&config.language).clone(),
        staff: profile.staff.as_ref().or(requests.staff.as_ref()).cloned(),
        data_map: keeping.data_map.clone(),
        retention: Arc::clone(&keeping.rules),
        cooling_off: profile.cooling_off.unwrap_or(erasure.cooling_off),
        four_eyes: profile.four_eyes.unwrap_or(erasure.four_eyes),
        packages: profile.package_delivery.unwrap_or(config.packages.delivery).0,
    }
}

fn brand(shop: &ShopName, profile: &Profile) -> Brand {
    let plain = Brand::plain(profile.name.clone().unwrap_or_else(|| shop.to_string()));
    Brand {
        colour: profile.colour.unwrap_or(plain.colour),
        background: profile.background.unwrap_or(plain.background),
        ..plain
    }
}

#[cfg(test)]
mod tests;
