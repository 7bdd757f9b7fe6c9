//! What is true about data requests and customers, whoever asks and however.
//!
//! ```text
//! icm          the confirmation contract: read, decide, render
//! iom          the customer contract: read, decide, render
//! management   the contract for staff who manage requests: read, decide, render
//!   call         what one call brings along: span id, caller, site, language
//! request      a data request and its states; what may happen to it and until when, as pure rules
//! requests     everything that can be done with them, with history and mails
//! outbox       mails on their way
//! webhook      recipients are told of erasures
//! housekeeping what time does to requests
//! link         the secret in a confirmation mail: hash, keyed digest, comparison
//! letter       what is mailed to people, as facts; its form comes in through a port
//! fulfilment   requests are carried out: approved, erased after a plan, followed up, replayed
//! lease        work that one process does at a time
//! ledger       who was erased, kept apart from the database
//! policy       what a shop decides about its data requests
//! calendar     the dates that are accepted, on every door
//! customer     the customer document: the B2C rule, deprecated twins, import lines
//! data_map     what every property of that document is, why it is there, and what becomes of it
//! retention    what has to be kept, on which ground and until when: rules that an operator declares
//! legal_hold   records that must not be erased meanwhile
//! package      what a data subject is handed: their data as one ZIP file
//! erasure      a plan that says what becomes of each record, then the deed, which is exactly the plan
//! declaration  files in which people declare rules, read as a whole
//! access       organizations, roles, permissions: may this user do this at this shop?
//! directory    organizations, shops, roles and users come into being
//! refusal      what is the caller's business (Refusal) and what is ours (Fault)
//! message      codes and the sentences that go with them, per language
//! names        identifiers that are legal once they exist
//! display      text from elsewhere, made fit for people to read
//! audit        who did what to which request: events, the chain of entries
//! keys         are the keys outside the database those that it was written with?
//! seal         what must not stand in the clear: encryption, pseudonyms, keys derived from one secret
//! clock  entropy  store  vault    ports: time, randomness, storage, sealed files
//!   store::sqlite  the embedded backend
//! ```
//!
//! Nothing here knows HTTP, a status code or the system clock, and SQL lives in `store::sqlite` alone.

pub mod access;
pub mod audit;
pub mod calendar;
pub mod call;
pub mod clock;
pub mod customer;
pub mod data_map;
pub mod declaration;
pub mod directory;
pub mod display;
pub mod entropy;
pub mod erasure;
pub mod fulfilment;
pub mod housekeeping;
pub mod icm;
pub mod iom;
pub mod keys;
pub(crate) mod lease;
pub mod ledger;
pub mod legal_hold;
pub mod letter;
pub mod link;
pub mod management;
pub mod message;
pub mod names;
pub mod outbox;
pub mod package;
pub mod policy;
pub mod refusal;
pub mod request;
pub mod requests;
pub mod retention;
pub mod seal;
pub mod store;
pub mod vault;
pub mod webhook;

rust_i18n::i18n!("locales", fallback = "en");
