//! Trying out templates with invented letters, before anybody waits for a real one.

use std::collections::BTreeSet;

use chrono::{DateTime, TimeDelta};
use domain::clock::Timestamp;
use domain::entropy::{Entropy, NoEntropy};
use domain::letter::{Letter, LetterKind, LetterLink};
use domain::link::LinkHash;
use domain::message::Language;
use domain::names::{EmailAddress, ShopName};
use domain::request::RequestType;

use super::{Setting, Templates, Wrong, files, has_reason, names};
use crate::config::UrlTemplate;
use crate::shops::Brand;

/// 27 January 2027, 09:30 UTC.
const RECEIVED: i64 = 1_801_042_200;
/// Words of staff that no template has by itself.
const REASON: &str = "Grund 7 < 8 & Reason";

/// As good as random for what is thrown away.
struct Invented;

impl Entropy for Invented {
    fn fill(&self, bytes: &mut [u8]) -> Result<(), NoEntropy> {
        bytes.fill(0xa5);
        Ok(())
    }
}

impl Templates {
    /// Fills in letters of every kind, in every language, for everything that can be asked, with and without what can be
    /// missing; and looks for what they have to tell their receiver. Gives back everything that is wrong, once for each
    /// template and line.
    pub(super) fn check(&self, brand: &Brand, link: &UrlTemplate) -> Vec<Wrong> {
        let mut wrong = Vec::new();
        for language in files::languages() {
            for kind in LetterKind::ALL {
                self.check_names(language, kind, &mut wrong);
                for asked in RequestType::ALL {
                    for reason in [Some(REASON), None] {
                        if let Some(letter) = invented(language, kind, asked, reason) {
                            self.check_letter(&letter, brand, link, &mut wrong);
                        }
                    }
                }
            }
        }
        // The same mistake is met by many letters.
        let mut told = BTreeSet::new();
        wrong.retain(|it: &Wrong| {
            told.insert((it.template.clone(), it.line, it.line.is_none().then(|| it.text.clone())))
        });
        wrong
    }

    /// Names that letters of this kind do not know, also where no invented letter leads.
    fn check_names(&self, language: &str, kind: LetterKind, wrong: &mut Vec<Wrong>) {
        for name in files::of(language, kind) {
            let Ok(template) = self.environment.get_template(&name) else { continue };
            let is_global = |name: &String| self.environment.globals().any(|(known, _)| known == name);
            let unknown = template.undeclared_variables(false).into_iter().filter(|it| !is_global(it));
            let mut unknown: Vec<_> = unknown.filter(|it| !names(kind).any(|known| known == it)).collect();
            unknown.sort();
            for it in unknown {
                let suggestion = crate::config::suggestion(&it, names(kind).map(str::to_owned));
                wrong.push(Wrong::plain(&name, format!("there is no variable \"{it}\" in this mail{suggestion}")));
            }
        }
    }

    fn check_letter(&self, letter: &Letter, brand: &Brand, link: &UrlTemplate, wrong: &mut Vec<Wrong>) {
        let [text, html] = files::of(letter.language.tag(), letter.kind);
        let url = letter.link.as_ref().map(|it| link.fill(&letter.request, &it.hash));
        let filled = match self.fill(letter, Setting { brand, link: url.as_deref() }) {
            Ok(filled) => filled,
            Err(it) => return wrong.push(it),
        };
        let mut miss = |template: &str, what: &str| {
            wrong.push(Wrong::plain(template, format!("does not show \"{what}\", which its receiver has to know")));
        };
        if let (Some(url), Some(secret)) = (&url, &letter.link) {
            if !filled.text.contains(url.as_str()) {
                miss(&text, "link");
            }
            // Escaped there, but for the parts that need no escaping.
            if !filled.html.contains(secret.hash.reveal()) {
                miss(&html, "link");
            }
        }
        if letter.reason.is_some() {
            if !filled.text.contains(REASON) {
                miss(&text, "reason");
            }
            if !filled.html.contains("Grund 7 &lt; 8 &amp; Reason") {
                miss(&html, "reason");
            }
        }
        // Said by the words of the language, which may be the shop's own.
        let say = |how: &str, at| self.say(letter.language.tag(), how, &super::parts(at)).unwrap_or_default();
        let needed = match (letter.kind, &letter.link) {
            (
                LetterKind::Received
                | LetterKind::Extended
                | LetterKind::StaffNotice
                | LetterKind::DecideAnew
                | LetterKind::HandOver,
                _,
            ) => Some(("due", say("date", letter.due_at))),
            // What to name to the shop.
            (LetterKind::AddressChanged, _) => Some(("request", letter.request.to_string())),
            // When it is too late.
            (LetterKind::ErasureApproved | LetterKind::PackageReady, Some(link)) => {
                Some(("link_ends", say("moment", link.expires_at)))
            }
            _ => None,
        };
        if let Some((what, said)) = needed {
            for (name, filled) in [(&text, &filled.text), (&html, &filled.html)] {
                // A line may end in the middle of it.
                if !filled.split_whitespace().collect::<Vec<_>>().join(" ").contains(&said) {
                    miss(name, what);
                }
            }
        }
    }
}

fn invented(language: &str, kind: LetterKind, asked: RequestType, reason: Option<&str>) -> Option<Letter> {
    if reason.is_some() && !has_reason(kind) {
        return None;
    }
    let now = DateTime::from_timestamp(RECEIVED, 0)?;
    let (to, shop) = ("erika@example.org".parse().ok()?, "example-shop".parse().ok()?);
    let letter = example(kind, to, Language::find(language)?, &shop, now)?;
    Some(Letter { asked, reason: reason.map(str::to_owned), ..letter })
}

/// A letter about a request that does not exist, with a link that opens nothing. `None` for a language there are no mails
/// in.
#[must_use]
pub fn example(
    kind: LetterKind,
    to: EmailAddress,
    language: Language,
    shop: &ShopName,
    now: Timestamp,
) -> Option<Letter> {
    let link = LetterLink { hash: LinkHash::random(&Invented).ok()?, expires_at: now + TimeDelta::hours(24) };
    let reason = "This is an example: nobody has asked for anything, and there is nothing that you have to do.";
    let of_erasures =
        [LetterKind::ErasureApproved, LetterKind::Erased, LetterKind::PartlyErased, LetterKind::DecideAnew];
    Some(Letter {
        kind,
        to,
        language,
        shop: shop.clone(),
        site: "example-site".parse().ok()?,
        request: "0123456789abcdef0123456789abcdef".parse().ok()?,
        asked: if of_erasures.contains(&kind) { RequestType::Erasure } else { RequestType::Access },
        received_at: now,
        due_at: now + TimeDelta::days(31),
        link: kind.link().is_some().then_some(link),
        reason: has_reason(kind).then(|| reason.to_owned()),
    })
}
