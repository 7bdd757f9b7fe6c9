//! Minutes of good, wrong and hostile calls, with kills in between. Ends with 1 when anything was lost.
//!
//! `make soak` runs it for ten minutes; `SOAK_SECONDS` and `SOAK_SEED` change that. It is no timed test: what it asserts
//! are promises that hold on any machine, and what it measures it only prints.
//!
//! Promises: a confirmation that was answered 200 is never lost; at most one caller hears that theirs was the first; no
//! answer is a 5xx but the 503 of a server on its way out; the memory of the server stays flat; the database is sound.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[allow(dead_code, reason = "the tests use more of it")]
#[path = "../it/support/mod.rs"]
mod support;
mod traffic;

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use support::process::{Server, Site};
use tokio::sync::watch;
use traffic::{Ledger, Traffic};

/// How long a server lives before it is ended, alternately by SIGKILL and SIGTERM.
const LIFE: Duration = Duration::from_secs(20);
/// Requests added to the database in each life.
const REQUESTS: usize = 60;

fn number(name: &str, default: u64) -> u64 {
    std::env::var(name).ok().map_or(default, |text| text.parse().unwrap_or_else(|_| panic!("{name} is a number")))
}

#[tokio::main]
async fn main() {
    let seconds = number("SOAK_SECONDS", 600);
    let seed = number("SOAK_SEED", u64::from(std::process::id()));
    println!("soak: {seconds} s, SOAK_SEED={seed}");
    let site = Site::with_world().await;
    let token = site.run(&["token", "issue", "--user", "viewer", "--ttl", "24h"]).await.trim().to_owned();
    let ledger = Arc::new(Ledger::default());
    let (address, watched) = watch::channel::<Option<SocketAddr>>(None);
    let mut workers = tokio::task::JoinSet::new();
    for worker in 0..8 {
        let traffic = Traffic::new(seed + worker, Arc::clone(&ledger), watched.clone(), token.clone());
        workers.spawn(traffic.run());
    }

    let end = Instant::now() + Duration::from_secs(seconds);
    let mut memory = Vec::new();
    let mut lives = 0;
    while Instant::now() < end {
        for _ in 0..REQUESTS {
            ledger.add(site.request().await);
        }
        let server = site.serve().await;
        address.send_replace(Some(server.address));
        let left = end.saturating_duration_since(Instant::now()).min(LIFE);
        tokio::time::sleep(left).await;
        memory.push(resident(&server));
        end_of(server, lives % 2 == 0, &address).await;
        lives += 1;
        println!("soak: life {lives}: {} kB resident; {}", memory.last().unwrap(), ledger.summary());
    }
    workers.shutdown().await;

    let lost = lost(&site, &ledger).await;
    let sound = site.run(&["check"]).await;
    println!(
        "soak: {}{lives} lives, {} kB to {} kB resident",
        sound,
        memory.iter().min().unwrap(),
        memory.iter().max().unwrap()
    );
    let faults = ledger.faults();
    for fault in &faults {
        println!("soak: FAILED: {fault}");
    }
    for id in &lost {
        println!("soak: FAILED: the confirmation of {id} was answered 200 and is lost");
    }
    // The first life warms everything up; afterwards nothing may pile up with the number of calls.
    let flat = memory.iter().skip(1).all(|kilobytes| *kilobytes < 2 * memory[0].max(20_000));
    assert!(faults.is_empty() && lost.is_empty() && flat, "the soak found something");
    println!("soak: {}", ledger.summary());
    println!("soak: zero lost confirmations, zero unexpected 5xx, flat memory");
}

async fn end_of(server: Server, by_kill: bool, address: &watch::Sender<Option<SocketAddr>>) {
    // Before the end begins: what is answered from now on may be the 503 of a server on its way out.
    address.send_replace(None);
    if by_kill {
        server.kill().await;
    } else {
        server.signal("-TERM");
        let (status, log) = server.ended().await;
        assert!(status.success(), "{status}: {log}");
    }
}

/// Every request whose confirmation was answered 200 and that is not confirmed.
async fn lost(site: &Site, ledger: &Ledger) -> Vec<String> {
    let mut lost = Vec::new();
    for id in ledger.confirmed() {
        if site.state(&id).await != "confirmed" {
            lost.push(id);
        }
    }
    lost
}

/// Resident memory in kB, as the kernel counts it.
fn resident(server: &Server) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{}/status", server.id())).unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap_or("0 kB");
    line.trim().trim_end_matches(" kB").parse().unwrap_or(0)
}
