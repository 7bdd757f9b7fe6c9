use chrono::{DateTime, TimeDelta};
use domain::clock::ManualClock;

use super::*;
use crate::system::OsEntropy;

fn throttle(hashes: u32, passwords: u32) -> (Arc<Throttle>, ManualClock) {
    let clock = ManualClock::at(DateTime::UNIX_EPOCH);
    let config = config::Throttle {
        wrong_hashes_per_minute: hashes,
        wrong_passwords_per_minute: passwords,
        ..config::Throttle::default()
    };
    let shared: Arc<dyn Clock> = Arc::new(clock.clone());
    (Arc::new(Throttle::new(&config, &shared, &OsEntropy).unwrap()), clock)
}

fn client(address: &str) -> IpAddr {
    address.parse().unwrap()
}

#[test]
fn hashes_are_counted_by_client_and_by_request() {
    let (throttle, _) = throttle(2, 0);
    let (one, other) = (client("192.0.2.1"), client("192.0.2.2"));
    throttle.wrong_hash(one, "a").unwrap();
    throttle.wrong_hash(one, "a").unwrap();
    assert_eq!(throttle.wrong_hash(one, "b").unwrap_err().seconds(), 30);
    assert!(throttle.wrong_hash(other, "a").is_err());
    // The try above counted for the client alone, and that of the first client not for request b.
    throttle.wrong_hash(client("192.0.2.3"), "b").unwrap();
    throttle.wrong_hash(client("192.0.2.4"), "b").unwrap();
    assert!(throttle.wrong_hash(client("192.0.2.5"), "b").is_err());
}

#[test]
fn a_limit_of_zero_is_none() {
    let (throttle, _) = throttle(0, 0);
    let one = client("192.0.2.1");
    for _ in 0..1_000 {
        throttle.wrong_hash(one, "a").unwrap();
        throttle.wrong_token(one).unwrap();
        Guesser::at(&throttle, one).was_wrong("viewer").unwrap();
    }
}

#[test]
fn an_ipv6_subscriber_is_one_client_and_an_ipv4_one_is_the_same_on_both_stacks() {
    for (one, other, same) in [
        ("2001:db8::1", "2001:db8::ffff:1", true),
        ("2001:db8::1", "2001:db8:0:1::1", false),
        ("192.0.2.1", "::ffff:192.0.2.1", true),
        ("192.0.2.1", "192.0.2.2", false),
    ] {
        assert_eq!(network(client(one)) == network(client(other)), same, "{one} {other}");
    }
}

#[test]
fn wrong_passwords_end_the_tries_of_a_client_and_for_a_user() {
    let (throttle, clock) = throttle(0, 2);
    let one = Guesser::at(&throttle, client("192.0.2.1"));
    let other = Guesser::at(&throttle, client("192.0.2.2"));
    for _ in 0..2 {
        one.may_try("viewer").unwrap();
        one.was_wrong("viewer").unwrap();
    }
    assert!(one.may_try("viewer").is_err() && one.may_try("root").is_err());
    assert!(other.may_try("viewer").is_err() && other.may_try("root").is_ok());
    clock.pass(TimeDelta::seconds(30));
    assert!(one.may_try("viewer").is_ok());
    one.was_wrong("viewer").unwrap();
    assert!(one.was_wrong("viewer").is_err());
}

#[test]
fn tries_wait_by_client_and_by_user() {
    let (throttle, _) = throttle(0, 0);
    let (one, other) = (Guesser::at(&throttle, client("192.0.2.1")), Guesser::at(&throttle, client("192.0.2.2")));
    let (viewer, root, elsewhere) = (one.lane("viewer"), one.lane("root"), other.lane("viewer"));
    assert_eq!(viewer, one.lane("viewer"));
    assert!(viewer.client == root.client && viewer.user != root.user);
    assert!(viewer.client != elsewhere.client && viewer.user == elsewhere.user);
}

#[test]
fn forged_tokens_do_not_use_up_the_tries_of_passwords() {
    let (throttle, _) = throttle(0, 1);
    let one = client("192.0.2.1");
    throttle.wrong_token(one).unwrap();
    assert!(throttle.wrong_token(one).is_err());
    Guesser::at(&throttle, one).may_try("viewer").unwrap();
}

#[test]
fn the_wait_is_told_in_whole_seconds_and_never_as_none() {
    for (wait, seconds) in [(0, 1), (1, 1), (999, 1), (1_000, 1), (1_001, 2), (59_500, 60)] {
        assert_eq!(Wait(Duration::from_millis(wait)).seconds(), seconds);
    }
}
