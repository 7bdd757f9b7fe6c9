//! Guessing passwords and tokens: slowed down for the guesser, not for those who know theirs.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use chrono::TimeDelta;
use domain::store::sqlite::Sqlite;
use domain::store::{Store, StoreError, Transaction, Verdict, View};
use gdpr_server::credentials::passwords;
use gdpr_server::system::OsEntropy;

use crate::support::client::{Answer, PROBLEM};
use crate::support::process::{self, Site};
use crate::support::service::Service;
use crate::support::world::{self, PASSWORD};

const BOB: &str = "/rest/gdpr/shops/inTRONICS/customers/BB002";
const LIMIT: u32 = 3;

async fn service() -> Service {
    Service::start_with(|config| config.throttle.wrong_passwords_per_minute = LIMIT).await
}

async fn basic(service: &Service, from: u8, user: &str, password: &str) -> Answer {
    service.ask("GET", BOB).from(from).basic(user, password).send().await
}

#[track_caller]
fn assert_refused(answer: &Answer) {
    assert_eq!(answer.status, 429, "{answer:?}");
    assert_eq!((answer.header("content-type"), answer.error().as_str()), (PROBLEM, "caller.rate_limited.error"));
    assert_eq!(answer.header("www-authenticate"), "");
    assert!((1..=60).contains(&answer.header("retry-after").parse().unwrap()), "{answer:?}");
}

#[tokio::test]
async fn a_client_with_too_many_wrong_passwords_waits_whoever_it_names() {
    let service = service().await;
    // Those who do not exist count as well.
    for user in ["viewer", "stranger", "a/b"] {
        basic(&service, 1, user, "wrong").await.expect(401);
    }
    for user in ["viewer", "root", "stranger"] {
        assert_refused(&basic(&service, 1, user, "wrong").await);
    }
    // Who is right gets through, at the cost of a wait.
    basic(&service, 1, "germany", PASSWORD).await.expect(200);
    service.clock.pass(TimeDelta::seconds(20));
    basic(&service, 1, "viewer", "wrong").await.expect(401);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn right_credentials_get_through_in_the_middle_of_a_storm_of_guesses() {
    // Nobody was ever right before, as after a restart, and nobody is remembered.
    let service = Service::start_with(|config| config.credentials.remember = TimeDelta::zero()).await;
    let service = Arc::new(service);
    let stop = Arc::new(AtomicBool::new(false));
    let mut storm = tokio::task::JoinSet::new();
    for number in 0..24_u8 {
        let (service, stop) = (Arc::clone(&service), Arc::clone(&stop));
        // From one address at one user and at many, and from many addresses at one user.
        let (from, user) = match number % 3 {
            0 => (2, "viewer".to_owned()),
            1 => (2, format!("user{number}")),
            _ => (100 + number, "viewer".to_owned()),
        };
        storm.spawn(async move {
            let mut statuses = [0_u32; 2];
            while !stop.load(Ordering::SeqCst) {
                match basic(&service, from, &user, "wrong horse battery").await.status {
                    401 => statuses[0] += 1,
                    429 => statuses[1] += 1,
                    other => panic!("{other}"),
                }
            }
            statuses
        });
    }
    // Until all limits are hit.
    tokio::time::sleep(Duration::from_secs(3)).await;
    let mut honest = tokio::task::JoinSet::new();
    for (from, user) in [(2, "viewer"), (2, "germany"), (3, "viewer"), (3, "germany"), (101, "viewer")] {
        let service = Arc::clone(&service);
        honest.spawn(async move {
            for _ in 0..3 {
                let begun = Instant::now();
                let answer = basic(&service, from, user, PASSWORD).await;
                assert_eq!(answer.status, 200, "{user} from {from}: {answer:?}");
                assert!(begun.elapsed() < Duration::from_secs(20), "{user} from {from}: {:?}", begun.elapsed());
            }
        });
    }
    honest.join_all().await;
    stop.store(true, Ordering::SeqCst);
    let statuses = storm.join_all().await;
    let refused: u32 = statuses.iter().map(|it| it[1]).sum();
    assert!(refused > 10, "the storm was none: {statuses:?}");
}

#[tokio::test]
async fn a_guesser_at_one_user_holds_up_nobody_who_comes_from_elsewhere() {
    let service = service().await;
    for client in 100..100 + u8::try_from(LIMIT).unwrap() {
        basic(&service, client, "viewer", "wrong").await.expect(401);
    }
    assert_refused(&basic(&service, 200, "viewer", "wrong").await);
    // Never seen before, from an address that was never seen before.
    basic(&service, 1, "viewer", PASSWORD).await.expect(200);
}

#[tokio::test]
async fn beyond_the_limit_unknown_users_take_as_long_as_known_ones() {
    let service = service().await;
    for client in 100..100 + u8::try_from(LIMIT).unwrap() {
        basic(&service, client, "viewer", "wrong").await.expect(401);
        basic(&service, client, "stranger", "wrong").await.expect(401);
    }
    let mut times = [Duration::ZERO; 2];
    for _ in 0..10 {
        for (time, user) in times.iter_mut().zip(["viewer", "stranger"]) {
            let begun = Instant::now();
            assert_refused(&basic(&service, 1, user, "wrong").await);
            *time += begun.elapsed();
        }
    }
    // Both wait for the same pace.
    let [known, unknown] = times;
    assert!(known < 2 * unknown && unknown < 2 * known, "{times:?}");
}

#[tokio::test]
async fn correct_credentials_of_others_are_not_held_up() {
    let service = service().await;
    for _ in 0..LIMIT {
        basic(&service, 1, "stranger", "wrong").await.expect(401);
    }
    assert_refused(&basic(&service, 1, "stranger", "wrong").await);
    for user in ["viewer", "germany", "root"] {
        basic(&service, 2, user, PASSWORD).await.expect(200);
    }
    let token = service.token("viewer", TimeDelta::hours(1));
    service.ask("GET", BOB).from(1).bearer(&token).send().await.expect(200);
}

#[tokio::test]
async fn credentials_verified_a_moment_ago_work_from_the_address_of_a_guesser() {
    let service = service().await;
    basic(&service, 1, "viewer", PASSWORD).await.expect(200);
    for _ in 0..LIMIT {
        basic(&service, 1, "viewer", "wrong").await.expect(401);
    }
    assert_refused(&basic(&service, 1, "viewer", "wrong").await);
    basic(&service, 1, "viewer", PASSWORD).await.expect(200);
    // From wherever they are used.
    basic(&service, 2, "viewer", PASSWORD).await.expect(200);
}

#[tokio::test]
async fn many_clients_that_try_one_user_do_not_hold_up_a_client_of_that_user() {
    let service = service().await;
    basic(&service, 1, "viewer", PASSWORD).await.expect(200);
    // No longer remembered as right, but as no guess.
    service.clock.pass(TimeDelta::hours(23));
    for user in ["viewer", "stranger"] {
        for client in 100..100 + u8::try_from(LIMIT).unwrap() {
            basic(&service, client, user, "wrong").await.expect(401);
        }
        assert_refused(&basic(&service, 200, user, "wrong").await);
    }
    basic(&service, 1, "viewer", PASSWORD).await.expect(200);
    basic(&service, 200, "germany", PASSWORD).await.expect(200);
}

#[tokio::test]
async fn forged_tokens_are_slowed_down_and_expired_ones_are_not() {
    let service = service().await;
    let expired = service.token("viewer", TimeDelta::seconds(1));
    let token = service.token("viewer", TimeDelta::hours(1));
    service.clock.pass(TimeDelta::seconds(1));
    for _ in 0..3 * LIMIT {
        service.ask("GET", BOB).bearer(&expired).send().await.expect(401);
    }
    for _ in 0..LIMIT {
        service.ask("GET", BOB).bearer("x.y.z").send().await.expect(401);
    }
    assert_refused(&service.ask("GET", BOB).bearer("x.y.z").send().await);
    service.ask("GET", BOB).bearer(&expired).send().await.expect(401);
    service.ask("GET", BOB).bearer(&token).send().await.expect(200);
    // Tokens and passwords are counted apart.
    basic(&service, 1, "viewer", "wrong").await.expect(401);
}

#[tokio::test]
async fn malformed_credentials_are_no_guess() {
    let service = service().await;
    for _ in 0..3 * LIMIT {
        service.ask("GET", BOB).send().await.expect(401);
        service.ask("GET", BOB).header("authorization", "Basic dmlld2Vy").send().await.expect(401);
    }
    basic(&service, 1, "viewer", PASSWORD).await.expect(200);
}

/// One of several stores, as told.
struct Switch(Vec<Arc<dyn Store>>, Arc<AtomicUsize>);

impl Switch {
    fn chosen(&self) -> &dyn Store {
        &*self.0[self.1.load(Ordering::SeqCst)]
    }
}

impl Store for Switch {
    fn read_with(&self, name: &'static str, work: &mut dyn FnMut(&dyn View)) -> Result<(), StoreError> {
        self.chosen().read_with(name, work)
    }

    fn write_with(
        &self,
        name: &'static str,
        work: &mut dyn FnMut(&dyn Transaction) -> Verdict,
    ) -> Result<(), StoreError> {
        self.chosen().write_with(name, work)
    }

    fn check(&self) -> Result<(), StoreError> {
        self.chosen().check()
    }

    fn wipe(&self) -> Result<(), StoreError> {
        self.chosen().wipe()
    }
}

#[tokio::test]
async fn a_changed_password_or_a_removed_user_counts_at_once() {
    const NEW: &str = "staple battery horse";
    let folder = tempfile::tempdir().unwrap();
    let store = |name: &str| -> Arc<dyn Store> { Arc::new(Sqlite::open(&folder.path().join(name)).unwrap()) };
    let (changed, removed) = (store("changed.db"), store("removed.db"));
    world::fill(&*changed, &passwords::hash(NEW, &OsEntropy).unwrap());
    let which = Arc::new(AtomicUsize::new(0));
    let shared = Arc::clone(&which);
    let service = Service::start_behind(move |first| Arc::new(Switch(vec![first, changed, removed], shared))).await;
    for _ in 0..2 {
        basic(&service, 1, "viewer", PASSWORD).await.expect(200);
    }
    which.store(1, Ordering::SeqCst);
    basic(&service, 1, "viewer", PASSWORD).await.expect(401);
    for _ in 0..2 {
        basic(&service, 1, "viewer", NEW).await.expect(200);
    }
    which.store(2, Ordering::SeqCst);
    basic(&service, 1, "viewer", NEW).await.expect(401);
    // And back again: what was right for the first hash still is.
    which.store(0, Ordering::SeqCst);
    basic(&service, 1, "viewer", NEW).await.expect(401);
    basic(&service, 1, "viewer", PASSWORD).await.expect(200);
}

#[tokio::test]
async fn remembering_makes_a_right_password_cheap_and_no_wrong_one_right() {
    let service = Service::start_with(|config| config.throttle.wrong_passwords_per_minute = 0).await;
    let time = async |password: &'static str, status: u16| {
        let begun = Instant::now();
        basic(&service, 1, "viewer", password).await.expect(status);
        begun.elapsed()
    };
    time(PASSWORD, 200).await;
    let mut wrong = Duration::ZERO;
    let mut right = Duration::ZERO;
    for _ in 0..5 {
        wrong += time("wrong horse battery", 401).await;
        right += time(PASSWORD, 200).await;
    }
    assert!(right < wrong, "{right:?} {wrong:?}");
}

#[tokio::test]
async fn one_event_tells_of_a_guesser_and_not_who_they_are() {
    let site = Site::with_world().await;
    let server = site.serve().await;
    let mut refused = 0;
    for number in 0..15 {
        let answer = server.ask("GET", BOB).basic("viewer", &format!("guess-{number}")).send().await;
        refused += u32::from(answer.status == 429);
    }
    assert!((1..=5).contains(&refused), "{refused}");
    server.ask("GET", BOB).from(2).basic("viewer", process::PASSWORD).send().await;
    let log = server.stop().await;
    let events: Vec<_> = log.lines().filter(|line| line.contains("throttle.wrong_password")).collect();
    assert!(!events.is_empty() && events.len() <= 2, "{log}");
    for event in events {
        assert!(event.contains("audit") && event.contains("per_minute=10"), "{event}");
        for hidden in ["viewer", "127.0.0.1", "guess-"] {
            assert!(!event.contains(hidden), "{event}");
        }
    }
}
