//! `request list`, `show` and `history`.

use chrono::{DateTime, TimeDelta};
use domain::request::{Deadline, Request, RequestType, State, Subject};
use domain::store::StoreError;
use serde_json::{Value, json};

use super::{World, confirmed, pending, store, with_customer};

/// The words of each line.
fn table(out: &str) -> Vec<Vec<&str>> {
    out.lines().map(|line| line.split_whitespace().collect()).collect()
}

fn objects(out: &str) -> Vec<Value> {
    out.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn a_list_is_a_table_for_people_and_an_object_a_line_for_programs() {
    let world = with_customer();
    let first = pending(&world, "--received 2026-01-31T12:00:00Z");
    let second = pending(&world, "--received 2026-02-01T12:00:00Z");
    world.run(&format!("request withdraw {second}")).done();
    let out = world.run("request list").done();
    assert_eq!(
        table(&out),
        [
            vec!["REQUEST", "TYPE", "SHOP", "STATE", "RECEIVED", "DUE"],
            vec![&first, "access", "inTRONICS", "pending", "2026-01-31", "2026-02-28"],
            vec![&second, "access", "inTRONICS", "withdrawn", "2026-02-01", "2026-03-01"],
        ]
    );
    assert!(!out.contains("erika") && !out.contains("C-1"), "{out}");
    let found = objects(&world.run("request list --json").done());
    let wanted = |id: &str| {
        let Value::Object(mut shown) = world.run(&format!("request show {id} --json")).json() else { panic!() };
        shown.remove("mails");
        shown.remove("webhooks");
        Value::Object(shown)
    };
    assert_eq!(found, [wanted(&first), wanted(&second)]);
}

#[test]
fn a_list_is_narrowed_by_every_filter() {
    let world = with_customer();
    world.write("number.txt", "C-1");
    let access = pending(&world, "--received 2026-01-01T00:00:00Z");
    let done = confirmed(&world);
    let guest = "request create --type erasure --shop inTRONICS --guest-email erika@example.org --order O-1 --json";
    let erasure = world.run(guest).json()["requestId"].as_str().unwrap().to_owned();
    for (filter, wanted) in [
        ("--shop inTRONICS", vec![&access, &done, &erasure]),
        ("--type erasure", vec![&erasure]),
        ("--state pending", vec![&access, &erasure]),
        ("--state confirmed", vec![&done]),
        ("--state closed", vec![]),
        ("--customer @number.txt", vec![&access, &done, &erasure]),
        ("--customer C-2", vec![]),
        ("--guest-email Erika@Example.org", vec![&erasure]),
        ("--due-before 2026-02-01T00:00:01Z", vec![&access]),
        ("--due-before 2026-02-01T00:00:00Z", vec![]),
        ("--limit 1", vec![&access]),
        ("--limit 2 --state pending", vec![&access, &erasure]),
    ] {
        let found = objects(&world.run(&format!("request list --json {filter}")).done());
        let ids: Vec<_> = found.iter().map(|request| request["requestId"].as_str().unwrap()).collect();
        assert_eq!(ids, wanted, "{filter}");
    }
    assert_eq!(world.run("request list --state closed").done(), "no request fits\n");
    world.run("request list --shop Moon").refused(1, &["there is no shop \"Moon\""]);
    world.run("request list --state open").refused(2, &["is none of pending, confirmed, approved, processing, closed"]);
    world.run("request list --type x").refused(2, &["is none of access, erasure"]);
    world.run("request list --limit 0").refused(2, &["--limit <NUMBER>"]);
    world.run("request list --due-before tomorrow").refused(2, &["--due-before <DATE>"]);
    let told = world.run("request list --customer a/4711").refused(2, &["--customer NUMBER contains"]);
    assert!(!told.contains("4711"), "{told}");
    let told = world.run("request list --guest-email erika@").refused(2, &["--guest-email ADDRESS is not an e-mail"]);
    assert!(!told.contains("erika"), "{told}");
}

/// So many requests at one moment.
fn fill(world: &World, count: usize) {
    let at = DateTime::from_timestamp(1_800_000_000, 0).unwrap();
    let request = |number: usize| Request {
        id: format!("r{number:05}").parse().unwrap(),
        kind: RequestType::Access,
        shop: "inTRONICS".parse().unwrap(),
        site: "Site".parse().unwrap(),
        language: domain::message::Language::english(),
        subject: Subject::Customer("C-1".parse().unwrap()),
        address: None,
        deadline: Deadline::of(at),
        links: Vec::new(),
        address_is_stated: false,
        reminded_at: None,
        purged_at: None,
        state: State::Pending,
        revision: 0,
    };
    store(world)
        .write("fill", |transaction| {
            for number in 0..count {
                assert!(transaction.insert_request(&request(number))?);
            }
            Ok::<_, StoreError>(())
        })
        .unwrap();
}

#[test]
fn thousands_of_requests_are_all_listed_once_in_their_order() {
    let world = with_customer();
    fill(&world, 2_001);
    let ids: Vec<_> = (0..2_001).map(|number| format!("r{number:05}")).collect();
    let out = world.run("request list").done();
    assert_eq!(table(&out)[1..].iter().map(|row| row[0]).collect::<Vec<_>>(), ids);
    let found = objects(&world.run("request list --json --limit 401").done());
    let listed: Vec<_> = found.iter().map(|request| request["requestId"].as_str().unwrap()).collect();
    assert_eq!(listed, ids[..401]);
}

#[test]
fn a_request_is_shown_with_everything_that_became_of_it() {
    let world = with_customer();
    let id = confirmed(&world);
    world.run(&format!("request extend {id} --months 1 --reason Many")).done();
    world.run(&format!("request doubt {id} --reason Signature")).done();
    world.run(&format!("request close {id} --note Sent")).done();
    let shown = world.run(&format!("request show {id} --json")).json();
    let names: Vec<_> = shown.as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(
        names,
        [
            "closedAt",
            "confirmedAt",
            "customerNumber",
            "dueAt",
            "extendedAt",
            "extendedMonths",
            "identityDoubtSince",
            "language",
            "mails",
            "outcome",
            "receivedAt",
            "requestId",
            "shop",
            "site",
            "state",
            "type",
            "webhooks",
        ]
    );
    let time = |name: &str| DateTime::parse_from_rfc3339(shown[name].as_str().unwrap()).unwrap();
    assert!(time("dueAt") - time("receivedAt") >= TimeDelta::days(59), "{shown}");
    let kinds: Vec<_> = shown["mails"].as_array().unwrap().iter().map(|mail| mail["kind"].as_str().unwrap()).collect();
    assert_eq!(kinds, ["confirmation", "extended"]);
    let text = world.run(&format!("request show {id}")).done();
    for line in
        ["request       ", "state         closed", "outcome       completed", "by months     1", "mail          "]
    {
        assert!(text.lines().any(|found| found.starts_with(line)), "{line} is not in {text}");
    }
    assert!(!text.contains("erika"), "{text}");
}

#[test]
fn a_history_has_one_line_an_event_whatever_somebody_wrote() {
    let world = with_customer();
    let id = pending(&world, "");
    let reason = "Called \u{1b}[2Jon\r\n\u{9b}31m Friday\tat \u{202e}9\u{200b}.";
    world.run_exactly(&["request", "withdraw", &id, "--reason", reason], b"").done();
    let out = world.run(&format!("request history {id}")).done();
    let rows = table(&out);
    assert_eq!(rows[0], ["AT", "WHO", "WHAT", "STATE", "MORE"]);
    assert_eq!(rows.len(), 3, "{out}");
    let after = |row: &[&str], what: &str| row[row.iter().position(|word| *word == what).unwrap()..].join(" ");
    assert_eq!(after(&rows[1], "created"), "created pending type=access");
    assert_eq!(
        after(&rows[2], "withdrawn"),
        "withdrawn pending -> closed Called \u{fffd}[2Jon \u{fffd}31m Friday at \u{fffd}9\u{fffd}."
    );
    assert!(rows[1][1].starts_with("command-line:uid"), "{out}");
    assert!(!out.chars().any(|c| c.is_control() && c != '\n'), "{out:?}");
    let json = world.run(&format!("request history {id} --json")).done();
    assert!(!json.contains(['\u{202e}', '\u{200b}', '\u{9b}']), "escaped, so that it reads as it was: {json:?}");
    let events = objects(&json);
    let without_time = |event: &Value| {
        let Value::Object(mut event) = event.clone() else { panic!("{event}") };
        assert!(DateTime::parse_from_rfc3339(event.remove("at").unwrap().as_str().unwrap()).is_ok());
        assert!(event.remove("actor").unwrap().as_str().unwrap().starts_with("command-line:uid "));
        Value::Object(event)
    };
    assert_eq!(
        events.iter().map(without_time).collect::<Vec<_>>(),
        [
            json!({"sequence": 1, "action": "created", "to": "pending", "details": {"type": "access"}}),
            json!({"sequence": 2, "action": "withdrawn", "from": "pending", "to": "closed", "text": reason}),
        ]
    );
}
