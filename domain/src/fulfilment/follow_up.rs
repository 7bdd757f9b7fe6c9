//! What was kept goes when its time is over, or its hold is released.

use super::Fulfilment;
use super::Ran;
use super::held::{Held, Left, Mode};
use crate::audit::{Action, Actor, Event};
use crate::names::ShopName;
use crate::refusal::Fault;
use crate::seal::Pseudonym;
use crate::store::{Remains, View};

/// How many are looked up in one go.
const BATCH: usize = 100;

impl Fulfilment {
    /// Looks at everything of a shop that is kept and due. What does not work for one person keeps nothing of others.
    pub(super) fn follow_up(&self, shop: &ShopName, ran: &mut Ran) -> Result<(), Fault> {
        let rules = self.requests.policies.of(shop).retention.digest()?.to_string();
        let mut after: Option<Pseudonym> = None;
        loop {
            let now = self.now();
            let look = |view: &dyn View| view.due_remains(shop, now, &rules, after.as_ref(), BATCH);
            let due = self.requests.store.read("list_due_remains", look)?;
            let Some(last) = due.last() else { return Ok(()) };
            after = Some(*last);
            for pseudonym in &due {
                match self.follow_up_one(shop, pseudonym) {
                    Ok(erased) => ran.followed_up += usize::from(erased),
                    Err(fault) => ran.faults.push((None, fault)),
                }
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
