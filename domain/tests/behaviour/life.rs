//! A scene for the life of data requests: a shop with customers, what callers do in a few words, and an audit log that is
//! checked when the test ends.

use std::fmt::Debug;
use std::ops::Deref;
use std::sync::Arc;

use chrono::TimeDelta;
use domain::audit::{self, Actor, Entry, Inconsistency, Journal};
use domain::customer::CustomerType;
use domain::letter::{Letter, LetterKind, LetterLink};
use domain::names::RequestId;
use domain::outbox::{Delivery, Mail, Outbox, Settled};
use domain::refusal::{Refusal, Stopped};
use domain::request::{Request, RequestType};
use domain::requests::{Destination, Refused, Requests, Told, Who, Wish};
use domain::store::CustomerRecord;

use crate::scene::{Scene, master, name};

/// A scene whose audit log holds when it ends, whatever happened.
pub(crate) struct Life(Option<Scene>);

impl Life {
    /// The shop `shop` with three customers: BB002 at bob@example.org with the orders O-1 and O-2, BB003 at
    /// Zoe@Example.ORG with the order O-3, and BB004 without an address with the order O-4.
    pub(crate) fn new() -> Self {
        let scene = Scene::new();
        add_customer(&scene, "BB002", Some("bob@example.org"), &["O-1", "O-2"]);
        add_customer(&scene, "BB003", Some("Zoe@Example.ORG"), &["O-3"]);
        add_customer(&scene, "BB004", None, &["O-4"]);
        Self(Some(scene))
    }

    pub(crate) fn pass(&self, span: TimeDelta) {
        self.clock.pass(span);
    }

    /// The bytes of every file of the database, when nobody has it open any more.
    pub(crate) fn into_files(mut self) -> Vec<Vec<u8>> {
        let scene = self.0.take().unwrap();
        assert_chain_holds(&scene);
        scene.into_files()
    }
}

impl Deref for Life {
    type Target = Scene;

    fn deref(&self) -> &Scene {
        self.0.as_ref().unwrap()
    }
}

impl Drop for Life {
    fn drop(&mut self) {
        if let Some(scene) = self.0.take().filter(|_| !std::thread::panicking()) {
            assert_chain_holds(&scene);
        }
    }
}

/// The log is what was written, to its end, and nothing in it was ever in doubt.
fn assert_chain_holds(scene: &Scene) {
    let entries = scene.read(|view| view.audit_entries(0, usize::MAX));
    let proven = audit::verify(&*scene.store, &master(), 0, &|_| ()).unwrap();
    assert_eq!(proven.map(|proven| proven.entries), Ok(entries.len() as u64));
    assert!(entries.iter().all(|entry| entry.action != "chain-doubted"));
    let journal = Journal::new(master(), scene.entropy.clone());
    let mut found = audit::compare(&*scene.store, &journal, 0, &|_| ()).unwrap();
    // Some tests store requests, or a hold that is none, without the rules.
    found.retain(|it| match it {
        Inconsistency::UnknownRequest(_) | Inconsistency::EmptyLog => false,
        Inconsistency::HoldUnreadable(hold) => hold != "unheard of",
        _ => true,
    });
    assert_eq!(found, []);
}

/// Adds a customer of the shop `shop`, with these orders.
pub(crate) fn add_customer(scene: &Scene, number: &str, address: Option<&str>, orders: &[&str]) {
    let orders: Vec<_> = orders.iter().map(|order| serde_json::json!({"shopOrderNumber": order})).collect();
    let mut document = serde_json::json!({"customerType": "b2c", "shopCustomerNumber": number, "orders": orders});
    if let Some(address) = address {
        document["email"] = address.into();
    }
    let record = CustomerRecord { number: name(number), kind: CustomerType::B2c, document: document.to_string() };
    scene.write(|transaction| transaction.upsert_customer(&name("shop"), &record));
}

/// Somebody on the machine itself, who may do everything.
pub(crate) fn operator() -> Actor {
    Actor::CommandLine("uid 0".to_owned())
}

pub(crate) fn staff(user: &str) -> Actor {
    Actor::Staff(name(user))
}

/// A customer's wish to see their data; the link goes to the address on file.
pub(crate) fn wish(number: &str) -> Wish {
    wish_of(Who::Customer(name(number)))
}

/// The wish of somebody without an account.
pub(crate) fn guest(email: &str, order: &str) -> Wish {
    wish_of(Who::Guest { email: name(email), order: name(order) })
}

fn wish_of(subject: Who) -> Wish {
    Wish {
        kind: RequestType::Access,
        shop: name("shop"),
        subject,
        destination: Destination::OnFile,
        language: None,
        received_at: None,
    }
}

/// The same wish with a link to another address.
pub(crate) fn stated(wish: Wish, address: &str, reason: &str) -> Wish {
    Wish { destination: Destination::Stated { address: name(address), reason: reason.to_owned() }, ..wish }
}

/// Makes a request whose link is mailed.
pub(crate) fn create(requests: &Requests, wish: &Wish) -> Request {
    requests.create(&operator(), wish, None).unwrap().request
}

/// Makes a request whose link is handed over.
pub(crate) fn handed(requests: &Requests, wish: &Wish) -> (Request, LetterLink) {
    let wish = Wish { destination: Destination::Handed, ..wish.clone() };
    let created = requests.create(&operator(), &wish, None).unwrap();
    (created.request, created.link.unwrap())
}

/// Makes a request, and confirms it.
pub(crate) fn confirmed(requests: &Requests, wish: &Wish) -> Request {
    let (request, link) = handed(requests, wish);
    assert_eq!(confirm(requests, &request.id, link.hash.reveal()), Ok(Told::First));
    requests.show(&operator(), &request.id).unwrap().request
}

/// Follows a link.
pub(crate) fn confirm(requests: &Requests, id: &RequestId, hash: &str) -> Result<Told, Refusal> {
    match requests.confirm(&requests.ask(id.as_str(), Some(hash), None)) {
        Ok(told) => Ok(told),
        Err(Stopped::Refused(refusal)) => Err(refusal),
        Err(Stopped::Fault(fault)) => panic!("a fault instead of an answer: {fault}"),
    }
}

pub(crate) fn outbox(requests: &Requests) -> Outbox {
    Outbox::new(Arc::new(requests.clone()))
}

/// Sends all mails that are due, and gives back what they said.
pub(crate) fn send(requests: &Requests) -> Vec<Letter> {
    let outbox = outbox(requests);
    let mut letters = Vec::new();
    while let Some(claimed) = outbox.claim().unwrap() {
        assert_eq!(outbox.settle(&claimed, &Delivery::Sent).unwrap(), Settled::Sent);
        letters.push(claimed.letter);
    }
    letters
}

pub(crate) fn kinds(letters: &[Letter]) -> Vec<LetterKind> {
    let mut kinds: Vec<_> = letters.iter().map(|letter| letter.kind).collect();
    kinds.sort_unstable();
    kinds
}

/// The mails about a request, as they are stored.
pub(crate) fn mails(scene: &Scene, id: &RequestId) -> Vec<Mail> {
    scene.read(|view| view.mails(id))
}

/// The history of a request, as it is stored.
pub(crate) fn entries(scene: &Scene, id: &RequestId) -> Vec<Entry> {
    scene.read(|view| view.request_entries(id))
}

/// What happened to a request: `action` or `action from>to`, in order.
pub(crate) fn story(scene: &Scene, id: &RequestId) -> Vec<String> {
    let told = |entry: Entry| match (entry.from, entry.to) {
        (None, None) => entry.action,
        (from, to) => format!("{} {}>{}", entry.action, from.unwrap_or_default(), to.unwrap_or_default()),
    };
    entries(scene, id).into_iter().map(told).collect()
}

/// What was said in the course of a request, for those who may read it.
pub(crate) fn said(requests: &Requests, id: &RequestId) -> Vec<String> {
    let history = requests.history(&operator(), id).unwrap();
    history.into_iter().filter_map(|happened| happened.personal?.text).collect()
}

/// Why something was refused.
#[track_caller]
pub(crate) fn refused<T: Debug>(result: Result<T, Stopped<Refused>>) -> Refused {
    match result.unwrap_err() {
        Stopped::Refused(refused) => refused,
        Stopped::Fault(fault) => panic!("a fault instead of a refusal: {fault}"),
    }
}

/// The code of a fault.
#[track_caller]
pub(crate) fn fault<T: Debug>(result: Result<T, Stopped<Refused>>) -> &'static str {
    match result.unwrap_err() {
        Stopped::Refused(refused) => panic!("a refusal instead of a fault: {refused}"),
        Stopped::Fault(fault) => fault.code(),
    }
}

/// Whether any of the files has these bytes somewhere.
pub(crate) fn stands_in(files: &[Vec<u8>], text: &str) -> bool {
    files.iter().any(|file| file.windows(text.len()).any(|window| window == text.as_bytes()))
}
