//! What packages are made with and from, and files that nobody needs any more.

use std::collections::BTreeSet;
use std::io::Read;
use std::sync::Arc;

use chrono::TimeDelta;

use super::Fulfilment;
use super::held::{Held, Mode, map};
use super::holds::opened;
use crate::clock::Timestamp;
use crate::erasure::{self, Outcome};
use crate::package::{Kept, ReportForm, Schema, Source, Stored};
use crate::policy::Policy;
use crate::refusal::Fault;
use crate::request::Request;
use crate::seal::Pseudonym;
use crate::store::{StoreError, View};
use crate::vault::Vault;

/// What packages are made with.
#[derive(Clone)]
pub struct Packages {
    /// Where they wait.
    pub vault: Arc<dyn Vault>,
    /// The form of their report.
    pub form: Arc<dyn ReportForm>,
    /// How long they wait.
    pub lifetime: TimeDelta,
    /// The version of the program.
    pub service_version: &'static str,
    /// The contract that their data follows.
    pub schema: Schema<'static>,
}

/// The data of one subject in one state of the storage.
pub(super) struct OfSubject<'a> {
    stored: Stored<'a>,
    kept: Vec<Kept>,
}

impl<'a> OfSubject<'a> {
    /// What is held of whoever made the request, and what an earlier erasure left of them.
    pub(super) fn of(
        this: &Fulfilment,
        view: &'a dyn View,
        request: &'a Request,
        policy: &Policy,
        now: Timestamp,
    ) -> Result<Self, Fault> {
        let customer = request.subject.customer();
        let stored = Stored { view, shop: &request.shop, customer };
        let kept = match customer {
            Some(_) => {
                let pseudonym = this.journal().pseudonym(&request.shop, &request.subject.reference());
                this.kept(view, request, &pseudonym, policy, now)?
            }
            None => Vec::new(),
        };
        Ok(Self { stored, kept })
    }
}

impl Source for OfSubject<'_> {
    fn document(&self, read: &mut dyn FnMut(&mut dyn Read)) -> Result<bool, StoreError> {
        self.stored.document(read)
    }

    fn kept(&self, each: &mut dyn FnMut(&Kept) -> bool) -> Result<(), StoreError> {
        self.kept.iter().find(|kept| !each(kept));
        Ok(())
    }
}

impl Fulfilment {
    /// What an erasure left, with the reason for each record.
    fn kept(
        &self,
        view: &dyn View,
        request: &Request,
        pseudonym: &Pseudonym,
        policy: &Policy,
        now: Timestamp,
    ) -> Result<Vec<Kept>, Fault> {
        let held = Held::of_pseudonym(view, &request.shop, pseudonym)?;
        if held.remains.is_none() {
            return Ok(Vec::new());
        }
        let dossier = held.dossier(Mode::AtOnce)?;
        let holds = held.holds.iter().map(|hold| opened(self.journal(), hold)).collect::<Result<Vec<_>, _>>()?;
        let plan = erasure::plan(&dossier, map(policy)?, &policy.retention, &holds, now)?;
        let kept = erasure::outcomes(&dossier, &plan)?.into_iter().map(|told| {
            let (until, grounds, held) = match told.outcome {
                // Its time is over; it goes with the next follow-up.
                Outcome::Erased => (Some(now.date_naive()), Vec::new(), false),
                Outcome::Kept { until, grounds, .. } => {
                    (*until, grounds.iter().map(|ground| ground.ground.clone()).collect(), false)
                }
                Outcome::Held { .. } => (None, Vec::new(), true),
            };
            Kept { place: told.place, until, grounds, held, record: told.record }
        });
        Ok(kept.collect())
    }

    /// Removes files that belong to no package: of those that were handed over or have expired, and what a process left that
    /// was ended in the middle. Gives back how many there were.
    ///
    /// # Errors
    /// [`Fault`]: it is to be tried again.
    pub fn sweep_packages(&self) -> Result<usize, Fault> {
        // In this order: a package is in the storage before its file is begun.
        let files = self.packages.vault.names()?;
        let known: BTreeSet<_> =
            self.requests.store.read("list_packages", |view| view.package_files())?.into_iter().collect();
        let mut swept = 0;
        for file in files.iter().filter(|file| !known.contains(file)) {
            swept += usize::from(self.packages.vault.delete(file)?);
        }
        Ok(swept)
    }
}
