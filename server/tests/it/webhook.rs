//! Recipients are told of erasures, over real sockets.

mod dispatch;
mod process;
mod sample;
mod sender;

use domain::clock::Timestamp;
use domain::names::RequestId;
use domain::webhook::{Notice, Webhooks};

use crate::support::world::SHOP;

/// Bob was erased, but for these categories.
fn notice(at: Timestamp, kept: &[&str]) -> Notice {
    Notice {
        shop: SHOP.parse().unwrap(),
        customer: "BB002".parse().unwrap(),
        erasure: "erasure1".to_owned(),
        at,
        kept: kept.iter().map(|&category| category.to_owned()).collect(),
    }
}

/// Queues a notice in a transaction of its own.
fn queue(webhooks: &Webhooks, notice: &Notice, request: Option<&RequestId>) {
    let now = webhooks.clock.now();
    let queued = webhooks.store.write("test", |transaction| webhooks.queue(transaction, notice, request, now));
    queued.unwrap();
}
