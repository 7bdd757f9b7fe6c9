//! Whether the time of an answer tells what its text hides, over a real socket: docs/timing.md.
//!
//! Two kinds of calls that must look the same are sent in random order over one connection, and their times compared.
//! Prints figures and asserts nothing about time: a busy machine is no defect. TIMES=4 in the environment takes four
//! times as many samples.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::cast_precision_loss)]

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::sync::Arc;
use std::time::Instant;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use chrono::TimeDelta;
use domain::audit::Actor;
use domain::clock::ManualClock;
use domain::customer::import::read_line;
use domain::directory;
use domain::names::ShopName;
use domain::request::RequestType;
use domain::requests::{Destination, Requests, Who, Wish};
use domain::store::{CustomerRecord, Store, StoreError, User};
use gdpr_server::assemble::{assemble, open};
use gdpr_server::config::Config;
use gdpr_server::contract::default_site;
use gdpr_server::credentials::passwords;
use gdpr_server::serve::serve;
use gdpr_server::system::OsEntropy;
use serde_json::json;
use tokio::runtime::Runtime;

const SHOP: &str = "inTRONICS";
/// A shop of the same length that the user may not look into, and one that is nowhere.
const OTHER_SHOP: &str = "inFORBIDS";
const NO_SHOP: &str = "inNOWHERE";
const USER: &str = "officer";
const PASSWORD: &str = "correct horse battery";
/// Things of each kind, so that no single one is in every cache.
const POOL: usize = 64;

/// Requests of one kind, ready to be sent, and the status they get.
struct Kind {
    name: &'static str,
    status: u16,
    calls: Vec<String>,
}

fn main() {
    let times: usize = std::env::var("TIMES").ok().and_then(|times| times.parse().ok()).unwrap_or(1);
    let directory = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
    let runtime = Runtime::new().unwrap();
    let mut scene = runtime.block_on(Scene::start(directory.path()));
    let mut stream = TcpStream::connect(scene.address).unwrap();
    stream.set_nodelay(true).unwrap();
    println!("{:<62}{:>8}{:>11}{:>11}{:>8}{:>8}", "first / second", "pairs", "median", "median", "ratio", "t");
    for (pairs, one, other) in scene.comparisons() {
        let pairs = pairs * times;
        let [first, second] = measure(&mut stream, pairs, [&one, &other]);
        let t = welch(&first, &second);
        let (ours, theirs) = (median(&first), median(&second));
        let name = format!("{} / {}", one.name, other.name);
        let reading = if t.abs() < 4.5 { "no difference seen" } else { "a difference" };
        println!("{name:<62}{pairs:>8}{ours:>8.1} µs{theirs:>8.1} µs{:>8.4}{t:>8.1}  {reading}", theirs / ours);
    }
}

/// The times of `pairs` calls of each kind in microseconds, sent alternately in an order that is thrown anew each time.
fn measure(stream: &mut TcpStream, pairs: usize, kinds: [&Kind; 2]) -> [Vec<f64>; 2] {
    let mut times = [Vec::with_capacity(pairs), Vec::with_capacity(pairs)];
    let warm_up = pairs / 10 + 1;
    for pair in 0..pairs + warm_up {
        let first = usize::from(fastrand::bool());
        for which in [first, 1 - first] {
            let kind = kinds[which];
            let call = &kind.calls[fastrand::usize(..kind.calls.len())];
            let begun = Instant::now();
            let status = exchange(stream, call);
            let time = begun.elapsed();
            assert_eq!(status, kind.status, "{}", kind.name);
            if pair >= warm_up {
                times[which].push(time.as_secs_f64() * 1e6);
            }
        }
    }
    times
}

/// Sends a call and reads its whole answer.
fn exchange(stream: &mut TcpStream, call: &str) -> u16 {
    stream.write_all(call.as_bytes()).unwrap();
    let mut buffer = [0; 4096];
    let mut filled = 0;
    loop {
        let read = stream.read(&mut buffer[filled..]).unwrap();
        assert!(read > 0, "the server closed");
        filled += read;
        let text = std::str::from_utf8(&buffer[..filled]).unwrap();
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let length = head.lines().find_map(|line| line.strip_prefix("content-length: ")).unwrap();
            if body.len() >= length.parse().unwrap() {
                return head[9..12].parse().unwrap();
            }
        }
    }
}

fn median(times: &[f64]) -> f64 {
    let mut sorted = times.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted[sorted.len() / 2]
}

/// Welch's t of the times below the 90th percentile of both together: what is above is the machine's other work.
fn welch(one: &[f64], other: &[f64]) -> f64 {
    let mut all: Vec<f64> = one.iter().chain(other).copied().collect();
    all.sort_by(f64::total_cmp);
    let border = all[all.len() * 9 / 10];
    let of = |times: &[f64]| {
        let kept: Vec<f64> = times.iter().copied().filter(|time| *time < border).collect();
        let count = kept.len() as f64;
        let mean = kept.iter().sum::<f64>() / count;
        let variance = kept.iter().map(|time| (time - mean).powi(2)).sum::<f64>() / (count - 1.0);
        (mean, variance / count)
    };
    let ((one, one_error), (other, other_error)) = (of(one), of(other));
    (other - one) / (one_error + other_error).sqrt()
}

/// Who makes requests here.
fn bench() -> Actor {
    Actor::CommandLine("bench".to_owned())
}

/// The service in this process, with something to find and something to hide.
struct Scene {
    address: SocketAddr,
    requests: Requests,
    clock: ManualClock,
    token: String,
}

impl Scene {
    async fn start(directory: &std::path::Path) -> Self {
        let mut config = Config { database: directory.join("gdpr.db"), ..Config::default() };
        // Every guess has to be answered here.
        config.throttle.wrong_hashes_per_minute = 0;
        config.throttle.wrong_passwords_per_minute = 0;
        config.throttle.public_forms_per_minute = 0;
        config.requests.public_form = true;
        let mut parts = open(&config).unwrap();
        let clock = ManualClock::at(parts.clock.now());
        parts.clock = Arc::new(clock.clone());
        for name in [SHOP, OTHER_SHOP] {
            let organization = name.parse().unwrap();
            directory::add_organization(&*parts.store, &organization, None).unwrap();
            let site = default_site().parse().unwrap();
            directory::add_shop(&*parts.store, &name.parse().unwrap(), Some(&organization), &site).unwrap();
        }
        let customers: Vec<_> = (0..POOL)
            .flat_map(|number| {
                let company = json!({"shopCustomerNumber": number_of("CO", number), "customerType": "b2b"});
                let (person, email) = (number_of("PE", number), address_of("PE", number));
                let person = json!({"shopCustomerNumber": person, "customerType": "b2c", "email": email});
                [company, person].map(|line| read_line(&line.to_string()).unwrap())
            })
            .collect();
        add_customers(&*parts.store, &SHOP.parse().unwrap(), &customers);
        let user = User { name: USER.parse().unwrap(), password_hash: passwords::hash(PASSWORD, &OsEntropy).unwrap() };
        directory::add_user(&*parts.store, &user).unwrap();
        let organization = SHOP.parse().unwrap();
        directory::grant(&*parts.store, &user.name, &"privacy-viewer".parse().unwrap(), &organization).unwrap();
        let token = parts.credentials.issue(&user.name, TimeDelta::hours(1), &OsEntropy).unwrap();
        let requests = parts.requests(&config);
        let app = assemble(&config, parts).unwrap();
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        tokio::spawn(serve(listener, app, std::future::pending()));
        Self { address, requests, clock, token: token.token.reveal().to_owned() }
    }

    /// What must not differ, and how often to look.
    fn comparisons(&mut self) -> Vec<(usize, Kind, Kind)> {
        let ids = |scene: &Self, count: usize| -> Vec<String> { (0..count).map(|_| scene.request()).collect() };
        let expired = ids(self, POOL);
        self.clock.pass(TimeDelta::hours(25));
        let closed = ids(self, POOL);
        for id in &closed {
            self.requests.reject(&bench(), &id.parse().unwrap(), "invented").unwrap();
        }
        let live = ids(self, POOL);
        let unknown: Vec<String> = (0..POOL).map(|_| format!("{:032x}", fastrand::u128(..))).collect();
        let guesses =
            |name, status, ids: &[String]| Kind { name, status, calls: ids.iter().map(|id| guess(id)).collect() };
        let nobody = || guesses("unknown request", 404, &unknown);
        vec![
            (300, Self::logins("unknown user", "nobodys"), Self::logins("wrong password", USER)),
            (2_000, nobody(), guesses("closed request, wrong hash", 404, &closed)),
            (2_000, nobody(), guesses("expired request, wrong hash", 404, &expired)),
            (2_000, nobody(), guesses("live request, wrong hash (422 anyway)", 422, &live)),
            (
                2_000,
                self.looks("unknown shop", 403, NO_SHOP, "PE"),
                self.looks("forbidden shop", 403, OTHER_SHOP, "PE"),
            ),
            (2_000, self.looks("unknown customer", 404, SHOP, "XX"), self.looks("company", 404, SHOP, "CO")),
            (
                2_000,
                Self::forms("public form, unknown customer", "XX", "XX"),
                Self::forms("known customer", "PE", "PE"),
            ),
            (
                2_000,
                Self::forms("public form, another's address", "PE", "XX"),
                Self::forms("the address on file", "PE", "PE"),
            ),
            (2_000, nobody(), guesses("the same kind again, for comparison", 404, &unknown)),
        ]
    }

    fn request(&self) -> String {
        let (shop, subject) = (SHOP.parse().unwrap(), number_of("PE", 0).parse().unwrap());
        let wish = Wish {
            kind: RequestType::Access,
            shop,
            subject: Who::Customer(subject),
            destination: Destination::Handed,
            language: None,
            received_at: None,
        };
        self.requests.create(&bench(), &wish, None).unwrap().request.id.to_string()
    }

    fn logins(name: &'static str, user: &str) -> Kind {
        let call = |number| {
            let credentials = STANDARD.encode(format!("{user}:wrong password {number:04}"));
            get(SHOP, &number_of("PE", number), &format!("Basic {credentials}"))
        };
        Kind { name, status: 401, calls: (0..POOL).map(call).collect() }
    }

    /// Public forms for customers of these letters, with addresses of those.
    fn forms(name: &'static str, number_letters: &str, address_letters: &str) -> Kind {
        let call = |number| form(&number_of(number_letters, number), &address_of(address_letters, number));
        Kind { name, status: 202, calls: (0..POOL).map(call).collect() }
    }

    fn looks(&self, name: &'static str, status: u16, shop: &str, letters: &str) -> Kind {
        let call = |number| get(shop, &number_of(letters, number), &format!("Bearer {}", self.token));
        Kind { name, status, calls: (0..POOL).map(call).collect() }
    }
}

fn number_of(letters: &str, number: usize) -> String {
    format!("{letters}{number:04}")
}

fn address_of(letters: &str, number: usize) -> String {
    format!("{letters}{number:04}@example.org")
}

fn form(number: &str, email: &str) -> String {
    let body = json!({"type": "access", "shop": SHOP, "customerNumber": number, "email": email}).to_string();
    format!(
        "POST {}/public-requests HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n\
         Content-Length: {}\r\n\r\n{body}",
        data_requests_api::BASE_PATH,
        body.len()
    )
}

fn get(shop: &str, number: &str, authorization: &str) -> String {
    format!(
        "GET /rest/gdpr/shops/{shop}/customers/{number} HTTP/1.1\r\nHost: localhost\r\nAuthorization: {authorization}\r\n\r\n"
    )
}

fn guess(id: &str) -> String {
    let body = format!(r#"{{"hash":"{:064x}"}}"#, fastrand::u128(..));
    format!(
        "PUT {}/gdpr-requests/{id}/confirmations HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n\
         Content-Length: {}\r\n\r\n{body}",
        icm_gdpr_api::BASE_PATH,
        body.len()
    )
}

/// Adds customers to a shop, or replaces what is stored of them.
fn add_customers(store: &dyn Store, shop: &ShopName, customers: &[CustomerRecord]) {
    store
        .write::<_, StoreError>("test", |transaction| {
            customers.iter().try_for_each(|customer| transaction.upsert_customer(shop, customer).map(drop))
        })
        .unwrap();
}
