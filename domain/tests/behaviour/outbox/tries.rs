//! When a mail is tried again, and when it is given up.

use chrono::TimeDelta;
use domain::clock::Timestamp;
use domain::outbox::{Delivery, GIVE_UP_AFTER, MailStatus, Settled, next_try};
use proptest::prelude::*;

use crate::life::{Life, create, entries, mails, outbox, wish};
use crate::scene::moment;

/// The pause before the next try without any chance in it.
fn pause(tries: u32) -> TimeDelta {
    next_try(moment(0), tries, moment(0), 128).unwrap() - moment(0)
}

#[test]
fn pauses_double_from_half_a_minute_up_to_an_hour() {
    let pauses: Vec<_> = (1..=10).map(|tries| pause(tries).num_seconds()).collect();
    assert_eq!(pauses, [30, 60, 120, 240, 480, 960, 1920, 3600, 3600, 3600]);
    assert_eq!((pause(0), pause(u32::MAX)), (pause(1), TimeDelta::hours(1)));
}

#[test]
fn chance_spreads_tries_by_a_fifth_in_each_direction() {
    let at = |chance| (next_try(moment(0), 1, moment(0), chance).unwrap() - moment(0)).num_milliseconds();
    assert_eq!((at(0), at(64), at(128), at(192)), (24_000, 27_000, 30_000, 33_000));
    assert!((35_900..36_000).contains(&at(255)), "{}", at(255));
}

#[test]
fn a_mail_is_tried_for_four_days() {
    assert_eq!(GIVE_UP_AFTER, TimeDelta::days(4), "RFC 5321 section 4.5.4.1");
    let end = moment(0) + GIVE_UP_AFTER;
    assert!(next_try(moment(0), 99, end - TimeDelta::milliseconds(1), 128).is_some());
    for late in [0, 1, 1_000_000] {
        assert_eq!(next_try(moment(0), 99, end + TimeDelta::milliseconds(late), 128), None);
    }
    // A clock that was put back gives nothing up.
    assert!(next_try(moment(0), 1, moment(-1_000_000), 128).is_some());
}

proptest! {
    #[test]
    fn the_next_try_is_soon_and_never_now(tries in any::<u32>(), chance in any::<u8>(), waited in 0_i64..400_000_000) {
        let now = moment(waited);
        match next_try(moment(0), tries, now, chance) {
            None => prop_assert!(TimeDelta::milliseconds(waited) >= GIVE_UP_AFTER),
            Some(at) => {
                prop_assert!(TimeDelta::milliseconds(waited) < GIVE_UP_AFTER);
                let (pause, middle) = (at - now, pause(tries));
                prop_assert!(pause * 5 >= middle * 4 && pause * 5 <= middle * 6, "{pause} around {middle}");
            }
        }
    }

    #[test]
    fn more_tries_and_more_chance_never_make_it_sooner(tries in 0_u32..40, chance in 0_u8..255) {
        let at = |tries, chance| next_try(moment(0), tries, moment(0), chance).unwrap();
        prop_assert!(at(tries, chance) <= at(tries + 1, chance));
        prop_assert!(at(tries, chance) <= at(tries, chance + 1));
    }

    #[test]
    fn odd_clocks_do_no_harm(queued in any::<i32>(), now in any::<i32>(), tries in any::<u32>(), chance in any::<u8>()) {
        let at = |days: i32| Timestamp::UNIX_EPOCH.checked_add_signed(TimeDelta::days(days.into()));
        if let (Some(queued), Some(now)) = (at(queued), at(now)) {
            let next = next_try(queued, tries, now, chance);
            prop_assert!(next.is_none_or(|next| next > now));
        }
    }
}

#[test]
fn a_mail_that_nobody_takes_is_tried_again_and_again_and_then_given_up_for_all_to_see() {
    let scene = Life::new();
    let requests = scene.requests();
    let request = create(&requests, &wish("BB002"));
    let outbox = outbox(&requests);
    let mut tries = 0;
    let given_up = loop {
        let claimed = outbox.claim().unwrap().unwrap();
        tries += 1;
        assert_eq!((claimed.mail.tries, &claimed.mail.request), (tries, &request.id));
        match outbox.settle(&claimed, &Delivery::Later("connection-refused".to_owned())).unwrap() {
            Settled::Later(at) => {
                assert!(outbox.claim().unwrap().is_none(), "not before its time");
                let [mail] = &mails(&scene, &request.id)[..] else { panic!("there is one mail") };
                assert_eq!((mail.next_try_at, mail.last_error.as_deref()), (at, Some("connection-refused")));
                // Sooner or later, but not twice a minute for four days: the worker is away most of the time.
                scene.pass((at - scene.now()).max(TimeDelta::hours(5)));
            }
            settled => break settled,
        }
    };
    assert_eq!(given_up, Settled::GivenUp);
    let waited = scene.now() - moment(0);
    assert!(waited >= GIVE_UP_AFTER && waited < GIVE_UP_AFTER + TimeDelta::hours(5), "{waited}");
    assert!(outbox.claim().unwrap().is_none());
    let [mail] = &mails(&scene, &request.id)[..] else { panic!("there is one mail") };
    assert_eq!((mail.status.code(), &mail.sealed), ("given-up", &None));
    assert_eq!(mail.status, MailStatus::GivenUp { at: scene.now() });
    let entry = entries(&scene, &request.id).pop().unwrap();
    assert_eq!(entry.action, "mail-given-up");
    assert_eq!(entry.details.get("error").map(String::as_str), Some("connection-refused"));
}
