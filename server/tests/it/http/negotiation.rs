//! Accept: what is served and what is 406.

use crate::support::client::{CONTAINER, CUSTOMER};
use crate::support::service::Service;
use crate::support::world::PASSWORD;

#[tokio::test]
async fn the_contracts_type_and_what_covers_it_are_served() {
    let service = Service::start().await;
    for accept in [CONTAINER, "*/*", "application/*", "text/html, */*;q=0.1"] {
        let answer = service.put("x").json("{}").header("accept", accept).send().await.expect(404);
        assert_eq!(answer.header("content-type"), CONTAINER, "{accept}");
    }
    let answer = service.put("x").json("{}").header("accept", "text/html").another("accept", CONTAINER);
    answer.send().await.expect(404);
    let path = "/rest/gdpr/shops/inTRONICS/customers/BB002";
    let answer = service.ask("GET", path).basic("viewer", PASSWORD).header("accept", CUSTOMER);
    answer.send().await.expect(200);
}

#[tokio::test]
async fn anything_else_is_406_and_says_what_there_is() {
    let service = Service::start().await;
    for accept in ["text/html", "application/json", "application/vnd.intershop.gdpr.v2+json", "*/*;q=0", ""] {
        let answer = service.put("x").json("{}").header("accept", accept).send().await.expect(406);
        assert_eq!(answer.error(), "request.not_acceptable.error", "{accept}");
        assert!(answer.json()["errors"][0]["message"].as_str().unwrap().contains(CONTAINER));
    }
    let path = "/rest/gdpr/shops/inTRONICS/customers/BB002";
    let answer = service.ask("GET", path).basic("viewer", PASSWORD).header("accept", "application/json");
    let answer = answer.send().await.expect(406);
    assert!(answer.json()["detail"].as_str().unwrap().contains(CUSTOMER));
    let answer = service.ask("GET", path).header("accept", "application/json");
    answer.send().await.expect(401);
}

#[tokio::test]
async fn no_header_about_preferences_keeps_a_call_from_being_answered() {
    let service = Service::start().await;
    for weight in ["nan", "-nan", "inf", "1e99", "", "=", ";", "\"", "\"a,b\"", "\\"] {
        let mixed = format!("de;q={weight}, en;q=0.5, fr, ").repeat(60);
        for name in ["accept-language", "accept", "accept-encoding", "accept-charset", "prefer"] {
            let answer = service.put("x").json("{}").header(name, &mixed).send().await;
            assert_eq!(answer.status, if name == "accept" { 406 } else { 404 }, "{name}: {weight}");
        }
    }
}
