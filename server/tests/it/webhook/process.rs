//! The built program tells recipients by itself, and is killed meanwhile.

use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use domain::audit::Journal;
use domain::outbox::CLAIM;
use domain::seal::MasterKey;
use domain::store::Store;
use domain::store::sqlite::Sqlite;
use domain::webhook::{Endpoints, Status, Webhooks};
use gdpr_server::system::{OsEntropy, SystemClock};
use gdpr_server::webhook::open;

use super::{notice, queue};
use crate::support::process::{Server, Site};
use crate::support::receiver::{KEY, KEY_ID, Receiver, Reply};
use crate::support::world::SHOP;

/// The audit key that the program made.
fn audit_key(site: &Site) -> MasterKey {
    let secrets: toml::Table = std::fs::read_to_string(site.path("gdpr.db.secrets.toml")).unwrap().parse().unwrap();
    MasterKey::new(&STANDARD.decode(secrets["audit_key"].as_str().unwrap()).unwrap()).unwrap()
}

/// A configuration with one endpoint, and the database of the world.
async fn site(receiver: &Receiver) -> Site {
    let site = Site::with_world().await;
    let config = format!(
        "[[webhooks]]\nname = \"crm\"\nurl = \"http://{}/hooks\"\nkey_id = \"{KEY_ID}\"\n\
         secret = \"{KEY}\"\nshops = [\"{SHOP}\", \"nowhere\"]\n",
        receiver.address
    );
    std::fs::write(site.path("gdpr.toml"), config).unwrap();
    site
}

async fn serve(site: &Site) -> Server {
    site.serve_with(&["--config", "gdpr.toml"]).await
}

/// The webhooks of the program's own database, as another process would have them.
fn webhooks(site: &Site, receiver: &Receiver) -> Webhooks {
    let store: Arc<dyn Store> = Arc::new(Sqlite::open(&site.path("gdpr.db")).unwrap());
    let entropy = Arc::new(OsEntropy);
    let recipients: Arc<dyn Endpoints> = Arc::new(open(&[receiver.endpoint("crm")]).unwrap());
    Webhooks {
        store,
        clock: Arc::new(SystemClock),
        entropy: entropy.clone(),
        journal: Journal::new(audit_key(site), entropy),
        endpoints: recipients,
    }
}

#[tokio::test]
async fn a_program_that_is_killed_while_it_tells_somebody_tells_them_again_under_the_same_id() {
    let receiver = Receiver::start(vec![Reply::Hangs, Reply::status(204)]).await;
    let site = site(&receiver).await;
    let webhooks = webhooks(&site, &receiver);
    let now = webhooks.clock.now();
    queue(&webhooks, &notice(now, &["invoices"]), None);
    let dying = serve(&site).await;
    receiver.wait_for(1).await;
    dying.kill().await;

    // As if so much time had passed that the claim is over.
    let mut claimed = webhooks.store.read("test", |view| view.webhooks_of_erasure("erasure1")).unwrap().remove(0);
    assert_eq!((claimed.status, claimed.tries), (Status::Waiting, 1));
    claimed.next_try_at -= CLAIM;
    let moved = webhooks.store.write("test", |transaction| transaction.update_webhook(&claimed, 1));
    assert!(moved.unwrap());

    let server = serve(&site).await;
    let calls = receiver.wait_for(2).await;
    assert_eq!(calls[0].header("webhook-id"), calls[1].header("webhook-id"));
    assert_eq!(calls[0].body, calls[1].body);
    let log = loop {
        let told = webhooks.store.read("test", |view| view.webhooks_of_erasure("erasure1")).unwrap().remove(0);
        if matches!(told.status, Status::Sent { .. }) {
            break server.stop().await;
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    };
    assert!(log.contains("recipient told") && log.contains("endpoint=\"crm\""), "{log}");
    assert!(log.contains("webhooks name a shop that does not exist") && log.contains("nowhere"), "{log}");
    for hidden in ["BB002", KEY, "v1,"] {
        assert!(!log.contains(hidden), "{hidden} in {log}");
    }
    let verified = site.run(&["audit", "verify", "--config", "gdpr.toml"]).await;
    assert!(!verified.is_empty());
}

#[tokio::test]
async fn an_endpoint_that_hangs_holds_up_no_other() {
    let (hanging, well) = (Receiver::start(vec![Reply::Hangs]).await, Receiver::start(vec![Reply::status(204)]).await);
    let site = Site::with_world().await;
    let endpoint = |name: &str, receiver: &Receiver| {
        format!(
            "[[webhooks]]\nname = \"{name}\"\nurl = \"http://{}/hooks\"\nkey_id = \"{KEY_ID}\"\nsecret = \"{KEY}\"\n",
            receiver.address
        )
    };
    let config = [endpoint("hanging", &hanging), endpoint("well", &well)];
    std::fs::write(site.path("gdpr.toml"), config.concat()).unwrap();
    let recipients = open(&[hanging.endpoint("hanging"), well.endpoint("well")]).unwrap();
    let webhooks = Webhooks { endpoints: Arc::new(recipients), ..webhooks(&site, &well) };
    for _ in 0..12 {
        queue(&webhooks, &notice(webhooks.clock.now(), &[]), None);
    }
    let server = serve(&site).await;
    well.wait_for(12).await;
    // Two are sent to one endpoint at once. A third would say that calls to the first two had to time out meanwhile.
    assert!(hanging.calls().len() <= 2, "{}", hanging.calls().len());
    server.kill().await;
}

#[tokio::test]
async fn a_program_that_is_told_to_stop_waits_for_the_answer_of_a_recipient_and_shows_it() {
    let receiver = Receiver::start(vec![Reply::NeverEnds(b"HTTP/1.1 204 No Content\r\n\r\n".to_vec())]).await;
    let site = site(&receiver).await;
    let wish = ["request", "create", "--type", "erasure", "--shop", SHOP, "--customer", "BB002", "--print-link"];
    let made = site.run(&[&wish[..], &["--json", "--config", "gdpr.toml"]].concat()).await;
    let made: serde_json::Value = serde_json::from_str(&made).unwrap();
    let id = made["requestId"].as_str().unwrap();
    let webhooks = webhooks(&site, &receiver);
    queue(&webhooks, &notice(webhooks.clock.now(), &[]), Some(&id.parse().unwrap()));
    let ask = async |what: &str| site.run(&["request", what, id, "--config", "gdpr.toml"]).await;
    assert!(ask("show").await.contains("\nwebhook       customer.erased to crm: waiting since "));

    let server = serve(&site).await;
    receiver.wait_for(1).await;
    server.stop().await;
    let shown = ask("show").await;
    assert!(shown.contains("\nwebhook       customer.erased to crm: sent "), "{shown}");
    let history = ask("history").await;
    assert!(history.contains("recipient-told") && history.contains("http.204"), "{history}");
    let json = site.run(&["request", "show", id, "--config", "gdpr.toml", "--json"]).await;
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    let [told] = &json["webhooks"].as_array().unwrap()[..] else { panic!("there is one: {json}") };
    let member = |name: &str| told[name].as_str().unwrap_or_else(|| panic!("no {name} in {told}"));
    assert_eq!((member("endpoint"), member("status"), member("answer")), ("crm", "sent", "http.204"));
    assert!(!told.to_string().contains("BB002"));
}
