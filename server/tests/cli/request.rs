//! `request create` and `request show`.

use serde_json::{Value, json};

use super::World;

fn with_customer() -> World {
    let world = World::with_shop_and_user();
    let line = json!({"shopCustomerNumber": "C-1", "customerType": "b2c", "email": "erika@example.org"}).to_string();
    world.run_with("customer import --shop inTRONICS -", line.as_bytes()).done();
    world
}

fn create(world: &World) -> Value {
    world.run("request create --type access --shop inTRONICS --customer C-1 --print-link --json").json()
}

#[test]
fn a_request_is_made_with_a_link_and_shown_without_its_hash() {
    let world = with_customer();
    let made = create(&world);
    let names: Vec<_> = made.as_object().unwrap().keys().collect();
    assert_eq!(names, ["confirmationUrl", "dueAt", "expiresAt", "hash", "requestId"]);
    let text = |name: &str| made[name].as_str().unwrap();
    let (id, hash) = (text("requestId"), text("hash"));
    assert_eq!((id.len(), hash.len()), (32, 64));
    assert_eq!(
        text("confirmationUrl"),
        format!("http://localhost:8080/gdpr-requests?Hash={hash}&PersonalDataRequestID={id}")
    );
    assert!(chrono::DateTime::parse_from_rfc3339(text("expiresAt")).is_ok());

    let shown = world.run(&format!("request show {id}")).done();
    for expected in ["access", "inTRONICS", "inSPIRED-inTRONICS-Site", "C-1", "pending"] {
        assert!(shown.contains(expected), "{shown}");
    }
    let json = world.run(&format!("request show {id} --json")).json();
    assert_eq!((&json["requestId"], &json["state"]), (&json!(id), &json!("pending")));
    assert_eq!(json["linkExpiresAt"], made["expiresAt"]);
    for printed in [shown, json.to_string()] {
        assert!(!printed.contains(hash) && !printed.contains("erika@example.org"), "{printed}");
    }
}

#[test]
fn the_text_for_people_says_the_same() {
    let world = with_customer();
    let out = world.run("request create --type erasure --shop inTRONICS --customer C-1 --print-link").done();
    let titles: Vec<_> = out.lines().filter_map(|line| line.split_whitespace().next()).collect();
    assert_eq!(titles, ["request", "hash", "link", "expires", "due"]);
    let id = out.split_whitespace().nth(1).unwrap();
    assert_eq!(world.run(&format!("request show {id} --json")).json()["type"], "erasure");
}

#[test]
fn link_and_lifetime_follow_the_configuration() {
    let world = with_customer()
        .with("GDPR_CONFIRMATION_URL", "https://shop.example/gdpr/{id}#{hash}")
        .with("GDPR_CONFIRMATION_LINK_LIFETIME", "7days");
    let made = create(&world);
    assert!(made["confirmationUrl"].as_str().unwrap().starts_with("https://shop.example/gdpr/"));
    let shown = world.run(&format!("request show {} --json", made["requestId"].as_str().unwrap())).json();
    let time = |name: &str| chrono::DateTime::parse_from_rfc3339(shown[name].as_str().unwrap()).unwrap();
    assert_eq!(time("linkExpiresAt") - time("receivedAt"), chrono::TimeDelta::days(7));
}

#[test]
fn no_two_requests_are_alike() {
    let world = with_customer();
    let (one, other) = (create(&world), create(&world));
    assert_ne!(one["requestId"], other["requestId"]);
    assert_ne!(one["hash"], other["hash"]);
}

#[test]
fn what_cannot_be_made_or_shown_is_refused_without_repeating_personal_data() {
    let world = with_customer();
    let create = "request create --type access --shop";
    world.run(&format!("{create} Moon --customer C-1")).refused(1, &["there is no shop \"Moon\""]);
    let told =
        world.run(&format!("{create} inTRONICS --customer C-4711")).refused(1, &["nobody on file with this number"]);
    assert!(!told.contains("4711"), "{told}");
    let told = world
        .run(&format!("{create} inTRONICS --customer C-1 --send-to erika@ --because moved"))
        .refused(2, &["--send-to ADDRESS"]);
    assert!(!told.contains("erika"), "{told}");
    let told = world.run(&format!("{create} inTRONICS --customer x/4711")).refused(2, &["--customer NUMBER"]);
    assert!(!told.contains("4711"), "{told}");
    world.run("request create --type x --shop inTRONICS --customer C-1").refused(2, &["access, erasure"]);
    world.run("request show 0123").refused(1, &["there is no request with this id"]);
    world.run("request show a%20b").refused(2, &["may only contain"]);
    world.run("request show").refused(2, &["<ID>"]);
}

#[test]
fn a_shop_can_have_a_link_of_its_own() {
    let world = with_customer().with("GDPR_SHOPS", "shops");
    std::fs::create_dir_all(world.path("shops/inTRONICS")).unwrap();
    world.write("shops/inTRONICS/shop.toml", "link = 'page'\npublic_url = 'https://privacy.shop.example'");
    let made = create(&world);
    let text = |name: &str| made[name].as_str().unwrap();
    let (id, hash) = (text("requestId"), text("hash"));
    let page = format!("https://privacy.shop.example/gdpr-requests?Hash={hash}&PersonalDataRequestID={id}");
    assert_eq!(text("confirmationUrl"), page);
}
