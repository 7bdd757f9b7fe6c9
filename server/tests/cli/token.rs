//! `token issue`.

use super::World;

#[test]
fn a_token_is_printed_alone_or_with_its_end() {
    let world = World::with_shop_and_user();
    let token = world.run("token issue --user alice").done();
    assert_eq!(token.trim().split('.').count(), 3);
    let json = world.run("token issue --user alice --ttl 10m --json").json();
    assert_eq!(json["user"], "alice");
    assert_eq!(json["token"].as_str().unwrap().split('.').count(), 3);
    assert!(chrono::DateTime::parse_from_rfc3339(json["expiresAt"].as_str().unwrap()).is_ok());
    assert_ne!(json["token"], token.trim());
}

#[test]
fn a_token_is_for_a_user_who_exists_and_for_a_day_at_most() {
    let world = World::with_shop_and_user();
    world.run("token issue --user bob").refused(1, &["there is no user \"bob\""]);
    world.run("token issue").refused(2, &["--user <NAME>"]);
    for ttl in ["0s", "500ms", "25h", "99999999999999"] {
        world.run(&format!("token issue --user alice --ttl {ttl}")).refused(2, &["from one second to 24 hours"]);
    }
    world.run("token issue --user alice --ttl soon").refused(2, &["write it like 90s, 10m or 1h"]);
}

#[test]
fn a_short_or_missing_secret_is_refused_before_anything_is_made() {
    let world = World::new().with("GDPR_TOKENS_SECRET", "too-short-to-protect");
    let told = world.run("shop add inTRONICS").refused(2, &["tokens.secret", "at least 32 characters"]);
    assert!(!told.contains("too-short-to-protect"), "{told}");
    let world = World::new().with("GDPR_TOKENS_SECRET_FILE", "missing");
    world.run("shop add inTRONICS").refused(2, &["tokens.secret_file: missing cannot be read"]);
    let world = World::new().with("GDPR_TOKENS_PUBLIC_KEY_FILE", "missing");
    world.run("serve --listen 127.0.0.1:0").refused(2, &["tokens.public_key_file: missing cannot be read"]);
    assert_eq!(std::fs::read_dir(world.folder.path()).unwrap().count(), 0);
}

#[test]
fn with_public_keys_alone_there_is_nothing_to_sign_with() {
    let world = World::with_shop_and_user().with("GDPR_TOKENS_PUBLIC_KEY_FILE", "issuer.pem");
    world.write("issuer.pem", include_str!("../../src/credentials/testdata/ed25519.pub.pem"));
    world.run("token issue --user alice").refused(1, &["only has public keys", "tokens.secret"]);
}
