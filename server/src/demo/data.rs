//! The invented data.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::access::ROOT;
use domain::customer::import::read_line;
use domain::entropy::Entropy;
use domain::link::LinkKey;
use domain::names::{CustomerNumber, OrganizationName, RoleName, ShopName, SiteName, UserName};
use domain::store::{CustomerRecord, Shop, Store, StoreError, Transaction, User, View};

use super::DemoError;
use crate::contract::Contract;
use crate::credentials::passwords;
use crate::secret::Secret;

const CUSTOMERS: &str = include_str!("../../demo/customers.ndjson");

/// Who and what there is in the demo.
pub(super) struct Names {
    pub(super) organization: OrganizationName,
    pub(super) shop: ShopName,
    pub(super) site: SiteName,
    pub(super) role: RoleName,
    /// May read customers' data.
    pub(super) officer: UserName,
    /// May do nothing.
    pub(super) clerk: UserName,
    /// A B2C customer.
    pub(super) consumer: CustomerNumber,
    /// A B2B customer.
    pub(super) company: CustomerNumber,
    root: OrganizationName,
}

impl Names {
    pub(super) fn new() -> Result<Self, DemoError> {
        let site = Contract::named("icm-gdpr").and_then(|contract| contract.default_of("siteName"));
        Ok(Self {
            organization: name("inTRONICS")?,
            shop: name("inTRONICS")?,
            site: name(site.unwrap_or("demo"))?,
            role: name("privacy-viewer")?,
            officer: name("demo-officer")?,
            clerk: name("demo-clerk")?,
            consumer: name("C-1001")?,
            company: name("B-2001")?,
            root: name(ROOT)?,
        })
    }
}

fn name<T: std::str::FromStr<Err = impl ToString>>(text: &str) -> Result<T, DemoError> {
    text.parse().map_err(|why: T::Err| DemoError::Defect(why.to_string()))
}

/// The password of a demo user. Its input is no request id, so it is no digest of any link.
pub(super) fn password(key: &LinkKey, user: &UserName) -> Secret {
    let digest = key.digest("password of demo user", user.as_str());
    let (first, _) = digest.as_bytes().split_at(18);
    Secret::new(URL_SAFE_NO_PAD.encode(first))
}

/// What the database is now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Loaded {
    /// The demo, as of now or from before.
    Demo,
    /// Something else. Nothing was changed.
    NotADemo,
}

/// Loads everything into an empty database, or nothing.
pub(super) fn load(
    store: &dyn Store,
    entropy: &dyn Entropy,
    names: &Names,
    password: &dyn Fn(&UserName) -> Secret,
) -> Result<Loaded, DemoError> {
    if !store.read::<_, StoreError>("is_empty", |view| view.is_empty())? {
        return Ok(store.read::<_, StoreError>("is_demo", |view| is_demo(view, names))?);
    }
    let customers = customers()?;
    let user = |name: &UserName| -> Result<User, DemoError> {
        let password_hash = passwords::hash(password(name).reveal(), entropy)?;
        Ok(User { name: name.clone(), password_hash })
    };
    let users = [user(&names.officer)?, user(&names.clerk)?];
    Ok(store.write::<_, StoreError>("load_demo", |transaction| {
        // Another process may have been here in the meantime.
        if transaction.is_empty()? {
            insert(transaction, names, &users, &customers)?;
        }
        is_demo(transaction, names)
    })?)
}

fn customers() -> Result<Vec<CustomerRecord>, DemoError> {
    let lines = CUSTOMERS.lines().map(|line| read_line(line).map_err(|why| DemoError::Defect(why.to_string())));
    lines.collect()
}

fn insert(
    transaction: &dyn Transaction,
    names: &Names,
    users: &[User],
    customers: &[CustomerRecord],
) -> Result<(), StoreError> {
    transaction.insert_organization(&names.organization, &names.root)?;
    let (organization, site) = (names.organization.clone(), names.site.clone());
    transaction.insert_shop(&Shop { name: names.shop.clone(), organization, site })?;
    for user in users {
        transaction.insert_user(user)?;
    }
    transaction.insert_grant(&names.officer, &names.role, &names.organization)?;
    for customer in customers {
        transaction.upsert_customer(&names.shop, customer)?;
    }
    Ok(())
}

fn is_demo(view: &dyn View, names: &Names) -> Result<Loaded, StoreError> {
    let all = view.shop(&names.shop)?.is_some()
        && view.user(&names.officer)?.is_some()
        && view.user(&names.clerk)?.is_some()
        && view.customer(&names.shop, &names.consumer)?.is_some()
        && view.customer(&names.shop, &names.company)?.is_some();
    Ok(if all { Loaded::Demo } else { Loaded::NotADemo })
}
