//! How many instructions the pure parts take, each with a limit: docs/testing.md.
//!
//! Unlike times, counts are the same in every run of a build, also on a busy machine. Valgrind counts in a processor of its own, whose
//! features are those of the real one as far as it knows them: AVX2 yes, the SHA extensions no. So SHA-256 costs several
//! times what it costs in production, and counts tell nothing of caches, branches or waiting: compare each with itself alone.

#![allow(clippy::unwrap_used, missing_docs)]
// Of what gungraun's attributes generate.
#![allow(unused_qualifications)]

use std::fmt::Debug;
use std::hint::black_box;
use std::str::FromStr;

use chrono::TimeDelta;
use domain::audit::{Action, Actor, Entry, GENESIS, Hash};
use domain::clock::Timestamp;
use domain::customer::document::complete;
use domain::customer::import::{LineRefused, read_line};
use domain::entropy::{Entropy, NoEntropy};
use domain::link::{LinkDigest, LinkKey};
use domain::message::Language;
use domain::names::SiteName;
use domain::refusal::Refusal;
use domain::request::rules::{Step, confirm};
use domain::request::{Deadline, Link, Proof, Request, RequestType, State, Subject};
use domain::seal::{MasterKey, Purpose, SealKey};
use domain::store::CustomerRecord;
use gungraun::prelude::*;
use gungraun::{Callgrind, EventKind};
use iom_gdpr_api::models::Customer;
use serde_json::{Value, json};

/// How much more than was measured is still let through.
///
/// A count depends on the compiler, the releases in `Cargo.lock`, the C library (its allocator and `memcpy`), and the
/// processor's features. Another machine or a new patch release may move it by some percent, and is no defect; a loop too
/// many or a document that is read twice moves it by more than this.
const TOLERANCE_PERCENT: u64 = 15;

const fn with_tolerance(measured: u64) -> u64 {
    measured + measured * TOLERANCE_PERCENT / 100
}

/// Fails when there are more instructions than were `measured`, beyond the tolerance.
fn about(measured: u64) -> LibraryBenchmarkConfig {
    LibraryBenchmarkConfig::default()
        .tool(
            Callgrind::with_args(["cache-sim=no"])
                .format([EventKind::Ir])
                .hard_limits([(EventKind::Ir, with_tolerance(measured))]),
        )
        .clone()
}

// The numbers are what was measured, with Rust 1.95.0, glibc 2.36 and valgrind 3.19.0 on x86-64 with AVX2. What is counted are
// the functions below and all that they call; arguments are made before, and results dropped after.

#[library_benchmark]
#[bench::customer(args = (stored()), config = about(197_305))]
fn decode_and_complete(document: String) -> (String, Customer) {
    let customer = serde_json::from_str(black_box(&document)).unwrap();
    (document, complete(customer).unwrap())
}

// As the generated service writes it.
#[library_benchmark]
#[bench::customer(args = (shown()), config = about(111_256))]
fn write_json(customer: Customer) -> (Customer, String) {
    let json = serde_json::to_string(black_box(&customer)).unwrap();
    (customer, json)
}

#[library_benchmark]
#[bench::customer(args = (line()), config = about(2_115_819))]
fn read_import_line(line: String) -> (String, Result<CustomerRecord, LineRefused>) {
    let record = read_line(black_box(&line));
    (line, record)
}

#[library_benchmark]
#[bench::right(args = (link_key()), config = about(17_315))]
fn digest_hash(key: LinkKey) -> (LinkKey, LinkDigest) {
    let digest = key.digest(black_box(REQUEST), black_box(HASH));
    (key, digest)
}

#[library_benchmark]
#[bench::pending(args = (pending()), config = about(668))]
fn confirm_request(call: Confirmation) -> (Confirmation, Result<Step, Refusal>) {
    let Confirmation { request, site, proof } = black_box(&call);
    let step = confirm(request, Some(site), proof, moment(1_000), TimeDelta::seconds(5));
    (call, step)
}

#[library_benchmark]
#[bench::confirmed(args = (entry()), config = about(24_805))]
fn hash_audit_entry(entry: Entry) -> (Entry, Hash) {
    let hash = black_box(&entry).computed_hash();
    (entry, hash)
}

#[library_benchmark]
#[bench::subject(args = (master()), config = about(8_552))]
fn seal_personal(master: MasterKey) -> (MasterKey, Vec<u8>) {
    let sealed = seal_key(&master).seal(&Counted, black_box(CONTEXT), black_box(PERSONAL)).unwrap();
    (master, sealed)
}

#[library_benchmark]
#[bench::subject(args = (sealed()), config = about(8_294))]
fn open_personal((master, sealed): (MasterKey, Vec<u8>)) -> (MasterKey, Vec<u8>, usize) {
    let plain = seal_key(&master).open(black_box(CONTEXT), black_box(&sealed)).unwrap();
    (master, sealed, plain.len())
}

library_benchmark_group!(
    name = pure_parts,
    benchmarks = [
        decode_and_complete,
        write_json,
        read_import_line,
        digest_hash,
        confirm_request,
        hash_audit_entry,
        seal_personal,
        open_personal
    ]
);

main!(library_benchmark_groups = pure_parts);

// Everybody and everything below is invented.

const REQUEST: &str = "6a3ca15848fe45a8c0a87d3999695cca";
const HASH: &str = "361b176d0110434993be2f976b3192225ae8352bd73128cc4f94c7115c7773b8";

/// What an entry of the audit log is sealed with, and what is sealed: a block of 64 bytes, as the journal fills it up.
const CONTEXT: &[u8] = b"audit/0123456789abcdef0123456789abcdef/4711";
const PERSONAL: &[u8] = &[b'p'; 64];

fn name<T: FromStr<Err: Debug>>(text: &str) -> T {
    text.parse().unwrap()
}

/// So many milliseconds after a Sunday at noon.
fn moment(millis: i64) -> Timestamp {
    Timestamp::from_timestamp_millis(1_772_366_400_000 + millis).unwrap()
}

/// The same bytes each time: counts must not depend on luck.
struct Counted;

impl Entropy for Counted {
    fn fill(&self, bytes: &mut [u8]) -> Result<(), NoEntropy> {
        for (byte, count) in bytes.iter_mut().zip(0..) {
            *byte = count;
        }
        Ok(())
    }
}

/// A customer as a line of an import: three orders and two invoices of two positions each.
fn line() -> String {
    json!({
        "customerType": "b2c",
        "shopCustomerNumber": "C-1001",
        "creationDate": "2021-03-04T10:11:12Z",
        "dayOfBirth": "1984-08-12",
        "title": "Dr.",
        "firstName": "Erika",
        "lastName": "Mustermann",
        "gender": "F",
        "email": "erika.mustermann@example.org",
        "phone1": "+49 30 1234567",
        "hasNewsletter": true,
        "isActive": true,
        "isNewCustomer": false,
        "bankAccounts": [{
            "accountHolder": "Erika Mustermann",
            "accountNumber": "DE02120300000000202051",
            "bankCode": "BYLADEM1001",
            "bankName": "Musterbank",
        }],
        "addresses": [address("INVOICE"), address("SHIPPING")],
        "orders": [order(1), order(2), order(3)],
        "invoiceAndCreditNotes": [invoice(1), invoice(2)],
        "customerBalances": [{
            "currency": "EUR",
            "openInvoiceAmount": 119.98,
            "openInvoiceAmountCalculationDate": "2026-02-28T23:59:59Z",
            "bookedCreditSum": 0.0,
            "bookedDebitSum": 359.94,
            "positiveBookedOpenSum": 119.98,
            "negativeBookedOpenSum": 0.0,
        }],
    })
    .to_string()
}

fn address(kind: &str) -> Value {
    json!({
        "addressType": kind,
        "salutation": "Frau",
        "firstName": "Erika",
        "lastName": "Mustermann",
        "street": "Heidestraße",
        "houseNumber": "17",
        "postCode": "51147",
        "city": "Köln",
        "country": "DE",
        "isDefault": true,
    })
}

fn order(number: u32) -> Value {
    let position = |position: u32| {
        json!({
            "orderPosNumber": position,
            "shopArticleNumber": format!("A-{number}{position}"),
            "shopArticleName": "Kopfhörer, kabellos",
            "quantityOrdered": 1,
            "shopItemGross": 59.99,
            "shopItemNet": 50.41,
            "shopItemTax": 9.58,
            "shopPosGross": 59.99,
            "shopPosNet": 50.41,
            "shopPosTax": 9.58,
            "shopUnit": "piece",
        })
    };
    json!({
        "id": number,
        "shopOrderNumber": format!("O-2026-{number:04}"),
        "shopCustomerOrderNumber": format!("CO-{number:04}"),
        "paymentProviderOrderNumber": format!("PP-{number:08}"),
        "shopOrderCreationDate": "2026-01-15T08:30:00Z",
        "paymentMethod": "INVOICE",
        "carrier": "DHL",
        "currency": "EUR",
        "shopSubTotalGross": 119.98,
        "shopSubTotalNet": 100.82,
        "shopTotalGross": 124.93,
        "shopTotalNet": 104.98,
        "orderPositions": [position(1), position(2)],
    })
}

fn invoice(number: u32) -> Value {
    let order = format!("O-2026-{number:04}");
    let position = |position: u32| {
        json!({
            "shopOrderNumber": order,
            "shopArticleNumber": format!("A-{number}{position}"),
            "quantity": 1,
            "salesItemNet": 50.41,
            "salesItemGross": 59.99,
        })
    };
    json!({
        "type": "INVOICE",
        "invoiceNumber": format!("I-2026-{number:04}"),
        "relatedShopOrderNumbers": [order],
        "invoicingDate": "2026-01-16T08:30:00Z",
        "paymentDueDate": "2026-02-15T08:30:00Z",
        "paymentMethod": "INVOICE",
        "currency": "EUR",
        "invoicePositions": [position(1), position(2)],
    })
}

/// The document of this customer as it is stored.
fn stored() -> String {
    read_line(&line()).unwrap().document
}

/// The same as it is shown.
fn shown() -> Customer {
    complete(serde_json::from_str(&stored()).unwrap()).unwrap()
}

fn link_key() -> LinkKey {
    LinkKey::new(&[7; 32]).unwrap()
}

/// A call through a site, with the proof that the request asks for.
struct Confirmation {
    request: Request,
    site: SiteName,
    proof: Proof,
}

fn pending() -> Confirmation {
    let digest = link_key().digest(REQUEST, HASH);
    let request = Request {
        id: name(REQUEST),
        kind: RequestType::Access,
        shop: name("inTRONICS"),
        site: name("inSPIRED-inTRONICS-Site"),
        language: Language::english(),
        subject: Subject::Customer(name("C-1001")),
        address: Some(name("erika.mustermann@example.org")),
        deadline: Deadline::of(moment(0)),
        links: vec![Link { digest, expires_at: moment(86_400_000) }],
        address_is_stated: false,
        reminded_at: None,
        purged_at: None,
        state: State::Pending,
        revision: 0,
    };
    Confirmation { site: request.site.clone(), request, proof: Proof::Given(digest) }
}

fn master() -> MasterKey {
    MasterKey::new(&[7; 32]).unwrap()
}

/// Keys of data subjects are made at random; a derived one seals as they do.
fn seal_key(master: &MasterKey) -> &SealKey {
    master.key(Purpose::SubjectKeys)
}

fn sealed() -> (MasterKey, Vec<u8>) {
    let master = master();
    let sealed = seal_key(&master).seal(&Counted, CONTEXT, PERSONAL).unwrap();
    (master, sealed)
}

/// What the confirmation of a request leaves in the audit log.
fn entry() -> Entry {
    let (master, sealed) = sealed();
    Entry {
        sequence: 4711,
        at: moment(1_000),
        actor: Actor::Subject.to_string(),
        action: Action::Confirmed.code().to_owned(),
        shop: Some("inTRONICS".to_owned()),
        request: Some(REQUEST.to_owned()),
        pseudonym: Some(master.pseudonym(&name("inTRONICS"), "customer:C-1001").to_string()),
        from: Some("pending".to_owned()),
        to: Some("confirmed".to_owned()),
        details: std::iter::once(("type".to_owned(), "access".to_owned())).collect(),
        sealed: Some(sealed),
        previous: GENESIS,
        hash: GENESIS,
    }
}
