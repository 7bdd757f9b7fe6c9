//! How reports for data subjects look: templates in Jinja's language, filled in part by part, so that no report is in memory
//! as a whole. `server/templates/report` has them; the words are in a file for each language.

use std::io::{self, Write};
use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use domain::display;
use domain::message::Language;
use domain::names::ShopName;
use domain::package::{NotFormed, Part, ReportForm};
use minijinja::syntax::SyntaxConfig;
use minijinja::value::Serde;
use minijinja::{AutoEscape, Environment, ErrorKind, UndefinedBehavior, Value, context};
use sha2::{Digest as _, Sha256};

use crate::shops::Shops;

/// A template for each part, and what they are made of.
const SHARED: [(&str, &str); 10] = [
    ("style.css", include_str!("../templates/report/style.css")),
    ("blocks.html", include_str!("../templates/report/blocks.html")),
    ("opening.html", include_str!("../templates/report/opening.html")),
    ("own.html", include_str!("../templates/report/own.html")),
    ("records.html", include_str!("../templates/report/records.html")),
    ("record.html", include_str!("../templates/report/record.html")),
    ("end-of-records.html", include_str!("../templates/report/end-of-records.html")),
    ("kept-records.html", include_str!("../templates/report/kept-records.html")),
    ("kept-record.html", include_str!("../templates/report/kept-record.html")),
    ("closing.html", include_str!("../templates/report/closing.html")),
];

/// The words of each language. A further one is a file and a line here.
const WORDS: [(&str, &str, &str); 2] = [
    ("de", "de/words.html", include_str!("../templates/report/de/words.html")),
    ("en", "en/words.html", include_str!("../templates/report/en/words.html")),
];

/// The form of reports.
pub struct Report {
    environment: Environment<'static>,
    /// Its Content-Security-Policy.
    policy: String,
    /// What shops are called.
    shops: Arc<Shops>,
}

/// The templates cannot be used: a defect of the program.
#[derive(Debug, thiserror::Error)]
#[error("the templates of the report cannot be used: {0}")]
pub struct NoReport(#[from] minijinja::Error);

impl Report {
    /// The form that the program brings.
    ///
    /// # Errors
    /// [`NoReport`]; tests see to it that there is none.
    pub fn new(shops: Arc<Shops>) -> Result<Self, NoReport> {
        let mut environment = Environment::new();
        environment.set_undefined_behavior(UndefinedBehavior::Strict);
        environment.set_auto_escape_callback(|name| {
            // Ours, and without anything put in.
            if name == "style.css" { AutoEscape::None } else { AutoEscape::Html }
        });
        environment.set_syntax(SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).build()?);
        for (name, text) in SHARED {
            environment.add_template(name, text)?;
        }
        for (_, name, text) in WORDS {
            environment.add_template(name, text)?;
        }
        let style = environment.get_template("style.css")?.render(())?;
        Ok(Self { environment, policy: policy(&style), shops })
    }

    fn fill(&self, language: &Language, part: &Part<'_>, out: &mut dyn Write) -> Result<(), minijinja::Error> {
        // Every language there are messages in has words (a test sees to it); English is for the day when one has not.
        let tag = language.tag();
        let language = if WORDS.iter().any(|(known, ..)| *known == tag) { tag } else { "en" };
        let shop_name = match part {
            Part::Opening(opening) => opening.shop.parse::<ShopName>().ok().map(|shop| self.shops.brand(&shop).name),
            _ => None,
        };
        let shop_name = shop_name.map(|name| display::single_line(&name).into_owned());
        let mut values = Value::from(Serde(part));
        values = context! { language, shop_name, policy => self.policy.as_str(), ..values };
        self.environment.get_template(template(part))?.render_captured_to(values, out).map(drop)
    }
}

impl ReportForm for Report {
    fn write(&self, language: &Language, part: &Part<'_>, out: &mut dyn Write) -> Result<(), NotFormed> {
        let mut watched = Watched { out, failed: None };
        let filled = self.fill(language, part, &mut watched);
        if let Some(error) = watched.failed {
            return Err(NotFormed::Output(error));
        }
        filled.map_err(|error| {
            let line = error.line().map(|line| format!(", line {line}")).unwrap_or_default();
            // What the library says in detail may quote the data.
            let kind: ErrorKind = error.kind();
            NotFormed::Template {
                template: error.name().unwrap_or(template(part)).to_owned(),
                reason: format!("{kind}{line}"),
            }
        })
    }
}

/// Lets a browser use the report's own style and nothing else ([CSP Level 3](https://www.w3.org/TR/CSP3/)), should markup ever
/// get in.
fn policy(style: &str) -> String {
    let digest = STANDARD.encode(Sha256::digest(style));
    format!("default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'")
}

/// The template of a part.
fn template(part: &Part<'_>) -> &'static str {
    match part {
        Part::Opening(_) => "opening.html",
        Part::Own { .. } => "own.html",
        Part::Records { .. } => "records.html",
        Part::Record(_) => "record.html",
        Part::EndOfRecords { .. } => "end-of-records.html",
        Part::KeptRecords => "kept-records.html",
        Part::KeptRecord { .. } => "kept-record.html",
        Part::Closing(_) => "closing.html",
    }
}

/// An output that keeps its error: of the library's, only the text would be left.
struct Watched<'a> {
    out: &'a mut dyn Write,
    failed: Option<io::Error>,
}

impl Write for Watched<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.out.write(bytes).map_err(|error| {
            let kind = error.kind();
            if kind != io::ErrorKind::Interrupted {
                self.failed = Some(error);
            }
            kind.into()
        })
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

#[cfg(test)]
mod tests;
