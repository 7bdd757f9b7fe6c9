//! The calls that are made, as bytes.

use std::cell::{Cell, RefCell};
use std::ops::Range;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use fastrand::Rng;

use crate::invented::{PASSWORD, SHOP, USER, link, number};

/// Calls of a kind, one after the other.
pub(crate) trait Calls {
    /// Appends the next call, and says what its answer has to have in it. `None`: there is none left.
    fn next(&self, request: &mut Vec<u8>) -> Option<&'static str>;

    /// The first request that these calls did not confirm, if they do.
    fn left(&self) -> Option<usize> {
        None
    }
}

/// The data of customers, each as likely as any other.
pub(crate) struct LookUps {
    head: Vec<u8>,
    tail: Vec<u8>,
    customers: usize,
    random: RefCell<Rng>,
}

impl LookUps {
    pub(crate) fn of(customers: usize) -> Self {
        let credentials = STANDARD.encode(format!("{USER}:{PASSWORD}"));
        Self {
            head: format!("GET {}/shops/{SHOP}/customers/", iom_gdpr_api::BASE_PATH).into(),
            tail: format!(
                " HTTP/1.1\r\nHost: localhost\r\nAccept: application/vnd.intershop.customer.v3+json\r\n\
                 Authorization: Basic {credentials}\r\n\r\n"
            )
            .into(),
            customers,
            random: RefCell::new(Rng::with_seed(1)),
        }
    }
}

impl Calls for LookUps {
    fn next(&self, request: &mut Vec<u8>) -> Option<&'static str> {
        request.extend_from_slice(&self.head);
        request.extend_from_slice(number(self.random.borrow_mut().usize(..self.customers)).as_bytes());
        request.extend_from_slice(&self.tail);
        Some("")
    }
}

/// The first confirmation of each of some requests.
pub(crate) struct Firsts {
    requests: Cell<Range<usize>>,
}

impl Firsts {
    pub(crate) fn of(requests: Range<usize>) -> Self {
        Self { requests: Cell::new(requests) }
    }
}

impl Calls for Firsts {
    fn next(&self, request: &mut Vec<u8>) -> Option<&'static str> {
        let mut left = self.requests.take();
        let next = left.next();
        self.requests.set(left);
        confirmation(next?, request);
        Some("\"gdpr_request.confirmed.info\"")
    }

    fn left(&self) -> Option<usize> {
        let left = self.requests.take();
        let next = left.start;
        self.requests.set(left);
        Some(next)
    }
}

/// Confirmations of requests that were confirmed before.
pub(crate) struct Repeats {
    requests: Range<usize>,
    random: RefCell<Rng>,
}

impl Repeats {
    pub(crate) fn of(requests: Range<usize>) -> Self {
        Self { requests, random: RefCell::new(Rng::with_seed(3)) }
    }
}

impl Calls for Repeats {
    fn next(&self, request: &mut Vec<u8>) -> Option<&'static str> {
        confirmation(self.random.borrow_mut().usize(self.requests.clone()), request);
        Some("\"gdpr_request.already_confirmed.info\"")
    }
}

/// Nine look-ups in ten calls, one first confirmation.
pub(crate) struct Mixed {
    look_ups: LookUps,
    firsts: Firsts,
    random: RefCell<Rng>,
}

impl Mixed {
    pub(crate) fn of(customers: usize, requests: Range<usize>) -> Self {
        let random = RefCell::new(Rng::with_seed(4));
        Self { look_ups: LookUps::of(customers), firsts: Firsts::of(requests), random }
    }
}

impl Calls for Mixed {
    fn next(&self, request: &mut Vec<u8>) -> Option<&'static str> {
        if self.random.borrow_mut().u8(..10) == 0 { self.firsts.next(request) } else { self.look_ups.next(request) }
    }

    fn left(&self) -> Option<usize> {
        self.firsts.left()
    }
}

fn confirmation(number: usize, request: &mut Vec<u8>) {
    use std::io::Write as _;
    let (id, hash) = link(number);
    let base = icm_gdpr_api::BASE_PATH;
    write!(
        request,
        "PUT {base}/gdpr-requests/{id}/confirmations HTTP/1.1\r\nHost: localhost\r\n\
         Accept: application/vnd.intershop.gdpr.v1+json\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n\
         {{\"hash\":\"{hash}\"}}",
        hash.len() + 11,
    )
    .unwrap();
}
