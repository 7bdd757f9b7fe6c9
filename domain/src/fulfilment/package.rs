//! A package for access or portability: made, handed over, gone.
//!
//! 1. `processing`. The package gets a file name and a key, which is wrapped and stored before the file is begun.
//! 2. The file is written, sealed under that key, and on disk; then the package counts as ready, and waits.
//! 3. Handed over as a whole, the request is closed, and with the same transaction the key is gone; then the file.
//! 4. Not fetched in time, the same happens, and staff has to decide anew.
//!
//! A process that is killed at any place of it leaves a package that is made again, or a file without a package, which is
//! removed by [`sweep_packages`](Fulfilment::sweep_packages). Two processes may make the same package: the one that stored
//! its key last is the one whose file counts.

use std::io::{self, BufWriter, Read};

use super::Fulfilment;
use super::erase::Went;
use super::held::map;
use super::packages::OfSubject;
use crate::audit::{Action, Actor};
use crate::clock::Timestamp;
use crate::letter::LetterKind;
use crate::names::RequestId;
use crate::package::{self, Facts, Manifest, PackageKind};
use crate::refusal::{Fault, Stopped};
use crate::request::{Outcome, Request, State, rules};
use crate::requests::{Change, NotDone, Refused, rights};
use crate::seal::{BrokenStream, OpenReader, Purpose, SealKey};
use crate::store::PackageRecord;
use crate::vault::{FileName, VaultError};

/// What is asked of many small writes becomes few large ones.
const BUFFER: usize = 64 * 1024;

/// What was handed over.
#[derive(Debug)]
pub struct Delivered {
    /// The request, which is closed.
    pub request: Request,
    /// How many bytes.
    pub bytes: u64,
}

/// Why nothing was handed over. The package waits as before.
#[derive(Debug, thiserror::Error)]
pub enum NotDelivered {
    /// The caller's business, or ours.
    #[error(transparent)]
    NotDone(#[from] NotDone),
    /// It could not be written to where it was to go.
    #[error("the package cannot be written: {0}")]
    Output(#[source] io::Error),
}

impl From<Fault> for NotDelivered {
    fn from(fault: Fault) -> Self {
        Self::NotDone(fault.into())
    }
}

impl Fulfilment {
    /// The next step of a request that is being carried out: makes the package, or lets it go when nobody fetched it.
    pub(super) fn package(&self, id: &RequestId) -> Result<Went, Fault> {
        let now = self.now();
        let found =
            self.requests.store.read("find_package", |view| Ok::<_, Fault>((view.request(id)?, view.package(id)?)))?;
        let (Some(request), package) = found else { return Ok(Went::Nothing) };
        match (&request.state, package) {
            (State::Processing { .. }, Some(ready)) if ready.made_at.is_some() && now >= ready.expires_at => {
                self.expire(&ready, now)
            }
            (State::Processing { .. }, Some(ready)) if ready.made_at.is_some() => Ok(Went::Nothing),
            (State::Processing { .. }, before) => {
                self.make(&request, before.as_ref(), now)?;
                Ok(Went::Done)
            }
            _ => Ok(Went::Nothing),
        }
    }

    /// Makes the package of a request that is being carried out.
    pub(super) fn make(
        &self,
        request: &Request,
        before: Option<&PackageRecord>,
        now: Timestamp,
    ) -> Result<PackageRecord, Fault> {
        let entropy = &*self.requests.entropy;
        let (file, key) = (FileName::random(entropy)?, SealKey::random(entropy)?);
        let context = context(&request.id, &file);
        let record = PackageRecord {
            request: request.id.clone(),
            file,
            key: self.journal().master().key(Purpose::Packages).wrap(entropy, &context, &key)?,
            made_at: None,
            expires_at: now.checked_add_signed(self.packages.lifetime).unwrap_or(Timestamp::MAX_UTC),
        };
        self.requests.store.write("begin_package", |transaction| {
            let current = transaction.request(&request.id)?.ok_or(Fault::Raced)?;
            if !matches!(current.state, State::Processing { .. }) {
                return Err(Fault::Raced);
            }
            transaction.put_package(&record)?;
            Ok(())
        })?;
        if let Some(before) = before {
            self.packages.vault.delete(&before.file)?;
        }
        let made =
            self.write(request, &record, &key, &context, now).and_then(|manifest| self.ready(&record, &manifest));
        if made.is_err() {
            // Whatever came of it, no file stays behind that nothing belongs to. When that fails too, it is swept later.
            let _ = self.packages.vault.delete(&record.file);
        }
        made
    }

    /// Writes the file.
    fn write(
        &self,
        request: &Request,
        record: &PackageRecord,
        key: &SealKey,
        context: &[u8],
        now: Timestamp,
    ) -> Result<Manifest, Fault> {
        let not_written = |error: io::Error| Fault::Vault(VaultError(error.to_string()));
        let kind = PackageKind::of(request.kind).ok_or(Fault::Undeclared("a request without a package"))?;
        let policy = self.requests.policies.of(&request.shop);
        let facts = Facts {
            kind,
            request: &request.id,
            shop: &request.shop,
            language: &request.language,
            made_at: now,
            service_version: self.packages.service_version,
            schema: self.packages.schema,
            map: map(&policy)?,
            rules: &policy.retention,
            key: self.journal().master(),
        };
        let file = BufWriter::with_capacity(BUFFER, self.packages.vault.create(&record.file)?);
        let mut sealed = key.seal_stream(&*self.requests.entropy, context, file).map_err(not_written)?;
        let manifest = self.requests.store.read("write_package", |view| {
            let source = OfSubject::of(self, view, request, &policy, now)?;
            package::write(&facts, &source, &*self.packages.form, &mut sealed).map_err(Fault::from)
        })?;
        let file =
            sealed.finish().map_err(not_written)?.into_inner().map_err(|error| not_written(error.into_error()))?;
        file.keep()?;
        Ok(manifest)
    }

    /// The file is on disk: the package waits for being fetched.
    fn ready(&self, record: &PackageRecord, manifest: &Manifest) -> Result<PackageRecord, Fault> {
        let now = self.now();
        let expires_at = now.checked_add_signed(self.packages.lifetime).unwrap_or(Timestamp::MAX_UTC);
        let ready = PackageRecord { made_at: Some(now), expires_at, ..record.clone() };
        self.requests.store.write("finish_package", |transaction| {
            let mut request = transaction.request(&record.request)?.ok_or(Fault::Raced)?;
            // Unless another process made it anew meanwhile, or the request has ended.
            let is_ours = transaction.package(&record.request)?.is_some_and(|current| current.file == record.file);
            let state = rules::ready(&request.state, expires_at).filter(|_| is_ours).ok_or(Fault::Raced)?;
            let before = std::mem::replace(&mut request.state, state);
            transaction.put_package(&ready)?;
            let by_staff = self.by_staff(transaction, &request)?;
            let mut change = Change::new(Action::PackageMade)
                .detail("held", manifest.is_held().to_string())
                .detail("expires_at", expires_at.to_rfc3339_opts(chrono::SecondsFormat::Secs, true));
            change = match by_staff {
                Some(because) => change.detail("handover", "staff").detail("because", because.code()),
                None => change.detail("handover", "link"),
            };
            self.requests.save(transaction, &Actor::Service, &before, &mut request, &change, now)?;
            self.offer(transaction, &request, by_staff, expires_at, now)
        })?;
        Ok(ready)
    }

    /// Nobody fetched it in time: staff decides anew.
    fn expire(&self, record: &PackageRecord, now: Timestamp) -> Result<Went, Fault> {
        let expired = self.requests.store.write("expire_package", |transaction| {
            let Some(mut request) = transaction.request(&record.request)? else { return Ok(false) };
            let is_it = transaction.package(&record.request)?.is_some_and(|current| current == *record);
            let Some(state) = rules::reopen(&request.state).ok().filter(|_| is_it) else { return Ok(false) };
            let before = std::mem::replace(&mut request.state, state);
            let change = Change::new(Action::PackageExpired).letter(LetterKind::DecideAnew, None);
            self.requests.save(transaction, &Actor::Service, &before, &mut request, &change, now)?;
            Ok::<_, Fault>(true)
        })?;
        self.packages.vault.delete(&record.file)?;
        Ok(if expired { Went::Outdated } else { Went::Nothing })
    }

    /// Hands the package of an approved request over to staff, and closes the request. It is made at once when nobody has
    /// made it yet. `take` gets the ZIP file, and must not return `Ok` before all of it is where it should be, for good.
    ///
    /// # Errors
    /// [`NotDelivered`]: nothing was changed, but that the package may be ready now. What `take` was given is to be thrown
    /// away.
    pub fn deliver(
        &self,
        actor: &Actor,
        id: &RequestId,
        take: impl FnOnce(&mut dyn Read) -> io::Result<u64>,
    ) -> Result<Delivered, NotDelivered> {
        let (request, package) = self.ready_for(actor, id)?;
        let (package, mut plain) = self.open(&request, package)?;
        let bytes = take(&mut plain).map_err(|error| match error.get_ref() {
            Some(inner) if inner.is::<BrokenStream>() => Fault::Sealed("a package").into(),
            _ => NotDelivered::Output(error),
        })?;
        let request = self.delivered(actor, &package, "staff")?;
        Ok(Delivered { request, bytes })
    }

    /// The package of a request, ready to be opened.
    fn ready_for(&self, actor: &Actor, id: &RequestId) -> Result<(Request, PackageRecord), NotDone> {
        let find = || {
            self.requests.store.read("find_package", |view| {
                let request = rights::request_with_data(view, actor, id)?;
                let package = view.package(id)?;
                Ok::<_, NotDone>((request, package))
            })
        };
        let (request, _) = find()?;
        if PackageKind::of(request.kind).is_none() {
            return Err(Stopped::Refused(Refused::NoPackage));
        }
        // Refuses every state but these two.
        if !matches!(request.state, State::Approved(_) | State::Processing { .. }) {
            rules::reopen(&request.state).map_err(|why| Stopped::Refused(why.into()))?;
        }
        self.start(id)?;
        let now = self.now();
        let (request, package) = find()?;
        if !matches!(request.state, State::Processing { .. }) {
            return Err(Stopped::Refused(rules::NotMoved::NotApproved.into()));
        }
        match package {
            Some(ready) if ready.made_at.is_some() && now < ready.expires_at => Ok((request, ready)),
            Some(expired) if expired.made_at.is_some() => {
                self.expire(&expired, now)?;
                Err(Stopped::Refused(rules::NotMoved::NotApproved.into()))
            }
            before => {
                let package = self.make(&request, before.as_ref(), now)?;
                Ok((request, package))
            }
        }
    }

    /// Opens a package that is ready. Without its file it is made anew: the folder may have been lost.
    pub(super) fn open(
        &self,
        request: &Request,
        package: PackageRecord,
    ) -> Result<(PackageRecord, OpenReader<Box<dyn Read + Send>>), Fault> {
        let (package, file) = if let Some(file) = self.packages.vault.open(&package.file)? {
            (package, file)
        } else {
            let package = self.make(request, Some(&package), self.now())?;
            let file = self.packages.vault.open(&package.file)?;
            (package, file.ok_or_else(|| Fault::Vault(VaultError("a file is gone".to_owned())))?)
        };
        let context = context(&request.id, &package.file);
        let plain = self.key(&package)?.open_stream(&context, file).map_err(|_| Fault::Sealed("a package"))?;
        Ok((package, plain))
    }

    fn key(&self, package: &PackageRecord) -> Result<SealKey, Fault> {
        let wrapped = self.journal().master().key(Purpose::Packages);
        let key = wrapped.unwrap_key(&context(&package.request, &package.file), &package.key);
        key.ok_or(Fault::Sealed("the key of a package"))
    }

    /// All of it is where it should be: the request is closed, its key is gone, and then its file. `by` says how it got there.
    pub(super) fn delivered(
        &self,
        actor: &Actor,
        package: &PackageRecord,
        by: &'static str,
    ) -> Result<Request, NotDone> {
        let now = self.now();
        let request = self.requests.store.write("deliver_package", |transaction| {
            let mut request = rights::request(transaction, actor, &package.request)?;
            let is_it = transaction.package(&package.request)?.is_some_and(|current| current.file == package.file);
            let state = rules::fulfilled(&request.state, Outcome::Completed, now).filter(|_| is_it);
            let state = state.ok_or(match request.state {
                State::Closed { .. } => Stopped::Refused(rules::NotMoved::Closed.into()),
                _ => Stopped::Refused(rules::NotMoved::NotApproved.into()),
            })?;
            let before = std::mem::replace(&mut request.state, state);
            let change = Change::new(Action::PackageDelivered).detail("by", by);
            self.requests.save(transaction, actor, &before, &mut request, &change, now)?;
            Ok::<_, NotDone>(request)
        })?;
        // The key is gone already; what is left of the file is swept later if this fails.
        let _ = self.packages.vault.delete(&package.file);
        Ok(request)
    }
}

/// What a file and its key are bound to.
fn context(request: &RequestId, file: &FileName) -> Vec<u8> {
    format!("package/{request}/{file}").into_bytes()
}
