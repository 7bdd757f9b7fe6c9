//! Figures for machines, as `OpenMetrics` text.
//!
//! A label has one of few values that are known beforehand: never anything that a caller sent.

use std::sync::Arc;
use std::time::Duration;

use hyper::Method;
use prometheus_client::encoding::{EncodeLabelSet, text};
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::{Registry, Unit};

use crate::throttle::Guessed;

/// The media type of what is written.
pub(crate) const MEDIA_TYPE: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

/// Upper bounds of the histogram, in seconds: a look-up takes the first, a password some of the middle.
const BUCKETS: [f64; 12] = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 5.0, 30.0];

/// What is counted while the service runs.
pub(crate) struct Metrics {
    registry: Registry,
    calls: Family<Answered, Counter>,
    durations: Family<Route, Histogram, fn() -> Histogram>,
    throttled: Family<Kind, Counter>,
    not_authenticated: Family<Kind, Counter>,
    faults: Family<Code, Counter>,
    mails: Family<Tried, Counter>,
    webhooks: Family<Tried, Counter>,
    connections: Gauge,
    shed: Family<Kind, Counter>,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Answered {
    route: &'static str,
    method: &'static str,
    status: u16,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Tried {
    kind: &'static str,
    result: &'static str,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Route {
    route: &'static str,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Kind {
    kind: &'static str,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Code {
    code: &'static str,
}

/// An open connection, until it is dropped.
pub(crate) struct Connection(Arc<Metrics>);

impl Metrics {
    pub(crate) fn new() -> Self {
        let mut registry = Registry::with_prefix("gdpr");
        let calls = Family::default();
        let durations = Family::new_with_constructor(histogram as fn() -> Histogram);
        let (throttled, not_authenticated, faults) = (Family::default(), Family::default(), Family::default());
        let (mails, webhooks, connections) = (Family::default(), Family::default(), Gauge::default());
        let shed = Family::default();
        registry.register("calls", "Calls answered", calls.clone());
        registry.register_with_unit("call_duration", "Time to answer a call", Unit::Seconds, durations.clone());
        registry.register("throttled", "Answers 429 after too many tries", throttled.clone());
        registry.register("authentication_failures", "Calls without credentials that hold", not_authenticated.clone());
        registry.register("faults", "Faults of the service itself", faults.clone());
        registry.register("mails", "Tries to send a mail", mails.clone());
        registry.register("webhooks", "Tries to tell a recipient of an erasure", webhooks.clone());
        registry.register("connections_open", "Connections open now", connections.clone());
        registry.register("connections_shed", "Connections ended or refused because places ran out", shed.clone());
        Self { registry, calls, durations, throttled, not_authenticated, faults, mails, webhooks, connections, shed }
    }

    /// A call was answered. `route` is the template of its path.
    pub(crate) fn answered(&self, route: &'static str, method: &Method, status: u16, time: Duration) {
        self.calls.get_or_create(&Answered { route, method: known(method), status }).inc();
        self.durations.get_or_create(&Route { route }).observe(time.as_secs_f64());
    }

    /// A guess was one too many.
    pub(crate) fn throttled(&self, what: Guessed) {
        self.throttled.get_or_create(&Kind { kind: what.kind() }).inc();
    }

    /// A call did not prove who is calling.
    pub(crate) fn not_authenticated(&self, kind: &'static str) {
        self.not_authenticated.get_or_create(&Kind { kind }).inc();
    }

    /// A fault of ours.
    pub(crate) fn fault(&self, code: &'static str) {
        self.faults.get_or_create(&Code { code }).inc();
    }

    /// A mail was tried.
    pub(crate) fn mail(&self, kind: &'static str, result: &'static str) {
        self.mails.get_or_create(&Tried { kind, result }).inc();
    }

    /// A recipient was tried to be told.
    pub(crate) fn webhook(&self, kind: &'static str, result: &'static str) {
        self.webhooks.get_or_create(&Tried { kind, result }).inc();
    }

    /// A connection was opened.
    pub(crate) fn connection(self: &Arc<Self>) -> Connection {
        self.connections.inc();
        Connection(Arc::clone(self))
    }

    /// A connection had to go, or did not get a place.
    pub(crate) fn connection_shed(&self, kind: &'static str) {
        self.shed.get_or_create(&Kind { kind }).inc();
    }

    /// Everything, as text.
    pub(crate) fn write(&self) -> String {
        let mut out = String::new();
        // Writing to a text does not fail.
        let _ = text::encode(&mut out, &self.registry);
        out
    }
}

impl Drop for Connection {
    fn drop(&mut self) {
        self.0.connections.dec();
    }
}

fn histogram() -> Histogram {
    Histogram::new(BUCKETS)
}

/// A method by its name if it is a usual one: it can be any token (RFC 9110 section 9.1).
fn known(method: &Method) -> &'static str {
    match method.as_str() {
        "GET" => "GET",
        "HEAD" => "HEAD",
        "OPTIONS" => "OPTIONS",
        "PUT" => "PUT",
        "POST" => "POST",
        "PATCH" => "PATCH",
        "DELETE" => "DELETE",
        _ => "other",
    }
}
