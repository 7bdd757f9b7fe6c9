//! Who may work on which requests, and who may see whom they are about.

use std::collections::BTreeSet;
use std::sync::Arc;

use domain::access::{Permission, ROOT};
use domain::audit::{Actor, Journal};
use domain::names::RequestId;
use domain::refusal::Stopped;
use domain::requests::{Refused, Requests, Wanted, Wish};
use domain::seal::MasterKey;
use domain::store::{Shop, User};

use crate::life::{Life, create, operator, refused, staff, stated, wish};
use crate::scene::{Sequence, name};

const WHY: &str = "Nothing is stored about you.";

/// The root > Europe > Germany > Berlin, Europe > France; the shops `german` in Germany and `french` in France, each with
/// a customer; for each place one user of its name who manages there, one `viewer at` it, and one `officer at` it.
fn europe() -> Life {
    let scene = Life::new();
    let record = scene.read(|view| view.customer(&name("shop"), &name("BB002"))).unwrap();
    scene.write(|transaction| {
        for (child, parent) in [("Europe", ROOT), ("Germany", "Europe"), ("Berlin", "Germany"), ("France", "Europe")] {
            assert!(transaction.insert_organization(&name(child), &name(parent))?);
        }
        for (shop, organization) in [("german", "Germany"), ("french", "France")] {
            let shop = Shop { name: name(shop), organization: name(organization), site: name("site") };
            assert!(transaction.insert_shop(&shop)?);
            transaction.upsert_customer(&shop.name, &record)?;
        }
        assert!(transaction.insert_role(&name("manager"), &BTreeSet::from([Permission::ManageDataRequests]))?);
        for place in [ROOT, "Europe", "Germany", "Berlin", "France"] {
            let roles = [("", "manager"), ("viewer at ", "privacy-viewer"), ("officer at ", "privacy-officer")];
            for (prefix, role) in roles {
                let user = User { name: name(&format!("{prefix}{place}")), password_hash: "$invented".to_owned() };
                assert!(transaction.insert_user(&user)?);
                assert!(transaction.insert_grant(&user.name, &name(role), &name(place))?);
            }
        }
        transaction.insert_user(&User { name: name("without"), password_hash: "$invented".to_owned() })
    });
    scene
}

fn german() -> Wish {
    Wish { shop: name("german"), ..wish("BB002") }
}

/// Everything that can be done with one request.
type Verb = (&'static str, fn(&Requests, &Actor, &RequestId) -> Result<(), Stopped<Refused>>);

const VERBS: [Verb; 11] = [
    ("show", |requests, actor, id| requests.show(actor, id).map(drop)),
    ("history", |requests, actor, id| requests.history(actor, id).map(drop)),
    ("mails", |requests, actor, id| requests.mails(actor, id).map(drop)),
    ("preview", |requests, actor, id| requests.preview_rejection(actor, id, WHY).map(drop)),
    ("resend", |requests, actor, id| requests.resend(actor, id, None).map(drop)),
    ("extend", |requests, actor, id| requests.extend(actor, id, 1, WHY).map(drop)),
    ("doubt", |requests, actor, id| requests.doubt_identity(actor, id, WHY).map(drop)),
    ("settle", |requests, actor, id| requests.settle_identity(actor, id).map(drop)),
    ("reject", |requests, actor, id| requests.reject(actor, id, WHY).map(drop)),
    ("withdraw", |requests, actor, id| requests.withdraw(actor, id, None).map(drop)),
    ("close", |requests, actor, id| requests.close(actor, id, None).map(drop)),
];

/// What somebody is told whatever they ask for: `None` when the rules of the request alone decide.
fn told(result: Result<(), Stopped<Refused>>) -> Option<Refused> {
    match result {
        Err(Stopped::Refused(refused @ (Refused::Forbidden | Refused::UnknownRequest | Refused::UnknownShop(_)))) => {
            Some(refused)
        }
        Err(Stopped::Fault(fault)) => panic!("a fault instead of an answer: {fault}"),
        Ok(()) | Err(Stopped::Refused(_)) => None,
    }
}

#[test]
fn who_may_do_what_with_a_request_of_the_german_shop() {
    let scene = europe();
    let requests = scene.requests();
    let (unknown, forbidden) = (Some(Refused::UnknownRequest), Some(Refused::Forbidden));
    for (user, expected) in [
        (ROOT, None),
        ("Europe", None),
        ("Germany", None),
        ("officer at Germany", None),
        ("Berlin", unknown.clone()),
        ("France", unknown.clone()),
        ("officer at France", unknown.clone()),
        ("viewer at OmsSystem", forbidden.clone()),
        ("viewer at Germany", forbidden.clone()),
        ("without", forbidden.clone()),
        ("nobody", forbidden),
    ] {
        let request = create(&requests, &german());
        let before = scene.request(request.id.as_str());
        for (verb, work) in VERBS {
            assert_eq!(told(work(&requests, &staff(user), &request.id)), expected, "{user}: {verb}");
            // One that there is not looks the same as one that is none of theirs.
            let nothing = told(work(&requests, &staff(user), &name("unknown")));
            assert_eq!(nothing, expected.clone().or(unknown.clone()), "{user}: {verb} unknown");
        }
        let after = scene.request(request.id.as_str());
        assert_eq!(after.revision == before.revision, expected.is_some(), "{user}");
        assert_eq!(
            told(requests.create(&staff(user), &german(), None).map(drop)).is_none(),
            expected.is_none(),
            "{user}"
        );
    }
}

#[test]
fn who_may_make_requests_where() {
    let scene = europe();
    let requests = scene.requests();
    let forbidden = Some(Refused::Forbidden);
    let no_shop = Some(Refused::UnknownShop(name("no shop")));
    // user, then: the German shop, the French one, a shop that there is not
    for (user, in_german, in_french, nowhere) in [
        (ROOT, None, None, no_shop),
        ("Europe", None, None, forbidden.clone()),
        ("Germany", None, forbidden.clone(), forbidden.clone()),
        ("France", forbidden.clone(), None, forbidden.clone()),
        ("Berlin", forbidden.clone(), forbidden.clone(), forbidden.clone()),
        ("viewer at OmsSystem", forbidden.clone(), forbidden.clone(), forbidden.clone()),
        ("without", forbidden.clone(), forbidden.clone(), forbidden.clone()),
        ("nobody", forbidden.clone(), forbidden.clone(), forbidden.clone()),
    ] {
        for (shop, expected) in [("german", in_german), ("french", in_french), ("no shop", nowhere)] {
            let wish = Wish { shop: name(shop), ..wish("BB002") };
            assert_eq!(told(requests.create(&staff(user), &wish, None).map(drop)), expected, "{user} at {shop}");
            let listed = requests.list(&staff(user), &Wanted { shop: Some(name(shop)), limit: 5, ..Wanted::default() });
            assert_eq!(told(listed.map(drop)), expected, "{user} lists {shop}");
        }
    }
}

#[test]
fn a_list_has_the_requests_of_those_shops_alone_where_somebody_may_work() {
    let scene = europe();
    let requests = scene.requests();
    for shop in ["german", "french", "shop"] {
        create(&requests, &Wish { shop: name(shop), ..wish("BB002") });
    }
    let listed = |actor: &Actor| {
        let page = requests.list(actor, &Wanted { limit: 10, ..Wanted::default() })?;
        let mut shops: Vec<_> = page.items.iter().map(|found| found.request.shop.to_string()).collect();
        shops.sort();
        Ok::<_, Stopped<Refused>>(shops.join(" "))
    };
    for (user, expected) in [
        (ROOT, "french german shop"),
        ("Europe", "french german"),
        ("Germany", "german"),
        ("France", "french"),
        ("Berlin", ""),
    ] {
        assert_eq!(listed(&staff(user)).unwrap(), expected, "{user}");
    }
    for user in ["viewer at OmsSystem", "without", "nobody"] {
        assert_eq!(refused(listed(&staff(user))), Refused::Forbidden, "{user}");
    }
    assert_eq!(listed(&operator()).unwrap(), "french german shop");
}

#[test]
fn a_permission_counts_from_the_moment_it_is_given() {
    let scene = europe();
    let requests = scene.requests();
    let request = create(&requests, &german());
    assert_eq!(refused(requests.show(&staff("without"), &request.id)), Refused::Forbidden);
    scene.write(|transaction| transaction.insert_grant(&name("without"), &name("manager"), &name("Berlin")));
    assert_eq!(refused(requests.show(&staff("without"), &request.id)), Refused::UnknownRequest);
    scene.write(|transaction| transaction.insert_grant(&name("without"), &name("manager"), &name("Germany")));
    assert!(requests.show(&staff("without"), &request.id).is_ok());
}

#[test]
fn whom_it_is_about_and_what_was_said_is_for_those_who_may_view_personal_data() {
    let scene = europe();
    let requests = scene.requests();
    let wish = stated(german(), "new@example.org", "He called from the number on file.");
    let request = create(&requests, &wish);
    requests.reject(&operator(), &request.id, WHY).unwrap();
    for (user, may_view) in
        [("Germany", false), (ROOT, false), ("officer at Germany", true), ("officer at Europe", true), (ROOT, false)]
    {
        assert_eq!(requests.show(&staff(user), &request.id).unwrap().may_view, may_view, "{user}");
        let listed = requests.list(&staff(user), &Wanted { limit: 1, ..Wanted::default() }).unwrap();
        assert_eq!(listed.items[0].may_view, may_view, "{user}");
        let history = requests.history(&staff(user), &request.id).unwrap();
        let actions: Vec<_> = history.iter().map(|happened| happened.entry.action.as_str()).collect();
        assert_eq!(actions, ["created", "rejected"], "what happened is for everybody who may work on it");
        let texts: Vec<_> = history.into_iter().filter_map(|happened| happened.personal?.text).collect();
        let said = ["mail to new@example.org: He called from the number on file.", WHY];
        assert_eq!(texts, if may_view { &said[..] } else { &[] }, "{user}");
    }
    // To view elsewhere is of no use here.
    scene.write(|transaction| {
        assert!(transaction.insert_grant(&name("Germany"), &name("privacy-viewer"), &name("France"))?);
        assert!(transaction.insert_grant(&name("Germany"), &name("privacy-viewer"), &name("Berlin"))?);
        Ok(())
    });
    assert!(!requests.show(&staff("Germany"), &request.id).unwrap().may_view);
    scene.write(|transaction| transaction.insert_grant(&name("Germany"), &name("privacy-viewer"), &name("Europe")));
    assert!(requests.show(&staff("Germany"), &request.id).unwrap().may_view);
}

#[test]
fn whose_requests_there_are_cannot_be_found_out_by_asking_for_everybody() {
    let scene = europe();
    let requests = scene.requests();
    create(&requests, &german());
    let asked = |user: &str, reference: &str| {
        let wanted = Wanted { reference: Some(reference.to_owned()), limit: 5, ..Wanted::default() };
        requests.list(&staff(user), &wanted).unwrap().items.len()
    };
    assert_eq!((asked("officer at Germany", "customer:BB002"), asked("Germany", "customer:BB002")), (1, 0));
    assert_eq!((asked("officer at Germany", "customer:BB003"), asked("Germany", "customer:BB003")), (0, 0));
}

#[test]
fn the_history_names_who_did_it() {
    let scene = europe();
    let requests = scene.requests();
    let request = requests.create(&staff("Germany"), &german(), None).unwrap().request;
    requests.reject(&staff("officer at Europe"), &request.id, WHY).unwrap();
    let history = requests.history(&operator(), &request.id).unwrap();
    let actors: Vec<_> = history.iter().map(|happened| happened.entry.actor.as_str()).collect();
    assert_eq!(actors, ["staff:Germany", "staff:officer at Europe"]);
}

#[test]
fn under_another_audit_key_who_did_what_can_be_read_and_the_words_cannot() {
    let scene = europe();
    let requests = scene.requests();
    let request = requests.create(&operator(), &german(), None).unwrap().request;
    requests.reject(&operator(), &request.id, WHY).unwrap();
    let other = MasterKey::new(b"another key of the tests, 32 bytes long").unwrap();
    let elsewhere = Requests { journal: Journal::new(other, Arc::new(Sequence::default())), ..scene.requests() };
    let read = |requests: &Requests| {
        let history = requests.history(&operator(), &request.id).unwrap();
        let words = history.iter().filter(|happened| happened.personal.is_some()).count();
        (history.into_iter().map(|happened| happened.entry.action).collect::<Vec<_>>(), words)
    };
    let told = vec!["created".to_owned(), "rejected".to_owned()];
    assert_eq!((read(&requests), read(&elsewhere)), ((told.clone(), 2), (told, 0)));
}

#[test]
fn to_state_an_address_takes_the_right_to_view_at_the_shop_as_well() {
    let scene = europe();
    let requests = scene.requests();
    let stated = stated(german(), "new@example.org", "Said so.");
    let request = create(&requests, &german());
    let redirect = |user: &str| {
        requests.resend(&staff(user), &request.id, Some(&(name("new@example.org"), "Said so.".to_owned())))
    };
    for user in [ROOT, "Europe", "Germany"] {
        assert_eq!(refused(requests.create(&staff(user), &stated, None)), Refused::MayNotView, "{user}");
        assert_eq!(refused(redirect(user)), Refused::MayNotView, "{user}");
        // Whatever the address is: nobody finds out which one is on file.
        let same = Some((name("bob@example.org"), "Said so.".to_owned()));
        assert_eq!(refused(requests.resend(&staff(user), &request.id, same.as_ref())), Refused::MayNotView, "{user}");
    }
    // To view elsewhere is of no use here, nor to view without managing.
    scene.write(|transaction| {
        assert!(transaction.insert_grant(&name("Germany"), &name("privacy-viewer"), &name("France"))?);
        transaction.insert_grant(&name("Germany"), &name("privacy-viewer"), &name("Berlin"))
    });
    assert_eq!(refused(redirect("Germany")), Refused::MayNotView);
    assert_eq!(refused(redirect("viewer at Germany")), Refused::Forbidden);
    assert_eq!(scene.request(request.id.as_str()).revision, 0);
    assert_eq!(scene.read(|view| view.mails(&request.id)).len(), 1, "no other mail than the first");
    // The same mail once more takes no more than before.
    requests.resend(&staff("Germany"), &request.id, None).unwrap();
    for user in ["officer at Germany", "officer at Europe"] {
        requests.create(&staff(user), &stated, None).unwrap();
        redirect(user).unwrap();
    }
}
