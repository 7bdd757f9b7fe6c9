//! What every backend promises about organizations, roles and grants.

use std::collections::BTreeSet;

use domain::access::ROOT;
use domain::store::StoreError;

use crate::records::{name, permissions_at, user, viewer, write};
use crate::rules::Storage;

pub(crate) fn the_root_and_the_privacy_viewer_are_there_from_the_start(storage: &dyn Storage) {
    assert_eq!(ROOT, "OmsSystem");
    for store in [storage.open(), storage.open()] {
        store
            .read::<_, StoreError>("test", |view| {
                assert_eq!(view.lineage(&name(ROOT))?, [name(ROOT)]);
                assert_eq!(view.role(&name("privacy-viewer"))?, Some(viewer()));
                Ok(())
            })
            .unwrap();
        assert!(!write(&*store, |transaction| transaction.insert_organization(&name(ROOT), &name(ROOT))));
        assert!(!write(&*store, |transaction| transaction.insert_role(&name("privacy-viewer"), &BTreeSet::new())));
    }
}

pub(crate) fn a_lineage_leads_from_the_organization_up_to_the_root(storage: &dyn Storage) {
    let store = &*storage.open();
    // Named and added so that neither the alphabet nor the order of arrival gives the right answer by chance.
    let tree = [("M", ROOT), ("Z", "M"), ("B", ROOT), ("A", "Z"), ("Y", "Z"), ("N", "A"), ("C", "B")];
    write(store, |transaction| {
        for (child, parent) in tree {
            assert!(transaction.insert_organization(&name(child), &name(parent))?);
        }
        Ok(())
    });
    let lineage = |of: &str| {
        let found = store.read("test", |view| view.lineage(&name(of))).unwrap();
        found.iter().map(|name| name.as_str().to_owned()).collect::<Vec<_>>().join(" ")
    };
    assert_eq!(lineage("N"), format!("N A Z M {ROOT}"));
    assert_eq!(lineage("Y"), format!("Y Z M {ROOT}"));
    assert_eq!(lineage("C"), format!("C B {ROOT}"));
}

pub(crate) fn grants_add_up_for_each_organization(storage: &dyn Storage) {
    let store = &*storage.open();
    write(store, |transaction| {
        for organization in ["Germany", "France", "Spain"] {
            transaction.insert_organization(&name(organization), &name(ROOT))?;
        }
        transaction.insert_role(&name("also a viewer"), &viewer())?;
        for someone in ["ann", "ben"] {
            transaction.insert_user(&user(someone))?;
        }
        // Two roles at one place, with another place in between.
        assert!(transaction.insert_grant(&name("ann"), &name("privacy-viewer"), &name("Germany"))?);
        assert!(transaction.insert_grant(&name("ann"), &name("privacy-viewer"), &name("France"))?);
        assert!(transaction.insert_grant(&name("ann"), &name("also a viewer"), &name("Germany"))?);
        assert!(transaction.insert_grant(&name("ben"), &name("privacy-viewer"), &name("Spain"))?);
        Ok(())
    });
    let grants = store.read("test", |view| view.grants(&name("ann"))).unwrap();
    let mut at: Vec<_> = grants.iter().map(|grant| (grant.organization.as_str(), &grant.permissions)).collect();
    at.sort();
    assert_eq!(at, [("France", &viewer()), ("Germany", &viewer())], "one grant an organization, and nobody else's");
    assert_eq!(permissions_at(store, "ben", "Spain"), viewer());
}

pub(crate) fn a_role_without_permission_is_a_role_and_grants_nothing(storage: &dyn Storage) {
    let store = &*storage.open();
    write(store, |transaction| {
        transaction.insert_user(&user("ann"))?;
        assert!(transaction.insert_role(&name("honorary"), &BTreeSet::new())?);
        assert!(transaction.insert_grant(&name("ann"), &name("honorary"), &name(ROOT))?);
        Ok(())
    });
    assert_eq!(store.read("test", |view| view.role(&name("honorary"))).unwrap(), Some(BTreeSet::new()));
    assert_eq!(permissions_at(store, "ann", ROOT), BTreeSet::new());
}
