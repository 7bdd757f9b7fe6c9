//! Requests are carried out: approved by people, then done by this service, step by step, each of which can be repeated.
//!
//! ```text
//! approve    the plan of an erasure; the decision of staff, and its revocation
//! cancel     the data subject takes an approved request back
//! run        what is due, each piece of it in one process at a time
//!   erase      an erasure, exactly as it was planned
//!   package    a package for access or portability: made, handed over, gone
//!     packages   what it is made with; files that nobody needs any more
//!     handover   by a link, or by staff; what the second proof is
//!     fetch      the data subject fetches it, with a link and a second proof
//!   follow_up  what was kept goes when its time is over
//! deletion   the customer contract's way to an erasure
//! ledger     lines into the ledger of erasures, of which the database knows
//! reconcile  do the database and the ledger know the same? Both ways, and what is done if not
//! replay     what the ledger says again, after a backup was restored
//! reimport   customers who were erased and come back in an import
//! holds      legal holds
//!   held       what is stored of a customer, and what it is planned from
//!   summary    what was kept, in words for the data subject
//! ```
//!
//! An erasure goes this way, and a process that is killed at any place of it goes on from there:
//!
//! 1. `approved`, with the hash of a plan; the data subject can take it back until its time has come.
//! 2. `processing`. If the plan is another one by now, nothing is done, and staff has to decide anew.
//! 3. The erasure is remembered in the database, then in the [ledger](crate::ledger), which is apart from it.
//! 4. In one transaction: the customer goes, what has to be kept stays under a pseudonym, the request is closed and names
//!    nobody any more, its history, the mail and the messages to recipients are written, and how far the ledger is known.
//! 5. Copies in unused parts of the database are removed.

mod approve;
mod cancel;
mod deletion;
mod erase;
mod fetch;
mod follow_up;
mod handover;
mod held;
mod holds;
mod ledger;
mod package;
mod packages;
mod reconcile;
mod reimport;
mod replay;
mod run;
mod summary;

use std::sync::Arc;

use chrono::TimeDelta;

pub use self::approve::Proposal;
pub use self::cancel::Cancellable;
pub use self::deletion::Deleted;
pub use self::fetch::{Collectable, Fetching, NotFetched};
pub use self::holds::{Hold, NewHold, Words};
pub use self::package::{Delivered, NotDelivered};
pub use self::packages::Packages;
pub use self::reconcile::{AcceptedLoss, Comparison};
pub use self::reimport::{Batch, Reimport};
pub use self::replay::Replayed;
pub use self::run::{Ran, Wiped};

use crate::audit::Journal;
use crate::clock::Timestamp;
use crate::ledger::Ledger;
use crate::requests::Requests;
use crate::webhook::Webhooks;

/// Carries requests out.
#[derive(Clone)]
pub struct Fulfilment {
    /// The requests, with all they need.
    pub requests: Arc<Requests>,
    /// What remembers erasures apart from the database.
    pub ledger: Arc<dyn Ledger>,
    /// What tells those to whom data was passed on (Art. 19 GDPR).
    pub webhooks: Webhooks,
    /// What becomes of customers who were erased and are imported again.
    pub reimport: Reimport,
    /// What packages for data subjects are made with.
    pub packages: Packages,
    /// How long after a deletion copies in unused parts of the storage may be there.
    pub wipe_within: TimeDelta,
}

impl Fulfilment {
    fn journal(&self) -> &Journal {
        &self.requests.journal
    }

    fn now(&self) -> Timestamp {
        self.requests.clock.now()
    }
}
