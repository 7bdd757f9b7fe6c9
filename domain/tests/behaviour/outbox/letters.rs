//! What a mail says when it is claimed, and mails for which there is no reason any more.

use chrono::TimeDelta;
use domain::letter::LetterKind;
use domain::outbox::{Claimed, Delivery, MailStatus, Settled};
use domain::refusal::Refusal;
use domain::request::RequestType;
use domain::requests::{Requests, Told, Wish};

use crate::life::{Life, confirm, confirmed, create, entries, kinds, mails, operator, outbox, send, story, wish};
use crate::scene::{Scene, moment, name};

fn claim(requests: &Requests) -> Option<Claimed> {
    outbox(requests).claim().unwrap()
}

fn try_later(requests: &Requests, claimed: &Claimed) {
    let settled = outbox(requests).settle(claimed, &Delivery::Later("away".to_owned())).unwrap();
    assert!(matches!(settled, Settled::Later(_)), "{settled:?}");
}

fn statuses(scene: &Scene, id: &domain::names::RequestId) -> Vec<&'static str> {
    let mut codes: Vec<_> = mails(scene, id).iter().map(|mail| mail.status.code()).collect();
    codes.sort_unstable();
    codes
}

#[test]
fn a_confirmation_mail_says_what_was_asked_and_has_the_link() {
    let scene = Life::new();
    let requests = scene.requests();
    let asked = Wish { kind: RequestType::Portability, ..wish("BB002") };
    let request = create(&requests, &asked);
    let letter = claim(&requests).unwrap().letter;
    assert_eq!((letter.kind, letter.asked), (LetterKind::Confirmation, RequestType::Portability));
    assert_eq!((&letter.request, &letter.shop, &letter.site), (&request.id, &name("shop"), &name("site")));
    assert_eq!((letter.received_at, letter.due_at), (moment(0), request.deadline.due_at()));
    let link = letter.link.unwrap();
    assert_eq!(link.expires_at, moment(86_400_000));
    assert_eq!(confirm(&requests, &request.id, link.hash.reveal()), Ok(Told::First));
}

#[test]
fn a_confirmation_that_waits_a_day_keeps_all_the_time_of_its_link() {
    let scene = Life::new();
    let requests = scene.requests();
    let request = create(&requests, &wish("BB002"));
    for hours in [0, 5, 19, 30] {
        scene.pass(TimeDelta::hours(hours));
        let claimed = claim(&requests).unwrap();
        let expected = scene.now() + TimeDelta::hours(24);
        assert_eq!(claimed.letter.link.as_ref().unwrap().expires_at, expected);
        assert_eq!(scene.request(request.id.as_str()).links[0].expires_at, expected, "what is said is what holds");
        try_later(&requests, &claimed);
    }
    scene.pass(TimeDelta::hours(1));
    let [letter] = &send(&requests)[..] else { panic!("there is one letter") };
    scene.pass(TimeDelta::hours(24) - TimeDelta::milliseconds(1));
    let hash = letter.link.as_ref().unwrap().hash.reveal();
    assert_eq!(confirm(&requests, &request.id, hash), Ok(Told::First));
}

#[test]
fn a_link_that_was_sent_already_is_not_prolonged_by_another_mail() {
    let scene = Life::new();
    let requests = scene.requests();
    let request = create(&requests, &wish("BB002"));
    send(&requests);
    scene.pass(TimeDelta::hours(20));
    requests.resend(&operator(), &request.id, None).unwrap();
    send(&requests);
    let ends: Vec<_> = scene.request(request.id.as_str()).links.iter().map(|link| link.expires_at).collect();
    assert_eq!(ends, [moment(86_400_000), moment(44 * 3_600_000)]);
}

#[test]
fn no_link_is_sent_for_a_request_that_is_not_pending_any_more() {
    for end in ["confirmed", "withdrawn", "rejected", "duplicate"] {
        let scene = Life::new();
        let requests = scene.requests();
        if end == "duplicate" {
            confirmed(&requests, &wish("BB002"));
        }
        let request = create(&requests, &wish("BB002"));
        requests.resend(&operator(), &request.id, None).unwrap();
        // The second of the two is opened before the first has been sent.
        let mut claimed = claim(&requests).unwrap();
        while claimed.letter.request != request.id {
            outbox(&requests).settle(&claimed, &Delivery::Sent).unwrap();
            claimed = claim(&requests).unwrap();
        }
        match end {
            "withdrawn" => drop(requests.withdraw(&operator(), &request.id, None).unwrap()),
            "rejected" => drop(requests.reject(&operator(), &request.id, "No.").unwrap()),
            _ => {
                let hash = claimed.letter.link.as_ref().unwrap().hash.reveal();
                assert_eq!(confirm(&requests, &request.id, hash), Ok(Told::First));
            }
        }
        outbox(&requests).settle(&claimed, &Delivery::Sent).unwrap();
        let sent = kinds(&send(&requests));
        assert!(!sent.contains(&LetterKind::Confirmation), "{end}: {sent:?}");
        let about = |status: &str| statuses(&scene, &request.id).iter().filter(|code| **code == status).count();
        assert_eq!((about("dropped"), about("waiting")), (1, 0), "{end}");
        assert!(story(&scene, &request.id).contains(&"mail-dropped".to_owned()), "{end}");
    }
}

#[test]
fn a_try_that_failed_is_not_repeated_when_the_request_moved_on_meanwhile() {
    let scene = Life::new();
    let requests = scene.requests();
    let request = create(&requests, &wish("BB002"));
    let claimed = claim(&requests).unwrap();
    try_later(&requests, &claimed);
    requests.withdraw(&operator(), &request.id, None).unwrap();
    scene.pass(TimeDelta::hours(2));
    assert!(claim(&requests).is_none());
    let [mail] = &mails(&scene, &request.id)[..] else { panic!("there is one mail") };
    assert_eq!((mail.status, &mail.sealed), (MailStatus::Dropped { at: moment(7_200_000) }, &None));
}

#[test]
fn mails_without_a_link_are_sent_however_the_request_goes_on() {
    let scene = Life::new();
    let requests = scene.requests();
    let request = confirmed(&requests, &wish("BB002"));
    requests.extend(&operator(), &request.id, 1, "Many orders.").unwrap();
    requests.reject(&operator(), &request.id, "It was somebody else.").unwrap();
    let letters = send(&requests);
    assert_eq!(kinds(&letters), [LetterKind::Received, LetterKind::Extended, LetterKind::Rejected]);
    let reasons: Vec<_> = letters.iter().filter_map(|letter| letter.reason.as_deref()).collect();
    assert_eq!(reasons.len(), 2);
    assert!(reasons.contains(&"Many orders.") && reasons.contains(&"It was somebody else."));
    assert!(letters.iter().all(|letter| letter.link.is_none()));
}

#[test]
fn a_mail_that_could_not_be_sent_at_all_is_given_up_and_says_why() {
    let scene = Life::new();
    let requests = scene.requests();
    let request = create(&requests, &wish("BB002"));
    let claimed = claim(&requests).unwrap();
    let settled = outbox(&requests).settle(&claimed, &Delivery::Never("mailbox-unknown".to_owned())).unwrap();
    assert_eq!(settled, Settled::GivenUp);
    assert!(claim(&requests).is_none());
    let [mail] = &mails(&scene, &request.id)[..] else { panic!("there is one mail") };
    assert_eq!(
        (mail.status, mail.last_error.as_deref()),
        (MailStatus::GivenUp { at: moment(0) }, Some("mailbox-unknown"))
    );
    let entry = entries(&scene, &request.id).pop().unwrap();
    assert_eq!(
        (entry.action.as_str(), entry.details.get("error").map(String::as_str)),
        ("mail-given-up", Some("mailbox-unknown"))
    );
    // The request can be helped along, and the link of the lost mail is of no use to anybody.
    requests.resend(&operator(), &request.id, None).unwrap();
    let [letter] = &send(&requests)[..] else { panic!("there is one letter") };
    let hash = letter.link.as_ref().unwrap().hash.reveal();
    assert_eq!(confirm(&requests, &request.id, "guessed"), Err(Refusal::HashInvalid));
    assert_eq!(confirm(&requests, &request.id, hash), Ok(Told::First));
}
