//! Two people decide: the one who approves a request has had no hand in it before.

use crate::audit::{Action, Actor, Entry};

/// The detail of an entry that says where the address came from.
pub(super) const ADDRESS: &str = "address";
/// The value of [`ADDRESS`] for one that staff stated.
pub(super) const STATED: &str = "stated";
/// The detail of an entry that says what became of earlier links.
pub(super) const OLDER_LINKS: &str = "older_links";
/// The value of [`OLDER_LINKS`] after the mail went to another address.
pub(super) const REVOKED: &str = "revoked";

/// Whether the actor had a hand in the request with this history: in who asks, where its mails go, or until when it is due.
///
/// Users are told apart as they are when they sign in: by their names, character by character.
pub(crate) fn had_a_hand(history: &[Entry], actor: &Actor) -> bool {
    let actor = actor.to_string();
    history.iter().any(|entry| entry.actor == actor && is_a_hand_in_it(entry))
}

/// Everything is, but what leaves the request as it was. So is what this version does not know.
fn is_a_hand_in_it(entry: &Entry) -> bool {
    let says = |name: &str, value: &str| entry.details.get(name).is_some_and(|found| found == value);
    match Action::from_code(&entry.action) {
        // The same mail once more.
        Some(Action::Resent) => says(ADDRESS, STATED) || says(OLDER_LINKS, REVOKED),
        Some(Action::Planned | Action::Approved | Action::ApprovalRevoked | Action::IdentityDoubted) => false,
        _ => true,
    }
}
