//! The confirmation page, for shops whose storefront has none: what a link in a mail opens.
//!
//! ```text
//! link        the two values of a link: id and hash
//! asked       what the page asks the domain: look, or confirm
//! outcome     what is said, and with which status
//! words       the sentences of each language
//! brand       logo and colours of a shop
//! html        all of it as a document
//! confirming  where the contract confirms, for the script
//! assets      what belongs to it, each file with its digest in its name
//! headers     what browsers may do with it: nothing but show it
//! ```
//!
//! Looking changes nothing: programs that check mails open their links. The button is a form, which works without
//! scripts; with them it becomes a call of the confirmation contract, and the answer is shown in place. The hash in the
//! form is what a token against cross-site requests would be: nobody else knows it.
//!
//! Which methods there are, and who guesses, is seen to in `layers::page`.

mod asked;
mod assets;
mod brand;
mod confirming;
pub(crate) mod headers;
mod html;
pub(crate) mod link;
mod outcome;
mod words;

use std::sync::Arc;

use bytes::Bytes;
use domain::message::{Code, Language};
use domain::refusal::Fault;
use domain::requests::Requests;
use domain::store::off_thread;
use hyper::StatusCode;

use self::asked::Answer;
use self::assets::{Asset, Assets};
use self::brand::Looks;
use self::confirming::Confirming;
pub use self::html::NoPage;
use self::html::{About, Html, Places};
use self::link::Shown;
use self::outcome::Outcome;
use crate::config::PathPrefix;
use crate::shops::Shops;

/// Where it is: the path of the storefront's page with the same purpose.
pub(crate) const PATH: &str = "/gdpr-requests";
/// Where its files are.
pub(crate) const ASSETS: &str = "/gdpr-requests/assets";
/// The media type of the page.
pub(crate) const MEDIA_TYPE: &str = "text/html; charset=utf-8";
/// The media type of its form, as browsers send it.
pub(crate) const FORM: &str = "application/x-www-form-urlencoded";

/// Whether `path` is that of the page, or below it.
pub(crate) fn is_at(path: &str) -> bool {
    path.strip_prefix(PATH).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// The page with everything that belongs to it.
pub(crate) struct Page {
    requests: Arc<Requests>,
    html: Html,
    assets: Assets,
    looks: Looks,
    /// Where the page is, and the folder of its files, as the world sees them.
    path: String,
    folder: String,
    /// The names of files.
    style: String,
    script: String,
    icon: String,
    contract: Confirming,
}

/// What somebody wants who comes to the page.
#[derive(Clone, Copy)]
pub(crate) enum Wanted {
    /// To see it.
    Look,
    /// To confirm.
    Confirm,
}

/// The page for one caller.
pub(crate) struct Made {
    /// The HTTP status.
    pub(crate) status: StatusCode,
    /// For the log line.
    pub(crate) code: &'static str,
    /// Somebody showed a hash that opens nothing.
    pub(crate) is_guess: bool,
    /// The document.
    pub(crate) document: Bytes,
}

/// Why there is no page.
pub(crate) enum Failed {
    /// Of the domain.
    Fault(Fault),
    /// Of the template.
    NoPage(NoPage),
}

impl From<Fault> for Failed {
    fn from(fault: Fault) -> Self {
        Self::Fault(fault)
    }
}

impl Page {
    /// Makes the page of a server that the world sees below `prefix`.
    ///
    /// # Errors
    /// [`NoPage`]: the program was built wrong.
    pub(crate) fn new(requests: Arc<Requests>, shops: &Shops, prefix: &PathPrefix) -> Result<Self, NoPage> {
        let mut assets = Assets::default();
        let looks = Looks::new(shops, &mut assets);
        let style = include_str!("../templates/page/page.css");
        let script = include_str!("../templates/page/page.js");
        let icon = include_str!("../templates/page/icon.svg");
        Ok(Self {
            requests,
            html: Html::new()?,
            looks,
            path: format!("{prefix}{PATH}"),
            folder: format!("{prefix}{ASSETS}"),
            style: assets.add("page", "css", "text/css; charset=utf-8", style),
            script: assets.add("page", "js", "text/javascript; charset=utf-8", script),
            icon: assets.add("icon", "svg", "image/svg+xml", icon),
            assets,
            contract: Confirming::new(prefix).ok_or(NoPage::NoContract)?,
        })
    }

    /// What guesses at the request with this id are counted by.
    pub(crate) fn target(&self, id: &str) -> String {
        self.contract.target(id)
    }

    /// The file with this name.
    pub(crate) fn asset(&self, name: &str) -> Option<&Asset> {
        self.assets.get(name)
    }

    /// The page for somebody who shows this link.
    ///
    /// # Errors
    /// [`Failed`].
    pub(crate) async fn make(
        &self,
        wanted: Wanted,
        shown: Shown,
        language: &Language,
        span: &str,
    ) -> Result<Made, Failed> {
        let requests = Arc::clone(&self.requests);
        let link = shown.clone();
        let work = move || match wanted {
            Wanted::Look => asked::look(&requests, &link),
            Wanted::Confirm => asked::confirm(&requests, &link),
        };
        let Answer { stand, asked } = off_thread(work).await?;
        let outcome = Outcome::of(stand, &shown);
        let look = asked.as_ref().map(|asked| self.looks.of(&asked.shop));
        let about = asked.as_ref().zip(look.as_ref()).map(|(asked, look)| About { asked, shown: &shown, look });
        let document = self.write(outcome, about.as_ref(), language, span).map_err(Failed::NoPage)?;
        Ok(Made {
            status: outcome::status(stand),
            code: outcome::code(stand),
            is_guess: outcome::is_guess(stand, &shown),
            document: document.into(),
        })
    }

    /// The page for a call that did not get as far as a request.
    ///
    /// # Errors
    /// [`NoPage`].
    pub(crate) fn rejected(&self, code: Code, language: &Language, span: &str) -> Result<Bytes, NoPage> {
        Ok(self.write(Outcome::of_rejection(code), None, language, span)?.into())
    }

    fn write(
        &self,
        outcome: Outcome,
        about: Option<&About<'_>>,
        language: &Language,
        span: &str,
    ) -> Result<String, NoPage> {
        let confirmations = about.map(|about| self.contract.path(&about.asked.site, &about.shown.id));
        let places = Places {
            page: &self.path,
            assets: &self.folder,
            style: &self.style,
            script: &self.script,
            icon: &self.icon,
            confirmations: confirmations.as_deref().unwrap_or_default(),
            accept: self.contract.accept(),
        };
        self.html.write(outcome, about, &places, language, span)
    }
}
