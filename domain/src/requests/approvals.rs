//! The end of an approval, which the ledger of erasures is told: in a backup from before the request is still approved.

use super::Requests;
use crate::clock::Timestamp;
use crate::ledger::{Entry, Event};
use crate::link::random_id;
use crate::refusal::Fault;
use crate::request::{Request, Subject};
use crate::store::{QueuedLine, StoreError, Transaction};

impl Requests {
    /// The approval of a request ended, and the request was not carried out.
    pub(super) fn queue_end_of_approval(
        &self,
        transaction: &dyn Transaction,
        request: &Request,
        now: Timestamp,
    ) -> Result<(), Fault> {
        let pseudonym = match &request.subject {
            Subject::Pseudonym(text) => text.parse().map_err(|_| Fault::Sealed("the pseudonym of a request"))?,
            subject => self.journal.pseudonym(&request.shop, &subject.reference()),
        };
        let entry = Entry {
            // A name of its own: an approval can be given, and end, more than once.
            erasure: random_id(&*self.entropy)?.to_string(),
            at: now,
            shop: request.shop.clone(),
            pseudonym,
            event: Event::ApprovalRevoked,
            request: Some(request.id.clone()),
            hold: None,
        };
        Ok(self.queue_ledger_line(transaction, &entry)?)
    }

    /// Keeps a line for the ledger, in the transaction of what it tells.
    pub(crate) fn queue_ledger_line(&self, transaction: &dyn Transaction, entry: &Entry) -> Result<(), StoreError> {
        let line = entry.line(self.journal.master());
        transaction.queue_ledger_line(&QueuedLine { name: entry.erasure.clone(), event: entry.event, line })?;
        Ok(())
    }
}
