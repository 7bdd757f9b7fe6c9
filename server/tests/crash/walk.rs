//! The way of one data request, and what has to be true at its end.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};

use crate::mortal::{DATABASE, LATER, STEP, TOGETHER};
use crate::support::client::{Answer, Ask};

pub(crate) const SHOP: &str = "shop";
pub(crate) const CUSTOMER: &str = "C-1001";
pub(crate) const ORDER: &str = "A-4711";
pub(crate) const USER: &str = "officer";
pub(crate) const PASSWORD: &str = "an invented password";
/// Longer than any claim.
const LATER_MINUTES: &str = "10";
/// Long enough for a busy machine: a walk that is stuck fails.
pub(crate) const PATIENCE: Duration = Duration::from_secs(60);

/// A database with a shop, a customer and somebody of staff, to begin from.
pub(crate) struct Start(TempDir);

impl Start {
    pub(crate) fn database(&self) -> PathBuf {
        self.0.path().join("gdpr.db")
    }

    pub(crate) async fn new() -> Self {
        let start = Self(TempDir::new().unwrap());
        let database = start.database();
        run(&database, &["shop", "add", SHOP], "").await;
        let person = json!({
            "shopCustomerNumber": CUSTOMER, "customerType": "b2c", "email": "erika@example.org", "lastName": "Mustermann",
            "orders": [{"shopOrderNumber": ORDER, "shopOrderCreationDate": "2021-03-14T09:26:53Z"}],
        });
        run(&database, &["customer", "import", "--shop", SHOP, "-"], &person.to_string()).await;
        run(&database, &["user", "add", USER, "--password-stdin"], PASSWORD).await;
        let grant = ["user", "grant", USER, "--role", "privacy-officer", "--organization", SHOP];
        run(&database, &grant, "").await;
        start
    }
}

pub(crate) async fn run(database: &Path, arguments: &[&str], input: &str) -> String {
    let mut command = Command::new(env!("CARGO_BIN_EXE_gdpr-server"));
    command.env("GDPR_DATABASE", database).args(arguments);
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    tokio::io::AsyncWriteExt::write_all(&mut child.stdin.take().unwrap(), input.as_bytes()).await.unwrap();
    let output = child.wait_with_output().await.unwrap();
    let (out, errors) = (String::from_utf8(output.stdout).unwrap(), String::from_utf8(output.stderr).unwrap());
    assert!(output.status.success(), "{arguments:?}: {out}{errors}");
    out
}

/// One request, in a process that is killed at the given step.
pub(crate) struct Walk {
    directory: TempDir,
    pub(crate) step: u32,
}

/// How a walk ended.
pub(crate) struct Walked {
    pub(crate) was_killed: bool,
}

/// The process that serves at the moment.
pub(crate) struct Server {
    pub(crate) child: Child,
    pub(crate) address: SocketAddr,
}

impl Walk {
    pub(crate) fn new(start: &Start, step: u32) -> Self {
        let directory = TempDir::new().unwrap();
        for entry in std::fs::read_dir(start.0.path()).unwrap() {
            let entry = entry.unwrap();
            std::fs::copy(entry.path(), directory.path().join(entry.file_name())).unwrap();
        }
        Self { directory, step }
    }

    pub(crate) fn database(&self) -> PathBuf {
        self.directory.path().join("gdpr.db")
    }

    pub(crate) async fn serve(&self, step: u32, later: &str) -> Server {
        self.serve_together(step, later, 0).await
    }

    /// With so many who confirm at the same time.
    pub(crate) async fn serve_together(&self, step: u32, later: &str, members: usize) -> Server {
        let mut command = Command::new(std::env::current_exe().unwrap());
        command.env(DATABASE, self.database()).env(STEP, step.to_string()).env(LATER, later);
        command.env(TOGETHER, members.to_string());
        let mut child = command.stdout(Stdio::piped()).kill_on_drop(true).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).await.unwrap();
        let address = line.trim().parse().unwrap_or_else(|_| panic!("step {step}: it does not start: {line}"));
        Server { child, address }
    }

    /// Goes all the way, and looks whether everything is as it has to be.
    pub(crate) async fn go(self) -> Walked {
        let mut server = self.serve(self.step, "0").await;
        let mut was_killed = false;

        let body = json!({"type": "access", "shop": SHOP, "subject": {"customerNumber": CUSTOMER}}).to_string();
        let create = |address| {
            let ask = Ask::new(address, "POST", "/rest/data-requests/requests").basic(USER, PASSWORD);
            ask.header("idempotency-key", "the one").json(body.clone())
        };
        let created = self.call(&mut server, &mut was_killed, create).await;
        assert_eq!(created.status, 201, "step {}: {created:?}", self.step);
        let id = created.json()["id"].as_str().unwrap().to_owned();

        let link = self.mail(&mut server, &mut was_killed, find_hash).await;
        let confirm = |address| {
            let site = gdpr_server::contract::default_site();
            let path = format!("/INTERSHOP/rest/WFS/{site}/rest/gdpr-requests/{id}/confirmations");
            Ask::new(address, "PUT", &path).json(json!({"hash": link}).to_string())
        };
        let before = was_killed;
        let confirmed = self.call(&mut server, &mut was_killed, confirm).await;
        assert_eq!(confirmed.status, 200, "step {}: {confirmed:?}", self.step);
        let told = confirmed.json()["infos"][0]["causes"][0]["code"].as_str().unwrap().to_owned();
        // Only who was cut off may hear of it for the second time.
        assert!(told == "gdpr_request.confirmed.info" || was_killed != before, "step {}: {told}", self.step);

        let read = |address| {
            let path = format!("/rest/gdpr/shops/{SHOP}/customers/{CUSTOMER}");
            Ask::new(address, "GET", &path).basic(USER, PASSWORD)
        };
        assert_eq!(self.call(&mut server, &mut was_killed, read).await.status, 200, "step {}", self.step);
        self.mail(&mut server, &mut was_killed, |mail| is_received(mail).then_some(())).await;
        self.settled(&mut server, &mut was_killed, &id).await;
        server.child.kill().await.unwrap();
        self.judge(&id, was_killed).await;
        Walked { was_killed }
    }

    /// Another process, if this one is gone.
    pub(crate) async fn revive(&self, server: &mut Server, was_killed: &mut bool) -> bool {
        use std::os::unix::process::ExitStatusExt;
        let Some(status) = server.child.try_wait().unwrap() else { return false };
        assert_eq!(status.signal(), Some(9), "step {}: it ended by itself", self.step);
        assert!(!*was_killed, "step {}: killed twice", self.step);
        *was_killed = true;
        *server = self.serve(0, LATER_MINUTES).await;
        true
    }

    /// Calls until there is an answer.
    pub(crate) async fn call(
        &self,
        server: &mut Server,
        was_killed: &mut bool,
        ask: impl Fn(SocketAddr) -> Ask,
    ) -> Answer {
        let end = Instant::now() + PATIENCE;
        loop {
            match ask(server.address).try_send().await {
                Ok(answer) => return answer,
                Err(error) => assert!(Instant::now() < end, "step {}: no answer: {error}", self.step),
            }
            self.revive(server, was_killed).await;
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }

    /// Waits for a mail that `wanted` finds something in.
    pub(crate) async fn mail<T>(
        &self,
        server: &mut Server,
        was_killed: &mut bool,
        wanted: impl Fn(&str) -> Option<T>,
    ) -> T {
        let end = Instant::now() + PATIENCE;
        loop {
            let folder = std::fs::read_dir(self.directory.path().join("gdpr.db.mail")).into_iter().flatten();
            let mails = folder.filter_map(|entry| std::fs::read_to_string(entry.unwrap().path()).ok());
            if let Some(found) = mails.map(|mail| mail.replace("=\r\n", "")).find_map(|mail| wanted(&mail)) {
                return found;
            }
            assert!(Instant::now() < end, "step {}: the mail does not come", self.step);
            self.revive(server, was_killed).await;
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }

    /// Waits until no mail waits any more.
    pub(crate) async fn settled(&self, server: &mut Server, was_killed: &mut bool, id: &str) {
        let end = Instant::now() + PATIENCE;
        loop {
            let shown = run(&self.database(), &["request", "show", id, "--json"], "").await;
            let shown: Value = serde_json::from_str(&shown).unwrap();
            if shown["mails"].as_array().unwrap().iter().all(|mail| mail["status"] != "waiting") {
                return;
            }
            assert!(Instant::now() < end, "step {}: a mail is not settled: {shown}", self.step);
            self.revive(server, was_killed).await;
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }

    async fn judge(&self, id: &str, was_killed: bool) {
        let step = self.step;
        let listed = run(&self.database(), &["request", "list", "--json"], "").await;
        let listed: Vec<Value> = listed.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        assert_eq!(listed.len(), 1, "step {step}: one request was made: {listed:?}");
        assert_eq!((&listed[0]["requestId"], &listed[0]["state"]), (&json!(id), &json!("confirmed")), "step {step}");

        let history = run(&self.database(), &["request", "history", id, "--json"], "").await;
        let mut actions: BTreeMap<String, u32> = BTreeMap::new();
        for line in history.lines() {
            let event: Value = serde_json::from_str(line).unwrap();
            *actions.entry(event["action"].as_str().unwrap().to_owned()).or_default() += 1;
        }
        // Confirmed before anybody could write down that the mail with the link went out: then it does not go out again.
        let dropped = actions.remove("mail-dropped").unwrap_or_default();
        assert!(dropped <= u32::from(was_killed), "step {step}: {actions:?}");
        let expected = [("confirmed", 1), ("created", 1), ("mail-sent", 2 - dropped)];
        assert_eq!(actions, BTreeMap::from(expected.map(|(action, count)| (action.to_owned(), count))), "step {step}");

        let sent = std::fs::read_to_string(self.database().with_extension("sent")).unwrap();
        let mut mails: BTreeMap<&str, u32> = BTreeMap::new();
        for mail in sent.lines() {
            *mails.entry(mail).or_default() += 1;
        }
        let repeated: u32 = mails.values().map(|count| count - 1).sum();
        // A process that is killed between a mail and the note about it has sent it all the same.
        let written = std::fs::read_dir(self.directory.path().join("gdpr.db.mail")).unwrap().count();
        assert_eq!(written, 2, "step {step}: a confirmation and an acknowledgement");
        assert!(mails.len() + usize::from(was_killed) >= written, "step {step}: {mails:?}");
        assert!(repeated <= u32::from(was_killed), "step {step}: at most one mail goes out again: {mails:?}");
        run(&self.database(), &["audit", "verify"], "").await;
        run(&self.database(), &["check"], "").await;
    }
}

pub(crate) fn find_hash(mail: &str) -> Option<String> {
    let (_, rest) = mail.split_once("Hash=3D")?;
    Some(rest.chars().take_while(char::is_ascii_hexdigit).collect())
}

/// The acknowledgement, which alone has no link.
fn is_received(mail: &str) -> bool {
    mail.contains("Subject:") && find_hash(mail).is_none()
}
