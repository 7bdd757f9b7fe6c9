//! From an outcome to a document.

use std::collections::BTreeMap;

use domain::message::{Code, Language};
use minijinja::syntax::SyntaxConfig;
use minijinja::value::Serde;
use minijinja::{AutoEscape, Environment, UndefinedBehavior};
use serde::Serialize;

use super::asked::Asked;
use super::brand::Look;
use super::link::Shown;
use super::outcome::Outcome;
use super::words::{self, General, Right, Saying, Values, Words, fill};

const TEMPLATE: &str = "page.html";

/// What the page says when there is a request to speak about.
pub(crate) struct About<'a> {
    pub(crate) asked: &'a Asked,
    pub(crate) shown: &'a Shown,
    pub(crate) look: &'a Look,
}

/// Where the pages and what belongs to them is found. Paths as the world sees them, but for the names of a shop's files.
pub(crate) struct Places<'a> {
    /// The page that confirms, where its form goes.
    pub(crate) page: &'a str,
    /// The same of the one that takes a request back.
    pub(crate) cancel: &'a str,
    /// The same of the one that hands packages over.
    pub(crate) package: &'a str,
    /// The folder of all files.
    pub(crate) assets: &'a str,
    pub(crate) style: &'a str,
    pub(crate) script: &'a str,
    pub(crate) icon: &'a str,
    /// The confirmation operation for the request that is spoken about.
    pub(crate) confirmations: &'a str,
    /// The media type of its answer.
    pub(crate) accept: &'a str,
}

/// The template with the words to fill it with.
pub(crate) struct Html {
    environment: Environment<'static>,
    words: BTreeMap<&'static str, Words>,
}

/// The page cannot be made: a defect of the program.
#[derive(Debug, thiserror::Error)]
pub enum NoPage {
    /// The template is wrong, or does not fit what it is filled with.
    #[error("the template of the page cannot be used: {0}")]
    Template(#[from] minijinja::Error),
    /// So are the words.
    #[error(transparent)]
    Words(#[from] words::BadWords),
    /// Something has no words.
    #[error("the page has no words for {0}")]
    Speechless(&'static str),
    /// `specs/` had none when the program was built.
    #[error("the program was built without a contract that confirms requests")]
    NoContract,
}

impl Html {
    pub(crate) fn new() -> Result<Self, NoPage> {
        let mut environment = Environment::new();
        environment.set_undefined_behavior(UndefinedBehavior::Strict);
        environment.set_auto_escape_callback(|_| AutoEscape::Html);
        environment.set_syntax(SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).build()?);
        environment.add_template(TEMPLATE, include_str!("../../templates/page/page.html"))?;
        Ok(Self { environment, words: Words::all()? })
    }

    /// The document.
    ///
    /// # Errors
    /// [`NoPage`]. Says nothing of what the page is about.
    pub(crate) fn write(
        &self,
        outcome: Outcome,
        about: Option<&About<'_>>,
        places: &Places<'_>,
        language: &Language,
        span: &str,
    ) -> Result<String, NoPage> {
        // Every language there are messages in has words; tests see to it.
        let words = self.words.get(language.tag()).ok_or(NoPage::Speechless("a language"))?;
        let mut values = vec![("span", span.to_owned())];
        if let Some(About { asked, look, .. }) = about {
            values.extend([
                ("shop", look.name.clone()),
                ("until", words.moment(asked.expires_at)),
                ("due", words.day(asked.due_at)),
                ("article", asked.kind.article().to_string()),
            ]);
        }
        let saying =
            |outcome: Outcome| words.saying(outcome.key(), &values).ok_or_else(|| NoPage::Speechless(outcome.key()));
        let asked = about.map(|about| details(outcome, about, words, &values)).transpose()?;
        let form = match (outcome, about) {
            (Outcome::Ask, Some(About { shown, .. })) => Some(Form {
                action: places.page,
                shown: Pair { hash: &shown.hash, id: &shown.id },
                proof: None,
                call: Some(Call {
                    put: places.confirmations,
                    accept: places.accept,
                    outcomes: [
                        Told { code: Code::Confirmed.as_str(), words: saying(Outcome::First)? },
                        Told { code: Code::AlreadyConfirmed.as_str(), words: saying(Outcome::Repeat)? },
                    ],
                }),
            }),
            (Outcome::AskBack, Some(About { shown, .. })) => {
                let shown = Pair { hash: &shown.hash, id: &shown.id };
                Some(Form { action: places.cancel, shown, proof: None, call: None })
            }
            (Outcome::Fetch | Outcome::ProofWrong, Some(About { shown, .. })) => {
                let proof = Some(Proof { wrong: outcome == Outcome::ProofWrong });
                let shown = Pair { hash: &shown.hash, id: &shown.id };
                Some(Form { action: places.package, shown, proof, call: None })
            }
            _ => None,
        };
        let file = |name: &str| format!("{}/{name}", places.assets);
        let look = about.map(|about| about.look);
        let page = Page {
            language: language.tag(),
            name: look.map(|look| look.name.as_str()),
            words: saying(outcome)?,
            general: General { article: fill(&words.general.article, &values), ..words.general.clone() },
            asked,
            form,
            assets: Files {
                style: file(places.style),
                script: file(places.script),
                icon: file(places.icon),
                brand: look.and_then(|look| look.sheet.as_deref()).map(file),
                logo: look.and_then(|look| look.logo.as_deref()).map(file),
            },
        };
        Ok(self.environment.get_template(TEMPLATE)?.render(Serde(&page))?)
    }
}

fn details(outcome: Outcome, about: &About<'_>, words: &Words, values: &Values<'_>) -> Result<Details, NoPage> {
    let About { asked, shown, .. } = about;
    let moment = |at: domain::clock::Timestamp| Moment { machine: at.to_rfc3339(), words: words.moment(at) };
    // As long as it matters.
    let until = match outcome {
        Outcome::Ask | Outcome::Fetch | Outcome::ProofWrong => Some(&words.general.until),
        Outcome::AskBack => Some(&words.general.begins),
        _ => None,
    };
    Ok(Details {
        right: words.right(asked.kind.code(), values).ok_or(NoPage::Speechless(asked.kind.code()))?,
        received: moment(asked.received_at),
        until: until.map(|label| Until { label: label.clone(), at: moment(asked.expires_at) }),
        number: shown.id.clone(),
    })
}

#[derive(Serialize)]
struct Page<'a> {
    language: &'a str,
    name: Option<&'a str>,
    words: Saying,
    general: General,
    asked: Option<Details>,
    form: Option<Form<'a>>,
    assets: Files,
}

#[derive(Serialize)]
struct Details {
    right: Right,
    received: Moment,
    until: Option<Until>,
    number: String,
}

#[derive(Serialize)]
struct Until {
    label: String,
    at: Moment,
}

#[derive(Serialize)]
struct Moment {
    machine: String,
    words: String,
}

#[derive(Serialize)]
struct Form<'a> {
    action: &'a str,
    shown: Pair<'a>,
    /// What is asked for beside. `None`: nothing.
    proof: Option<Proof>,
    /// What the script does in its place. `None`: nothing.
    call: Option<Call<'a>>,
}

#[derive(Serialize)]
struct Proof {
    /// Whether the one before was wrong.
    wrong: bool,
}

#[derive(Serialize)]
struct Pair<'a> {
    hash: &'a str,
    id: &'a str,
}

#[derive(Serialize)]
struct Call<'a> {
    put: &'a str,
    accept: &'a str,
    /// What it shows in place.
    outcomes: [Told; 2],
}

#[derive(Serialize)]
struct Told {
    code: &'static str,
    words: Saying,
}

#[derive(Serialize)]
struct Files {
    style: String,
    script: String,
    icon: String,
    brand: Option<String>,
    logo: Option<String>,
}

#[cfg(test)]
mod tests {
    use domain::request::RequestType;

    use super::*;

    const PLACES: Places<'static> = Places {
        page: "/page",
        cancel: "/page/cancel",
        package: "/page/package",
        assets: "/page/assets",
        style: "style.css",
        script: "script.js",
        icon: "icon.svg",
        confirmations: "/confirmations",
        accept: "application/x+json",
    };

    /// Outcomes that only the holder of a link is told, and that so have a request to speak about.
    const OF_HOLDERS: [Outcome; 20] = [
        Outcome::Ask,
        Outcome::First,
        Outcome::Repeat,
        Outcome::Expired,
        Outcome::Closed,
        Outcome::Duplicate,
        Outcome::AskBack,
        Outcome::TakenBack,
        Outcome::TakenBackBefore,
        Outcome::TooLate,
        Outcome::Begun,
        Outcome::Undecided,
        Outcome::NothingToTakeBack,
        Outcome::Fetch,
        Outcome::ProofWrong,
        Outcome::ProofBlocked,
        Outcome::Fetched,
        Outcome::FetchExpired,
        Outcome::FetchUndecided,
        Outcome::NothingToFetch,
    ];

    /// Outcomes with a button.
    const ASKING: [Outcome; 4] = [Outcome::Ask, Outcome::AskBack, Outcome::Fetch, Outcome::ProofWrong];

    fn asked(kind: RequestType) -> Asked {
        let at = |text: &str| text.parse().unwrap();
        Asked {
            kind,
            shop: "shop".parse().unwrap(),
            site: "site".parse().unwrap(),
            received_at: at("2026-01-31T00:00:00Z"),
            due_at: at("2026-02-28T00:00:00Z"),
            expires_at: at("2026-02-01T00:00:00Z"),
        }
    }

    fn documents() -> Vec<(Outcome, String)> {
        let html = Html::new().unwrap();
        let shown = Shown { id: "id".to_owned(), hash: "hash".to_owned() };
        let look = Look { name: "<Shop>".to_owned(), ..Look::default() };
        let mut documents = Vec::new();
        for language in Language::all().iter().map(|tag| Language::find(tag).unwrap()) {
            for outcome in Outcome::ALL {
                for kind in RequestType::ALL {
                    let asked = asked(kind);
                    let about = About { asked: &asked, shown: &shown, look: &look };
                    let about = OF_HOLDERS.contains(&outcome).then_some(&about);
                    documents.push((outcome, html.write(outcome, about, &PLACES, &language, "span").unwrap()));
                }
            }
        }
        documents
    }

    #[test]
    fn every_outcome_is_a_whole_document_in_every_language_for_every_right() {
        for (outcome, document) in documents() {
            assert!(document.starts_with("<!doctype html>\n<html lang=\""), "{document}");
            assert!(document.ends_with("</html>"), "{document}");
            assert!(document.contains("<main>") && document.contains("<h1 "), "{document}");
            assert!(!document.contains(['{', '}']), "something was not put in: {document}");
            assert_eq!(document.contains("&lt;Shop&gt;"), OF_HOLDERS.contains(&outcome), "{document}");
            assert_eq!(document.contains("<form"), ASKING.contains(&outcome), "{document}");
            // Only the contract can be called by a script.
            assert_eq!(document.contains("data-put"), outcome == Outcome::Ask, "{document}");
            assert_eq!(document.contains("span"), outcome == Outcome::Fault, "{document}");
            assert!(!document.contains("<Shop>") && !document.contains(" style=") && !document.contains("<style"));
        }
    }

    #[test]
    fn the_hash_stands_in_the_form_alone() {
        for (outcome, document) in documents() {
            let value = document.matches("\"hash\"").count();
            assert_eq!(value, usize::from(ASKING.contains(&outcome)), "{document}");
        }
    }
}
