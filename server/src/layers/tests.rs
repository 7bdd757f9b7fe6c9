//! The way of a call to a contract of which the service behind it is a stand-in: it answers with what it was given.

use std::error::Error;
use std::net::Ipv4Addr;

use domain::clock::ManualClock;
use domain::directory;
use domain::link::LinkKey;
use domain::seal::MasterKey;
use domain::store::sqlite::Sqlite;
use domain::store::{Store, User};
use http_body_util::combinators::BoxBody;
use http_body_util::{BodyExt, Full};
use hyper::header::{AUTHORIZATION, LOCATION};
use serde_json::{Value, json};
use swagger::RequestParser;
use tempfile::TempDir;

use super::*;
use crate::api::Api;
use crate::assemble::{Parts, assemble};
use crate::config::Config;
use crate::contract::Contract;
use crate::credentials::passwords::Passwords;
use crate::credentials::{Credentials, Tokens};
use crate::secret::Secret;
use crate::shops::Shops;
use crate::system::OsEntropy;

/// The body of what generated code answers.
type Generated = BoxBody<Bytes, std::convert::Infallible>;

const REQUESTS: &str = "/rest/data-requests/requests";
const FORM: &str = "/rest/data-requests/public-requests";

/// Answers each operation of the management contract in another way that the domain or the generated code has.
#[derive(Clone, Copy)]
struct StandIn;

impl hyper::service::Service<(Request<Full<Bytes>>, Call)> for StandIn {
    type Response = Response<Generated>;
    type Error = Box<dyn Error + Send + Sync>;
    type Future = std::pin::Pin<Box<dyn Future<Output = Result<Response<Generated>, Self::Error>> + Send>>;

    fn call(&self, (request, call): (Request<Full<Bytes>>, Call)) -> Self::Future {
        Box::pin(async move {
            let (parts, body) = request.into_parts();
            let headers: Vec<_> =
                parts.headers.iter().map(|(name, value)| (name.as_str(), value.to_str().unwrap())).collect();
            let told = json!({
                "target": parts.uri.to_string(),
                "headers": headers,
                "body": String::from_utf8(body.collect().await?.to_bytes().to_vec())?,
                "caller": call.caller().map(ToString::to_string),
            });
            let operation = data_requests_api::server::ApiRequestParser::parse_operation_id(
                &Request::builder().method(parts.method).uri(parts.uri).body(())?,
            );
            Ok(match operation {
                Some("CreateDataRequest") => {
                    call.answered("made");
                    let mut answer = answer_of(201, "application/json", &told);
                    answer.headers_mut().insert(LOCATION, HeaderValue::from_static("/rest/data-requests/requests/x"));
                    answer
                }
                Some("ListDataRequests") => {
                    call.answered("listed");
                    answer_of(200, "application/json", &told)
                }
                Some("SubmitPublicRequest") => {
                    call.answered("received");
                    answer_of(202, "application/json", &told)
                }
                Some("CloseDataRequest") => {
                    call.answered("gdpr_request.closed.error");
                    answer_of(409, "application/json;as=application/problem+json", &json!({"code": "of the domain"}))
                }
                // What the generated code says by itself: no report, and a text that quotes the call.
                Some("ShowDataRequest") => answer_of(400, "text/plain", &json!("Couldn't parse \"secret\"")),
                Some("ExtendDataRequest") => answer_of(400, "text/plain", &json!("missing field \"secret\"")),
                _ => answer_of(404, "text/plain", &json!("")),
            })
        })
    }
}

fn answer_of(status: u16, media_type: &'static str, body: &Value) -> Response<Generated> {
    let mut answer = Response::new(Full::new(Bytes::from(body.to_string())).boxed());
    *answer.status_mut() = StatusCode::from_u16(status).unwrap();
    answer.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(media_type));
    answer
}

/// The service with the stand-in, and a token of the one user who is known.
struct Scene {
    app: Arc<App>,
    token: String,
    _directory: TempDir,
}

impl Scene {
    fn new() -> Self {
        Self::with(|_| ())
    }

    fn with(configure: impl FnOnce(&mut Config)) -> Self {
        let mut config = Config::default();
        configure(&mut config);
        let directory = TempDir::new().unwrap();
        let store: Arc<dyn Store> = Arc::new(Sqlite::open(&directory.path().join("gdpr.db")).unwrap());
        let ann = User { name: "ann".parse().unwrap(), password_hash: String::new() };
        directory::add_user(&*store, &ann).unwrap();
        let clock = Arc::new(ManualClock::at(chrono::DateTime::from_timestamp(1_800_000_000, 0).unwrap()));
        let secret = Secret::new(uuid::Uuid::new_v4().to_string());
        let credentials = Credentials::new(
            Arc::clone(&store),
            clock.clone(),
            Passwords::new(1, &OsEntropy).unwrap(),
            Tokens::new(&config.tokens, Some(&secret)).unwrap(),
        );
        let issued = credentials.issue(&ann.name, chrono::TimeDelta::hours(1), &OsEntropy).unwrap();
        let shops = Arc::new(Shops::read(&config).unwrap());
        let parts = Parts {
            store,
            clock,
            entropy: Arc::new(OsEntropy),
            credentials,
            link_key: LinkKey::new(&[7; 32]).unwrap(),
            master_key: MasterKey::new(&[8; 32]).unwrap(),
            shops: Arc::clone(&shops),
            transport: crate::mail::open(&config.mail, &directory.path().join("gdpr.db")).unwrap(),
            ledger: Arc::new(crate::ledger::LedgerFile::beside(&directory.path().join("gdpr.db"))),
            vault: Arc::new(crate::vault::Folder::beside(&directory.path().join("gdpr.db"))),
            report: Arc::new(crate::report::Report::new(shops).unwrap()),
            recipients: Arc::new(crate::webhook::open(&config.webhooks).unwrap()),
        };
        let mut app = assemble(&config, parts).unwrap();
        let api = Api::new(
            Contract::named("data-requests").unwrap(),
            data_requests_api::BASE_PATH,
            data_requests_api::server::ApiRequestParser::parse_operation_id,
            ErrorShape::Problem,
            StandIn,
        );
        app.apis = vec![api.unwrap()];
        Self { app: Arc::new(app), token: issued.token.reveal().to_owned(), _directory: directory }
    }

    /// A call of the one user.
    fn call(&self, method: &str, target: &str) -> hyper::http::request::Builder {
        Self::anonymous(method, target).header(AUTHORIZATION, format!("Bearer {}", self.token))
    }

    fn anonymous(method: &str, target: &str) -> hyper::http::request::Builder {
        Request::builder().method(method).uri(target).header("host", "localhost")
    }

    async fn send(&self, call: hyper::http::request::Builder, body: &str) -> (Response<()>, Value) {
        let call = if body.is_empty() { call } else { call.header(CONTENT_TYPE, "application/json") };
        let request = call.body(Full::new(Bytes::from(body.to_owned()))).unwrap();
        let peer = Peer::Ip(Ipv4Addr::LOCALHOST.into());
        let (parts, body) = answer(Arc::clone(&self.app), peer, request).await.into_parts();
        let body = body.collect().await.unwrap().to_bytes();
        (Response::from_parts(parts, ()), serde_json::from_slice(&body).unwrap())
    }
}

fn header<'a>(answer: &'a Response<()>, name: &str) -> &'a str {
    answer.headers().get(name).map_or("", |value| value.to_str().unwrap())
}

/// The status, media type and detail of an answer that is a problem document.
fn problem(answer: &Response<()>, body: &Value) -> (u16, String) {
    assert_eq!((header(answer, "content-type"), header(answer, "content-language")), (PROBLEM, "en"));
    (answer.status().as_u16(), body["detail"].as_str().unwrap().to_owned())
}

#[tokio::test]
async fn declared_parameters_of_the_query_arrive_and_undeclared_ones_do_not() {
    let scene = Scene::new();
    let call = scene.call("GET", &format!("{REQUESTS}?state=%70ending&session=1&guestEmail=jo%2Bx@example.org"));
    let (answer, told) = scene.send(call, "").await;
    assert_eq!((answer.status().as_u16(), header(&answer, "content-type")), (200, "application/json"));
    assert_eq!(told["target"], format!("{REQUESTS}?state=pending&guestEmail=jo%2Bx%40example.org"));
    assert_eq!(told["headers"], json!([]), "no header of the call is a parameter");
    assert_eq!(told["caller"], "ann");
}

#[tokio::test]
async fn a_declared_header_arrives_and_location_comes_back() {
    let scene = Scene::new();
    let call = scene.call("POST", &format!("{REQUESTS}?shop=%zz")).header("Idempotency-Key", "k 1").header("x-a", "b");
    let (answer, told) = scene.send(call, r#"{"shop":"s","colour":"red"}"#).await;
    assert_eq!((answer.status().as_u16(), header(&answer, "location")), (201, "/rest/data-requests/requests/x"));
    assert_eq!(told["headers"], json!([["idempotency-key", "k 1"]]));
    assert_eq!((&told["target"], &told["body"]), (&json!(REQUESTS), &json!(r#"{"shop":"s"}"#)));
}

#[tokio::test]
async fn parameters_that_cannot_be_read_are_400_and_say_why() {
    let scene = Scene::new();
    for (target, flaw) in [
        ("?limit=%zz", Flaw::QueryEncoding),
        ("?limit=%ff", Flaw::QueryEncoding),
        ("?limit=1&limit=1", Flaw::QueryRepeated),
    ] {
        let (answer, body) = scene.send(scene.call("GET", &format!("{REQUESTS}{target}")), "").await;
        let (status, detail) = problem(&answer, &body);
        assert_eq!(status, 400);
        assert!(detail.contains(&*flaw.sentence(&domain::message::Language::english())), "{target}: {detail}");
    }
    let twice = scene.call("POST", REQUESTS).header("idempotency-key", "a").header("idempotency-key", "a");
    let (answer, body) = scene.send(twice, "{}").await;
    assert_eq!(problem(&answer, &body).0, 400);
}

#[tokio::test]
async fn what_the_generated_code_cannot_read_is_400_and_quotes_nothing() {
    let scene = Scene::new();
    for (method, path, flaw) in [("GET", "/x", Flaw::Parameter), ("POST", "/x/extension", Flaw::JsonContract)] {
        let body = if method == "POST" { "{}" } else { "" };
        let (answer, body) = scene.send(scene.call(method, &format!("{REQUESTS}{path}")), body).await;
        let (status, detail) = problem(&answer, &body);
        assert_eq!(status, 400);
        assert!(detail.contains(&*flaw.sentence(&domain::message::Language::english())), "{detail}");
        assert!(!body.to_string().contains("secret"));
    }
}

#[tokio::test]
async fn a_problem_of_the_domains_own_passes_as_it_is() {
    let scene = Scene::new();
    let begun = Instant::now();
    let (answer, body) = scene.send(scene.call("POST", &format!("{REQUESTS}/x/closure")), "").await;
    assert_eq!((answer.status().as_u16(), body), (409, json!({"code": "of the domain"})));
    assert_eq!((header(&answer, "content-type"), header(&answer, "content-language")), (PROBLEM, "en"));
    assert!(begun.elapsed() >= Duration::from_millis(10), "no sooner than any other answer that says no");
}

#[tokio::test]
async fn the_public_form_asks_nobody_who_they_are_and_everything_else_does() {
    let scene = Scene::new();
    for credentials in [None, Some("Bearer forged"), Some("Basic ###")] {
        let call = Scene::anonymous("POST", FORM);
        let call = credentials.into_iter().fold(call, |call, value| call.header(AUTHORIZATION, value));
        let (answer, told) = scene.send(call, "{}").await;
        assert_eq!((answer.status().as_u16(), &told["caller"]), (202, &Value::Null), "{credentials:?}");
    }
    for operation in Contract::named("data-requests").unwrap().operations {
        let target = format!("/rest/data-requests{}", operation.path.replace("{request-id}", "x"));
        let (answer, _) = scene.send(Scene::anonymous(operation.method, &target), "").await;
        let is_open = operation.operation_id == "submitPublicRequest";
        assert_eq!(answer.status() != StatusCode::UNAUTHORIZED, is_open, "{}", operation.operation_id);
    }
}

#[tokio::test]
async fn a_query_that_does_not_fit_into_a_uri_any_more_is_414() {
    let scene = Scene::with(|config| config.limits.uri_bytes = 65_534);
    let call = scene.call("GET", &format!("{REQUESTS}?cursor={}", "@".repeat(30_000)));
    let (answer, body) = scene.send(call, "").await;
    assert_eq!(problem(&answer, &body).0, 414);
}
