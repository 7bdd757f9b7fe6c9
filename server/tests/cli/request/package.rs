//! `request package`: what a data subject is handed, into a file.

use std::fs;
use std::io::{Cursor, Read};

use domain::audit::Actor;
use domain::request::State;
use domain::request::rules::approve;
use serde_json::{Value, json};
use zip::ZipArchive;

use super::super::World;
use super::{confirmed, store, with_customer};

/// A request for access that was approved.
fn approved(world: &World) -> String {
    let id = confirmed(world);
    let name = id.parse().unwrap();
    store(world)
        .write("approve", |transaction| {
            let mut request = transaction.request(&name)?.unwrap();
            let State::Confirmed { at } = request.state else { panic!("{:?}", request.state) };
            let by = Actor::CommandLine("somebody".to_owned());
            request.state = approve(&request.state, by, None, at, chrono::TimeDelta::zero()).unwrap();
            assert!(transaction.update_request(&request)?);
            Ok::<_, domain::store::StoreError>(())
        })
        .unwrap();
    id
}

fn member(package: &[u8], name: &str) -> String {
    let mut text = String::new();
    ZipArchive::new(Cursor::new(package)).unwrap().by_name(name).unwrap().read_to_string(&mut text).unwrap();
    text
}

/// How many packages wait.
fn waiting(world: &World) -> usize {
    fs::read_dir(world.path("gdpr.db.packages")).map_or(0, Iterator::count)
}

#[test]
fn a_package_is_written_into_a_file_once_and_the_request_is_closed() {
    let world = with_customer();
    let id = approved(&world);
    let told = world.run(&format!("request package {id} -o package.zip --json")).json();
    let package = fs::read(world.path("package.zip")).unwrap();
    assert_eq!(told, json!({"request": id, "file": "package.zip", "bytes": package.len()}));
    let document: Value = serde_json::from_str(&member(&package, "data.json")).unwrap();
    assert_eq!(document["orders"][0]["shopOrderNumber"], "O-1");
    assert!(member(&package, "report.html").contains("erika@example.org"));
    let manifest: Value = serde_json::from_str(&member(&package, "manifest.json")).unwrap();
    assert_eq!(manifest["publicKey"], world.run("audit public-key").done().trim());
    let closed = world.run(&format!("request show {id} --json")).json();
    assert_eq!((&closed["state"], &closed["outcome"]), (&json!("closed"), &json!("completed")));
    assert_eq!(waiting(&world), 0, "nothing stays behind");
    let history = world.run(&format!("request history {id}")).done();
    assert!(history.contains("package-made") && history.contains("package-delivered"), "{history}");
    world.run(&format!("request package {id} -o again.zip")).refused(1, &["the request is closed already"]);
    assert!(!world.path("again.zip").exists());
}

#[cfg(unix)]
#[test]
fn the_file_is_for_its_owner_only() {
    use std::os::unix::fs::PermissionsExt;
    let world = with_customer();
    let id = approved(&world);
    let told = world.run(&format!("request package {id} -o package.zip")).done();
    assert!(told.contains("bytes, in package.zip; the request is closed"), "{told}");
    assert_eq!(fs::metadata(world.path("package.zip")).unwrap().permissions().mode() & 0o777, 0o600);
    assert_eq!(fs::metadata(world.path("gdpr.db.packages")).unwrap().permissions().mode() & 0o777, 0o700);
}

#[test]
fn no_file_is_written_over_and_the_package_waits() {
    let world = with_customer();
    let id = approved(&world);
    world.write("package.zip", "of somebody else");
    world.run(&format!("request package {id} -o package.zip")).refused(1, &["package.zip cannot be written"]);
    assert_eq!(fs::read(world.path("package.zip")).unwrap(), b"of somebody else");
    world
        .run(&format!("request package {id} -o nowhere/package.zip"))
        .refused(1, &["nowhere/package.zip cannot be written"]);
    assert_eq!(waiting(&world), 1);
    world.run(&format!("request package {id} -o another.zip")).done();
    assert_eq!(waiting(&world), 0);
}

#[test]
fn a_package_can_go_to_standard_output() {
    let world = with_customer();
    let id = approved(&world);
    world.run(&format!("request package {id} -o - --json")).refused(2, &["--json has no place there"]);
    let output = world.command().args(["request", "package", &id, "-o", "-"]).output().unwrap();
    assert!(output.status.success() && output.stderr.is_empty(), "{}", String::from_utf8_lossy(&output.stderr));
    assert_eq!(serde_json::from_str::<Value>(&member(&output.stdout, "manifest.json")).unwrap()["request"], id);
    assert_eq!(world.run(&format!("request show {id} --json")).json()["state"], "closed");
}

#[test]
fn what_is_not_approved_has_no_package() {
    let world = with_customer();
    let id = confirmed(&world);
    world.run(&format!("request package {id} -o package.zip")).refused(1, &["the request is not approved"]);
    world.run("request package unknown -o package.zip").refused(1, &["there is no request with this id"]);
    assert!(!world.path("package.zip").exists() && waiting(&world) == 0);
}
