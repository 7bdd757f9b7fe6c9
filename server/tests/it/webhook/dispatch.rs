//! From the erasure to the receiver: the queue, the sender, the history and the log.

use chrono::TimeDelta;
use domain::clock::Clock;
use domain::webhook::{Delivery, Status};
use gdpr_server::config::Webhook;
use gdpr_server::webhook::open;
use serde_json::json;

use super::{notice, queue};
use crate::support::receiver::{Receiver, Reply, endpoint};
use crate::support::service::{Service, tester};
use crate::support::world::SHOP;

/// A service that tells these, and shows its figures.
async fn service(webhooks: Vec<Webhook>) -> Service {
    Service::start_with(move |config| {
        config.webhooks = webhooks;
        config.metrics.enabled = true;
    })
    .await
}

/// Sends what is due; gives back how many were tried.
async fn send(service: &Service) -> usize {
    let mut tried = 0;
    let others = service.dispatch.unconfigured().await.unwrap();
    for endpoint in service.dispatch.endpoints().iter().chain(&others) {
        while service.dispatch.send_next(endpoint).await.unwrap() {
            tried += 1;
        }
    }
    tried
}

fn deliveries(service: &Service) -> Vec<Delivery> {
    service.store.read("test", |view| view.webhooks_of_erasure("erasure1")).unwrap()
}

#[tokio::test]
async fn a_recipient_is_told_once_and_the_receipt_stands_in_the_history() {
    let receiver = Receiver::start(vec![Reply::status(204)]).await;
    let elsewhere = endpoint("elsewhere", "http://127.0.0.1:1/");
    let other = Webhook { shops: vec!["Autre".parse().unwrap()], ..elsewhere };
    let service = service(vec![receiver.endpoint("crm"), other]).await;
    let request = service.request_at(SHOP, "BB002").id.parse().unwrap();
    queue(&service.webhooks, &notice(service.clock.now(), &["invoices"]), Some(&request));
    assert_eq!(send(&service).await, 1);
    assert_eq!(send(&service).await, 0);
    let calls = receiver.calls();
    assert_eq!(
        calls[0].json(),
        json!({
            "type": "customer.partly-erased",
            "timestamp": "2027-01-15T08:00:00.000Z",
            "data": {"shop": SHOP, "customerNumber": "BB002", "erasureId": "erasure1", "keptCategories": ["invoices"]},
        })
    );
    let history = service.requests.history(&tester(), &request).unwrap();
    let receipt = &history.last().unwrap().entry;
    assert_eq!(receipt.action, "recipient-told");
    let detail = |name: &str| receipt.details.get(name).map(String::as_str);
    assert_eq!((detail("endpoint"), detail("answer")), (Some("crm"), Some("http.204")));
    assert_eq!(detail("message"), Some(calls[0].header("webhook-id")));
}

#[tokio::test]
async fn who_comes_back_gets_the_same_bytes_under_the_same_id_at_another_time() {
    let replies = vec![Reply::status(503), Reply::HangsUp, Reply::with(302, "location: /\r\n"), Reply::status(200)];
    let receiver = Receiver::start(replies).await;
    let service = service(vec![receiver.endpoint("crm")]).await;
    queue(&service.webhooks, &notice(service.clock.now(), &[]), None);
    for (tries, answer) in [(1, "http.503"), (2, "webhook.dropped"), (3, "http.302"), (4, "http.200")] {
        assert_eq!(send(&service).await, 1, "try {tries}");
        let delivery = &deliveries(&service)[0];
        assert_eq!((delivery.tries, delivery.answer.as_deref()), (tries, Some(answer)));
        assert_eq!(send(&service).await, 0, "not at once");
        service.clock.pass(TimeDelta::minutes(10));
    }
    let calls = receiver.calls();
    assert_eq!(calls.len(), 4);
    for call in &calls[1..] {
        assert_eq!((call.header("webhook-id"), &call.body), (calls[0].header("webhook-id"), &calls[0].body));
    }
    let times: Vec<i64> = calls.iter().map(|call| call.header("webhook-timestamp").parse().unwrap()).collect();
    assert!(times.windows(2).all(|pair| pair[1] - pair[0] == 600), "{times:?}");
    let signatures: std::collections::BTreeSet<_> = calls.iter().map(|call| call.header("webhook-signature")).collect();
    assert_eq!(signatures.len(), 4);
}

#[tokio::test]
async fn one_that_hangs_holds_up_no_other_for_longer_than_it_may_take() {
    let hanging = Receiver::start(vec![Reply::Hangs]).await;
    let well = Receiver::start(vec![Reply::status(204)]).await;
    let slow = Webhook { timeout: std::time::Duration::from_millis(200), ..hanging.endpoint("slow") };
    let service = service(vec![slow, well.endpoint("well")]).await;
    queue(&service.webhooks, &notice(service.clock.now(), &[]), None);
    assert_eq!(send(&service).await, 2);
    assert_eq!((hanging.calls().len(), well.calls().len()), (1, 1));
    let mut statuses: Vec<_> =
        deliveries(&service).into_iter().map(|it| (it.endpoint.to_string(), it.status.code(), it.answer)).collect();
    statuses.sort();
    let answer = |code: &str| Some(code.to_owned());
    assert_eq!(
        statuses,
        [("slow".to_owned(), "waiting", answer("webhook.timeout")), ("well".to_owned(), "sent", answer("http.204")),]
    );
}

#[tokio::test]
async fn notices_to_an_endpoint_that_left_the_configuration_are_put_off() {
    let service = service(vec![endpoint("crm", "http://127.0.0.1:1/")]).await;
    let former = domain::webhook::Webhooks {
        endpoints: std::sync::Arc::new(open(&[endpoint("former", "http://127.0.0.1:1/")]).unwrap()),
        ..service.webhooks.clone()
    };
    queue(&former, &notice(service.clock.now(), &[]), None);
    assert_eq!(service.dispatch.unconfigured().await.unwrap(), ["former".parse().unwrap()]);
    assert_eq!(send(&service).await, 1);
    let delivery = &deliveries(&service)[0];
    assert_eq!((delivery.status, delivery.answer.as_deref()), (Status::Waiting, Some("webhook.no-endpoint")));
}

#[tokio::test]
async fn who_is_gone_is_given_up_and_tries_are_counted_about_nobody() {
    let receiver = Receiver::start(vec![Reply::status(500), Reply::status(410)]).await;
    let service = service(vec![receiver.endpoint("crm")]).await;
    queue(&service.webhooks, &notice(service.clock.now(), &[]), None);
    assert_eq!(send(&service).await, 1);
    service.clock.pass(TimeDelta::minutes(1));
    assert_eq!(send(&service).await, 1);
    assert_eq!(deliveries(&service)[0].status, Status::GivenUp { at: service.clock.now() });
    service.clock.pass(TimeDelta::days(1));
    assert_eq!(send(&service).await, 0);
    let figures = service.ask("GET", "/metrics").send().await.expect(200);
    let figures = String::from_utf8(figures.body.to_vec()).unwrap();
    for result in ["later", "given_up"] {
        let line = format!(r#"gdpr_webhooks_total{{kind="customer.erased",result="{result}"}} 1"#);
        assert!(figures.lines().any(|found| found == line), "{line}\nin {figures}");
    }
    for personal in ["BB002", SHOP, "crm", "erasure1"] {
        assert!(!figures.contains(personal), "{personal} in {figures}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn several_senders_tell_each_recipient_once() {
    let receiver = Receiver::start(vec![Reply::status(204)]).await;
    let service = service(vec![receiver.endpoint("crm"), receiver.endpoint("warehouse")]).await;
    for _ in 0..10 {
        queue(&service.webhooks, &notice(service.clock.now(), &[]), None);
    }
    let endpoints = service.dispatch.endpoints();
    assert_eq!(endpoints.len(), 2);
    let senders: Vec<_> = [&endpoints[..], &endpoints[..]]
        .concat()
        .into_iter()
        .map(|endpoint| {
            let dispatch = service.dispatch.clone();
            tokio::spawn(async move { while dispatch.send_next(&endpoint).await.unwrap() {} })
        })
        .collect();
    for sender in senders {
        sender.await.unwrap();
    }
    let calls = receiver.calls();
    let ids: std::collections::BTreeSet<_> = calls.iter().map(|call| call.header("webhook-id")).collect();
    assert_eq!((calls.len(), ids.len()), (20, 20));
}
