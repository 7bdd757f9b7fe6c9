//! `serve --demo`: invented data, and calls to paste that show what the service answers.
//!
//! Demo data goes into an empty database only, all of it or nothing. The passwords of its users are derived from the
//! confirmation key, so they differ from database to database, need not be kept, and are the same at each start: nobody
//! who knows this program knows them.

mod data;
mod script;

use domain::audit::Actor;
use domain::names::UserName;
use domain::request::RequestType;
use domain::requests::{Destination, NotDone, Who, Wish};
use domain::store::StoreError;

use crate::assemble::Parts;
use crate::config::{Config, Listen};
use crate::credentials::issue::MAX_TTL;
use crate::credentials::passwords::NotHashed;
use crate::credentials::{NotIssued, NotProved};
use crate::system::user;
use crate::throttle::Guesser;
use data::{Loaded, Names};
use script::{Place, Script};

/// Why there is no demo.
#[derive(Debug, thiserror::Error)]
pub enum DemoError {
    /// Storage failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The users' passwords cannot be hashed.
    #[error(transparent)]
    Password(#[from] NotHashed),
    /// No request was made.
    #[error(transparent)]
    Request(#[from] NotDone),
    /// No token was made.
    #[error(transparent)]
    Token(#[from] NotIssued),
    /// A password cannot be checked.
    #[error(transparent)]
    Fault(#[from] domain::refusal::Fault),
    /// What is built into the program is wrong.
    #[error("the demo data of this program is not right: {0}")]
    Defect(String),
}

/// Loads the demo data if the database is empty, and gives back what to print: calls to a server at `places`, or that
/// the database is no demo and was left as it is.
///
/// # Errors
/// [`DemoError`].
pub async fn prepare(parts: &Parts, config: &Config, places: &[Listen]) -> Result<String, DemoError> {
    let names = Names::new()?;
    let password = |user: &UserName| data::password(&parts.link_key, user);
    let loaded = data::load(&*parts.store, &*parts.entropy, &names, &password)?;
    if matches!(loaded, Loaded::NotADemo) {
        return Ok(
            "The database is not empty and holds no demo data; it was left as it is. For a demo, name a database \
                   that does not exist yet, like: gdpr-server --database demo.db serve --demo"
                .to_owned(),
        );
    }
    let wish = Wish {
        kind: RequestType::Access,
        shop: names.shop.clone(),
        subject: Who::Customer(names.consumer.clone()),
        destination: Destination::Handed,
        language: None,
        received_at: None,
    };
    let created = parts.requests(config).create(&Actor::CommandLine(user()), &wish, None)?;
    let link = created.link.as_ref().ok_or_else(|| DemoError::Defect("there is no link".to_owned()))?;
    let token = match parts.credentials.issue(&names.officer, MAX_TTL, &*parts.entropy) {
        Ok(issued) => Some(issued.token),
        Err(NotIssued::NoSecret) => None,
        Err(error) => return Err(error.into()),
    };
    let officer = password(&names.officer);
    // Another key than the one the data was loaded with makes other passwords.
    let proved = parts.credentials.basic(names.officer.as_str(), officer.reveal(), &Guesser::trusted()).await;
    let passwords_hold = match proved {
        Ok(_) => true,
        Err(NotProved::Fault(fault)) => return Err(fault.into()),
        Err(_) => false,
    };
    let clerk = password(&names.clerk);
    let script = Script {
        place: Place::of(places, &config.proxy.path_prefix)
            .ok_or_else(|| DemoError::Defect("it listens nowhere".to_owned()))?,
        names: &names,
        request: &created.request.id,
        hash: &link.hash,
        has_page: config.page.enabled,
        passwords: passwords_hold.then_some((&officer, &clerk)),
        token: token.as_ref(),
    };
    script.write().ok_or_else(|| DemoError::Defect("a contract lacks the call".to_owned()))
}
