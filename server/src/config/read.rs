//! From a value as given to what a key holds. A refusal says what is allowed, for the end of "KEY: ...".

use std::ops::RangeInclusive;
use std::path::PathBuf;
use std::str::FromStr;
use std::time::Duration;

use chrono::TimeDelta;
use domain::message::Language;
use domain::names::EmailAddress;
use hyper::Uri;
use lettre::message::Mailbox;
use tracing_subscriber::EnvFilter;

use super::given::Given;
use super::{LinkTo, Listen, LogFormat};
use crate::client_address::Trusted;
use crate::secret::Secret;

pub(super) type Read<T> = Result<T, String>;

/// Longest text for people, in characters: it has to fit into a subject line.
const MOST_OF_A_TITLE: usize = 80;

fn words(given: &Given) -> Option<&str> {
    match given {
        Given::Words(text) | Given::Text(text) if !text.is_empty() => Some(text),
        _ => None,
    }
}

/// A value or none at all: for keys without a default.
pub(super) fn some<T>(read: impl Fn(&Given) -> Read<T>) -> impl Fn(&Given) -> Read<Option<T>> {
    move |given| read(given).map(Some)
}

pub(super) fn text(given: &Given) -> Read<String> {
    words(given).map(str::to_owned).ok_or_else(|| format!("must be a text{}", given.not()))
}

pub(super) fn path(given: &Given) -> Read<PathBuf> {
    words(given).map(PathBuf::from).ok_or_else(|| format!("must be a path{}", given.not()))
}

/// Says nothing about what was given.
pub(super) fn secret(given: &Given) -> Read<Secret> {
    words(given).map(|text| Secret::new(text.to_owned())).ok_or_else(|| "must be a text that is not empty".to_owned())
}

pub(super) fn whole(range: RangeInclusive<usize>) -> impl Fn(&Given) -> Read<usize> {
    move |given| {
        let number = match given {
            Given::Whole(number) => usize::try_from(*number).ok(),
            Given::Words(text) => text.parse().ok(),
            _ => None,
        };
        number
            .filter(|number| range.contains(number))
            .ok_or_else(|| format!("must be a whole number from {} to {}{}", range.start(), range.end(), given.not()))
    }
}

/// A number of which zero means that there is no limit.
pub(super) fn count(most: u32) -> impl Fn(&Given) -> Read<u32> {
    let read = whole(0..=usize::try_from(most).unwrap_or(usize::MAX));
    move |given| u32::try_from(read(given)?).map_err(|_| "is out of range".to_owned())
}

pub(super) fn truth(given: &Given) -> Read<bool> {
    match given {
        Given::Truth(truth) => Ok(*truth),
        Given::Words(text) if text == "true" => Ok(true),
        Given::Words(text) if text == "false" => Ok(false),
        _ => Err(format!("must be true or false{}", given.not())),
    }
}

pub(super) fn duration(range: RangeInclusive<Duration>) -> impl Fn(&Given) -> Read<Duration> {
    move |given| {
        let span = match given {
            Given::Whole(seconds) => u64::try_from(*seconds).ok().map(Duration::from_secs),
            Given::Words(text) | Given::Text(text) => match text.parse() {
                Ok(seconds) => Some(Duration::from_secs(seconds)),
                Err(_) => humantime::parse_duration(text).ok(),
            },
            _ => None,
        };
        span.filter(|span| range.contains(span)).ok_or_else(|| {
            format!(
                "must be a duration from {} to {}, written like \"90s\" or \"24h\" or as a whole number of seconds{}",
                spoken(*range.start()),
                spoken(*range.end()),
                given.not()
            )
        })
    }
}

/// A duration as it can be written in the file. Days stay days: humantime would call 365 of them 11 months and more.
pub(super) fn spoken(span: Duration) -> String {
    const DAY: u64 = 86_400;
    match (span.as_secs() / DAY, span.as_secs() % DAY, span.subsec_nanos()) {
        (days @ 2.., 0, 0) => format!("{days}days"),
        _ => humantime::format_duration(span).to_string(),
    }
}

pub(super) fn time_delta(range: RangeInclusive<Duration>) -> impl Fn(&Given) -> Read<TimeDelta> {
    let read = duration(range);
    move |given| TimeDelta::from_std(read(given)?).map_err(|_| "is out of range".to_owned())
}

pub(super) fn language(given: &Given) -> Read<Language> {
    let all = Language::all();
    words(given).filter(|text| all.iter().any(|known| known == text)).and_then(Language::find).ok_or_else(|| {
        let mut all: Vec<_> = all.iter().map(|known| format!("{known:?}")).collect();
        all.sort();
        format!("must be one of the languages there are messages in, {}{}", all.join(", "), given.not())
    })
}

pub(super) fn log_level(given: &Given) -> Read<String> {
    words(given).filter(|text| EnvFilter::try_new(text).is_ok()).map(str::to_owned).ok_or_else(|| {
        format!(
            "must be off, error, warn, info, debug or trace, or a filter like \"info,gdpr_server=debug\"{}",
            given.not()
        )
    })
}

pub(super) fn log_format(given: &Given) -> Read<LogFormat> {
    match words(given) {
        Some("text") => Ok(LogFormat::Text),
        Some("json") => Ok(LogFormat::Json),
        _ => Err(format!("must be \"text\" or \"json\"{}", given.not())),
    }
}

pub(super) fn link_to(given: &Given) -> Read<LinkTo> {
    let text = words(given).ok_or_else(|| format!("must be a URL, or \"page\"{}", given.not()))?;
    text.parse().map_err(|why| format!("{why}, or must be \"page\"{}", given.not()))
}

pub(super) fn port(given: &Given) -> Read<u16> {
    u16::try_from(whole(1..=65_535)(given)?).map_err(|_| "is out of range".to_owned())
}

/// A text for people, in one line.
pub(super) fn title(given: &Given) -> Read<String> {
    let title = text(given)?;
    let plain = title.chars().count() <= MOST_OF_A_TITLE && title.trim() == title && !title.contains(char::is_control);
    let allowed = || format!("must be one line of up to {MOST_OF_A_TITLE} characters, without white space at its ends");
    if plain { Ok(title) } else { Err(allowed()) }
}

/// An address that a mail can go to.
pub(super) fn email(given: &Given) -> Read<EmailAddress> {
    let address = words(given).and_then(|text| text.parse().ok());
    address.ok_or_else(|| format!("must be an e-mail address like privacy@shop.example{}", given.not()))
}

/// An address with or without a name.
pub(super) fn mailbox(given: &Given) -> Read<Mailbox> {
    let mailbox = words(given).filter(|text| !text.contains(char::is_control)).and_then(|text| text.parse().ok());
    let example = "must be an e-mail address, with or without a name, like \"Example Shop <privacy@shop.example>\"";
    mailbox.ok_or_else(|| format!("{example}{}", given.not()))
}

/// A text that says itself what it has to be.
pub(super) fn parsed<T: FromStr<Err = &'static str>>(given: &Given) -> Read<T> {
    let text = match given {
        Given::Words(text) | Given::Text(text) => text.as_str(),
        _ => return Err(format!("must be a text{}", given.not())),
    };
    text.parse().map_err(|why| format!("{why}{}", given.not()))
}

/// A list in the file, or texts with commas between them elsewhere.
pub(super) fn list(given: &Given) -> Option<Vec<&str>> {
    match given {
        Given::List(items) => Some(items.iter().map(String::as_str).collect()),
        Given::Words(text) if text.trim().is_empty() => Some(Vec::new()),
        Given::Words(text) => Some(text.split(',').map(str::trim).collect()),
        _ => None,
    }
}

/// Each of a list parsed by itself.
fn each<T: FromStr<Err = &'static str>>(texts: Vec<&str>) -> Read<Vec<T>> {
    texts.into_iter().map(|text| text.parse().map_err(|why| format!("{why}, not {text:?}"))).collect()
}

/// One place to listen, or a list of them.
pub(super) fn listen(given: &Given) -> Read<Vec<Listen>> {
    let places = match (list(given), words(given)) {
        (Some(places), _) => places,
        (None, Some(one)) => vec![one],
        (None, None) => return Err(format!("{}{}", Listen::ALLOWED, given.not())),
    };
    if places.is_empty() {
        return Err("must name at least one address".to_owned());
    }
    each(places)
}

/// Files, in the order in which they are named.
pub(super) fn paths(given: &Given) -> Read<Vec<PathBuf>> {
    let wrong = || format!("must be a list of files, like [\"retention.toml\"]{}", given.not());
    let items = list(given).ok_or_else(wrong)?;
    if items.iter().any(|item| item.is_empty()) {
        Err(wrong())
    } else {
        Ok(items.into_iter().map(PathBuf::from).collect())
    }
}

pub(super) fn trusted(given: &Given) -> Read<Vec<Trusted>> {
    each(list(given).ok_or_else(|| format!("must be a list of networks, like [\"127.0.0.1\"]{}", given.not()))?)
}

pub(super) fn origins(given: &Given) -> Read<Vec<String>> {
    let wrong = || format!("must be a list of origins, like [\"https://shop.example\"]{}", given.not());
    list(given).ok_or_else(wrong)?.into_iter().map(origin).collect()
}

/// An origin as a browser writes it (RFC 6454 section 6.2), since it is compared letter by letter.
fn origin(text: &str) -> Read<String> {
    let refused = |why: &str| Err(format!("{why}, not {text:?}"));
    if text == "*" {
        return refused("must name each origin that may call; \"*\" would let in every site");
    }
    let example = "must hold origins like https://shop.example or http://localhost:4200";
    let Ok(uri) = text.parse::<Uri>() else { return refused(example) };
    let (Some(scheme), Some(authority)) = (uri.scheme_str(), uri.authority()) else { return refused(example) };
    if !matches!(scheme, "http" | "https") || authority.as_str().contains('@') {
        return refused(example);
    }
    if text != format!("{scheme}://{authority}") {
        return refused("must hold origins only, without a path and without a slash at the end");
    }
    if text.chars().any(char::is_uppercase) {
        return refused("must hold origins in lower case, as browsers send them");
    }
    if matches!((scheme, authority.port_u16()), ("http", Some(80)) | ("https", Some(443))) {
        return refused("must leave out the port that the scheme implies, as browsers do");
    }
    Ok(text.to_owned())
}
