//! Random lives of data requests, told by several clients at once, against a reference of ten lines. What fails is
//! shrunk to the shortest story that still fails.

use std::sync::Arc;

use chrono::TimeDelta;
use domain::request::rules::Ending;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select};
use proptest::test_runner::{Config, TestCaseError, TestError, TestRunner};
use serde_json::json;

use crate::support::client::Answer;
use crate::support::service::{Made, Service};

/// Stories in one run, and the steps of the longest.
const STORIES: u32 = 40;
const STEPS: usize = 20;
const LIFETIME: TimeDelta = TimeDelta::hours(24);

/// What a client sends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Hash {
    Right,
    Wrong,
    Missing,
}

#[derive(Clone, Debug)]
enum Step {
    Create,
    /// These clients call at the same time.
    Confirm(Index, Vec<Hash>),
    /// These clients call while the request is being closed.
    Close(Index, Ending, Vec<Hash>),
    Unknown(Hash),
    Pass(TimeDelta),
}

/// Status, code, and the codes of the causes.
type Told = (u16, String, Vec<String>);

/// The reference: all there is to know about a request.
#[derive(Clone, Copy, Debug)]
struct Model {
    age: TimeDelta,
    confirmed: Option<TimeDelta>,
    closed: bool,
}

impl Model {
    fn answer(&mut self, hash: Hash, grace: TimeDelta) -> Told {
        let (live, right) = (self.age < LIFETIME, hash == Hash::Right);
        let since = self.confirmed.map(|at| self.age - at);
        match since {
            _ if self.closed => not_found(right.then_some("closed")),
            None if right && !live => not_found(Some("link_expired")),
            _ if !right && !live => not_found(None),
            _ if !right => {
                told(422, if hash == Hash::Wrong { "hash_invalid.error" } else { "hash_missing.error" }, None)
            }
            Some(since) if since >= grace => told(200, "already_confirmed.info", Some("already_confirmed.info")),
            _ => {
                self.confirmed = self.confirmed.or(Some(self.age));
                told(200, "confirmation.info", Some("confirmed.info"))
            }
        }
    }
}

fn told(status: u16, code: &str, cause: Option<&str>) -> Told {
    let dotted = |code: &str| format!("gdpr_request.{code}");
    (status, dotted(code), cause.map(dotted).into_iter().collect())
}

fn not_found(cause: Option<&str>) -> Told {
    told(404, "not_found.error", cause.map(|cause| format!("{cause}.error")).as_deref())
}

fn read(answer: &Answer) -> Told {
    let json = answer.json();
    let said = if answer.status == 200 { &json["infos"][0] } else { &json["errors"][0] };
    let code = |value: &serde_json::Value| value["code"].as_str().unwrap_or_default().to_owned();
    (answer.status, code(said), said["causes"].as_array().into_iter().flatten().map(code).collect())
}

fn hash() -> impl Strategy<Value = Hash> {
    prop_oneof![3 => Just(Hash::Right), 1 => Just(Hash::Wrong), 1 => Just(Hash::Missing)]
}

fn step() -> impl Strategy<Value = Step> {
    let times = [1, 1_000, 59_999, 60_000, 3_600_000, 86_399_999, 86_400_000];
    prop_oneof![
        2 => Just(Step::Create),
        6 => (any::<Index>(), vec(hash(), 1..5)).prop_map(|(request, hashes)| Step::Confirm(request, hashes)),
        1 => (any::<Index>(), select(&[Ending::Rejected, Ending::Withdrawn][..]), vec(hash(), 0..4))
            .prop_map(|(request, outcome, hashes)| Step::Close(request, outcome, hashes)),
        1 => hash().prop_map(Step::Unknown),
        2 => select(times.map(TimeDelta::milliseconds).to_vec()).prop_map(Step::Pass),
    ]
}

/// Sends what each client has, all at the same time; answers in any order.
async fn all_at_once(service: &Arc<Service>, made: &Made, hashes: &[Hash]) -> Vec<Told> {
    let mut calls = tokio::task::JoinSet::new();
    for hash in hashes {
        let body = match hash {
            Hash::Right => json!({"hash": made.hash}),
            Hash::Wrong => json!({"hash": "wrong"}),
            Hash::Missing => json!({}),
        };
        let ask = service.put(&made.id).json(body.to_string());
        calls.spawn(async move { read(&ask.send().await) });
    }
    sorted(calls.join_all().await)
}

fn sorted(mut told: Vec<Told>) -> Vec<Told> {
    told.sort();
    told
}

/// What the reference says when it is asked one after the other.
fn in_turn(model: &mut Model, hashes: &[Hash], grace: TimeDelta) -> Vec<Told> {
    hashes.iter().map(|hash| model.answer(*hash, grace)).collect()
}

async fn play(service: &Arc<Service>, steps: &[Step], grace: TimeDelta) -> Result<(), TestCaseError> {
    let new = || (service.request(), Model { age: TimeDelta::zero(), confirmed: None, closed: false }, 0);
    let mut requests = vec![new()];
    for step in steps {
        match step {
            Step::Create => requests.push(new()),
            Step::Pass(time) => {
                service.clock.pass(*time);
                for (_, model, _) in &mut requests {
                    model.age += *time;
                }
            }
            Step::Unknown(hash) => {
                let nobody = Made { id: "undefined".to_owned(), hash: "any".to_owned() };
                prop_assert_eq!(all_at_once(service, &nobody, &[*hash]).await, [not_found(None)]);
            }
            Step::Confirm(index, hashes) => {
                let at = index.index(requests.len());
                let (made, model, firsts) = &mut requests[at];
                let answers = all_at_once(service, made, hashes).await;
                prop_assert_eq!(&answers, &sorted(in_turn(model, hashes, grace)), "{:?}", model);
                *firsts += count_firsts(&answers);
            }
            Step::Close(index, outcome, hashes) => {
                let at = index.index(requests.len());
                let (made, model, firsts) = &mut requests[at];
                if model.closed {
                    continue;
                }
                let (closing, id, outcome) = (Arc::clone(service), made.id.clone(), *outcome);
                let closing = tokio::task::spawn_blocking(move || closing.close(&id, outcome));
                let answers = all_at_once(service, made, hashes).await;
                closing.await.unwrap();
                // Some came before it and the others after it: which ones, nobody can say.
                let possible = (0_u32..1 << hashes.len()).map(|before| {
                    let (before, after): (Vec<_>, Vec<_>) =
                        hashes.iter().enumerate().partition(|(at, _)| before & (1 << at) != 0);
                    let plain = |hashes: Vec<(usize, &Hash)>| hashes.into_iter().map(|it| *it.1).collect::<Vec<_>>();
                    let mut model = *model;
                    let mut told = in_turn(&mut model, &plain(before), grace);
                    model.closed = true;
                    told.extend(in_turn(&mut model, &plain(after), grace));
                    (sorted(told), model)
                });
                let possible: Vec<_> = possible.collect();
                let found = possible.iter().find(|(told, _)| *told == answers);
                prop_assert!(found.is_some(), "{:?} is none of {:?}", answers, possible);
                *model = found.unwrap().1;
                *firsts += count_firsts(&answers);
            }
        }
    }
    for (made, model, firsts) in requests {
        let once = usize::from(model.confirmed.is_some());
        prop_assert!(
            firsts == once || (firsts > once && grace > TimeDelta::zero()),
            "{} firsts of {}",
            firsts,
            made.id
        );
    }
    Ok(())
}

fn count_firsts(answers: &[Told]) -> usize {
    answers.iter().filter(|(_, code, _)| code == "gdpr_request.confirmation.info").count()
}

fn tell_stories(grace: TimeDelta) {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    let service = runtime.block_on(Service::start_with(|config| {
        config.confirmation.repeat_grace = grace;
        // All clients have one address here, and guessing is another story.
        config.throttle.wrong_hashes_per_minute = 0;
    }));
    let service = Arc::new(service);
    let config = Config { cases: STORIES, failure_persistence: None, max_shrink_iters: 500, ..Config::default() };
    let result =
        TestRunner::new(config).run(&vec(step(), 1..STEPS), |steps| runtime.block_on(play(&service, &steps, grace)));
    match result {
        Ok(()) => {}
        Err(TestError::Fail(why, steps)) => panic!("{why}\nshortest story: {steps:#?}"),
        Err(error) => panic!("{error}"),
    }
}

#[test]
fn every_story_is_answered_as_the_reference_says_and_one_call_alone_is_the_first() {
    tell_stories(TimeDelta::zero());
}

#[test]
fn with_a_grace_the_first_answer_is_given_again_within_it() {
    tell_stories(TimeDelta::seconds(60));
}
