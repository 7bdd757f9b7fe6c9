//! A notice is one process's at a time, is tried by the rules of mails, and keeps its id and its bytes.

use chrono::TimeDelta;
use domain::outbox::{CLAIM, GIVE_UP_AFTER, Settled};
use domain::seal::MasterKey;
use domain::webhook::{Answer, Status, Webhooks};

use super::{claim, deliveries, later, notice, queue, taken, webhooks, webhooks_in};
use crate::life::Life;
use crate::scene::moment;

#[test]
fn a_notice_that_was_taken_waits_no_more() {
    let scene = Life::new();
    let webhooks = webhooks(&scene, &["newsletter"]);
    queue(&webhooks, &notice(&scene, &[]), None);
    let claimed = claim(&webhooks).unwrap();
    assert!(claim(&webhooks).is_none(), "it is somebody's");
    assert_eq!(webhooks.settle(&claimed, &taken()).unwrap(), Settled::Sent);
    scene.pass(CLAIM);
    assert!(claim(&webhooks).is_none());
    let [delivery] = &deliveries(&scene)[..] else { panic!("there is one") };
    assert_eq!((delivery.status, delivery.answer.as_deref()), (Status::Sent { at: moment(0) }, Some("http.204")));
}

#[test]
fn a_process_that_dies_with_a_claim_loses_no_notice_and_the_next_one_tells_the_same_under_the_same_id() {
    let scene = Life::new();
    let here = webhooks(&scene, &["newsletter"]);
    queue(&here, &notice(&scene, &["invoices"]), None);
    let first = {
        let dying = webhooks_in(&scene, scene.another_process(), &["newsletter"]);
        claim(&dying).unwrap()
    };
    scene.pass(CLAIM - TimeDelta::milliseconds(1));
    assert!(claim(&here).is_none());
    scene.pass(TimeDelta::milliseconds(1));
    let second = claim(&here).unwrap();
    assert_eq!((&second.delivery.id, second.delivery.tries), (&first.delivery.id, 2));
    assert_eq!(second.body, first.body, "to the byte");
    assert_eq!(here.settle(&first, &taken()).unwrap(), Settled::Lost, "it is not the first one's any more");
    assert_eq!(here.settle(&second, &taken()).unwrap(), Settled::Sent);
}

#[test]
fn who_does_not_take_a_notice_is_tried_again_and_again_and_then_given_up() {
    let scene = Life::new();
    let webhooks = webhooks(&scene, &["newsletter"]);
    queue(&webhooks, &notice(&scene, &[]), None);
    let mut tries = 0;
    loop {
        let claimed = claim(&webhooks).unwrap();
        tries += 1;
        assert_eq!(claimed.delivery.tries, tries);
        match webhooks.settle(&claimed, &later()).unwrap() {
            Settled::Later(at) => {
                assert!(at > scene.now() && claim(&webhooks).is_none(), "not before its time");
                scene.pass((at - scene.now()).max(TimeDelta::hours(5)));
            }
            settled => {
                assert_eq!(settled, Settled::GivenUp);
                break;
            }
        }
    }
    assert!(scene.now() - moment(0) >= GIVE_UP_AFTER);
    assert!(claim(&webhooks).is_none());
    assert_eq!(deliveries(&scene)[0].status, Status::GivenUp { at: scene.now() });
}

#[test]
fn who_says_never_is_not_asked_again() {
    let scene = Life::new();
    let webhooks = webhooks(&scene, &["newsletter"]);
    queue(&webhooks, &notice(&scene, &[]), None);
    let claimed = claim(&webhooks).unwrap();
    assert_eq!(webhooks.settle(&claimed, &Answer::Never("http.410".to_owned())).unwrap(), Settled::GivenUp);
    scene.pass(GIVE_UP_AFTER);
    assert!(claim(&webhooks).is_none());
}

#[test]
fn a_notice_that_was_sealed_under_another_key_holds_up_no_other_and_is_delivered_when_the_key_is_back() {
    let scene = Life::new();
    let right = webhooks(&scene, &["newsletter"]);
    queue(&right, &notice(&scene, &[]), None);
    let journal = domain::audit::Journal::new(MasterKey::new(&[8; 32]).unwrap(), scene.entropy.clone());
    let wrong = Webhooks { journal, ..right.clone() };
    assert_eq!(wrong.claim(&"newsletter".parse().unwrap()).unwrap_err().code(), "record.sealed");
    assert!(claim(&wrong).is_none(), "it was put off");
    let [delivery] = &deliveries(&scene)[..] else { panic!("there is one") };
    assert_eq!((delivery.status, delivery.answer.as_deref()), (Status::Waiting, Some("unreadable")));
    scene.pass(TimeDelta::minutes(1));
    let claimed = claim(&right).unwrap();
    assert_eq!(right.settle(&claimed, &taken()).unwrap(), Settled::Sent);
}
