//! argon2 as a weapon: many wrong passwords at once cost bounded memory and time, and hold up nobody who is known.

use std::collections::BTreeMap;
use std::time::Duration;

use tokio::task::JoinSet;

use crate::support::process::{PASSWORD, Site};
use crate::support::service::Service;
use crate::support::world;

const BOB: &str = "/rest/gdpr/shops/inTRONICS/customers/BB002";
const FLOOD: usize = 400;

/// How often each status was answered.
async fn statuses(mut flood: JoinSet<u16>) -> BTreeMap<u16, usize> {
    let mut counts = BTreeMap::new();
    while let Some(status) = flood.join_next().await {
        *counts.entry(status.unwrap()).or_default() += 1;
    }
    counts
}

#[tokio::test(flavor = "multi_thread")]
async fn a_flood_of_wrong_passwords_ends_at_the_limit_in_bounded_memory() {
    let site = Site::with_world().await;
    // All of them come from one address.
    std::fs::write(site.path("gdpr.toml"), "[limits]\nconnections_per_client = 0\n").unwrap();
    let server = site.serve_with(&["--config", "gdpr.toml"]).await;
    server.ask("GET", BOB).basic("viewer", PASSWORD).send().await.expect(200);
    let mut flood = JoinSet::new();
    for number in 0..FLOOD {
        let ask = server.ask("GET", BOB).basic("viewer", &format!("wrong {number}"));
        flood.spawn(async move { ask.send().await.status });
    }
    for _ in 0..20 {
        let honest = server.ask("GET", BOB).basic("viewer", PASSWORD).send();
        tokio::time::timeout(Duration::from_secs(10), honest).await.expect("is not held up").expect(200);
    }
    let counts = statuses(flood).await;
    let cores = std::thread::available_parallelism().unwrap().get();
    let checked = counts.get(&401).copied().unwrap_or_default();
    assert!((1..=10 + cores).contains(&checked), "{counts:?}");
    assert!(counts.keys().all(|status| matches!(status, 401 | 429 | 503)), "{counts:?}");
    let status = std::fs::read_to_string(format!("/proc/{}/status", server.id())).unwrap();
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
    let peak: usize = peak.trim().trim_end_matches(" kB").parse().unwrap();
    // 19 MiB for each password being checked, and room for everything else.
    assert!(peak < (cores * 20 + 100) * 1024, "{peak} kB");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_queue_before_the_check_is_bounded_in_length_and_in_time() {
    let service = Service::start_with(|config| {
        config.throttle.wrong_passwords_per_minute = 0;
        config.limits.request_timeout = Duration::from_millis(500);
    })
    .await;
    let ask = |password: &str| service.ask("GET", BOB).basic("viewer", password);
    while ask(world::PASSWORD).send().await.status != 200 {}
    let mut flood = JoinSet::new();
    for number in 0..FLOOD {
        let ask = ask(&format!("wrong {number}"));
        flood.spawn(async move {
            let answer = ask.send().await;
            assert!(answer.status == 401 || answer.header("retry-after") == "5", "{answer:?}");
            answer.status
        });
    }
    for _ in 0..5 {
        let honest = ask(world::PASSWORD).send();
        tokio::time::timeout(Duration::from_secs(10), honest).await.expect("is not held up").expect(200);
    }
    let counts = statuses(flood).await;
    assert!(counts[&503] > 0 && counts.keys().all(|status| matches!(status, 401 | 503)), "{counts:?}");
    // Nothing of it is left.
    while ask("wrong once more").send().await.status != 401 {}
}
