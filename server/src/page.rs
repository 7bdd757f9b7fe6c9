//! What a link in a mail opens: the confirmation page, for shops whose storefront has none, the page that takes an approved
//! request back, and the one that hands a package over. They differ in what they ask and say; all else is the same.
//!
//! ```text
//! link        the two values of a link: id and hash
//! asked       what the first one asks the domain: look, or confirm
//! cancelling  what the other one does: look, or take back
//! fetching    what that for packages does: look, or begin to send
//! download    a package on its way
//! outcome     what is said, and with which status
//! words       the sentences of each language
//! brand       logo and colours of a shop
//! html        all of it as a document
//! confirming  where the contract confirms, for the script
//! headers     what browsers may do with it: nothing but show it
//! ```
//!
//! Looking changes nothing: programs that check mails open their links. The button is a form, which works without
//! scripts; with them that of the confirmation page becomes a call of the contract, and the answer is shown in place. The hash in the
//! form is what a token against cross-site requests would be: nobody else knows it.
//!
//! Which methods there are, and who guesses, is seen to in `layers::page`.

mod asked;
mod brand;
mod cancelling;
mod confirming;
pub(crate) mod download;
mod fetching;
pub(crate) mod headers;
mod html;
pub(crate) mod link;
mod outcome;
mod words;

use std::sync::Arc;

use bytes::Bytes;
use domain::fulfilment::{Fetching, Fulfilment};
use domain::message::{Code, Language};
use domain::refusal::Fault;
use domain::store::off_thread;
use hyper::StatusCode;

use self::asked::Answer;
use self::brand::Looks;
use self::confirming::Confirming;
pub use self::html::NoPage;
use self::html::{About, Html, Places};
use self::link::Shown;
use self::outcome::{Outcome, Verdict};
use crate::assets::{Asset, Assets};
use crate::config::PathPrefix;
use crate::shops::Shops;

/// Where it is: the path of the storefront's page with the same purpose.
pub(crate) const PATH: &str = "/gdpr-requests";
/// Where the one is that takes an approved request back.
pub(crate) const CANCEL: &str = "/gdpr-requests/cancel";
/// Where the one is that hands packages over.
pub(crate) const PACKAGE: &str = "/gdpr-requests/package";
/// Where their files are.
pub(crate) const ASSETS: &str = "/gdpr-requests/assets";
/// The route of each of them.
pub(crate) const ASSET_ROUTE: &str = "/gdpr-requests/assets/{file}";
/// The media type of the page.
pub(crate) const MEDIA_TYPE: &str = "text/html; charset=utf-8";
/// The media type of its form, as browsers send it.
pub(crate) const FORM: &str = "application/x-www-form-urlencoded";

/// Whether `path` is that of the page, or below it.
pub(crate) fn is_at(path: &str) -> bool {
    path.strip_prefix(PATH).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// The pages with everything that belongs to them.
pub(crate) struct Page {
    fulfilment: Arc<Fulfilment>,
    html: Html,
    assets: Assets,
    looks: Looks,
    /// Where the pages are, and the folder of their files, as the world sees them.
    path: String,
    cancel_path: String,
    package_path: String,
    folder: String,
    /// The names of files.
    style: String,
    script: String,
    icon: String,
    contract: Confirming,
}

/// Which of the pages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// The one that confirms a request.
    Confirm,
    /// The one that takes an approved request back.
    Cancel,
    /// The one that hands a package over.
    Package,
}

impl Purpose {
    /// All of them.
    pub(crate) const ALL: [Self; 3] = [Self::Confirm, Self::Cancel, Self::Package];

    /// The one at `path`.
    pub(crate) fn at(path: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|purpose| purpose.path() == path)
    }

    /// Where it is, which is what the log calls it.
    pub(crate) const fn path(self) -> &'static str {
        match self {
            Self::Confirm => PATH,
            Self::Cancel => CANCEL,
            Self::Package => PACKAGE,
        }
    }
}

/// What somebody wants who comes to a page.
#[derive(Clone, PartialEq, Eq)]
pub(crate) enum Wanted {
    /// To see it.
    Look,
    /// What its button says.
    Press {
        /// The second proof that a package needs. Personal data.
        proof: String,
    },
}

/// What somebody gets who comes to a page.
pub(crate) enum Given {
    /// A page.
    Page(Made),
    /// The package itself.
    Package(Box<Fetching>),
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
    /// Makes the pages of a server that the world sees below `prefix`.
    ///
    /// # Errors
    /// [`NoPage`]: the program was built wrong.
    pub(crate) fn new(fulfilment: Arc<Fulfilment>, shops: &Shops, prefix: &PathPrefix) -> Result<Self, NoPage> {
        let mut assets = Assets::default();
        let looks = Looks::new(shops, &mut assets);
        let style = include_str!("../templates/page/page.css");
        let script = include_str!("../templates/page/page.js");
        let icon = include_str!("../templates/page/icon.svg");
        Ok(Self {
            fulfilment,
            html: Html::new()?,
            looks,
            path: format!("{prefix}{PATH}"),
            cancel_path: format!("{prefix}{CANCEL}"),
            package_path: format!("{prefix}{PACKAGE}"),
            folder: format!("{prefix}{ASSETS}"),
            style: assets.add("page", "css", "text/css; charset=utf-8", style),
            script: assets.add("page", "js", "text/javascript; charset=utf-8", script),
            icon: assets.add("icon", "svg", "image/svg+xml", icon),
            assets,
            contract: Confirming::new(prefix).ok_or(NoPage::NoContract)?,
        })
    }

    /// What guesses at the request with this id are counted by: those at either page and at the contract together.
    pub(crate) fn target(&self, id: &str) -> String {
        self.contract.target(id)
    }

    /// The file with this name.
    pub(crate) fn asset(&self, name: &str) -> Option<&Asset> {
        self.assets.get(name)
    }

    /// The page for somebody who shows this link, or what it hands over.
    ///
    /// # Errors
    /// [`Failed`].
    pub(crate) async fn make(
        &self,
        purpose: Purpose,
        wanted: Wanted,
        shown: Shown,
        language: &Language,
        span: &str,
    ) -> Result<Given, Failed> {
        let fulfilment = Arc::clone(&self.fulfilment);
        let link = shown.clone();
        let work = move || match (purpose, &wanted) {
            (Purpose::Confirm, wanted) => asked::answer(&fulfilment.requests, *wanted != Wanted::Look, &link).map(Err),
            (Purpose::Cancel, wanted) => cancelling::answer(&fulfilment, *wanted != Wanted::Look, &link).map(Err),
            (Purpose::Package, Wanted::Look) => fetching::look(&fulfilment, &link).map(Err),
            (Purpose::Package, Wanted::Press { proof }) => fetching::fetch(&fulfilment, &link, proof),
        };
        let Answer { verdict, asked } = match off_thread(work).await? {
            Ok(package) => return Ok(Given::Package(Box::new(package))),
            Err(answer) => answer,
        };
        let Verdict { outcome, status, code, is_guess } = verdict;
        let look = asked.as_ref().map(|asked| self.looks.of(&asked.shop));
        let about = asked.as_ref().zip(look.as_ref()).map(|(asked, look)| About { asked, shown: &shown, look });
        let document = self.write(outcome, about.as_ref(), language, span).map_err(Failed::NoPage)?;
        Ok(Given::Page(Made { status, code, is_guess, document: document.into() }))
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
            cancel: &self.cancel_path,
            package: &self.package_path,
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
