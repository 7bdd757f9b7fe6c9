//! Organizations, shops, roles and users come into being.

use std::collections::BTreeSet;

use crate::access::{Permission, ROOT};
use crate::names::{OrganizationName, RoleName, ShopName, SiteName, UserName};
use crate::store::{Shop, Store, StoreError, Transaction, User};

/// Why an entry was not made. Nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum NotMade {
    /// The name is taken.
    #[error("{kind} \"{name}\" exists already")]
    Exists {
        /// What kind of thing.
        kind: &'static str,
        /// Its name.
        name: String,
    },
    /// Something it refers to does not exist.
    #[error("there is no {kind} \"{name}\"; add it first")]
    Unknown {
        /// What kind of thing.
        kind: &'static str,
        /// Its name.
        name: String,
    },
    /// The user has that role there already.
    #[error("user \"{user}\" has role \"{role}\" at organization \"{organization}\" already")]
    Granted {
        /// Who.
        user: UserName,
        /// Which role.
        role: RoleName,
        /// Where.
        organization: OrganizationName,
    },
    /// A role that allows nothing.
    #[error("a role needs at least one permission")]
    NoPermission,
    /// Storage failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

fn exists(kind: &'static str, name: &impl ToString) -> NotMade {
    NotMade::Exists { kind, name: name.to_string() }
}

fn unknown(kind: &'static str, name: &impl ToString) -> NotMade {
    NotMade::Unknown { kind, name: name.to_string() }
}

fn root() -> Result<OrganizationName, NotMade> {
    ROOT.parse().map_err(|_| unknown("organization", &ROOT))
}

fn require_organization(transaction: &dyn Transaction, name: &OrganizationName) -> Result<(), NotMade> {
    if transaction.lineage(name)?.is_empty() { Err(unknown("organization", name)) } else { Ok(()) }
}

/// Adds an organization below `parent`, or below the root.
///
/// # Errors
/// [`NotMade`].
pub fn add_organization(
    store: &dyn Store,
    name: &OrganizationName,
    parent: Option<&OrganizationName>,
) -> Result<(), NotMade> {
    let parent = parent.map_or_else(root, |parent| Ok(parent.clone()))?;
    store.write("add_organization", |transaction| {
        require_organization(transaction, &parent)?;
        if transaction.insert_organization(name, &parent)? { Ok(()) } else { Err(exists("organization", name)) }
    })
}

/// Adds a shop to an organization. Without one it gets an organization of its own name, made below the root unless there
/// is one of that name. Gives back the shop as it is now.
///
/// # Errors
/// [`NotMade`].
pub fn add_shop(
    store: &dyn Store,
    name: &ShopName,
    organization: Option<&OrganizationName>,
    site: &SiteName,
) -> Result<Shop, NotMade> {
    let root = root()?;
    // A legal shop name is a legal organization name: both follow the same rule.
    let own = name.as_str().parse().map_err(|_| unknown("organization", name))?;
    store.write("add_shop", |transaction| {
        let organization = if let Some(organization) = organization {
            require_organization(transaction, organization)?;
            organization
        } else {
            transaction.insert_organization(&own, &root)?;
            &own
        };
        let shop = Shop { name: name.clone(), organization: organization.clone(), site: site.clone() };
        if transaction.insert_shop(&shop)? { Ok(shop) } else { Err(exists("shop", name)) }
    })
}

/// Adds a role.
///
/// # Errors
/// [`NotMade`].
pub fn add_role(store: &dyn Store, name: &RoleName, permissions: &BTreeSet<Permission>) -> Result<(), NotMade> {
    if permissions.is_empty() {
        return Err(NotMade::NoPermission);
    }
    store.write("add_role", |transaction| {
        if transaction.insert_role(name, permissions)? { Ok(()) } else { Err(exists("role", name)) }
    })
}

/// Adds a user.
///
/// # Errors
/// [`NotMade`].
pub fn add_user(store: &dyn Store, user: &User) -> Result<(), NotMade> {
    store.write(
        "add_user",
        |transaction| {
            if transaction.insert_user(user)? { Ok(()) } else { Err(exists("user", &user.name)) }
        },
    )
}

/// Gives a user a role at an organization.
///
/// # Errors
/// [`NotMade`].
pub fn grant(
    store: &dyn Store,
    user: &UserName,
    role: &RoleName,
    organization: &OrganizationName,
) -> Result<(), NotMade> {
    store.write("grant", |transaction| {
        transaction.user(user)?.ok_or_else(|| unknown("user", user))?;
        transaction.role(role)?.ok_or_else(|| unknown("role", role))?;
        require_organization(transaction, organization)?;
        if transaction.insert_grant(user, role, organization)? {
            Ok(())
        } else {
            Err(NotMade::Granted { user: user.clone(), role: role.clone(), organization: organization.clone() })
        }
    })
}
