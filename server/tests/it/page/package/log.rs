//! What the log says of people who fetch packages: that they did, and nothing of whom it is about.

use std::time::{Duration, Instant};

use serde_json::json;

use super::{ORDER, PAGE, URLENCODED, link, somebody};
use crate::support::process::Site;
use crate::support::world::SHOP;

/// The hash in the newest mail that has `subject`, which comes by itself.
async fn mailed(site: &Site, subject: &str) -> String {
    let end = Instant::now() + Duration::from_secs(60);
    loop {
        let mails = std::fs::read_dir(site.path("gdpr.db.mail")).into_iter().flatten();
        let mails = mails.filter_map(|mail| std::fs::read_to_string(mail.unwrap().path()).ok());
        let mut mails = mails.map(|mail| mail.replace("=\r\n", "")).filter(|mail| mail.contains(subject));
        if let Some(hash) = mails.find_map(|mail| Some(mail.split_once("Hash=3D")?.1.get(..64)?.to_owned())) {
            return hash;
        }
        assert!(Instant::now() < end, "no mail says {subject:?}");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

#[tokio::test]
async fn a_package_that_is_fetched_leaves_no_trace_of_whose_it_is_in_the_log() {
    let site = Site::with_world().await;
    let mut customer = somebody();
    customer["shopCustomerNumber"] = json!("C-LOG");
    site.feed(&["customer", "import", "--shop", SHOP, "-"], &customer.to_string()).await;
    std::fs::write(site.path("gdpr.toml"), "[packages]\ndelivery = \"link\"\n").unwrap();
    let server = site.serve_with(&["--config", "gdpr.toml"]).await;
    let create = ["request", "create", "--type", "access", "--shop", SHOP, "--customer", "C-LOG", "--json"];
    let made: serde_json::Value = serde_json::from_str(&site.run(&create).await).unwrap();
    let id = made["requestId"].as_str().unwrap().to_owned();
    let confirmation = mailed(&site, "Subject: ").await;
    server.confirm(&id, &confirmation).await.expect(200);
    site.run(&["request", "approve", &id]).await;
    let hash = mailed(&site, " is ready").await;
    server.ask("GET", &link(&id, &hash)).header("x-span-id", "looked").send().await.expect(200);
    let fetch = |proof: &str, span: &'static str| {
        let form = format!("Hash={hash}&PersonalDataRequestID={id}&Proof={proof}");
        server.ask("POST", PAGE).raw(form).header("content-type", URLENCODED).header("x-span-id", span).send()
    };
    fetch("A-GUESS", "guessed").await.expect(422);
    fetch(ORDER, "fetched").await.expect(200);
    let end = Instant::now() + Duration::from_secs(20);
    while site.state(&id).await != "closed" {
        assert!(Instant::now() < end, "it is not closed");
    }
    let log = server.stop().await;
    for secret in [&*hash, &confirmation, "A-GUESS", ORDER, "C-LOG", "Mustermann", "erika@", "Hash=", "Proof="] {
        assert!(!log.contains(secret), "{secret} stands in the log:\n{log}");
    }
    for (span, parts) in [
        ("looked", ["GET", "status=200", "page.fetch.info"]),
        ("guessed", ["POST", "status=422", "page.proof_wrong.error"]),
        ("fetched", ["POST", "status=200", "page.package.info"]),
        ("fetched", ["INFO", "a package was fetched", "package.delivered"]),
    ] {
        let found = log
            .lines()
            .any(|line| line.contains(&format!("span=\"{span}\"")) && parts.iter().all(|part| line.contains(part)));
        assert!(found, "{span} {parts:?}:\n{log}");
    }
}
