//! Organizations, shops, roles and users come into being, or the reason is said by name.

use std::collections::BTreeSet;

use domain::access::{Permission, ROOT};
use domain::directory::{NotMade, add_organization, add_role, add_shop, add_user, grant};
use domain::names::{OrganizationName, ShopName};
use domain::store::{Shop, Store, StoreError, User};

use crate::scene::{Away, Scene, name};

fn lineage(store: &dyn Store, of: &str) -> Vec<OrganizationName> {
    store.read::<_, StoreError>("test", |view| view.lineage(&name(of))).unwrap()
}

fn shop(store: &dyn Store, of: &ShopName) -> Option<Shop> {
    store.read::<_, StoreError>("test", |view| view.shop(of)).unwrap()
}

fn user(text: &str) -> User {
    User { name: name(text), password_hash: "$argon2id$invented".to_owned() }
}

fn viewer() -> BTreeSet<Permission> {
    BTreeSet::from(Permission::ALL)
}

fn said<T: std::fmt::Debug>(result: Result<T, NotMade>) -> String {
    result.unwrap_err().to_string()
}

#[test]
fn an_organization_goes_below_its_parent_or_below_the_root() {
    let scene = Scene::new();
    let store = &*scene.store;
    add_organization(store, &name("Europe"), None).unwrap();
    add_organization(store, &name("Germany"), Some(&name("Europe"))).unwrap();
    assert_eq!(lineage(store, "Germany"), [name("Germany"), name("Europe"), name(ROOT)]);

    assert_eq!(said(add_organization(store, &name("Germany"), None)), "organization \"Germany\" exists already");
    assert_eq!(said(add_organization(store, &name(ROOT), None)), "organization \"OmsSystem\" exists already");
    let nowhere = add_organization(store, &name("Berlin"), Some(&name("nowhere")));
    assert_eq!(said(nowhere), "there is no organization \"nowhere\"; add it first");
    assert_eq!(lineage(store, "Berlin"), []);
    assert_eq!(lineage(store, "Germany").len(), 3, "a refusal moves nothing");
}

#[test]
fn a_shop_goes_to_its_organization_or_to_one_of_its_own_name() {
    let scene = Scene::new();
    let store = &*scene.store;
    add_organization(store, &name("Europe"), None).unwrap();
    add_organization(store, &name("third"), Some(&name("Europe"))).unwrap();
    for (text, organization, expected) in
        [("first", Some("Europe"), "Europe"), ("second", None, "second"), ("third", None, "third")]
    {
        let organization = organization.map(name);
        let made = add_shop(store, &name(text), organization.as_ref(), &name("site")).unwrap();
        assert_eq!(made, Shop { name: name(text), organization: name(expected), site: name("site") });
        assert_eq!(shop(store, &made.name), Some(made));
    }
    assert_eq!(lineage(store, "second"), [name("second"), name(ROOT)]);
    assert_eq!(lineage(store, "third"), [name("third"), name("Europe"), name(ROOT)], "the one there was is taken");
}

#[test]
fn a_shop_that_is_refused_leaves_nothing_behind() {
    let scene = Scene::new();
    let store = &*scene.store;
    // "shop" is there, and no organization of that name.
    assert_eq!(lineage(store, "shop"), []);
    let again = add_shop(store, &name("shop"), None, &name("another site"));
    assert_eq!(said(again), "shop \"shop\" exists already");
    assert_eq!(lineage(store, "shop"), [], "the organization was made for nobody");
    assert_eq!(shop(store, &name("shop")).unwrap().site, name("site"));
    let nowhere = add_shop(store, &name("new"), Some(&name("nowhere")), &name("site"));
    assert_eq!(said(nowhere), "there is no organization \"nowhere\"; add it first");
    assert_eq!(shop(store, &name("new")), None);
}

#[test]
fn a_role_has_permissions_and_a_name_of_its_own() {
    let scene = Scene::new();
    let store = &*scene.store;
    add_role(store, &name("auditor"), &viewer()).unwrap();
    assert_eq!(scene.read(|view| view.role(&name("auditor"))), Some(viewer()));
    assert_eq!(said(add_role(store, &name("auditor"), &viewer())), "role \"auditor\" exists already");
    assert_eq!(said(add_role(store, &name("honorary"), &BTreeSet::new())), "a role needs at least one permission");
    assert_eq!(scene.read(|view| view.role(&name("honorary"))), None);
}

#[test]
fn a_user_gets_a_role_once_and_only_what_exists_can_be_given() {
    let scene = Scene::new();
    let store = &*scene.store;
    add_user(store, &user("ann")).unwrap();
    assert_eq!(said(add_user(store, &user("ann"))), "user \"ann\" exists already");
    for (who, role, organization, expected) in [
        ("bob", "privacy-viewer", ROOT, "there is no user \"bob\"; add it first"),
        ("ann", "nothing", ROOT, "there is no role \"nothing\"; add it first"),
        ("ann", "privacy-viewer", "nowhere", "there is no organization \"nowhere\"; add it first"),
    ] {
        assert_eq!(said(grant(store, &name(who), &name(role), &name(organization))), expected);
    }
    assert_eq!(scene.read(|view| view.grants(&name("ann"))), []);
    let give = || grant(store, &name("ann"), &name("privacy-viewer"), &name(ROOT));
    give().unwrap();
    assert_eq!(said(give()), "user \"ann\" has role \"privacy-viewer\" at organization \"OmsSystem\" already");
    assert_eq!(scene.read(|view| view.grants(&name("ann"))).len(), 1);
}

#[test]
fn a_fault_of_the_storage_is_handed_on() {
    let refused = add_user(&Away, &user("ann")).unwrap_err();
    assert!(matches!(refused, NotMade::Store(StoreError::Unavailable(_))), "{refused}");
}
