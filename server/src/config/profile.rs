//! What one shop does differently: its `shop.toml`, read like the configuration itself.
//!
//! `shop.sample.toml` documents every key.

use std::path::{Path, PathBuf};

use chrono::TimeDelta;
use domain::message::Language;
use domain::names::EmailAddress;
use lettre::message::Mailbox;

use super::given::Given;
use super::keys::{DAY, MINUTE, NO_TIME, YEAR};
use super::load::suggestion;
use super::read::{Read, email, language, link_to, mailbox, parsed, path, paths, some, text, time_delta, title, truth};
use super::{Delivery, LinkTo, Problem, PublicUrl, Source, file};
use crate::shops::Colour;

/// The keys of a `shop.toml`, all of which can be left out. Each is described in `shop.sample.toml`.
#[derive(Clone, Debug, Default)]
pub struct Profile {
    /// What the shop is called in mails and on the page.
    pub name: Option<String>,
    /// The language of mails to people of whom no language is known.
    pub language: Option<Language>,
    /// How long a confirmation link works.
    pub link_lifetime: Option<TimeDelta>,
    /// How long before its link ends the receiver of a confirmation mail is reminded. Zero: never.
    pub remind_before: Option<TimeDelta>,
    /// How long after its end a request keeps naming its data subject.
    pub purge_after: Option<TimeDelta>,
    /// Where a confirmation link leads.
    pub link: Option<LinkTo>,
    /// Where people reach this server.
    pub public_url: Option<PublicUrl>,
    /// Who mails are from.
    pub sender: Option<Mailbox>,
    /// Who gets the answers.
    pub reply_to: Option<Mailbox>,
    /// Where staff is told of confirmed requests.
    pub staff: Option<EmailAddress>,
    /// Files with retention rules, beside `shop.toml`.
    pub retention: Option<Vec<PathBuf>>,
    /// A file with what differs from the data map of the program, beside `shop.toml`.
    pub data_map: Option<PathBuf>,
    /// How long an approved erasure waits.
    pub cooling_off: Option<TimeDelta>,
    /// Whether whoever made a request may not approve it.
    pub four_eyes: Option<bool>,
    /// How packages get to data subjects.
    pub package_delivery: Option<Delivery>,
    /// The name of a file beside `shop.toml`.
    pub logo: Option<String>,
    /// What headings, links and buttons are coloured in.
    pub colour: Option<Colour>,
    /// What is behind everything.
    pub background: Option<Colour>,
}

impl Profile {
    /// Reads the text of the file at `path`.
    ///
    /// # Errors
    /// Everything that is wrong with it. `key` is empty where the file is not TOML.
    pub fn parse(path: &Path, text: &str) -> Result<Self, Vec<Problem>> {
        let problem = |key: &str, line, text| Problem {
            key: key.to_owned(),
            set_in: Source::File { path: path.to_owned(), line },
            text,
        };
        let mut entries = file::read(text).map_err(|broken| {
            let not_toml =
                |it: file::Broken| problem("shop.toml", it.line, format!("is not valid TOML: {}", it.message));
            broken.into_iter().map(not_toml).collect::<Vec<_>>()
        })?;
        entries.sort_by_key(|entry| entry.line);
        let (mut profile, mut problems) = (Self::default(), Vec::new());
        for file::Entry { path, line, given, .. } in entries {
            let read = match KEYS.iter().find(|key| key.name == path) {
                Some(key) => (key.read)(&mut profile, &given),
                None => Err(format!(
                    "there is no such key{}",
                    suggestion(&path, KEYS.iter().map(|key| key.name.to_owned()))
                )),
            };
            problems.extend(read.err().map(|text| problem(&path, line, text)));
        }
        if problems.is_empty() { Ok(profile) } else { Err(problems) }
    }
}

struct Key {
    name: &'static str,
    read: fn(&mut Profile, &Given) -> Read<()>,
}

macro_rules! keys {
    ($($name:ident: $read:expr;)*) => {
        /// All of them, in the order of the sample file.
        const KEYS: &[Key] = &[$(
            Key {
                name: stringify!($name),
                read: |profile, given| {
                    profile.$name = some($read)(given)?;
                    Ok(())
                },
            },
        )*];
    };
}

keys! {
    name: title;
    language: language;
    link_lifetime: time_delta(MINUTE..=YEAR);
    remind_before: time_delta(NO_TIME..=YEAR);
    purge_after: time_delta(NO_TIME..=10 * YEAR);
    link: link_to;
    public_url: parsed;
    sender: mailbox;
    reply_to: mailbox;
    staff: email;
    retention: paths;
    data_map: path;
    cooling_off: time_delta(NO_TIME..=30 * DAY);
    four_eyes: truth;
    package_delivery: parsed;
    logo: text;
    colour: parsed;
    background: parsed;
}

#[cfg(test)]
mod tests {
    use super::*;

    const SAMPLE: &str = include_str!("../../shop.sample.toml");

    fn parse(text: &str) -> Result<Profile, Vec<String>> {
        let problems = |problems: Vec<Problem>| problems.iter().map(ToString::to_string).collect();
        Profile::parse(Path::new("shop.toml"), text).map_err(problems)
    }

    #[test]
    fn the_sample_mentions_every_key_and_changes_nothing() {
        let names: Vec<_> = SAMPLE
            .lines()
            .filter_map(|line| line.strip_prefix("# ")?.split_once(" = "))
            .map(|(name, _)| name)
            .filter(|name| name.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_'))
            .collect();
        assert_eq!(names, KEYS.iter().map(|key| key.name).collect::<Vec<_>>());
        assert_eq!(format!("{:?}", parse(SAMPLE).unwrap()), format!("{:?}", Profile::default()));
    }

    #[test]
    fn what_the_sample_shows_can_be_set() {
        let set: String = SAMPLE
            .lines()
            .map(|line| match line.strip_prefix("# ") {
                Some(rest) if KEYS.iter().any(|key| rest.starts_with(&format!("{} = ", key.name))) => rest,
                _ => line,
            })
            .flat_map(|line| [line, "\n"])
            .collect();
        let profile = parse(&set).unwrap();
        assert_eq!(profile.name.as_deref(), Some("Example Shop"));
        assert_eq!(profile.link, Some(LinkTo::Page));
        assert_eq!(profile.background.unwrap().to_string(), "#ffffff");
    }

    #[test]
    fn everything_that_is_wrong_is_told_at_once_with_its_line() {
        let problems = parse("name = 'A\\nB'\nlogos = 'x'\ncolour = 'red'\nlink_lifetime = '1s'").unwrap_err();
        assert_eq!(problems.len(), 3, "{problems:?}");
        assert!(problems[0].starts_with("logos (shop.toml, line 2): there is no such key; did you mean \"logo\"?"));
        assert!(problems[1].starts_with("colour (shop.toml, line 3): must be a colour like \"#1a4f8b\""));
        assert!(problems[2].starts_with("link_lifetime (shop.toml, line 4): must be a duration from 1m to 365days"));
        assert!(parse("name = \"A\\nB\"").unwrap_err()[0].contains("must be one line"));
        assert!(parse("name = ").unwrap_err()[0].starts_with("shop.toml (shop.toml, line 1): is not valid TOML"));
    }
}
