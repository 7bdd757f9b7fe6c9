//! Where a link goes: to the address on file, unless staff states another one and says why.

use std::sync::Arc;

use chrono::TimeDelta;
use domain::housekeeping::Housekeeping;
use domain::letter::LetterKind;
use domain::link::LinkHash;
use domain::names::EmailAddress;
use domain::outbox::Delivery;
use domain::refusal::{Reason, Refusal};
use domain::request::rules::NotMoved;
use domain::request::{Request, State};
use domain::requests::{MAX_LINKS, MAX_REASON, Refused, Requests, Told};

use crate::life::{
    Life, confirm, confirmed, create, entries, guest, handed, mails, operator, outbox, refused, said, send, stands_in,
    stated, story, wish,
};
use crate::scene::{moment, name};

const WHY: &str = "She lost her mailbox and showed her passport.";

/// The hash in the one confirmation mail that is due.
fn mailed(requests: &Requests) -> (EmailAddress, LinkHash) {
    let letters = send(requests);
    let mut confirmations = letters.into_iter().filter(|letter| letter.kind == LetterKind::Confirmation);
    let (Some(letter), None) = (confirmations.next(), confirmations.next()) else { panic!("there is one such letter") };
    (letter.to.clone(), letter.link.unwrap().hash)
}

/// Whom the letters that are due tell that mails about a request go to another address.
fn told_of_another_address(requests: &Requests) -> Vec<String> {
    let letters = send(requests);
    let told = letters.iter().filter(|letter| letter.kind == LetterKind::AddressChanged);
    told.map(|letter| letter.to.to_string()).collect()
}

fn resend(requests: &Requests, request: &Request, address: Option<&str>) -> Request {
    let stated = address.map(|address| (name(address), WHY.to_owned()));
    requests.resend(&operator(), &request.id, stated.as_ref()).unwrap()
}

#[test]
fn the_link_goes_to_the_address_on_file() {
    let scene = Life::new();
    let requests = scene.requests();
    let request = create(&requests, &wish("BB002"));
    let (to, hash) = mailed(&requests);
    assert_eq!(to, name("bob@example.org"));
    assert_eq!(confirm(&requests, &request.id, hash.reveal()), Ok(Told::First));
}

#[test]
fn an_address_that_staff_states_needs_a_reason_which_stands_in_the_history() {
    let scene = Life::new();
    let requests = scene.requests();
    for reason in ["", " \n\t", &"x".repeat(MAX_REASON + 1)] {
        let refusal = refused(requests.create(&operator(), &stated(wish("BB002"), "new@example.org", reason), None));
        assert_eq!(refusal, Refused::Reason);
    }
    let request = create(&requests, &stated(wish("BB002"), "new@example.org", WHY));
    assert_eq!(mailed(&requests).0, name("new@example.org"));
    assert_eq!(said(&requests, &request.id), [format!("mail to new@example.org: {WHY}")]);
    assert!(create(&requests, &stated(wish("BB002"), "new@example.org", &"x".repeat(MAX_REASON))).address.is_some());
}

#[test]
fn the_reason_and_the_hash_stand_nowhere_in_the_clear() {
    let scene = Life::new();
    let requests = scene.requests();
    let request = create(&requests, &stated(wish("BB002"), "new@example.org", WHY));
    requests
        .resend(&operator(), &request.id, Some(&(name("newer@example.org"), "Another reason.".to_owned())))
        .unwrap();
    let waiting = requests.show(&operator(), &request.id).unwrap().request;
    assert_eq!(waiting.links.len(), 1);
    drop(requests);
    let files = scene.into_files();
    assert!(stands_in(&files, request.id.as_str()), "what is stored can be found this way");
    for hidden in ["passport", "Another reason", "\"hash\"", "\"to\":"] {
        assert!(!stands_in(&files, hidden), "{hidden} stands in the database");
    }
}

#[test]
fn nothing_stated_reaches_a_debug_print() {
    let printed = format!("{:?}", stated(wish("BB002"), "new@example.org", WHY));
    for hidden in ["passport", "new@", "BB002"] {
        assert!(!printed.contains(hidden), "{printed}");
    }
}

#[test]
fn a_mail_that_is_sent_again_has_another_link_and_the_older_one_stays_valid() {
    for use_older in [true, false] {
        let scene = Life::new();
        let requests = scene.requests();
        let request = create(&requests, &wish("BB002"));
        let (_, older) = mailed(&requests);
        scene.pass(TimeDelta::hours(23));
        let again = resend(&requests, &request, None);
        let (to, newer) = mailed(&requests);
        assert_eq!((to, again.links.len()), (name("bob@example.org"), 2));
        assert_ne!(older.reveal(), newer.reveal());
        let (used, other) = if use_older { (&older, &newer) } else { (&newer, &older) };
        assert_eq!(confirm(&requests, &request.id, used.reveal()), Ok(Told::First));
        assert_eq!(confirm(&requests, &request.id, other.reveal()), Ok(Told::Repeat));
    }
}

#[test]
fn each_link_has_its_own_time() {
    let scene = Life::new();
    let requests = scene.requests();
    let request = create(&requests, &wish("BB002"));
    let (_, older) = mailed(&requests);
    scene.pass(TimeDelta::hours(23));
    resend(&requests, &request, None);
    let (_, newer) = mailed(&requests);
    scene.pass(TimeDelta::hours(1));
    let expired = Err(Refusal::NotFound(Some(Reason::LinkExpired)));
    assert_eq!(confirm(&requests, &request.id, older.reveal()), expired);
    assert_eq!(confirm(&requests, &request.id, newer.reveal()), Ok(Told::First));
}

#[test]
fn links_that_went_to_another_address_are_taken_back() {
    let scene = Life::new();
    let requests = scene.requests();
    let request = create(&requests, &wish("BB002"));
    let (_, older) = mailed(&requests);
    let again = resend(&requests, &request, Some("new@example.org"));
    let (to, newer) = mailed(&requests);
    assert_eq!((to, again.links.len()), (name("new@example.org"), 1));
    assert_eq!(confirm(&requests, &request.id, older.reveal()), Err(Refusal::HashInvalid));
    assert_eq!(confirm(&requests, &request.id, newer.reveal()), Ok(Told::First));
    let resent = &entries(&scene, &request.id)[2];
    assert_eq!(resent.details.get("older_links").map(String::as_str), Some("revoked"));
    assert_eq!(said(&requests, &request.id), [format!("mail to new@example.org: {WHY}")]);
}

#[test]
fn a_mail_that_still_waits_for_the_wrong_address_is_never_sent() {
    let scene = Life::new();
    let requests = scene.requests();
    let request = create(&requests, &wish("BB002"));
    resend(&requests, &request, Some("new@example.org"));
    assert_eq!(mailed(&requests).0, name("new@example.org"));
    let mut status: Vec<_> =
        mails(&scene, &request.id).iter().map(|mail| format!("{} {}", mail.kind.code(), mail.status.code())).collect();
    status.sort_unstable();
    assert_eq!(status, ["address-changed sent", "confirmation dropped", "confirmation sent"]);
}

#[test]
fn the_same_mailbox_in_other_letters_is_the_same_address() {
    let scene = Life::new();
    let requests = scene.requests();
    let request = create(&requests, &wish("BB002"));
    let (_, older) = mailed(&requests);
    let again = resend(&requests, &request, Some("BOB@example.org"));
    assert_eq!((again.links.len(), again.address_is_stated), (2, false));
    let letters = send(&requests);
    assert_eq!(letters.iter().map(|letter| letter.kind).collect::<Vec<_>>(), [LetterKind::Confirmation]);
    assert_eq!(letters[0].to, name("bob@example.org"), "as it is spelled on file");
    assert_eq!(confirm(&requests, &request.id, older.reveal()), Ok(Told::First));
}

#[test]
fn another_mail_to_a_stated_address_needs_a_reason_too() {
    let scene = Life::new();
    let requests = scene.requests();
    let request = create(&requests, &wish("BB002"));
    for reason in ["", "  ", &"x".repeat(MAX_REASON + 1)] {
        let stated = (name("new@example.org"), reason.to_owned());
        assert_eq!(refused(requests.resend(&operator(), &request.id, Some(&stated))), Refused::Reason);
    }
    assert_eq!(story(&scene, &request.id), ["created >pending"]);
    assert_eq!(scene.request(request.id.as_str()).revision, 0);
}

#[test]
fn without_an_address_one_has_to_be_stated() {
    let scene = Life::new();
    let requests = scene.requests();
    let (request, _) = handed(&requests, &wish("BB004"));
    assert_eq!(refused(requests.resend(&operator(), &request.id, None)), Refused::NoAddress);
    resend(&requests, &request, Some("new@example.org"));
    assert_eq!(mailed(&requests).0, name("new@example.org"));
}

#[test]
fn there_are_only_so_many_links() {
    let scene = Life::new();
    let requests = scene.requests();
    let request = create(&requests, &wish("BB002"));
    for number in 2..=MAX_LINKS {
        assert_eq!(resend(&requests, &request, None).links.len(), number);
    }
    assert_eq!(refused(requests.resend(&operator(), &request.id, None)), Refused::TooManyLinks);
    assert_eq!(
        resend(&requests, &request, Some("new@example.org")).links.len(),
        1,
        "those that were taken back do not count"
    );
}

#[test]
fn only_a_pending_request_gets_another_mail() {
    let scene = Life::new();
    let requests = scene.requests();
    let request = confirmed(&requests, &wish("BB002"));
    let again = || refused(requests.resend(&operator(), &request.id, None));
    assert_eq!(again(), Refused::NotMoved(NotMoved::Confirmed));
    requests.close(&operator(), &request.id, None).unwrap();
    assert_eq!(again(), Refused::NotMoved(NotMoved::Closed));
    assert_eq!(refused(requests.resend(&operator(), &name("unknown"), None)), Refused::UnknownRequest);
}

#[test]
fn a_request_whose_links_are_over_can_get_another_mail_until_it_is_closed() {
    let scene = Life::new();
    let requests = scene.requests();
    let request = create(&requests, &wish("BB002"));
    mailed(&requests);
    scene.pass(TimeDelta::days(2));
    resend(&requests, &request, None);
    let (_, newer) = mailed(&requests);
    assert_eq!(confirm(&requests, &request.id, newer.reveal()), Ok(Told::First));
    assert_eq!(scene.request(request.id.as_str()).state, State::Confirmed { at: moment(2 * 86_400_000) });
}

#[test]
fn the_address_on_file_is_told_that_mails_go_to_another_one() {
    let scene = Life::new();
    let requests = scene.requests();
    create(&requests, &stated(wish("BB002"), "new@example.org", WHY));
    let letters = send(&requests);
    let told = letters.iter().find(|letter| letter.kind == LetterKind::AddressChanged).unwrap();
    assert_eq!((told.to.clone(), told.link.is_some(), &told.reason), (name("bob@example.org"), false, &None));

    let request = create(&requests, &wish("BB002"));
    assert!(told_of_another_address(&requests).is_empty(), "it gets the link itself");
    resend(&requests, &request, Some("new@example.org"));
    assert_eq!(told_of_another_address(&requests), ["bob@example.org"]);
    resend(&requests, &request, Some("New@example.org"));
    resend(&requests, &request, None);
    assert!(told_of_another_address(&requests).is_empty(), "it is the same one as before");
    resend(&requests, &request, Some("newer@example.org"));
    assert_eq!(told_of_another_address(&requests), ["bob@example.org"]);
    assert!(!resend(&requests, &request, Some("bob@example.org")).address_is_stated);
    assert!(told_of_another_address(&requests).is_empty(), "and back");
}

#[test]
fn the_public_form_in_anothers_name_and_a_redirected_mail_are_told_to_them() {
    let scene = Life::new();
    let requests = scene.requests();
    let shown = domain::requests::Shown::Order(name("O-1"));
    let form = domain::requests::PublicForm {
        kind: domain::request::RequestType::Access,
        shop: name("shop"),
        email: name("BOB@example.org"),
        shown,
        language: domain::message::Language::find("de").unwrap(),
    };
    requests.submit(&form).unwrap();
    requests.take_submissions().unwrap();
    let [letter] = <[_; 1]>::try_from(send(&requests)).unwrap();
    let request = scene.request(letter.request.as_str());
    resend(&requests, &request, Some("new@example.org"));
    assert_eq!(told_of_another_address(&requests), ["bob@example.org"]);
}

#[test]
fn where_there_is_no_other_address_on_file_nobody_is_told() {
    let scene = Life::new();
    let requests = scene.requests();
    create(&requests, &stated(wish("BB004"), "new@example.org", WHY));
    create(&requests, &stated(guest("unknown@example.org", "O-9"), "new@example.org", WHY));
    assert!(told_of_another_address(&requests).is_empty());
}

#[test]
fn a_stated_address_that_is_the_one_on_file_is_not_another_one() {
    let scene = Life::new();
    let requests = scene.requests();
    let request = create(&requests, &stated(wish("BB002"), "Bob@Example.org", WHY));
    assert_eq!((request.address, request.address_is_stated), (Some(name("bob@example.org")), false));
    let stated = create(&requests, &stated(wish("BB002"), "new@example.org", WHY));
    assert!(stated.address_is_stated && scene.request(stated.id.as_str()).address_is_stated);
}

#[test]
fn a_notice_that_cannot_be_sent_keeps_no_request_open() {
    let scene = Life::new();
    let requests = scene.requests();
    let request = create(&requests, &stated(wish("BB002"), "new@example.org", WHY));
    let outbox = outbox(&requests);
    while let Some(claimed) = outbox.claim().unwrap() {
        let delivery = match claimed.letter.kind {
            LetterKind::AddressChanged => Delivery::Later("smtp.connection".to_owned()),
            _ => Delivery::Sent,
        };
        outbox.settle(&claimed, &delivery).unwrap();
    }
    scene.pass(TimeDelta::days(2));
    Housekeeping::new(Arc::new(requests.clone())).unwrap().run().unwrap();
    assert_eq!(scene.request(request.id.as_str()).state.outcome().unwrap().code(), "expired");
}
