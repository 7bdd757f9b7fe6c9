//! The calls to paste.

use std::fmt::Write as _;

use domain::link::LinkHash;
use domain::names::{CustomerNumber, RequestId};

use super::data::Names;
use crate::config::{Listen, PathPrefix};
use crate::contract::{Contract, Operation};
use crate::secret::Secret;
use crate::serve::reachable;

/// Where the calls go.
pub(super) struct Place {
    /// `curl`, with what it takes to get there.
    curl: String,
    /// What all URLs begin with.
    base: String,
}

impl Place {
    /// The first address, or else the first socket.
    pub(super) fn of(places: &[Listen], prefix: &PathPrefix) -> Option<Self> {
        let address = places.iter().find_map(|place| match place {
            Listen::Tcp(address) => Some(reachable(*address)),
            Listen::Unix(_) => None,
        });
        let (curl, host) = match (address, places.first()?) {
            (Some(address), _) => ("curl".to_owned(), address.to_string()),
            (None, Listen::Unix(path)) => {
                (format!("curl --unix-socket {}", quoted(&path.to_string_lossy())), "localhost".to_owned())
            }
            (None, Listen::Tcp(_)) => return None,
        };
        Some(Self { curl, base: format!("http://{host}{prefix}") })
    }

    /// The page, unless no browser gets there.
    fn page(&self) -> Option<String> {
        (self.curl == "curl").then(|| format!("{}{}", self.base, crate::page::PATH))
    }
}

/// What the calls are made of.
pub(super) struct Script<'a> {
    pub(super) place: Place,
    pub(super) names: &'a Names,
    /// A request nobody has confirmed.
    pub(super) request: &'a RequestId,
    /// What confirms it.
    pub(super) hash: &'a LinkHash,
    /// Whether there is a page that a browser can open.
    pub(super) has_page: bool,
    /// Those of officer and clerk, if they are known.
    pub(super) passwords: Option<(&'a Secret, &'a Secret)>,
    /// One of the officer's, if this server can sign any.
    pub(super) token: Option<&'a Secret>,
}

impl Script<'_> {
    /// The text to print; nothing when a contract has no such call.
    pub(super) fn write(&self) -> Option<String> {
        let mut out = format!(
            "\n# This is a demo; all people in it are invented. Paste everything from here on into another terminal.\n\
             \n# A customer asked for their data (request {}) and opens the link in the mail.\n",
            self.request
        );
        let (id, hash) = (self.request.as_str(), self.hash.reveal());
        if let (true, Some(url)) = (self.has_page, self.place.page()) {
            let _ = writeln!(
                out,
                "\n# A browser shows what was asked, and a button; the lines below do the same without one:\n\
                 # {url}?Hash={hash}&PersonalDataRequestID={id}"
            );
        }
        let confirm = |out: &mut String, what: &str, id: &str, hash: &str| {
            let call = self.confirm(id, hash)?;
            writeln!(out, "\n# {what}\n{call}").ok()
        };
        confirm(&mut out, "the first confirmation: 200, gdpr_request.confirmed.info", id, hash)?;
        confirm(&mut out, "a repeat: 200, gdpr_request.already_confirmed.info", id, hash)?;
        confirm(&mut out, "a wrong hash: 422", id, "wrong")?;
        confirm(&mut out, "an unknown request: 404", "unknown", hash)?;

        let _ = write!(
            out,
            "\n# The data protection officer (user {}) reads all data of a customer of the shop {}.\n",
            self.names.officer, self.names.shop
        );
        let read = |out: &mut String, what: &str, number: &CustomerNumber, who: &str| {
            let call = self.read(number, who)?;
            writeln!(out, "\n# {what}\n{call}").ok()
        };
        let (consumer, company) = (&self.names.consumer, &self.names.company);
        let basic = |user, password: &Secret| format!(" --user {}", quoted(&format!("{user}:{}", password.reveal())));
        let bearer = |token: &Secret| format!(" -H {}", quoted(&format!("Authorization: Bearer {}", token.reveal())));
        let by_password = self.passwords.map(|(officer, _)| basic(&self.names.officer, officer));
        let by_token = self.token.map(bearer);
        if let Some(who) = &by_password {
            read(&mut out, "with a password: 200", consumer, who)?;
        } else {
            out.push_str("\n# The passwords were made with another confirmation.key, so they cannot be shown here.\n");
        }
        if let Some(who) = &by_token {
            read(&mut out, "with a token, which holds for 24 hours: 200", consumer, who)?;
        }
        read(&mut out, "without credentials: 401, with a challenge for each kind", consumer, "")?;
        if let Some((_, clerk)) = self.passwords {
            read(&mut out, "by somebody without the permission: 403", consumer, &basic(&self.names.clerk, clerk))?;
        }
        if let Some(who) = by_password.as_ref().or(by_token.as_ref()) {
            read(&mut out, "a B2B customer, whom the contract does not cover: 404", company, who)?;
        }
        Some(out)
    }

    fn confirm(&self, id: &str, hash: &str) -> Option<String> {
        let operation = operation("icm-gdpr", "PUT")?;
        let url = self.url(icm_gdpr_api::BASE_PATH, operation, &[id]);
        let accept = operation.produces().next()?;
        let body = serde_json::json!({ "hash": hash });
        Some(format!(
            "{} -i -X PUT {url} -H 'Content-Type: application/json' -H 'Accept: {accept}' -d {}",
            self.place.curl,
            quoted(&body.to_string())
        ))
    }

    fn read(&self, number: &CustomerNumber, who: &str) -> Option<String> {
        let operation = operation("iom-gdpr", "GET")?;
        let url = self.url(iom_gdpr_api::BASE_PATH, operation, &[self.names.shop.as_str(), number.as_str()]);
        let accept = operation.produces().next()?;
        Some(format!("{} -i {url} -H 'Accept: {accept}'{who}", self.place.curl))
    }

    /// The URL of a call; `values` stand in the path in their order there, and are made of letters, digits and `-`.
    fn url(&self, base: &str, operation: &Operation, values: &[&str]) -> String {
        let mut path = operation.path.to_owned();
        for (parameter, value) in operation.path_parameters.iter().zip(values) {
            path = path.replace(&format!("{{{parameter}}}"), value);
        }
        quoted(&format!("{}{base}{path}", self.place.base))
    }
}

/// The one operation of a contract with this method.
fn operation(contract: &str, method: &str) -> Option<&'static Operation> {
    Contract::named(contract)?.operations.iter().find(|operation| operation.method == method)
}

/// As a shell takes it literally.
fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', r"'\''"))
}
