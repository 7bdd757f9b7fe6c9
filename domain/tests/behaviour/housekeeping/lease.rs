//! Housekeeping is done by one process at a time, and left half done by none.

use std::sync::Arc;

use chrono::TimeDelta;
use domain::clock::ManualClock;
use domain::housekeeping::{Done, Housekeeping};
use domain::names::RequestId;
use domain::requests::Requests;

use super::keep;
use crate::life::{Life, handed, story, wish};
use crate::scene::moment;

const LEASE: TimeDelta = TimeDelta::minutes(1);

fn take(scene: &Life, holder: &str) -> bool {
    let now = scene.now();
    scene.write(|transaction| transaction.take_lease("housekeeping", holder, now, now + LEASE))
}

fn expired(scene: &Life, id: &RequestId) -> bool {
    story(scene, id).iter().any(|told| told.starts_with("expired"))
}

#[test]
fn while_another_process_is_at_it_nothing_is_done() {
    let scene = Life::new();
    let requests = scene.requests();
    let (request, _) = handed(&requests, &wish("BB004"));
    scene.pass(TimeDelta::days(2));
    assert!(take(&scene, "another process"));
    let keeper = Housekeeping::new(Arc::new(requests.clone())).unwrap();
    assert_eq!(keeper.run().unwrap(), None);
    assert!(!expired(&scene, &request.id));
    // A process that was killed keeps others from it for a while and no longer.
    scene.pass(LEASE - TimeDelta::milliseconds(1));
    assert_eq!(keeper.run().unwrap(), None);
    scene.pass(TimeDelta::milliseconds(1));
    assert_eq!(keeper.run().unwrap().unwrap().expired, 1);
    assert!(expired(&scene, &request.id));
}

#[test]
fn when_it_is_done_the_next_one_need_not_wait() {
    let scene = Life::new();
    let (here, there) = (scene.requests(), scene.requests_in(scene.another_process()));
    keep(&here);
    keep(&there);
    keep(&here);
    assert_eq!(scene.now(), moment(0));
}

#[test]
fn two_processes_at_once_do_everything_once() {
    let scene = Life::new();
    let processes = [scene.requests(), scene.requests_in(scene.another_process())];
    let made: Vec<_> = (0..6).map(|_| handed(&processes[0], &wish("BB004")).0.id).collect();
    scene.pass(TimeDelta::days(2));
    let done: usize = std::thread::scope(|scope| {
        let keepers: Vec<_> = processes
            .iter()
            .map(|requests| scope.spawn(|| Housekeeping::new(Arc::new(requests.clone())).unwrap().run().unwrap()))
            .collect();
        keepers.into_iter().filter_map(|keeper| keeper.join().unwrap()).map(|done| done.expired).sum()
    });
    assert_eq!(done, 6);
    for id in &made {
        let times = story(&scene, id).iter().filter(|told| told.starts_with("expired")).count();
        assert_eq!(times, 1);
    }
}

#[test]
fn a_clock_that_was_put_back_keeps_nobody_from_what_another_process_gave_back() {
    let scene = Life::new();
    let requests = scene.requests();
    scene.pass(TimeDelta::days(2));
    keep(&requests);
    let (request, _) = handed(&requests, &wish("BB004"));
    let behind = Requests { clock: Arc::new(ManualClock::at(moment(0))), ..scene.requests_in(scene.another_process()) };
    assert_eq!(keep(&behind), Done::default());
    assert!(!expired(&scene, &request.id));
}
