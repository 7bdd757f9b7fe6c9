//! Who is slowed down behind a reverse proxy: the client that the proxy names, and nobody who claims to be one.

use serde_json::json;

use crate::support::client::Ask;
use crate::support::service::Service;

const GUESSES: u32 = 3;

async fn behind(trusted: &[&str]) -> Service {
    Service::start_with(|config| {
        config.proxy.trusted = trusted.iter().map(|network| network.parse().unwrap()).collect();
        config.throttle.wrong_hashes_per_minute = GUESSES;
    })
    .await
}

/// A guess at a request of its own, since each request has a limit too.
fn guess(service: &Service) -> Ask {
    service.put(&service.request().id).json(json!({"hash": "wrong"}).to_string())
}

#[tokio::test]
async fn each_client_of_a_trusted_proxy_has_guesses_of_its_own() {
    let service = behind(&["127.0.0.0/8"]).await;
    let from = |client: &str| guess(&service).header("x-forwarded-for", format!("198.51.100.7, {client}"));
    for client in ["192.0.2.1", "192.0.2.2"] {
        for _ in 0..GUESSES {
            from(client).send().await.expect(422);
        }
        from(client).send().await.expect(429);
    }
    // The same client in the other header's words.
    guess(&service).header("forwarded", "for=\"192.0.2.1:4711\"").send().await.expect(429);
    guess(&service).header("forwarded", "for=192.0.2.3").send().await.expect(422);
}

#[tokio::test]
async fn nobody_gets_more_guesses_by_claiming_to_be_somebody_else() {
    for trusted in [&[][..], &["192.0.2.0/24"], &["unix"]] {
        let service = behind(trusted).await;
        let mut answers = Vec::new();
        for number in 0..=GUESSES {
            let ask = guess(&service).header("x-forwarded-for", format!("198.51.100.{number}"));
            answers.push(ask.header("forwarded", format!("for=198.51.100.{number}")).send().await.status);
        }
        assert_eq!(answers, [422, 422, 422, 429], "{trusted:?}");
    }
    // Past a trusted proxy that sets one header and lets the other through, or adds to what it got.
    let service = behind(&["127.0.0.1"]).await;
    let mut answers = Vec::new();
    for number in 0..=GUESSES {
        let ask = guess(&service).header("x-forwarded-for", format!("198.51.100.{number}, 192.0.2.9"));
        answers.push(ask.header("forwarded", format!("for=198.51.100.{number}")).send().await.status);
    }
    assert_eq!(answers, [422, 422, 422, 429]);
}
