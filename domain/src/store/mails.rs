//! The part of the storage port for mails, and for work that only one process may do at a time.

use super::StoreError;
use crate::clock::Timestamp;
use crate::names::RequestId;
use crate::outbox::Mail;

/// What can be looked up about mails.
pub trait MailView {
    /// The waiting mail that may be claimed at `now`, the longest due first. Also one that would have to wait for longer than
    /// [`LONGEST_WAIT`](crate::outbox::LONGEST_WAIT): the clock was ahead when it was put off.
    fn next_mail(&self, now: Timestamp) -> Result<Option<Mail>, StoreError>;
    /// The mails about a request, oldest first.
    fn mails(&self, request: &RequestId) -> Result<Vec<Mail>, StoreError>;
    /// How many mails wait, and how many were given up.
    fn count_mails(&self) -> Result<MailCount, StoreError>;
}

/// What can be changed about mails. Every `bool` is whether the change took place.
pub trait MailChange {
    /// Queues a mail. `false`: the id exists already.
    fn insert_mail(&self, mail: &Mail) -> Result<bool, StoreError>;
    /// Replaces what is known of a mail that waits and was claimed `tries` times. `false`: it does not, or was claimed
    /// again.
    fn update_mail(&self, mail: &Mail, tries: u32) -> Result<bool, StoreError>;
    /// Lets `holder` do the work `name` alone until `until`. `false`: another holder does at `now`.
    ///
    /// A lease that ends more than twice as late as this one would is over: the clock was ahead when it was taken.
    fn take_lease(&self, name: &str, holder: &str, now: Timestamp, until: Timestamp) -> Result<bool, StoreError>;
    /// Gives the work `name` back. `false`: it is not `holder`'s.
    fn release_lease(&self, name: &str, holder: &str) -> Result<bool, StoreError>;
}

/// How many mails there are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct MailCount {
    /// To be sent.
    pub waiting: u64,
    /// Not to be tried any more.
    pub given_up: u64,
}
