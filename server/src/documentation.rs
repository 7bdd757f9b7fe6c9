//! The page at the root, and the contracts as pages to read.
//!
//! ```text
//! html     pages from templates, and their words in each language (templates/documentation)
//! mounted  where this server serves a contract, as OpenAPI says it
//! ```
//!
//! Swagger UI shows a contract in the browser. It reads the file at `/openapi/` as it is: whatever stands in `specs/` when
//! the program is built. Its own files come with the program, packed (`codegen::swagger_ui`).
//!
//! Which methods there are is seen to in `layers::documentation`.

mod html;
mod mounted;

use bytes::Bytes;
use domain::message::Language;

pub use self::html::BadPage;
use self::html::{ContractLinks, DocFacts, DocFiles, DocPlaces, DocTemplates};
use crate::api::Api;
use crate::assets::{Asset, Assets};
use crate::config::{Config, PathPrefix};

const INDEX: &str = "/";
const DOCS: &str = "/docs";
const CONTRACT: &str = "/docs/{contract}";
const FILE: &str = "/assets/{file}";

/// The routes of all of these.
pub(crate) const ROUTES: [&str; 4] = [INDEX, DOCS, CONTRACT, FILE];
const ASSETS: &str = "/assets";

/// What is at a path.
#[derive(Clone, Copy)]
pub(crate) enum DocResource<'a> {
    /// A page.
    Page(DocPage<'a>),
    /// A file that belongs to them.
    File(&'a Asset),
}

/// Which of the pages.
#[derive(Clone, Copy)]
pub(crate) enum DocPage<'a> {
    /// The one at the root.
    Index,
    /// The list of contracts.
    Contracts,
    /// A contract.
    Contract(&'a ContractLinks),
}

impl DocResource<'_> {
    /// What the log calls it.
    pub(crate) const fn route(self) -> &'static str {
        match self {
            Self::Page(DocPage::Index) => INDEX,
            Self::Page(DocPage::Contracts) => DOCS,
            Self::Page(DocPage::Contract(_)) => CONTRACT,
            Self::File(_) => FILE,
        }
    }
}

/// The pages with everything that belongs to them.
pub(crate) struct Documentation {
    has_index: bool,
    has_docs: bool,
    html: DocTemplates,
    contracts: Vec<ContractLinks>,
    places: DocPlaces,
    files: DocFiles,
    assets: Assets,
}

impl Documentation {
    /// Makes the pages about `apis`.
    ///
    /// # Errors
    /// [`BadPage`]: the program was built wrong.
    pub(crate) fn new(apis: &[Api], config: &Config) -> Result<Self, BadPage> {
        let prefix = &config.proxy.path_prefix;
        let mut assets = Assets::default();
        let files = files(&mut assets, prefix);
        Ok(Self {
            has_index: config.index.enabled,
            has_docs: config.docs.enabled,
            html: DocTemplates::new()?,
            contracts: apis.iter().map(|api| ContractLinks::new(api, prefix)).collect(),
            places: DocPlaces {
                docs: format!("{prefix}{DOCS}"),
                livez: format!("{prefix}/livez"),
                readyz: format!("{prefix}/readyz"),
            },
            files,
            assets,
        })
    }

    /// What is at this path; `None`: nothing of this.
    pub(crate) fn find(&self, path: &str) -> Option<DocResource<'_>> {
        match path {
            INDEX => self.has_index.then_some(DocResource::Page(DocPage::Index)),
            DOCS => self.has_docs.then_some(DocResource::Page(DocPage::Contracts)),
            _ => {
                if let Some(name) = path.strip_prefix("/assets/") {
                    let file = self.assets.get(name).filter(|_| self.has_index || self.has_docs);
                    return file.map(DocResource::File);
                }
                let name = path.strip_prefix("/docs/").filter(|_| self.has_docs)?;
                let contract = self.contracts.iter().find(|contract| contract.name == name)?;
                Some(DocResource::Page(DocPage::Contract(contract)))
            }
        }
    }

    /// The page that was found, in a language.
    ///
    /// # Errors
    /// [`BadPage`].
    pub(crate) fn page(&self, page: DocPage<'_>, language: &Language) -> Result<Bytes, BadPage> {
        let (template, contract) = match page {
            DocPage::Index => ("index.html", None),
            DocPage::Contracts => ("contracts.html", None),
            DocPage::Contract(contract) => ("contract.html", Some(contract)),
        };
        let about = DocFacts {
            files: &self.files,
            places: &self.places,
            contracts: &self.contracts,
            docs: self.has_docs,
            contract,
        };
        self.html.fill(template, language, &about)
    }
}

/// The files of the pages, and where each is.
fn files(assets: &mut Assets, prefix: &PathPrefix) -> DocFiles {
    macro_rules! swagger_ui {
        ($file:literal) => {
            Bytes::from_static(include_bytes!(concat!(env!("OUT_DIR"), "/swagger-ui/", $file, ".gz")))
        };
    }
    let css = "text/css; charset=utf-8";
    let js = "text/javascript; charset=utf-8";
    let style = concat!(
        include_str!("../templates/page/page.css"),
        include_str!("../templates/documentation/documentation.css")
    );
    let at = |name: String| format!("{prefix}{ASSETS}/{name}");
    DocFiles {
        icon: at(assets.add("icon", "svg", "image/svg+xml", include_str!("../templates/page/icon.svg"))),
        style: at(assets.add("documentation", "css", css, style)),
        contract_style: at(assets.add("contract", "css", css, include_str!("../templates/documentation/contract.css"))),
        script: at(assets.add("contract", "js", js, include_str!("../templates/documentation/contract.js"))),
        swagger: at(assets.add_packed("swagger-ui", "js", js, swagger_ui!("swagger-ui-bundle.js"))),
        swagger_style: at(assets.add_packed("swagger-ui", "css", css, swagger_ui!("swagger-ui.css"))),
        licence: at(assets.add_packed(
            "swagger-ui-licence",
            "txt",
            "text/plain; charset=utf-8",
            swagger_ui!("LICENSE"),
        )),
    }
}
