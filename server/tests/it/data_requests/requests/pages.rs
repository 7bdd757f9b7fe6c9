//! Lists page by page.

use std::collections::BTreeSet;

use chrono::TimeDelta;
use serde_json::json;

use crate::data_requests::desk::{REQUESTS, get, pending, post, wish};
use crate::support::service::Service;

/// A page behind `cursor`: its ids, and the cursor of the next.
async fn page(service: &Service, query: &str, cursor: Option<&str>) -> (Vec<String>, Option<String>) {
    let cursor = cursor.map(|cursor| format!("&cursor={cursor}")).unwrap_or_default();
    let answer = get(service, "chief", &format!("{REQUESTS}?{query}{cursor}")).await.expect(200).json();
    let ids = answer["items"].as_array().unwrap().iter().map(|item| item["id"].as_str().unwrap().to_owned()).collect();
    (ids, answer.get("next").map(|next| next.as_str().unwrap().to_owned()))
}

/// All pages, one after the other; `between` happens behind each.
async fn walk(service: &Service, query: &str, between: impl AsyncFn(usize)) -> Vec<Vec<String>> {
    let (first, mut next) = page(service, query, None).await;
    let mut pages = vec![first];
    while let Some(cursor) = next {
        between(pages.len()).await;
        let (ids, after) = page(service, query, Some(&cursor)).await;
        pages.push(ids);
        next = after;
    }
    pages
}

/// So many requests, of which some came at the same moment; in the order in which a list has them.
async fn requests(service: &Service, count: usize) -> Vec<String> {
    let mut made: Vec<(usize, String)> = Vec::new();
    for number in 0..count {
        if number % 3 == 0 {
            service.clock.pass(TimeDelta::seconds(1));
        }
        made.push((number / 3, pending(service).await));
    }
    made.sort();
    made.into_iter().map(|(_, id)| id).collect()
}

#[tokio::test]
async fn pages_hold_every_request_once_and_the_last_one_says_so() {
    let service = Service::start().await;
    let all = requests(&service, 12).await;
    for (limit, sizes) in [(5, &[5, 5, 2][..]), (4, &[4, 4, 4]), (12, &[12]), (11, &[11, 1]), (1, &[1; 12])] {
        let pages = walk(&service, &format!("limit={limit}"), async |_| ()).await;
        assert_eq!(pages.iter().map(Vec::len).collect::<Vec<_>>(), sizes);
        assert_eq!(pages.concat(), all, "limit {limit}");
    }
}

#[tokio::test]
async fn a_page_has_50_requests_unless_told_and_200_at_most() {
    let service = Service::start().await;
    let maker = domain::audit::Actor::CommandLine("test".to_owned());
    for _ in 0..201 {
        let wish = domain::requests::Wish {
            kind: domain::request::RequestType::Access,
            shop: "inTRONICS".parse().unwrap(),
            subject: domain::requests::Who::Customer("BB002".parse().unwrap()),
            destination: domain::requests::Destination::Handed,
            language: None,
            received_at: None,
        };
        service.requests.create(&maker, &wish, None).unwrap();
    }
    let sizes = async |query: &str| walk(&service, query, async |_| ()).await.iter().map(Vec::len).collect::<Vec<_>>();
    assert_eq!(sizes("").await, [50, 50, 50, 50, 1]);
    assert_eq!(sizes("limit=200").await, [200, 1]);
}

#[tokio::test]
async fn requests_that_arrive_meanwhile_move_no_other_one() {
    let service = Service::start().await;
    let all = requests(&service, 9).await;
    let walked = walk(&service, "limit=2", async |_| {
        // One that came just now, and one that came before all others.
        service.clock.pass(TimeDelta::seconds(1));
        pending(&service).await;
        let mut early = wish();
        early["receivedAt"] = json!("2026-06-01T00:00:00Z");
        post(&service, "officer", REQUESTS, &early).await.expect(201);
    });
    let walked = walked.await.concat();
    assert_eq!(walked[..all.len()], all[..]);
    assert!(walked.len() > all.len(), "those that came at the end are seen as well");
    assert_eq!(walked.iter().collect::<BTreeSet<_>>().len(), walked.len(), "none twice");
}

#[tokio::test]
async fn a_page_goes_on_where_the_one_before_ended_also_when_that_request_has_changed() {
    let service = Service::start().await;
    let all = requests(&service, 4).await;
    let (first, next) = page(&service, "limit=2&state=pending", None).await;
    assert_eq!(first, all[..2]);
    post(&service, "officer", &format!("{REQUESTS}/{}/withdrawal", first[1]), &json!({})).await.expect(200);
    let (second, end) = page(&service, "limit=2&state=pending", next.as_deref()).await;
    assert_eq!((second.as_slice(), end), (&all[2..], None));
}
