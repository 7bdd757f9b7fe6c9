//! A request stops naming its data subject.

use super::Requests;
use crate::clock::Timestamp;
use crate::names::{RequestId, ShopName};
use crate::refusal::Fault;
use crate::request::{Request, Subject};
use crate::store::{RequestFilter, Transaction};

impl Requests {
    /// From now on the request names its data subject by a pseudonym alone, and none of its links works. It is to be
    /// [saved](Self::save) by whoever calls this.
    pub(crate) fn anonymise(
        &self,
        transaction: &dyn Transaction,
        request: &mut Request,
        now: Timestamp,
    ) -> Result<(), Fault> {
        if request.purged_at.is_some() {
            return Ok(());
        }
        let pseudonym = self.journal.pseudonym(&request.shop, &request.subject.reference());
        request.subject = Subject::Pseudonym(pseudonym.to_string());
        request.address = None;
        request.address_is_stated = false;
        request.purged_at = Some(now);
        transaction.delete_links(&request.id)?;
        transaction.delete_cancel_link(&request.id)?;
        transaction.delete_package_link(&request.id)?;
        request.links.clear();
        Ok(())
    }

    /// Destroys the key to a data subject's history when no other request than `except` names them. Whoever calls this knows
    /// that there is no record of them either. Gives back whether there was a key.
    pub(crate) fn forget_if_last(
        &self,
        transaction: &dyn Transaction,
        shop: &ShopName,
        reference: &str,
        except: Option<&RequestId>,
    ) -> Result<bool, Fault> {
        let same = RequestFilter {
            shops: vec![shop.clone()],
            reference: Some(reference.to_owned()),
            limit: 2,
            ..RequestFilter::default()
        };
        let is_last = transaction.requests(&same)?.iter().all(|other| Some(&other.id) == except);
        Ok(is_last && self.journal.forget(transaction, shop, reference)?)
    }
}
