//! How letters look: templates in Jinja's language, filled in by minijinja.
//!
//! The program brings its own (`server/templates/mail`); a shop can put its own in place of each of them. What a shop brings
//! is tried out at start with invented letters of every kind, so that a mistake shows when it is made and not when somebody
//! waits for a mail.

mod check;
mod files;

use std::collections::BTreeMap;
use std::error::Error as _;
use std::fmt;
use std::path::PathBuf;

use chrono::{Datelike, Timelike};
use domain::clock::Timestamp;
use domain::display;
use domain::letter::{Letter, LetterKind, NotWritten, Written};
use minijinja::syntax::SyntaxConfig;
use minijinja::{Environment, ErrorKind, UndefinedBehavior, Value, context};
use textwrap::{Options, WordSeparator, WordSplitter};

pub use self::check::example;

use crate::config::UrlTemplate;
use crate::shops::Brand;

/// What the text of a mail begins with.
const SUBJECT: &str = "Subject: ";
/// The longest subject, in characters. It may be longer on the wire (RFC 5322 section 2.1.1 allows 998 octets in a line), but
/// nobody reads that.
const MAX_SUBJECT: usize = 200;
/// The longest line of a text, in columns, unless it is a single word (RFC 3676 section 4.2 recommends 78 or fewer).
const COLUMNS: usize = 76;

/// A set of templates: all kinds of letters, in all languages.
#[derive(Debug)]
pub struct Templates {
    environment: Environment<'static>,
}

/// A template of a shop.
#[derive(Clone, Debug)]
pub struct Override {
    /// What it is put in place of: its path below the folder of templates, such as `de/reminder.txt`.
    pub name: String,
    /// Where it was read.
    pub file: PathBuf,
    /// What is in it.
    pub text: String,
}

/// What is wrong with a template.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wrong {
    /// The name of the template.
    pub template: String,
    /// Counted from 1, where it is known.
    pub line: Option<usize>,
    /// What is wrong.
    pub text: String,
    /// More about it. May quote the letter.
    pub detail: Option<String>,
}

/// What a letter is filled in with beside its own facts.
#[derive(Clone, Copy)]
pub struct Setting<'a> {
    /// What the shop looks like.
    pub brand: &'a Brand,
    /// The link, for letters that have one.
    pub link: Option<&'a str>,
}

impl Templates {
    /// The names of all templates, with their texts as the program brings them.
    pub fn standard() -> impl Iterator<Item = (&'static str, &'static str)> {
        files::all()
    }

    /// The program's own.
    ///
    /// # Errors
    /// What is wrong with them, which is nothing: tests see to it.
    pub fn ours() -> Result<Self, Vec<Wrong>> {
        let (made, wrong) = Self::assembled(&[]);
        if wrong.is_empty() { Ok(made) } else { Err(wrong) }
    }

    /// The program's own, with `overrides` put in place of some, tried out for a shop that looks like `brand` and has links
    /// like `link`.
    ///
    /// # Errors
    /// Everything that is wrong, once for each template and line.
    pub fn of_shop(overrides: &[Override], brand: &Brand, link: &UrlTemplate) -> Result<Self, Vec<Wrong>> {
        let (made, mut wrong) = Self::assembled(overrides);
        wrong.extend(made.check(brand, link));
        if wrong.is_empty() { Ok(made) } else { Err(wrong) }
    }

    /// Puts them together, without those that are wrong by themselves: the program's own stand in for these.
    fn assembled(overrides: &[Override]) -> (Self, Vec<Wrong>) {
        let mut environment = Environment::new();
        environment.set_undefined_behavior(UndefinedBehavior::Strict);
        let mut wrong = Vec::new();
        // A line with nothing but a statement leaves no line behind.
        match SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).build() {
            Ok(syntax) => environment.set_syntax(syntax),
            Err(error) => wrong.push(Wrong::of("layout.html", &error)),
        }
        for (name, text) in files::all() {
            wrong.extend(environment.add_template(name, text).map_err(|error| Wrong::of(name, &error)).err());
        }
        for Override { name, text, .. } in overrides {
            if !files::all().any(|(known, _)| known == name) {
                wrong.push(Wrong::unknown(name));
            } else if let Err(error) = environment.add_template_owned(name.clone(), text.clone()) {
                wrong.push(Wrong::of(name, &error));
            }
        }
        (Self { environment }, wrong)
    }

    /// Fills in a letter.
    ///
    /// # Errors
    /// [`NotWritten`], which names the template and the line, and nothing of the letter.
    pub fn write(&self, letter: &Letter, setting: Setting<'_>) -> Result<Written, NotWritten> {
        self.fill(letter, setting).map_err(|wrong| NotWritten { reason: wrong.reason(), template: wrong.template })
    }

    /// As [`Self::write`], with all that is known of a mistake: it may quote the letter.
    fn fill(&self, letter: &Letter, setting: Setting<'_>) -> Result<Written, Wrong> {
        // There are mails in every language of messages (a test sees to it); English is for the day when there are not.
        let language = Some(letter.language.tag()).filter(|tag| files::has_language(tag)).unwrap_or("en");
        let [text, html] = files::of(language, letter.kind);
        let context = self.context(letter, setting, language, &text)?;
        let filled = self.render(&text, &context)?;
        let no_subject = || Wrong::plain(&text, format!("must begin with a line \"{SUBJECT}...\""));
        let (subject, body) = filled.split_once('\n').unwrap_or((&filled, ""));
        let subject =
            subject.strip_prefix(SUBJECT).map(str::trim).filter(|it| !it.is_empty()).ok_or_else(no_subject)?;
        if subject.chars().count() > MAX_SUBJECT {
            return Err(Wrong::plain(&text, format!("the subject is longer than {MAX_SUBJECT} characters")));
        }
        // The last door before the header of a mail. A name that was read from a file is one line already.
        let subject = display::single_line(subject).into_owned();
        Ok(Written { subject, text: wrapped(body), html: self.render(&html, &context)? })
    }

    fn render(&self, name: &str, context: &Value) -> Result<String, Wrong> {
        let template = self.environment.get_template(name).map_err(|error| Wrong::of(name, &error))?;
        template.render(context.clone()).map_err(|error| Wrong::of(name, &error))
    }

    /// Everything a template can use; which names there are for which kind is in `docs/mail.md`, and in [`names`].
    fn context(&self, letter: &Letter, setting: Setting<'_>, language: &str, form: &str) -> Result<Value, Wrong> {
        let brand = setting.brand;
        let say = |name: &str, about: Value| self.say(language, name, &about);
        let mut values: BTreeMap<&str, Value> = BTreeMap::from([
            ("language", language.into()),
            ("shop", brand.name.as_str().into()),
            ("site", display::single_line(letter.site.as_str()).into()),
            ("request", letter.request.as_str().into()),
            ("type", letter.asked.code().into()),
            ("article", letter.asked.article().into()),
            ("asked", say("asked", letter.asked.code().into())?.into()),
            ("right", say("right", letter.asked.code().into())?.into()),
            ("received", say("date", parts(letter.received_at))?.into()),
            ("due", say("date", parts(letter.due_at))?.into()),
            ("colour", brand.colour.to_string().into()),
            ("background", brand.background.to_string().into()),
            ("text_colour", brand.text().to_string().into()),
        ]);
        if letter.kind.link().is_some() {
            let (Some(link), Some(facts)) = (setting.link, &letter.link) else {
                return Err(Wrong::plain(form, "the letter has no link".to_owned()));
            };
            values.insert("link", link.into());
            values.insert("link_ends", say("moment", parts(facts.expires_at))?.into());
        }
        if has_reason(letter.kind) {
            values.insert(
                "reason",
                letter.reason.as_deref().map(|reason| display::multi_line(reason).trim().to_owned()).into(),
            );
        }
        Ok(Value::from_pairs(values))
    }

    /// What a macro of the language makes of `about`.
    fn say(&self, language: &str, name: &str, about: &Value) -> Result<String, Wrong> {
        let words = files::words(language);
        let wrong = |error| Wrong::of(&words, &error);
        let template = self.environment.get_template(&words).map_err(wrong)?;
        let mut captured = template.render_captured(context!()).map_err(wrong)?;
        captured.with_state_mut(|state| state.call_macro(name, std::slice::from_ref(about))).map_err(
            |error| match error.kind() {
                ErrorKind::UnknownFunction if error.line().is_none() => {
                    Wrong::plain(&words, format!("there is no macro \"{name}\""))
                }
                _ => Wrong::of(&words, &error),
            },
        )
    }
}

/// Whether letters of this kind carry words that are no template's: of staff, or what was kept and why.
fn has_reason(kind: LetterKind) -> bool {
    matches!(kind, LetterKind::Extended | LetterKind::Rejected | LetterKind::PartlyErased)
}

/// The names that templates of letters of this kind can use.
fn names(kind: LetterKind) -> impl Iterator<Item = &'static str> {
    let all = [
        "language",
        "shop",
        "site",
        "request",
        "type",
        "article",
        "asked",
        "right",
        "received",
        "due",
        "colour",
        "background",
        "text_colour",
    ];
    let link = ["link", "link_ends"].into_iter().filter(move |_| kind.link().is_some());
    all.into_iter().chain(link).chain(Some("reason").filter(|_| has_reason(kind)))
}

/// A moment for a macro: in UTC, in numbers, and its time of day.
fn parts(at: Timestamp) -> Value {
    let time = format!("{:02}:{:02}", at.hour(), at.minute());
    context!(year => at.year(), month => at.month(), day => at.day(), time => time)
}

/// No line longer than mail programs like; a link is never broken, and what is an item of a list can be seen to be one.
fn wrapped(text: &str) -> String {
    let options = Options::new(COLUMNS)
        .break_words(false)
        .word_separator(WordSeparator::AsciiSpace)
        .word_splitter(WordSplitter::NoHyphenation);
    let item = options.clone().subsequent_indent("  ");
    let options = |line: &str| if line.starts_with("- ") { &item } else { &options };
    let lines: Vec<_> = text.trim().lines().map(|line| textwrap::fill(line, options(line))).collect();
    lines.join("\n") + "\n"
}

impl Wrong {
    fn plain(template: &str, text: String) -> Self {
        Self { template: template.to_owned(), line: None, text, detail: None }
    }

    fn unknown(name: &str) -> Self {
        let text = match name.split_once('/') {
            Some((language, _)) if !files::has_language(language) => format!(
                "there are no mails in the language {language:?}; there are {}",
                files::languages().map(|tag| format!("{tag:?}")).collect::<Vec<_>>().join(" and ")
            ),
            _ => {
                let known = files::all().map(|(name, _)| name.to_owned());
                format!("there is no such template{}", crate::config::suggestion(name, known))
            }
        };
        Self::plain(name, text)
    }

    /// The innermost of what the library says, which is where the mistake is.
    fn of(template: &str, error: &minijinja::Error) -> Self {
        let mut inner = error;
        while let Some(source) = inner.source().and_then(|source| source.downcast_ref()) {
            inner = source;
        }
        let template = inner.name().unwrap_or(template).to_owned();
        let detail = inner.detail().map(str::to_owned);
        Self { template, line: inner.line(), text: inner.kind().to_string(), detail }
    }

    /// What is wrong, without anything that a letter may have brought: fixed words, and a line.
    fn reason(&self) -> String {
        self.line.map_or_else(|| self.text.clone(), |line| format!("{}, line {line}", self.text))
    }
}

/// With everything that is known: for templates that were filled in with invented letters.
impl fmt::Display for Wrong {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(line) = self.line {
            write!(f, "line {line}: ")?;
        }
        f.write_str(&self.text)?;
        self.detail.as_ref().map_or(Ok(()), |detail| write!(f, ": {detail}"))
    }
}

#[cfg(test)]
mod tests;
