//! Alive, ready, and the contracts for download.

use crate::support::service::Service;

#[tokio::test]
async fn a_service_is_alive_and_ready() {
    let service = Service::start().await;
    assert_eq!(service.ask("GET", "/livez").send().await.expect(200).body, "alive\n");
    assert_eq!(service.ask("GET", "/readyz").send().await.expect(200).body, "ready\n");
    assert!(service.ask("HEAD", "/readyz").send().await.expect(200).body.is_empty());
}

#[tokio::test]
async fn the_contracts_are_offered_as_they_stand_in_specs() {
    let service = Service::start().await;
    let specs = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../specs");
    for name in ["data-requests", "icm-gdpr", "iom-gdpr"] {
        let answer = service.ask("GET", &format!("/openapi/{name}.yaml")).send().await.expect(200);
        assert_eq!(answer.header("content-type"), "application/yaml");
        let mut files = std::fs::read_dir(&specs).unwrap().map(|entry| entry.unwrap().path());
        let file = files.find(|path| path.file_name().unwrap().to_str().unwrap().starts_with(name)).unwrap();
        assert_eq!(answer.body, std::fs::read(file).unwrap());
    }
}
