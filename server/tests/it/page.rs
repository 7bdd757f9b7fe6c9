//! The confirmation page, without a browser: those are in `server/tests/page`.

mod assets;
mod cancel;
mod faults;
mod get;
mod guesses;
mod http;
mod log;
mod package;
mod post;
mod shops;

use crate::support::client::{Answer, Ask};
use crate::support::service::{Made, Service};

pub(crate) const PAGE: &str = "/gdpr-requests";

pub(crate) const ASK: &str = "Please confirm your request";
pub(crate) const FIRST: &str = "Thank you. Your request is confirmed";
pub(crate) const REPEAT: &str = "Your request is confirmed already";

/// What a mail links to.
pub(crate) fn link(id: &str, hash: &str) -> String {
    format!("{PAGE}?Hash={hash}&PersonalDataRequestID={id}")
}

pub(crate) async fn open(service: &Service, request: &Made) -> Answer {
    service.ask("GET", &link(&request.id, &request.hash)).send().await
}

/// The form on the page, as a browser sends it.
pub(crate) fn form(service: &Service, id: &str, hash: &str) -> Ask {
    let body = format!("Hash={hash}&PersonalDataRequestID={id}");
    service.ask("POST", PAGE).raw(body).header("content-type", "application/x-www-form-urlencoded")
}

pub(crate) async fn press(service: &Service, request: &Made) -> Answer {
    form(service, &request.id, &request.hash).send().await
}

/// The one heading of the first level that is not in a template.
#[track_caller]
pub(crate) fn heading(answer: &Answer) -> String {
    let shown = answer.text().split("<template").next().unwrap();
    let headings: Vec<_> = shown.split("<h1 tabindex=\"-1\">").skip(1).collect();
    let [heading] = headings[..] else { panic!("{shown}") };
    heading.split("</h1>").next().unwrap().to_owned()
}
