//! The URL as it arrives: server groups, sites, applications, matrix parameters, encodings.

use domain::clock::Clock;
use domain::message::Language;
use domain::names::RequestId;
use domain::request::{Deadline, Link, Request, RequestType, State, Subject};
use domain::store::StoreError;
use serde_json::json;

use crate::support::client::CONTAINER;
use crate::support::service::Service;
use crate::support::world::{OTHER_SITE, SHOP, SITE};

async fn status(service: &Service, path: &str) -> u16 {
    let request = service.request();
    let path = path.replace("{id}", &request.id);
    let body = json!({"hash": request.hash}).to_string();
    let answer = service.ask("PUT", &path).json(body).send().await;
    assert_eq!(answer.header("content-type"), CONTAINER, "{path}: {answer:?}");
    answer.status
}

#[tokio::test]
async fn every_server_group_application_and_matrix_parameter_is_served() {
    let service = Service::start().await;
    for path in [
        "/INTERSHOP/rest/WFS/SITE/rest/gdpr-requests/{id}/confirmations",
        "/INTERSHOP/rest/BOS/SITE/-/gdpr-requests/{id}/confirmations",
        "/INTERSHOP/rest/JOB/SITE/any.app/gdpr-requests/{id}/confirmations",
        "/INTERSHOP/rest/WFS/SITE/rest;loc=de_DE;cur=EUR/gdpr-requests/{id}/confirmations",
        "/INTERSHOP/rest/WFS/SITE/-;loc=en_US;cur=USD/gdpr-requests/{id}/confirmations;pgid=a%2Fb",
        "/INTERSHOP/rest/WFS/SITE;x/rest;;/gdpr-requests;pgid=1/{id};a=b/confirmations",
        "/INTERSHOP/rest/WFS/SITE/rest/gdpr-requests/{id}/confirmations?utm=1",
        "/INTERSHOP/rest/WFS/inSPIRED%2DinTRONICS%2dSite/rest/gdpr-requests/{id}/confirmations",
        "/INTERSHOP/rest/WFS/SITE/rest/gdpr%2Drequests/{id}/confirmations",
    ] {
        assert_eq!(status(&service, &path.replace("SITE", SITE)).await, 200, "{path}");
    }
}

#[tokio::test]
async fn anything_else_below_the_contract_is_404_in_the_contracts_shape() {
    let service = Service::start().await;
    for path in [
        "/INTERSHOP/rest/XXX/SITE/rest/gdpr-requests/{id}/confirmations",
        "/INTERSHOP/rest/wfs/SITE/rest/gdpr-requests/{id}/confirmations",
        "/INTERSHOP/rest/WFS/SITE/rest/GDPR-requests/{id}/confirmations",
        "/INTERSHOP/rest/WFS/SITE/rest/gdpr-requests/{id}/confirmations/",
        "/INTERSHOP/rest/WFS/SITE/rest/gdpr-requests/{id}",
        "/INTERSHOP/rest/WFS/SITE/rest/gdpr-requests//confirmations",
        "/INTERSHOP/rest/WFS//rest/gdpr-requests/{id}/confirmations",
        "/INTERSHOP/rest/WFS/SITE//gdpr-requests/{id}/confirmations",
        "/INTERSHOP/rest/WFS/SITE/rest/gdpr-requests/../gdpr-requests/{id}/confirmations",
        "/INTERSHOP/rest/WFS/SITE/rest/%2e%2e/rest/gdpr-requests/{id}/confirmations",
        "/INTERSHOP/rest/WFS/SITE/rest/gdpr-requests;x=/..;/{id}/confirmations",
        "/INTERSHOP/rest/WFS/SITE/rest/gdpr-requests%2F{id}/confirmations",
        "/INTERSHOP/rest/WFS/SITE/gdpr-requests/{id}/confirmations",
        "/INTERSHOP/rest/",
        "/INTERSHOP/rest",
        "/%49NTERSHOP/rest;x/WFS/SITE/nowhere",
    ] {
        assert_eq!(status(&service, &path.replace("SITE", SITE)).await, 404, "{path}");
    }
}

#[tokio::test]
async fn a_path_that_is_not_encoded_as_urls_are_is_400() {
    let service = Service::start().await;
    for id in ["%zz", "%", "%4", "%ff", "%c0%af", "%00", "%0a", "a;b=%zz", "%ed%a0%80"] {
        let answer = service.put(id).json("{}").send().await.expect(400);
        assert_eq!(answer.error(), "request.malformed.error", "{id}");
        assert_eq!(answer.header("content-type"), CONTAINER);
    }
}

#[tokio::test]
async fn an_id_arrives_the_same_however_often_it_was_encoded() {
    let service = Service::start().await;
    let request = service.request();
    let once = request.id.bytes().fold(String::new(), |encoded, byte| format!("{encoded}%{byte:02X}"));
    service.confirm(&once, &request.hash).await.expect(200);
    // Twice: the storefront encodes what needs no encoding, so the text stays the same.
    assert!(request.id.bytes().all(|byte| byte.is_ascii_hexdigit()));
}

#[tokio::test]
async fn a_request_of_any_legal_id_is_found_however_the_id_is_encoded() {
    let service = Service::start().await;
    let digest = |id: &str| domain::link::LinkKey::new(&[7; 32]).unwrap().digest(id, "right");
    let all = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    for id in [all, "-", "_", "--", "0", "null", "confirmations", &"x".repeat(255), "a_b-C"] {
        let request = Request {
            id: id.parse::<RequestId>().unwrap(),
            kind: RequestType::Access,
            shop: SHOP.parse().unwrap(),
            site: SITE.parse().unwrap(),
            language: Language::english(),
            // One for each: of two confirmed requests of the same person, one is a duplicate.
            subject: Subject::Customer(format!("C-{}", &id[..id.len().min(200)]).parse().unwrap()),
            address: None,
            deadline: Deadline::of(service.clock.now()),
            links: vec![Link { digest: digest(id), expires_at: service.clock.now() + chrono::TimeDelta::hours(1) }],
            address_is_stated: false,
            reminded_at: None,
            purged_at: None,
            state: State::Pending,
            revision: 0,
        };
        assert!(service.store.write("insert", |it| it.insert_request(&request)).map_err(|e: StoreError| e).unwrap());
        let encoded = id.bytes().fold(String::new(), |encoded, byte| format!("{encoded}%{byte:02x}"));
        service.confirm(id, "wrong").await.expect(422);
        for written in [id, &encoded, &format!("{id};loc=de_DE")] {
            let answer = service.confirm(written, "right").await.expect(200);
            assert!(
                answer.json()["links"]["self"].as_str().unwrap().ends_with(&format!("/{id}/confirmations")),
                "{id}"
            );
        }
        // Other case is another id.
        let other = id.to_ascii_uppercase();
        if other != id {
            service.confirm(&other, "right").await.expect(404);
        }
    }
}

#[tokio::test]
async fn the_link_to_itself_is_the_plain_path() {
    let service = Service::start().await;
    let request = service.request();
    let path = format!("/INTERSHOP/rest/BOS/{SITE}/r;loc=de_DE/gdpr-requests/{}/confirmations;pgid=x?y", request.id);
    let body = json!({"hash": request.hash}).to_string();
    let answer = service.ask("PUT", &path).json(body).send().await.expect(200);
    let plain = format!("/INTERSHOP/rest/BOS/{SITE}/r/gdpr-requests/{}/confirmations", request.id);
    assert_eq!(answer.json()["links"]["self"], plain);
}

#[tokio::test]
async fn a_request_belongs_to_the_site_of_its_shop() {
    let service = Service::start().await;
    let request = service.request_at("Autre", "AUTRE-1");
    service.confirm(&request.id, &request.hash).await.expect(404);
    let path = format!("/INTERSHOP/rest/WFS/{OTHER_SITE}/-/gdpr-requests/{}/confirmations", request.id);
    service.ask("PUT", &path).json(json!({"hash": request.hash}).to_string()).send().await.expect(200);
}
