//! Confirmations at the same time, whose transactions share commits, in a process that is killed inside and after them: what
//! was answered is confirmed, and the rest is as it was.

use std::collections::{BTreeMap, BTreeSet};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, AtomicU64, Ordering};

use domain::store::sqlite::Sqlite;
use domain::store::{Job, Store, StoreError, Transaction, Verdict, View};
use serde_json::{Value, json};

use crate::mortal::Mortal;
use crate::support::client::Ask;
use crate::walk::{SHOP, Start, Walk, run};

const MEMBERS: usize = 12;
/// What a life that was killed inside a commit leaves behind: how many had done their work by then.
const WILL: &str = "members";

/// A store in which the first confirmations wait until all others were read, and are about to be written, with a step inside
/// each of them and before each is answered.
pub(crate) struct Together {
    store: Arc<Sqlite>,
    members: u32,
    mortal: Mortal,
    will: PathBuf,
    read: AtomicU32,
    /// The commits before the group that is open, and who did their work in it.
    commits: AtomicU64,
    inside: AtomicU32,
}

impl Together {
    pub(crate) fn open(database: &Path, members: u32, mortal: Mortal) -> Self {
        Self {
            store: Arc::new(Sqlite::open(database).unwrap()),
            members,
            mortal,
            will: database.with_file_name(WILL),
            read: AtomicU32::default(),
            commits: AtomicU64::default(),
            inside: AtomicU32::default(),
        }
    }

    /// One of them is done with its work, and nobody else works meanwhile.
    fn inside(&self) {
        let commits = self.store.writes().commits;
        if self.commits.swap(commits, Ordering::SeqCst) != commits {
            self.inside.store(0, Ordering::SeqCst);
        }
        let inside = self.inside.fetch_add(1, Ordering::SeqCst) + 1;
        self.mortal.step_with(|| std::fs::write(&self.will, inside.to_string()).unwrap());
    }
}

impl Store for Together {
    fn read_with(&self, name: &'static str, work: &mut dyn FnMut(&dyn View)) -> Result<(), StoreError> {
        self.store.read_with(name, work)?;
        self.read.fetch_add(u32::from(name == "look_up_request"), Ordering::SeqCst);
        Ok(())
    }

    fn write_with(
        &self,
        name: &'static str,
        work: &mut dyn FnMut(&dyn Transaction) -> Verdict,
    ) -> Result<(), StoreError> {
        self.store.write_with(name, work)
    }

    fn write_all_with(&self, jobs: &mut [Job<'_>]) -> Vec<Result<(), StoreError>> {
        while self.read.load(Ordering::SeqCst) < self.members {
            std::thread::yield_now();
        }
        let mut mortals: Vec<_> = jobs
            .iter_mut()
            .map(|job| {
                Job::new(job.name, |transaction| {
                    let verdict = job.run(transaction);
                    self.inside();
                    verdict
                })
            })
            .collect();
        let results = self.store.write_all_with(&mut mortals);
        for _ in &results {
            self.mortal.step();
        }
        results
    }

    fn check(&self) -> Result<(), StoreError> {
        self.store.check()
    }

    fn checkpoint(&self) -> Result<bool, StoreError> {
        self.store.checkpoint()
    }

    fn wipe(&self) -> Result<(), StoreError> {
        self.store.wipe()
    }
}

/// Kills at each step there is, and gives back how many there were.
pub(crate) async fn go_all() -> u32 {
    let start = Start::new().await;
    let mut links = BTreeMap::new();
    for number in 0..MEMBERS {
        let number = format!("C-{number}");
        let person = json!({"shopCustomerNumber": number, "customerType": "b2c"}).to_string();
        run(&start.database(), &["customer", "import", "--shop", SHOP, "-"], &person).await;
        let create = ["request", "create", "--type", "access", "--shop", SHOP, "--customer", &number];
        let made = run(&start.database(), &[&create[..], &["--print-link", "--json"]].concat(), "").await;
        let made: Value = serde_json::from_str(&made).unwrap();
        let text = |name: &str| made[name].as_str().unwrap().to_owned();
        links.insert(text("requestId"), text("hash"));
    }
    let (mut step, mut most) = (1, 0);
    while let Some(inside) = go(Walk::new(&start, step), &links).await {
        most = most.max(inside);
        step += 1;
    }
    assert!(most > 1, "it was never killed with the work of several in one commit");
    step - 1
}

/// One kill. Gives back how many had done their work in the commit that was killed; `None`: nothing was left to be killed at.
async fn go(walk: Walk, links: &BTreeMap<String, String>) -> Option<u32> {
    let step = walk.step;
    let mut server = walk.serve_together(step, "0", MEMBERS).await;
    let mut calls = tokio::task::JoinSet::new();
    for (id, hash) in links {
        let (id, ask) = (id.clone(), confirm(server.address, id, hash));
        calls.spawn(async move { ask.try_send().await.is_ok_and(|answer| answer.status == 200).then_some(id) });
    }
    let answered: BTreeSet<String> = calls.join_all().await.into_iter().flatten().collect();
    let was_killed = answered.len() < links.len();
    if was_killed {
        use std::os::unix::process::ExitStatusExt;
        assert_eq!(server.child.wait().await.unwrap().signal(), Some(9), "step {step}: it ended by itself");
    } else {
        server.child.kill().await.unwrap();
    }
    let states = states(&walk).await;
    for id in links.keys() {
        let state = &*states[id];
        assert!(state == "confirmed" || state == "pending" && !answered.contains(id), "step {step}: {id} is {state}");
    }

    // Another process goes on, and those who heard nothing try again.
    let mut server = walk.serve(0, "0").await;
    for (id, hash) in links {
        let answer = confirm(server.address, id, hash).send().await;
        let told = answer.json()["infos"][0]["code"].as_str().unwrap().to_owned();
        assert_eq!(told == "gdpr_request.confirmation.info", states[id] == "pending", "step {step}: {told}");
    }
    server.child.kill().await.unwrap();
    assert!(self::states(&walk).await.values().all(|state| state == "confirmed"), "step {step}");
    run(&walk.database(), &["audit", "verify"], "").await;
    run(&walk.database(), &["check"], "").await;
    let inside = std::fs::read_to_string(walk.database().with_file_name(WILL));
    was_killed.then(|| inside.map_or(0, |inside| inside.parse().unwrap()))
}

fn confirm(address: SocketAddr, id: &str, hash: &str) -> Ask {
    let site = gdpr_server::contract::default_site();
    let path = format!("/INTERSHOP/rest/WFS/{site}/rest/gdpr-requests/{id}/confirmations");
    Ask::new(address, "PUT", &path).json(json!({"hash": hash}).to_string())
}

async fn states(walk: &Walk) -> BTreeMap<String, String> {
    let listed = run(&walk.database(), &["request", "list", "--json"], "").await;
    let text = |line: &Value, name: &str| line[name].as_str().unwrap().to_owned();
    let lines = listed.lines().map(|line| serde_json::from_str(line).unwrap());
    lines.map(|line: Value| (text(&line, "requestId"), text(&line, "state"))).collect()
}
