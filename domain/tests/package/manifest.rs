//! `manifest.json` and its signature.

use domain::audit::export::PublicKey;
use domain::package::PackageKind;
use ed25519_dalek::{Signature, VerifyingKey};
use serde_json::json;
use sha2::{Digest, Sha256};

use crate::contract::full_customer;
use crate::{Wanted, access, key, stored};

#[test]
fn the_manifest_has_length_and_digest_of_every_member_before_it() {
    let package = access(&stored(&full_customer()).0);
    let manifest = package.json("manifest.json");
    let members = manifest["members"].as_array().unwrap();
    let names: Vec<_> = members.iter().map(|member| member["name"].as_str().unwrap()).collect();
    assert_eq!(names, package.names[..package.names.len() - 2]);
    for member in members {
        let content = &package.members[member["name"].as_str().unwrap()];
        assert_eq!(member["size"], content.len());
        assert_eq!(member["sha256"], base16ct::lower::encode_string(&Sha256::digest(content)));
    }
}

#[test]
fn the_manifest_says_what_the_package_is() {
    let mut manifest = access(&stored(&full_customer()).0).json("manifest.json");
    manifest.as_object_mut().unwrap().retain(|name, _| name != "members" && name != "omissions");
    let expected = json!({
        "format": "gdpr-server/package/1",
        "kind": "access",
        "article": 15,
        "request": "r-1",
        "shop": "example-shop",
        "madeAt": "2026-11-22T10:20:30.000Z",
        "language": "en",
        "service": {"name": "gdpr-server", "version": "1.2.3"},
        "schema": {"name": "iom-gdpr", "version": "2.9", "object": "Customer"},
        "sources": ["customers"],
        "held": true,
        "publicKey": PublicKey::of(&key()).to_string(),
    });
    assert_eq!(manifest, expected);
}

#[test]
fn what_no_package_has_is_said_in_each() {
    let (data, _) = stored(&full_customer());
    for (kind, codes) in [
        (PackageKind::Access, &["other-systems", "not-recorded"][..]),
        (PackageKind::Portability, &["not-provided", "legal-basis", "other-systems"]),
    ] {
        let manifest = Wanted::of(kind).package(&data).json("manifest.json");
        let omissions = manifest["omissions"].as_array().unwrap();
        assert_eq!(omissions.iter().map(|it| it["code"].as_str().unwrap()).collect::<Vec<_>>(), codes);
        assert!(omissions.iter().all(|omission| omission["reason"].as_str().is_some_and(|it| it.contains(' '))));
    }
}

#[test]
fn the_signature_is_that_of_the_service_over_the_bytes_of_the_manifest() {
    let package = access(&stored(&full_customer()).0);
    let public = PublicKey::of(&key()).to_string();
    let public = VerifyingKey::from_bytes(&base16ct::lower::decode_vec(public).unwrap().try_into().unwrap()).unwrap();
    let signature = Signature::from_slice(&package.members["manifest.json.sig"]).unwrap();
    let manifest = &package.members["manifest.json"];
    public.verify_strict(manifest, &signature).unwrap();
    let mut changed = manifest.clone();
    changed[100] ^= 1;
    assert!(public.verify_strict(&changed, &signature).is_err());
}
