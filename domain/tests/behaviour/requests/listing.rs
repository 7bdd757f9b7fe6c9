//! Lists: what they are narrowed to, their order, and pages that miss nothing while others write.

use chrono::TimeDelta;
use domain::clock::Timestamp;
use domain::names::RequestId;
use domain::request::{Deadline, Request, RequestType, State};
use domain::requests::{Page, Wanted};
use proptest::prelude::*;

use crate::life::{Life, confirmed, create, guest, operator, wish};
use crate::scene::{Scene, moment, name};

fn listed(scene: &Scene, wanted: &Wanted) -> Page {
    scene.requests().list(&operator(), wanted).unwrap()
}

fn ids(page: &Page) -> Vec<RequestId> {
    page.items.iter().map(|found| found.request.id.clone()).collect()
}

fn everything() -> Wanted {
    Wanted { limit: 1_000, ..Wanted::default() }
}

/// A request that came then.
fn request(id: &str, came: Timestamp) -> Request {
    let born = crate::request::request(State::Pending);
    Request { id: name(id), deadline: Deadline::of(came), links: Vec::new(), ..born }
}

fn add(scene: &Scene, id: &str, came: Timestamp) {
    assert!(scene.write(|transaction| transaction.insert_request(&request(id, came))));
}

#[test]
fn a_list_can_be_narrowed_by_each_of_its_filters_and_by_all_at_once() {
    let scene = Life::new();
    let requests = scene.requests();
    let access = create(&requests, &wish("BB002")).id;
    scene.pass(TimeDelta::days(1));
    let erasure = create(&requests, &domain::requests::Wish { kind: RequestType::Erasure, ..wish("BB002") }).id;
    scene.pass(TimeDelta::days(1));
    let of_guest = create(&requests, &guest("zoe@example.org", "O-3")).id;
    scene.pass(TimeDelta::days(1));
    let open = confirmed(&requests, &wish("BB003")).id;
    let over = requests.withdraw(&operator(), &create(&requests, &wish("BB002")).id, None).unwrap().id;

    let cases: [(&str, Wanted, Vec<&RequestId>); 12] = [
        ("a type", Wanted { kind: Some(RequestType::Erasure), ..everything() }, vec![&erasure]),
        ("pending", Wanted { state: Some("pending"), ..everything() }, vec![&access, &erasure, &of_guest]),
        ("confirmed", Wanted { state: Some("confirmed"), ..everything() }, vec![&open]),
        ("closed", Wanted { state: Some("closed"), ..everything() }, vec![&over]),
        ("a subject", Wanted { reference: Some("customer:BB003".into()), ..everything() }, vec![&of_guest, &open]),
        ("a guest", Wanted { guest: Some(name("Zoe@Example.ORG")), ..everything() }, vec![&of_guest]),
        ("no guest", Wanted { guest: Some(name("zoe@example.com")), ..everything() }, vec![]),
        ("nobody", Wanted { reference: Some("customer:BB".into()), ..everything() }, vec![]),
        (
            "due early",
            Wanted { due_before: Some(scene.request(erasure.as_str()).deadline.due_at()), ..everything() },
            vec![&access],
        ),
        (
            "due",
            Wanted { due_before: Some(scene.request(of_guest.as_str()).deadline.due_at()), ..everything() },
            vec![&access, &erasure],
        ),
        ("the shop", Wanted { shop: Some(name("shop")), state: Some("closed"), ..everything() }, vec![&over]),
        (
            "all at once",
            Wanted {
                shop: Some(name("shop")),
                kind: Some(RequestType::Access),
                state: Some("pending"),
                reference: Some("customer:BB002".into()),
                due_before: Some(moment(40 * 86_400_000)),
                ..everything()
            },
            vec![&access],
        ),
    ];
    for (what, wanted, expected) in cases {
        let mut found = ids(&listed(&scene, &wanted));
        found.sort();
        let mut expected: Vec<RequestId> = expected.into_iter().cloned().collect();
        expected.sort();
        assert_eq!(found, expected, "{what}");
    }
    assert_eq!(listed(&scene, &everything()).items.len(), 5);
}

#[test]
fn a_longer_time_is_later_in_a_list_of_what_is_due() {
    let scene = Life::new();
    let requests = scene.requests();
    let request = confirmed(&requests, &wish("BB002"));
    let due = |days: i64| {
        let wanted = Wanted { due_before: Some(moment(days * 86_400_000)), ..everything() };
        listed(&scene, &wanted).items.len()
    };
    assert_eq!((due(31), due(32)), (0, 1));
    requests.extend(&operator(), &request.id, 1, "Many orders.").unwrap();
    assert_eq!((due(32), due(61), due(62)), (0, 0, 1));
}

#[test]
fn the_order_is_that_of_receipt_and_then_of_ids() {
    let scene = Life::new();
    for (id, millis) in [("c", 5), ("b", 5), ("a", 9), ("z", -5), ("B", 5)] {
        add(&scene, id, moment(millis));
    }
    let all = listed(&scene, &everything());
    let found: Vec<_> = ids(&all).iter().map(ToString::to_string).collect();
    assert_eq!(found, ["z", "B", "b", "c", "a"]);
    assert_eq!(all.next, None);
}

#[test]
fn a_page_says_where_the_next_one_begins_and_the_last_one_that_it_is() {
    let scene = Life::new();
    for number in 0..5 {
        add(&scene, &format!("id{number}"), moment(number));
    }
    for (limit, pages) in [(1, 5), (2, 3), (4, 2), (5, 1), (6, 1)] {
        let (mut found, mut count, mut after) = (Vec::new(), 0, None);
        loop {
            let page = listed(&scene, &Wanted { limit, after, ..Wanted::default() });
            assert!(page.items.len() <= limit);
            found.extend(ids(&page));
            count += 1;
            after = page.next;
            if after.is_none() {
                break;
            }
        }
        assert_eq!((count, found.len()), (pages, 5), "pages of {limit}");
    }
    let none = listed(&scene, &Wanted { limit: 0, ..Wanted::default() });
    assert!(none.items.is_empty() && none.next.is_none());
}

#[test]
fn a_page_begins_behind_its_cursor_also_when_that_request_is_not_in_the_list_any_more() {
    let scene = Life::new();
    for number in 0..3 {
        add(&scene, &format!("id{number}"), moment(number));
    }
    let pending = |after| Wanted { state: Some("pending"), limit: 1, after, ..Wanted::default() };
    let first = listed(&scene, &pending(None));
    scene.requests().withdraw(&operator(), &ids(&first)[0], None).unwrap();
    assert_eq!(ids(&listed(&scene, &pending(first.next))), [name("id1")]);
}

#[test]
fn whose_requests_are_wanted_reaches_no_debug_print() {
    let wanted = Wanted { reference: Some("guest:eve@example.org".into()), shop: Some(name("shop")), ..everything() };
    let printed = format!("{wanted:?}");
    assert!(printed.contains("ShopName(shop)") && !printed.contains("eve"), "{printed}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn pages_have_everything_once_that_was_there_whatever_comes_meanwhile(
        before in prop::collection::vec(0_i64..20, 0..12), limit in 1_usize..5,
        meanwhile in prop::collection::vec(0_i64..20, 0..6),
    ) {
        let scene = Scene::new();
        scene.write(|transaction| {
            for (number, millis) in before.iter().enumerate() {
                // Ids that say nothing of the order in which they came.
                let id = format!("{:02}-before", number * 7 % 13);
                assert!(transaction.insert_request(&request(&id, moment(*millis)))?);
            }
            Ok(())
        });
        let there = ids(&listed(&scene, &everything()));
        prop_assert_eq!(there.len(), before.len());
        let mut meanwhile = meanwhile.into_iter().enumerate();
        let (mut found, mut after) = (Vec::new(), None);
        loop {
            let page = listed(&scene, &Wanted { limit, after, ..Wanted::default() });
            found.extend(ids(&page));
            after = page.next;
            if after.is_none() {
                break;
            }
            if let Some((number, millis)) = meanwhile.next() {
                add(&scene, &format!("{:02}-meanwhile", number * 5 % 11), moment(millis));
            }
        }
        let unique: std::collections::BTreeSet<_> = found.iter().collect();
        prop_assert_eq!(unique.len(), found.len(), "no item twice");
        found.retain(|id| id.as_str().ends_with("before"));
        prop_assert_eq!(found, there, "none missed, in the same order");
    }
}
