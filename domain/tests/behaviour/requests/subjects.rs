//! Whose data: customers by their number, guests by their address and an order.

use domain::request::Subject;
use domain::requests::{Refused, Wish};

use crate::life::{Life, add_customer, confirm, create, guest, handed, operator, refused, send, stated, wish};
use crate::scene::name;

#[test]
fn a_guest_is_found_by_address_in_any_case_and_one_of_the_orders() {
    let scene = Life::new();
    let requests = scene.requests();
    for (email, order, customer) in
        [("bob@example.org", "O-1", "BB002"), ("BOB@Example.Org", "O-2", "BB002"), ("zoe@example.org", "O-3", "BB003")]
    {
        let created = create(&requests, &guest(email, order));
        let stored = scene.request(created.id.as_str());
        let expected = Subject::Guest { email: name(email), order: name(order), customer: Some(name(customer)) };
        assert!(stored.subject == expected, "{email} {order}: another subject");
        assert_eq!(stored.subject.reference(), format!("customer:{customer}"));
    }
    let to: Vec<_> = send(&requests).into_iter().map(|letter| letter.to.to_string()).collect();
    // To the address as it is on file, not as it was typed.
    assert_eq!(to.iter().filter(|to| *to == "bob@example.org").count(), 2, "{to:?}");
    assert_eq!(to.iter().filter(|to| *to == "Zoe@Example.ORG").count(), 1, "{to:?}");
}

#[test]
fn a_guest_with_a_wrong_order_or_address_is_nobody() {
    let scene = Life::new();
    let requests = scene.requests();
    for (email, order) in [
        ("bob@example.org", "O-3"),
        ("bob@example.org", "o-1"),
        ("bob@example.org", "O-"),
        ("bob@example.org", "O-%"),
        ("bob@example.com", "O-1"),
        ("%@example.org", "O-1"),
        ("bo_@example.org", "O-1"),
        ("zoe@example.org", "O-1"),
    ] {
        let refusal = refused(requests.create(&operator(), &guest(email, order), None));
        assert_eq!(refusal, Refused::UnknownSubject(name("shop")), "{email} {order}");
        assert!(!refusal.to_string().contains(email) && !refusal.to_string().contains(order), "personal data");
    }
}

#[test]
fn of_two_customers_with_one_address_the_order_tells_which() {
    let scene = Life::new();
    add_customer(&scene, "BB009", Some("BOB@example.org"), &["O-9"]);
    let requests = scene.requests();
    for (order, customer) in [("O-1", "BB002"), ("O-9", "BB009"), ("O-2", "BB002")] {
        let created = create(&requests, &guest("bob@example.org", order));
        assert!(created.subject.customer() == Some(&name(customer)), "{order}: another customer");
    }
}

#[test]
fn a_customer_of_another_shop_is_nobody_here() {
    let scene = Life::new();
    let other = domain::store::Shop { name: name("other"), ..scene.read(|view| view.shop(&name("shop"))).unwrap() };
    assert!(scene.write(|transaction| transaction.insert_shop(&other)));
    let requests = scene.requests();
    for wish in [wish("BB002"), guest("bob@example.org", "O-1")] {
        let elsewhere = Wish { shop: name("other"), ..wish };
        assert_eq!(refused(requests.create(&operator(), &elsewhere, None)), Refused::UnknownSubject(name("other")));
    }
}

#[test]
fn an_address_that_changed_counts_from_the_next_request_on() {
    let scene = Life::new();
    let requests = scene.requests();
    let before = create(&requests, &wish("BB002"));
    add_customer(&scene, "BB002", Some("robert@example.org"), &["O-1"]);
    let after = create(&requests, &guest("robert@example.org", "O-1"));
    assert_eq!(scene.request(before.id.as_str()).address, Some(name("bob@example.org")));
    assert_eq!(scene.request(after.id.as_str()).address, Some(name("robert@example.org")));
    assert!(requests.create(&operator(), &guest("bob@example.org", "O-1"), None).is_err());
}

#[test]
fn somebody_of_whom_nothing_is_held_can_be_written_to_at_a_stated_address_alone() {
    let scene = Life::new();
    let requests = scene.requests();
    let unknown = guest("Eve@example.org", "O-77");
    assert_eq!(refused(requests.create(&operator(), &unknown, None)), Refused::UnknownSubject(name("shop")));
    let created = create(&requests, &stated(unknown, "eve@example.org", "She wrote a letter."));
    let stored = scene.request(created.id.as_str());
    assert_eq!((stored.subject.customer(), stored.subject.reference().as_str()), (None, "guest:eve@example.org"));
    // A number that nobody has stays a slip.
    let slip = stated(wish("4711"), "eve@example.org", "She wrote a letter.");
    assert_eq!(refused(requests.create(&operator(), &slip, None)), Refused::UnknownSubject(name("shop")));
}

#[test]
fn a_customer_and_a_guest_can_be_one_person() {
    let scene = Life::new();
    let requests = scene.requests();
    let (first, first_link) = handed(&requests, &wish("BB002"));
    let (second, second_link) = handed(&requests, &guest("bob@example.org", "O-2"));
    confirm(&requests, &second.id, second_link.hash.reveal()).unwrap();
    confirm(&requests, &first.id, first_link.hash.reveal()).unwrap();
    let outcome = domain::request::Outcome::Duplicate(second.id);
    assert_eq!(scene.request(first.id.as_str()).state.outcome(), Some(&outcome));
}
