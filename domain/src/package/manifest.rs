//! `manifest.json`: what is in a package, what is not and why, and the signature that proves it.
//!
//! Signed are the bytes of the member, with Ed25519 (RFC 8032) under the key of the audit log's exports. No export begins
//! as a manifest does, so a signature of one never fits the other.

use chrono::SecondsFormat;
use ed25519_dalek::Signer;
use serde::Serialize;
use serde::ser::Serializer;

use super::selection::{LeftOut, Selection};
use super::{Facts, PackageKind};
use crate::audit::export::PublicKey;
use crate::seal::MasterKey;

/// The first member of every manifest: which form it and the package have.
pub const FORMAT: &str = "gdpr-server/package/1";

/// The contract that `data.json` follows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Schema<'a> {
    /// Its name: `iom-gdpr`.
    pub name: &'a str,
    /// Its `info.version`.
    pub version: &'a str,
    /// Which of its schemas: `Customer`.
    pub object: &'a str,
}

/// A member of a package.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Member {
    /// Its name.
    pub name: String,
    /// Its length in bytes.
    pub size: u64,
    /// SHA-256 of it; lower-case hexadecimal digits in the manifest.
    #[serde(serialize_with = "hex")]
    pub sha256: [u8; 32],
}

fn hex<S: Serializer>(digest: &[u8; 32], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&base16ct::lower::encode_string(digest))
}

/// Something that is not in a package.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Omitted {
    /// What, and why.
    pub code: Omission,
    /// The same in words.
    pub reason: &'static str,
    /// Which properties, by their paths in the data map; empty where it is not about properties.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub properties: Vec<String>,
}

/// What is not in a package, and why.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Omission {
    /// There is nothing.
    NothingHeld,
    /// Portability: the subject did not provide it.
    NotProvided,
    /// Portability: it is not processed by consent or for a contract.
    LegalBasis,
    /// What other systems of the controller hold.
    OtherSystems,
    /// Art. 15(1)(h) and (2): automated decisions, and safeguards for transfers, of which nothing is recorded.
    NotRecorded,
}

impl Omission {
    /// All of them.
    pub const ALL: [Self; 5] =
        [Self::NothingHeld, Self::NotProvided, Self::LegalBasis, Self::OtherSystems, Self::NotRecorded];

    /// The word in manifests, and in the words of the report.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::NothingHeld => "nothing-held",
            Self::NotProvided => "not-provided",
            Self::LegalBasis => "legal-basis",
            Self::OtherSystems => "other-systems",
            Self::NotRecorded => "not-recorded",
        }
    }

    /// The reason, for people who read manifests.
    #[must_use]
    pub const fn reason(self) -> &'static str {
        match self {
            Self::NothingHeld => "no customer record of this person is held under what they have shown",
            Self::NotProvided => "was not provided by the data subject (Art. 20(1) GDPR)",
            Self::LegalBasis => "is processed neither by consent nor for a contract (Art. 20(1)(a) GDPR)",
            Self::OtherSystems => "other systems of the controller are not known to this service",
            Self::NotRecorded => {
                "automated decision-making (Art. 15(1)(h) GDPR) and safeguards for transfers to third countries \
                 (Art. 15(2)) are not recorded by this service"
            }
        }
    }

    fn of(self, properties: Vec<String>) -> Omitted {
        Omitted { code: self, reason: self.reason(), properties }
    }
}

/// What is not in the package.
pub(super) fn omissions(facts: &Facts<'_>, selection: &Selection<'_>, held: bool) -> Vec<Omitted> {
    let mut omitted = Vec::new();
    if !held {
        omitted.push(Omission::NothingHeld.of(Vec::new()));
    }
    if held {
        for (reason, properties) in selection.left_out() {
            let omission = match reason {
                LeftOut::NotProvided => Omission::NotProvided,
                LeftOut::LegalBasis => Omission::LegalBasis,
            };
            omitted.push(omission.of(properties.iter().map(|property| property.path.clone()).collect()));
        }
    }
    omitted.push(Omission::OtherSystems.of(Vec::new()));
    if facts.kind == PackageKind::Access {
        omitted.push(Omission::NotRecorded.of(Vec::new()));
    }
    omitted
}

/// What a manifest says. Names no person, but the request of one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Manifest {
    format: &'static str,
    kind: &'static str,
    article: u8,
    request: String,
    shop: String,
    made_at: String,
    language: String,
    service: Service,
    schema: OwnedSchema,
    sources: Vec<&'static str>,
    held: bool,
    omissions: Vec<Omitted>,
    members: Vec<Member>,
    public_key: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
struct Service {
    name: &'static str,
    version: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
struct OwnedSchema {
    name: String,
    version: String,
    object: String,
}

impl Manifest {
    pub(super) fn new(
        facts: &Facts<'_>,
        held: bool,
        keeps: bool,
        omissions: Vec<Omitted>,
        members: Vec<Member>,
    ) -> Self {
        let Schema { name, version, object } = facts.schema;
        Self {
            format: FORMAT,
            kind: facts.kind.code(),
            article: facts.kind.article(),
            request: facts.request.to_string(),
            shop: facts.shop.to_string(),
            made_at: facts.made_at.to_rfc3339_opts(SecondsFormat::Millis, true),
            language: facts.language.tag().to_owned(),
            service: Service { name: "gdpr-server", version: facts.service_version.to_owned() },
            schema: OwnedSchema { name: name.to_owned(), version: version.to_owned(), object: object.to_owned() },
            sources: [("customers", held), ("remains of an erasure", keeps)]
                .into_iter()
                .filter_map(|(source, there)| there.then_some(source))
                .collect(),
            held,
            omissions,
            members,
            public_key: PublicKey::of(facts.key).to_string(),
        }
    }

    /// Whether there is a document of the subject.
    #[must_use]
    pub fn is_held(&self) -> bool {
        self.held
    }

    /// What is in the package, without the manifest itself and its signature.
    #[must_use]
    pub fn members(&self) -> &[Member] {
        &self.members
    }

    /// What is not.
    #[must_use]
    pub fn omissions(&self) -> &[Omitted] {
        &self.omissions
    }

    pub(super) fn to_text(&self) -> String {
        // Texts and numbers cannot fail to become JSON; an empty manifest would be refused by whoever reads it.
        let mut text = serde_json::to_string_pretty(self).unwrap_or_default();
        text.push('\n');
        text
    }
}

/// The signature of a manifest: 64 bytes.
pub(super) fn sign(key: &MasterKey, manifest: &[u8]) -> [u8; 64] {
    key.signer().sign(manifest).to_bytes()
}
