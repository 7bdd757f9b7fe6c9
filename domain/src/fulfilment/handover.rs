//! How a package that is ready gets to its data subject: with a link and a second proof, or by staff.
//!
//! A link goes to the address on file alone. The second proof is the number of an order on file that the request did not
//! bring along: whoever made the request in another's name knows what it says. Where there is no such address or no such
//! order, staff hands over.

use super::Fulfilment;
use crate::clock::Timestamp;
use crate::customer::orders::{Comparison, Shown};
use crate::letter::LetterKind;
use crate::policy::Handover;
use crate::refusal::Fault;
use crate::request::{Request, Subject};
use crate::store::{PackageLink, Transaction, View};

/// Why staff hands a package over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ByStaff {
    /// The shop hands over that way.
    Policy,
    /// There is no address.
    NoAddress,
    /// Staff stated the address.
    StatedAddress,
    /// There is no order on file, or only the one that the request brought along.
    NoSecondProof,
}

impl ByStaff {
    /// The word in the history.
    pub(super) const fn code(self) -> &'static str {
        match self {
            Self::Policy => "policy",
            Self::NoAddress => "no-address",
            Self::StatedAddress => "stated-address",
            Self::NoSecondProof => "no-second-proof",
        }
    }
}

impl Fulfilment {
    /// Why staff hands the package of this request over. `None`: its data subject fetches it with a link.
    pub(super) fn by_staff(&self, view: &dyn View, request: &Request) -> Result<Option<ByStaff>, Fault> {
        Ok(if self.requests.policies.of(&request.shop).packages == Handover::Staff {
            Some(ByStaff::Policy)
        } else if request.address.is_none() {
            Some(ByStaff::NoAddress)
        } else if request.address_is_stated {
            Some(ByStaff::StatedAddress)
        } else if !compared(view, request, "")?.any {
            Some(ByStaff::NoSecondProof)
        } else {
            None
        })
    }

    /// A package is ready: its data subject gets a link to it; or staff is told, where the shop does not expect to hand over
    /// itself. One that was made anew keeps the link of the one before.
    pub(super) fn offer(
        &self,
        transaction: &dyn Transaction,
        request: &Request,
        by_staff: Option<ByStaff>,
        expires_at: Timestamp,
        now: Timestamp,
    ) -> Result<(), Fault> {
        let before = transaction.package_link(&request.id)?;
        if let Some(mut link) = before {
            link.link.expires_at = expires_at;
            transaction.put_package_link(&request.id, &link)?;
        }
        match by_staff {
            Some(ByStaff::Policy) => Ok(()),
            Some(ByStaff::NoAddress | ByStaff::StatedAddress | ByStaff::NoSecondProof) => {
                self.requests.queue(transaction, request, LetterKind::HandOver, None, None, now)
            }
            None if before.is_some() => Ok(()),
            None => {
                let (letter_link, link) = self.requests.new_package_link(request, expires_at)?;
                transaction.put_package_link(&request.id, &PackageLink { link, wrong_proofs: 0 })?;
                self.requests.queue(transaction, request, LetterKind::PackageReady, Some(&letter_link), None, now)
            }
        }
    }
}

/// Whether `proof` is known to nobody but the data subject of a request and the shop, whoever made the request.
pub(super) fn proves(view: &dyn View, request: &Request, proof: &str) -> Result<bool, Fault> {
    Ok(compared(view, request, proof)?.equal)
}

/// Compares `proof` with all orders on file that the request did not bring along.
fn compared(view: &dyn View, request: &Request, proof: &str) -> Result<Comparison, Fault> {
    let brought_along = match &request.subject {
        Subject::Customer(number) => Shown::new(number.as_str()),
        Subject::Guest { order, .. } => Shown::new(order.as_str()),
        Subject::Pseudonym(_) => return Ok(Comparison::default()),
    };
    let mut orders = Ok(Comparison::default());
    if let Some(number) = request.subject.customer() {
        let shown = Shown::new(proof);
        view.read_document(&request.shop, number, &mut |document| {
            orders = shown.compare_with_orders(&brought_along, document);
        })?;
    }
    orders
}
