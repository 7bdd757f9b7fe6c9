//! What was kept goes when its time is over, or its hold is released.

use super::Fulfilment;
use super::held::{Held, Left, Mode};
use crate::audit::{Action, Actor, Event};
use crate::names::ShopName;
use crate::refusal::Fault;
use crate::seal::Pseudonym;
use crate::store::Remains;

/// How many are looked up in one go.
const BATCH: usize = 100;

impl Fulfilment {
    /// Looks at everything of a shop that is kept and due; gives back of how many people something was erased.
    pub(super) fn follow_up(&self, shop: &ShopName) -> Result<usize, Fault> {
        let rules = self.requests.policies.of(shop).retention.digest()?.to_string();
        let mut erased = 0;
        loop {
            let now = self.now();
            let due =
                self.requests.store.read("list_due_remains", |view| view.due_remains(shop, now, &rules, BATCH))?;
            if due.is_empty() {
                return Ok(erased);
            }
            for pseudonym in &due {
                erased += usize::from(self.follow_up_one(shop, pseudonym)?);
            }
        }
    }

    fn follow_up_one(&self, shop: &ShopName, pseudonym: &Pseudonym) -> Result<bool, Fault> {
        let now = self.now();
        let held = self.requests.store.read("plan_follow_up", |view| Held::of_pseudonym(view, shop, pseudonym))?;
        let Some(before) = held.remains.clone() else { return Ok(false) };
        let prepared = self.prepare(held, &[], Mode::AtOnce, now)?;
        let after = match &prepared.left {
            Left::Remains(remains) => Some(remains),
            Left::Everything | Left::Nothing => None,
        };
        self.requests.store.write("follow_up_erasure", |transaction| {
            if Held::of_pseudonym(transaction, shop, pseudonym)? != prepared.held {
                // Somebody was faster; it is due again if that did not settle it.
                return Ok(false);
            }
            let changed = after.map(Remains::content) != Some(before.content());
            if !changed {
                if let Some(after) = after {
                    transaction.put_remains(shop, pseudonym, after)?;
                }
                return Ok(false);
            }
            self.take_away(transaction, None, &prepared, now)?;
            let left = if after.is_some() { "partly" } else { "nothing" };
            let event = Event::new(now, Actor::Service, Action::RemainsErased).at_shop(shop).detail("left", left);
            self.journal().record(transaction, &event)?;
            Ok(true)
        })
    }
}
