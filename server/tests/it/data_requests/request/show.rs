//! One request.

use serde_json::json;

use crate::data_requests::desk::{assert_problem, confirmed, get, path, pending, shown, shown_confirmed};
use crate::support::service::Service;

#[tokio::test]
async fn a_request_is_shown_whole_in_each_of_its_states() {
    let service = Service::start().await;
    let id = pending(&service).await;
    assert_eq!(get(&service, "officer", &path(&id, "")).await.expect(200).json(), shown(&id, &json!({})));
    let service = Service::start().await;
    let id = confirmed(&service).await;
    assert_eq!(get(&service, "officer", &path(&id, "")).await.expect(200).json(), shown_confirmed(&id, &json!({})));
}

#[tokio::test]
async fn what_is_no_request_is_the_same_404() {
    let service = Service::start().await;
    for id in ["0123", "undefined", "%20", "a%2Fb", "%C3%BC", &"9".repeat(300)] {
        let answer = get(&service, "officer", &path(id, "")).await;
        let detail = "There is no request with this id.";
        assert_problem(&answer, 404, "Not Found", "data_request.not_found.error", detail);
    }
}
