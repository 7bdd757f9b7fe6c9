//! The receiver of the documentation, `docs/webhooks/receiver.py`, as a process.

use std::path::Path;
use std::process::Stdio;

use chrono::TimeDelta;
use domain::clock::{Clock, Timestamp};
use domain::webhook::Answer;
use gdpr_server::config::Webhook;
use gdpr_server::secret::Secret;
use gdpr_server::system::SystemClock;
use gdpr_server::webhook::{Message, Sender, open};
use tempfile::TempDir;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};

use super::notice;
use crate::support::receiver::{KEY, KEY_ID, endpoint};

/// Another key than that of the tests.
const OTHER: &str = "CAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAg=";

/// The sample. Killed when dropped.
struct Sample {
    url: String,
    folder: TempDir,
    _child: Child,
}

impl Sample {
    /// With these keys, by their ids.
    async fn start(keys: &[(&str, &str)]) -> Self {
        Self::start_in(TempDir::new().unwrap(), keys).await
    }

    async fn start_in(folder: TempDir, keys: &[(&str, &str)]) -> Self {
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/webhooks/receiver.py");
        let mut command = Command::new("python3");
        command.arg(script).arg("--database").arg(folder.path().join("receiver.db"));
        for (id, key) in keys {
            let file = folder.path().join(format!("{id}.key"));
            std::fs::write(&file, format!("{key}\n")).unwrap();
            command.arg("--key").arg(format!("{id}={}", file.display()));
        }
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).kill_on_drop(true).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).await.unwrap();
        let url = line.trim().strip_prefix("listening on ").unwrap_or_else(|| panic!("it did not start: {line:?}"));
        Self { url: format!("{url}/gdpr"), folder, _child: child }
    }

    /// What it wrote down to be done, one line each.
    async fn to_forget(&self) -> Vec<String> {
        let script = "import sqlite3, sys\nfor row in sqlite3.connect(sys.argv[1]).execute('SELECT * FROM to_forget'):\n    \
                      print(*row)";
        let mut command = Command::new("python3");
        let output = command.args(["-c", script]).arg(self.folder.path().join("receiver.db")).output().await.unwrap();
        assert!(output.status.success());
        String::from_utf8(output.stdout).unwrap().lines().map(str::to_owned).collect()
    }

    async fn send(&self, webhook: Webhook, message: Message<'_>) -> Answer {
        let recipients = open(&[webhook]).unwrap();
        recipients.send(&"crm".parse().unwrap(), message).await
    }

    /// Tells it what the service would.
    async fn tell(&self, id: &str, body: &[u8], at: Timestamp) -> Answer {
        self.send(endpoint("crm", &self.url), Message { id, body, at }).await
    }
}

fn taken() -> Answer {
    Answer::Taken("http.204".to_owned())
}

fn refused() -> Answer {
    Answer::Later("http.401".to_owned())
}

#[tokio::test]
async fn a_notice_is_taken_and_what_comes_again_is_answered_alike_and_done_once() {
    let now = SystemClock.now();
    let sample = Sample::start(&[(KEY_ID, KEY)]).await;
    let body = notice(now, &["invoices", "orders"]).body();
    assert_eq!(sample.tell("id-1", &body, now).await, taken());
    for later in [0, 1, 200] {
        assert_eq!(sample.tell("id-1", &body, now + TimeDelta::seconds(later)).await, taken());
    }
    let expected = r#"erasure1 inTRONICS BB002 ["invoices", "orders"]"#;
    assert_eq!(sample.to_forget().await, [expected]);

    // Also after it was started again.
    let Sample { folder, _child: mut child, .. } = sample;
    child.kill().await.unwrap();
    let sample = Sample::start_in(folder, &[(KEY_ID, KEY)]).await;
    assert_eq!(sample.tell("id-1", &body, now).await, taken());
    assert_eq!(sample.to_forget().await, [expected]);
    assert_eq!(sample.tell("id-2", &body, now).await, taken());
    assert_eq!(sample.to_forget().await, [expected, expected], "another notice");
}

#[tokio::test]
async fn of_one_notice_many_times_at_once_one_is_done() {
    let now = SystemClock.now();
    let sample = Sample::start(&[(KEY_ID, KEY)]).await;
    let body = notice(now, &[]).body();
    let all = (0..8).map(|_| sample.tell("id-1", &body, now));
    assert!(futures_util::future::join_all(all).await.into_iter().all(|answer| answer == taken()));
    assert_eq!(sample.to_forget().await.len(), 1);
}

#[tokio::test]
async fn what_is_old_or_from_the_future_is_refused() {
    let now = SystemClock.now();
    let sample = Sample::start(&[(KEY_ID, KEY)]).await;
    let body = notice(now, &[]).body();
    for minutes in [-60, -6, 6] {
        assert_eq!(sample.tell("id-1", &body, now + TimeDelta::minutes(minutes)).await, refused(), "{minutes}");
    }
    assert!(sample.to_forget().await.is_empty());
    assert_eq!(sample.tell("id-1", &body, now).await, taken(), "and nothing is held against it");
}

#[tokio::test]
async fn what_was_signed_by_somebody_else_is_refused() {
    let now = SystemClock.now();
    let sample = Sample::start(&[(KEY_ID, KEY)]).await;
    let body = notice(now, &[]).body();
    let message = Message { id: "id-1", body: &body, at: now };
    let right = endpoint("crm", &sample.url);
    let another_key = Webhook { secret: Some(Secret::new(OTHER.to_owned())), ..right.clone() };
    let another_id = Webhook { key_id: "2027-01".to_owned(), ..right };
    for webhook in [another_key, another_id] {
        assert_eq!(sample.send(webhook, message).await, refused());
    }
    assert!(sample.to_forget().await.is_empty());
}

#[tokio::test]
async fn a_key_is_changed_without_a_notice_that_is_refused() {
    let now = SystemClock.now();
    // The order of docs/webhooks.md: the receiver learns the new key, the sender takes it, the receiver forgets the old one.
    let sample = Sample::start(&[(KEY_ID, KEY), ("2027-01", &format!("whsec_{OTHER}"))]).await;
    let body = notice(now, &[]).body();
    assert_eq!(sample.tell("id-1", &body, now).await, taken());
    let new = Webhook {
        key_id: "2027-01".to_owned(),
        secret: Some(Secret::new(OTHER.to_owned())),
        ..endpoint("crm", &sample.url)
    };
    assert_eq!(sample.send(new.clone(), Message { id: "id-2", body: &body, at: now }).await, taken());
    let Sample { folder, _child: mut child, .. } = sample;
    child.kill().await.unwrap();
    let sample = Sample::start_in(folder, &[("2027-01", OTHER)]).await;
    let new = Webhook { url: sample.url.parse().unwrap(), ..new };
    // One that waited while the key was changed is signed anew.
    assert_eq!(sample.send(new, Message { id: "id-1", body: &body, at: now }).await, taken());
    assert_eq!(sample.tell("id-3", &body, now).await, refused(), "the old key");
    assert_eq!(sample.to_forget().await.len(), 2);
}

#[tokio::test]
async fn a_ping_is_taken_and_asks_for_nothing() {
    let now = SystemClock.now();
    let sample = Sample::start(&[(KEY_ID, KEY)]).await;
    assert_eq!(sample.tell("test-1", &domain::webhook::ping(now), now).await, taken());
    assert!(sample.to_forget().await.is_empty());
}

#[tokio::test]
async fn a_notice_that_could_not_be_worked_on_is_taken_when_it_comes_again() {
    let now = SystemClock.now();
    let sample = Sample::start(&[(KEY_ID, KEY)]).await;
    // Signed, but not what this version knows: as if what is to be done had failed.
    let broken = br#"{"type":"customer.erased","data":{}}"#;
    assert_eq!(sample.tell("id-1", broken, now).await, Answer::Later("http.500".to_owned()));
    let body = notice(now, &[]).body();
    assert_eq!(sample.tell("id-1", &body, now).await, taken());
    assert_eq!(sample.to_forget().await.len(), 1);
}
