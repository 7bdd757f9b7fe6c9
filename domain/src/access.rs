//! May this user do this at this shop?
//!
//! Organizations form one tree. A role is given to a user at an organization and holds there and in everything below
//! it, never above. Permissions are read from here alone, never from a token.

use std::collections::BTreeSet;

use crate::names::OrganizationName;

/// The name of the root of the organization tree, which always exists.
pub const ROOT: &str = "OmsSystem";

/// Something a user may be allowed to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Permission {
    /// *View GDPR relevant data*: what `getCustomer` needs at the shop's organization.
    ViewGdprRelevantData,
    /// *Delete customer*: what `deleteCustomer` needs at the shop's organization. To see a customer is not part of it.
    DeleteCustomer,
    /// *Manage data requests*: what every operation on data requests needs at the shop's organization.
    ManageDataRequests,
}

impl Permission {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::ViewGdprRelevantData, Self::DeleteCustomer, Self::ManageDataRequests];

    /// The word used on the command line and in storage.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::ViewGdprRelevantData => "view-gdpr-relevant-data",
            Self::DeleteCustomer => "delete-customer",
            Self::ManageDataRequests => "manage-data-requests",
        }
    }

    /// The permission with this code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|permission| permission.code() == code)
    }
}

/// What one user may do at one organization and below it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grant {
    /// Where.
    pub organization: OrganizationName,
    /// What.
    pub permissions: BTreeSet<Permission>,
}

/// Whether `grants` allow `wanted` at the organization whose lineage (itself first, then its parent, up to the root) is
/// given.
#[must_use]
pub fn may(wanted: Permission, grants: &[Grant], lineage: &[OrganizationName]) -> bool {
    grants.iter().any(|grant| grant.permissions.contains(&wanted) && lineage.contains(&grant.organization))
}

/// Whether `grants` allow `wanted` everywhere: only then is somebody told that a shop does not exist.
#[must_use]
pub fn may_everywhere(wanted: Permission, grants: &[Grant]) -> bool {
    grants.iter().any(|grant| grant.permissions.contains(&wanted) && grant.organization.as_str() == ROOT)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn grant(organization: &str) -> Grant {
        Grant {
            organization: organization.parse().unwrap(),
            permissions: BTreeSet::from([Permission::ViewGdprRelevantData]),
        }
    }

    fn lineage(names: &[&str]) -> Vec<OrganizationName> {
        names.iter().map(|name| name.parse().unwrap()).collect()
    }

    #[test]
    fn a_role_holds_where_it_was_given_and_below_never_above_or_beside() {
        let wanted = Permission::ViewGdprRelevantData;
        let shop = lineage(&["Berlin", "Germany", ROOT]);
        for (at, allowed) in [("Berlin", true), ("Germany", true), (ROOT, true), ("Mitte", false), ("France", false)] {
            assert_eq!(may(wanted, &[grant(at)], &shop), allowed, "{at}");
        }
        assert!(!may(wanted, &[], &shop));
    }

    #[test]
    fn a_role_without_the_permission_allows_nothing() {
        let empty = Grant { organization: ROOT.parse().unwrap(), permissions: BTreeSet::new() };
        assert!(!may(Permission::ViewGdprRelevantData, std::slice::from_ref(&empty), &lineage(&[ROOT])));
        assert!(!may_everywhere(Permission::ViewGdprRelevantData, &[empty]));
    }

    #[test]
    fn every_code_names_its_permission() {
        for permission in Permission::ALL {
            assert_eq!(Permission::from_code(permission.code()), Some(permission));
        }
        assert_eq!(Permission::from_code("View-GDPR-relevant-data"), None);
    }

    #[test]
    fn at_an_organization_that_is_nowhere_nobody_is_allowed_anything() {
        assert!(!may(Permission::ViewGdprRelevantData, &[grant(ROOT)], &[]));
    }

    #[test]
    fn only_the_root_is_everywhere() {
        assert!(may_everywhere(Permission::ViewGdprRelevantData, &[grant(ROOT)]));
        assert!(!may_everywhere(Permission::ViewGdprRelevantData, &[grant("Germany")]));
    }
}
