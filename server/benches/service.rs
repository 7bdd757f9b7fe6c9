//! How long a call takes, over a real socket and against a real SQLite file, beside the cheapest call there is:
//! docs/benchmarks.md.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use chrono::TimeDelta;
use criterion::{BatchSize, Criterion};
use domain::audit::Actor;
use domain::customer::import::read_line;
use domain::directory;
use domain::names::ShopName;
use domain::request::RequestType;
use domain::requests::{Created, Destination, Requests, Who, Wish};
use domain::store::{CustomerRecord, Store, StoreError, User};
use gdpr_server::assemble::{assemble, open};
use gdpr_server::config::Config;
use gdpr_server::contract::default_site;
use gdpr_server::credentials::passwords;
use gdpr_server::serve::serve;
use gdpr_server::system::OsEntropy;
use http_body_util::{BodyExt, Full};
use hyper::body::Bytes;
use hyper::client::conn::http1::{SendRequest, handshake};
use hyper::{Request, StatusCode};
use hyper_util::rt::TokioIo;
use serde_json::{Value, json};
use tokio::net::{TcpListener, TcpStream};
use tokio::runtime::Runtime;

const SHOP: &str = "inTRONICS";
const CUSTOMER: &str = "C-1001";
const USER: &str = "officer";
const PASSWORD: &str = "correct horse battery";

/// In the order of the table that is printed; the first is the yardstick.
const CALLS: [&str; 5] =
    ["livez", "confirmation, repeat", "confirmation, first", "customer, Bearer", "customer, Basic"];

fn main() {
    // Below target/, so that the database is on a real disk: what is in memory is not durable.
    let scratch = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let results = scratch.join("criterion");
    let directory = tempfile::tempdir_in(scratch).unwrap();
    let runtime = Runtime::new().unwrap();
    let mut service = runtime.block_on(Service::start(directory.path()));
    let mut criterion = Criterion::default().without_plots().output_directory(&results).configure_from_args();

    let [livez, repeat, first, bearer, basic] = CALLS;
    criterion.bench_function(livez, |bencher| {
        bencher.iter(|| runtime.block_on(service.call(request("GET", "/livez", "", ""))));
    });
    let made = service.request();
    runtime.block_on(service.confirm(&made));
    criterion.bench_function(repeat, |bencher| {
        bencher.iter(|| runtime.block_on(service.confirm(&made)));
    });
    criterion.bench_function(first, |bencher| {
        let requests = Arc::clone(&service.requests);
        bencher.iter_batched(
            || new_request(&requests),
            |made| runtime.block_on(service.confirm(&made)),
            BatchSize::PerIteration,
        );
    });
    let customer = format!("/rest/gdpr/shops/{SHOP}/customers/{CUSTOMER}");
    let credentials = [
        (bearer, format!("Bearer {}", service.token)),
        (basic, format!("Basic {}", STANDARD.encode(format!("{USER}:{PASSWORD}")))),
    ];
    for (name, authorization) in credentials {
        criterion.bench_function(name, |bencher| {
            bencher.iter(|| runtime.block_on(service.call(request("GET", &customer, &authorization, ""))));
        });
    }
    criterion.final_summary();
    print_ratios(&results);
}

/// The service in this process, and one connection to it.
struct Service {
    requests: Arc<Requests>,
    token: String,
    connection: SendRequest<Full<Bytes>>,
}

impl Service {
    async fn start(directory: &Path) -> Self {
        let mut config = Config { database: directory.join("gdpr.db"), ..Config::default() };
        // Each call with Basic is to check the password; one that was right a moment ago would be remembered.
        config.credentials.remember = TimeDelta::zero();
        let parts = open(&config).unwrap();
        let shop: ShopName = SHOP.parse().unwrap();
        let organization = SHOP.parse().unwrap();
        directory::add_organization(&*parts.store, &organization, None).unwrap();
        let site = default_site().parse().unwrap();
        directory::add_shop(&*parts.store, &shop, Some(&organization), &site).unwrap();
        let lines: Vec<_> =
            include_str!("../demo/customers.ndjson").lines().map(|line| read_line(line).unwrap()).collect();
        add_customers(&*parts.store, &shop, &lines);
        let user = User { name: USER.parse().unwrap(), password_hash: passwords::hash(PASSWORD, &OsEntropy).unwrap() };
        directory::add_user(&*parts.store, &user).unwrap();
        directory::grant(&*parts.store, &user.name, &"privacy-viewer".parse().unwrap(), &organization).unwrap();
        let token = parts.credentials.issue(&user.name, TimeDelta::hours(1), &OsEntropy).unwrap();
        let requests = Arc::new(parts.requests(&config));
        let app = assemble(&config, parts).unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        tokio::spawn(serve(listener, app, std::future::pending()));
        let stream = TcpStream::connect(address).await.unwrap();
        stream.set_nodelay(true).unwrap();
        let (connection, driver) = handshake(TokioIo::new(stream)).await.unwrap();
        tokio::spawn(driver);
        Self { requests, token: token.token.reveal().to_owned(), connection }
    }

    fn request(&self) -> Created {
        new_request(&self.requests)
    }

    async fn call(&mut self, request: Request<Full<Bytes>>) -> Bytes {
        self.connection.ready().await.unwrap();
        let answer = self.connection.send_request(request).await.unwrap();
        assert_eq!(answer.status(), StatusCode::OK);
        answer.into_body().collect().await.unwrap().to_bytes()
    }

    async fn confirm(&mut self, made: &Created) -> Bytes {
        let path = format!("{}/gdpr-requests/{}/confirmations", icm_gdpr_api::BASE_PATH, made.request.id);
        let body = json!({ "hash": made.link.as_ref().unwrap().hash.reveal() }).to_string();
        self.call(request("PUT", &path, "", &body)).await
    }
}

/// A request of somebody who has made no other one: of two confirmed ones of the same person, one is a duplicate.
fn new_request(requests: &Requests) -> Created {
    static PEOPLE: AtomicU32 = AtomicU32::new(0);
    let number = format!("C-{}", PEOPLE.fetch_add(1, Ordering::Relaxed));
    let line = json!({"shopCustomerNumber": number, "customerType": "b2c"}).to_string();
    add_customers(&*requests.store, &SHOP.parse().unwrap(), &[read_line(&line).unwrap()]);
    let wish = Wish {
        kind: RequestType::Access,
        shop: SHOP.parse().unwrap(),
        subject: Who::Customer(number.parse().unwrap()),
        destination: Destination::Handed,
        language: None,
        received_at: None,
    };
    requests.create(&Actor::CommandLine("bench".to_owned()), &wish, None).unwrap()
}

fn request(method: &str, path: &str, authorization: &str, body: &str) -> Request<Full<Bytes>> {
    let mut request = Request::builder().method(method).uri(path).header("host", "localhost");
    if !authorization.is_empty() {
        request = request.header("authorization", authorization);
    }
    if !body.is_empty() {
        request = request.header("content-type", "application/json");
    }
    request.body(Full::new(Bytes::copy_from_slice(body.as_bytes()))).unwrap()
}

/// The medians of the last run, each beside the first.
fn print_ratios(results: &Path) {
    let median = |call: &str| {
        let estimates = std::fs::read(results.join(call).join("new/estimates.json")).ok()?;
        serde_json::from_slice::<Value>(&estimates).ok()?["median"]["point_estimate"].as_f64()
    };
    let Some(yardstick) = median(CALLS[0]) else { return };
    println!("\n{:<24}{:>12}{:>10}", "call", "median", "ratio");
    for call in CALLS {
        if let Some(nanoseconds) = median(call) {
            println!("{call:<24}{:>9.1} µs{:>10.1}", nanoseconds / 1000.0, nanoseconds / yardstick);
        }
    }
}

/// Adds customers to a shop, or replaces what is stored of them.
fn add_customers(store: &dyn Store, shop: &ShopName, customers: &[CustomerRecord]) {
    store
        .write::<_, StoreError>("test", |transaction| {
            customers.iter().try_for_each(|customer| transaction.upsert_customer(shop, customer).map(drop))
        })
        .unwrap();
}
