//! Encryption of what must not stand in the clear, and the one secret from which everything it needs is derived.
//!
//! A [`MasterKey`] lives outside the database. HKDF-SHA-256 ([RFC 5869]) derives from it, under a label for each use, keys
//! that encrypt, keys that authenticate, and a key that signs; so none of them says anything about another. Encryption is
//! XChaCha20-Poly1305 ([draft-irtf-cfrg-xchacha]): its nonce of 24 bytes can be random for any number of messages.
//!
//! [RFC 5869]: https://www.rfc-editor.org/rfc/rfc5869
//! [draft-irtf-cfrg-xchacha]: https://datatracker.ietf.org/doc/html/draft-irtf-cfrg-xchacha-03

mod stream;

use std::fmt;
use std::str::FromStr;

use chacha20poly1305::aead::{Aead, Payload};
use chacha20poly1305::{KeyInit, XChaCha20Poly1305, XNonce};
use ed25519_dalek::SigningKey;
use hkdf::Hkdf;
use hmac::{Hmac, Mac};
use sha2::Sha256;
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

use crate::entropy::{Entropy, NoEntropy};
use crate::names::ShopName;

pub use self::stream::{BrokenStream, CHUNK, OpenReader, SealWriter};

/// The fewest bytes a [`MasterKey`] may be made of: as many as every key derived from it has.
pub const MIN_MASTER_KEY_BYTES: usize = 32;

/// How many bytes [`SealKey::seal`] adds: the nonce in front, and the tag behind.
pub const OVERHEAD: usize = NONCE_BYTES + 16;

const KEY_BYTES: usize = 32;
const NONCE_BYTES: usize = 24;
/// What HMAC-SHA-256 pads a key to (RFC 2104 section 2).
const BLOCK_BYTES: usize = 64;

/// What a derived key is for. Two purposes never share a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// What waits to be sent: mails and webhooks.
    Outbox,
    /// The keys of data subjects in the audit log.
    SubjectKeys,
    /// What came in through the public form and is not matched yet.
    Submissions,
    /// The end of the audit log.
    AuditHead,
    /// Names of data subjects that say nothing to others.
    Pseudonyms,
    /// What a caller made with an idempotency key.
    IdempotencyKeys,
    /// Lines of the ledger of erasures.
    Ledger,
    /// The chain of these lines.
    LedgerChain,
    /// Up to where the database knows them.
    LedgerEnd,
    /// What a legal hold is on, and why.
    LegalHolds,
    /// The keys of packages that wait to be fetched.
    Packages,
    /// Signatures of what leaves this service.
    Signing,
    /// Values by which the keys of this service are known again.
    KeyChecks,
}

impl Purpose {
    /// All of them.
    pub const ALL: [Self; 13] = [
        Self::Outbox,
        Self::SubjectKeys,
        Self::Submissions,
        Self::AuditHead,
        Self::Pseudonyms,
        Self::IdempotencyKeys,
        Self::Ledger,
        Self::LedgerChain,
        Self::LedgerEnd,
        Self::LegalHolds,
        Self::Packages,
        Self::Signing,
        Self::KeyChecks,
    ];

    /// Part of the derivation: a changed label is another key.
    const fn label(self) -> &'static str {
        match self {
            Self::Outbox => "outbox",
            Self::SubjectKeys => "subject-keys",
            Self::Submissions => "submissions",
            Self::AuditHead => "audit-head",
            Self::Pseudonyms => "pseudonyms",
            Self::IdempotencyKeys => "idempotency-keys",
            Self::Ledger => "ledger",
            Self::LedgerChain => "ledger-chain",
            Self::LedgerEnd => "ledger-end",
            Self::LegalHolds => "legal-holds",
            Self::Packages => "packages",
            Self::Signing => "signing",
            Self::KeyChecks => "key-checks",
        }
    }
}

/// The master key has too few bytes to protect anything.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the audit key has {0} bytes; it needs at least {MIN_MASTER_KEY_BYTES}")]
pub struct WeakMasterKey(usize);

/// The secret behind everything that is sealed, authenticated, pseudonymous or signed here.
#[derive(Clone)]
pub struct MasterKey {
    // Derived once, so that nothing can fail later.
    seal: [SealKey; Purpose::ALL.len()],
    mac: [SealKey; Purpose::ALL.len()],
    sign: [SealKey; Purpose::ALL.len()],
}

impl MasterKey {
    /// A master key of these bytes, which should be random: nothing here slows down a guess.
    ///
    /// # Errors
    /// [`WeakMasterKey`] when there are fewer than [`MIN_MASTER_KEY_BYTES`].
    pub fn new(bytes: &[u8]) -> Result<Self, WeakMasterKey> {
        let weak = WeakMasterKey(bytes.len());
        if bytes.len() < MIN_MASTER_KEY_BYTES {
            return Err(weak);
        }
        let source = Hkdf::<Sha256>::new(Some(b"gdpr-server/1"), bytes);
        // Deriving fails for more than 255 times 32 bytes alone (RFC 5869 section 2.3).
        let derive = |operation: &str| -> Result<_, WeakMasterKey> {
            let mut keys = Purpose::ALL.map(|_| SealKey([0; KEY_BYTES]));
            for (key, purpose) in keys.iter_mut().zip(Purpose::ALL) {
                let label = [operation.as_bytes(), b"/", purpose.label().as_bytes()];
                source.expand_multi_info(&label, &mut key.0).map_err(|_| weak)?;
            }
            Ok(keys)
        };
        Ok(Self { seal: derive("seal")?, mac: derive("mac")?, sign: derive("sign")? })
    }

    /// The key that seals what is for this purpose.
    #[must_use]
    pub fn key(&self, purpose: Purpose) -> &SealKey {
        &self.seal[purpose as usize]
    }

    /// HMAC-SHA-256 (RFC 2104) over `parts`, each behind its length as 8 bytes (big endian), so that no two lists of parts
    /// look the same.
    #[must_use]
    pub fn mac(&self, purpose: Purpose, parts: &[&[u8]]) -> [u8; 32] {
        // HMAC pads with zeros itself; a key of exactly one block cannot be refused for its length.
        let mut block = Zeroizing::new([0; BLOCK_BYTES]);
        block[..KEY_BYTES].copy_from_slice(&self.mac[purpose as usize].0);
        let mut mac = <Hmac<Sha256> as KeyInit>::new((&*block).into());
        for part in parts {
            mac.update(&(part.len() as u64).to_be_bytes());
            mac.update(part);
        }
        mac.finalize().into_bytes().into()
    }

    /// What stands for a data subject where their name must not: the same for the same reference in the same shop, and
    /// nothing to whoever has not this key. Who has it can tell whether a reference they guess is the right one.
    #[must_use]
    pub fn pseudonym(&self, shop: &ShopName, reference: &str) -> Pseudonym {
        let mac = self.mac(Purpose::Pseudonyms, &[shop.as_str().as_bytes(), reference.as_bytes()]);
        let [bytes @ .., _, _, _, _, _, _, _, _, _, _, _, _, _, _, _, _] = mac;
        Pseudonym(bytes)
    }

    /// The Ed25519 key (RFC 8032) that signs for this service; its public half identifies the service to others.
    #[must_use]
    pub fn signer(&self) -> SigningKey {
        SigningKey::from_bytes(&self.sign[Purpose::Signing as usize].0)
    }
}

impl fmt::Debug for MasterKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("MasterKey(hidden)")
    }
}

/// A key of 256 bits that seals and opens. Wiped from memory when dropped.
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub struct SealKey([u8; KEY_BYTES]);

impl SealKey {
    /// A new key.
    ///
    /// # Errors
    /// [`NoEntropy`].
    pub fn random(entropy: &dyn Entropy) -> Result<Self, NoEntropy> {
        let mut key = Self([0; KEY_BYTES]);
        entropy.fill(&mut key.0)?;
        Ok(key)
    }

    /// Encrypts `plain`: nonce (24 bytes), ciphertext, tag (16 bytes). It opens again only under this key and in the same
    /// `context`, which says what it is and where it belongs, and is not part of the result.
    ///
    /// # Errors
    /// [`NoEntropy`].
    pub fn seal(&self, entropy: &dyn Entropy, context: &[u8], plain: &[u8]) -> Result<Vec<u8>, NoEntropy> {
        let mut nonce = [0; NONCE_BYTES];
        entropy.fill(&mut nonce)?;
        let payload = Payload { msg: plain, aad: context };
        // The only error is a message of 256 GiB, which no caller can hold in memory.
        let ciphertext = self.cipher().encrypt(&XNonce::from(nonce), payload).map_err(|_| NoEntropy)?;
        let mut sealed = Vec::with_capacity(NONCE_BYTES + ciphertext.len());
        sealed.extend_from_slice(&nonce);
        sealed.extend_from_slice(&ciphertext);
        Ok(sealed)
    }

    /// What was sealed under this key in this `context`. `None`: it was not, or has changed since.
    #[must_use]
    pub fn open(&self, context: &[u8], sealed: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
        let (nonce, ciphertext) = sealed.split_first_chunk::<NONCE_BYTES>()?;
        let payload = Payload { msg: ciphertext, aad: context };
        self.cipher().decrypt(&XNonce::from(*nonce), payload).ok().map(Zeroizing::new)
    }

    /// Seals another key under this one.
    ///
    /// # Errors
    /// [`NoEntropy`].
    pub fn wrap(&self, entropy: &dyn Entropy, context: &[u8], key: &Self) -> Result<Vec<u8>, NoEntropy> {
        self.seal(entropy, context, &key.0)
    }

    /// The key that was wrapped under this one. `None`: it was not, or has changed since.
    #[must_use]
    pub fn unwrap_key(&self, context: &[u8], wrapped: &[u8]) -> Option<Self> {
        let bytes = self.open(context, wrapped)?;
        bytes.as_slice().try_into().ok().map(Self)
    }

    fn cipher(&self) -> XChaCha20Poly1305 {
        XChaCha20Poly1305::new((&self.0).into())
    }
}

impl fmt::Debug for SealKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SealKey(hidden)")
    }
}

/// What stands for a data subject: 128 bits, as 32 lower-case hexadecimal digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Pseudonym([u8; 16]);

impl fmt::Display for Pseudonym {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&base16ct::lower::encode_string(&self.0))
    }
}

/// The text is not a pseudonym.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("is not 32 lower-case hexadecimal digits")]
pub struct NotAPseudonym;

impl FromStr for Pseudonym {
    type Err = NotAPseudonym;

    fn from_str(text: &str) -> Result<Self, NotAPseudonym> {
        let mut bytes = [0; 16];
        match base16ct::lower::decode(text, &mut bytes) {
            Ok(decoded) if decoded.len() == 16 => Ok(Self(bytes)),
            _ => Err(NotAPseudonym),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU8, Ordering};

    use super::*;

    /// Bytes that differ from call to call, without being random.
    #[derive(Default)]
    struct Counting(AtomicU8);

    impl Entropy for Counting {
        fn fill(&self, bytes: &mut [u8]) -> Result<(), NoEntropy> {
            bytes.fill(self.0.fetch_add(1, Ordering::SeqCst));
            Ok(())
        }
    }

    fn master() -> MasterKey {
        MasterKey::new(&[7; 32]).unwrap()
    }

    fn shop(name: &str) -> ShopName {
        name.parse().unwrap()
    }

    #[test]
    fn what_is_sealed_opens_under_the_same_key_in_the_same_context_alone() {
        let (entropy, key) = (Counting::default(), SealKey::random(&Counting::default()).unwrap());
        let sealed = key.seal(&entropy, b"context", b"Erika").unwrap();
        assert_eq!(sealed.len(), 5 + OVERHEAD);
        assert_eq!(key.open(b"context", &sealed).unwrap().as_slice(), b"Erika");
        assert!(key.open(b"another", &sealed).is_none());
        assert!(master().key(Purpose::Outbox).open(b"context", &sealed).is_none());
        for at in 0..sealed.len() {
            let mut changed = sealed.clone();
            changed[at] ^= 1;
            assert!(key.open(b"context", &changed).is_none(), "byte {at}");
            assert!(key.open(b"context", &sealed[..at]).is_none(), "cut off at {at}");
        }
    }

    #[test]
    fn the_same_text_is_sealed_differently_each_time() {
        let entropy = Counting::default();
        let key = SealKey::random(&entropy).unwrap();
        assert_ne!(key.seal(&entropy, b"", b"Erika").unwrap(), key.seal(&entropy, b"", b"Erika").unwrap());
    }

    #[test]
    fn a_wrapped_key_opens_what_it_sealed() {
        let entropy = Counting::default();
        let (outer, inner) = (SealKey::random(&entropy).unwrap(), SealKey::random(&entropy).unwrap());
        let wrapped = outer.wrap(&entropy, b"whose", &inner).unwrap();
        let sealed = inner.seal(&entropy, b"", b"Erika").unwrap();
        let again = outer.unwrap_key(b"whose", &wrapped).unwrap();
        assert_eq!(again.open(b"", &sealed).unwrap().as_slice(), b"Erika");
        assert!(outer.unwrap_key(b"somebody else's", &wrapped).is_none());
    }

    #[test]
    fn no_two_keys_that_are_derived_are_the_same() {
        let master = master();
        let mut keys: Vec<[u8; 32]> =
            master.seal.iter().chain(&master.mac).chain(&master.sign).map(|key| key.0).collect();
        keys.extend(MasterKey::new(&[8; 32]).unwrap().seal.iter().map(|key| key.0));
        let all = keys.len();
        keys.sort_unstable();
        keys.dedup();
        assert_eq!(keys.len(), all);
    }

    #[test]
    fn keys_are_those_of_rfc_5869_with_the_documented_labels() {
        // Computed apart, with the definitions of RFC 5869 and Python's `hmac`: salt "gdpr-server/1", info "seal/outbox".
        let master = master();
        assert_eq!(
            base16ct::lower::encode_string(&master.key(Purpose::Outbox).0),
            "c45f292ee2fb9d0f3cabd2495c32fd9c2ed2abc8b765531759c880b0f95a19b3"
        );
        assert_eq!(
            base16ct::lower::encode_string(&master.mac(Purpose::AuditHead, &[b"ab", b"c"])),
            "bf809319604c8e784a6a747ce48f3e06cd118205f601a66102e45c7ddb799dfa"
        );
        assert_eq!(master.pseudonym(&shop("shop"), "customer:C-1001").to_string(), "01daf52e84dceade75f66217a97e0107");
        assert_eq!(
            base16ct::lower::encode_string(master.signer().as_bytes()),
            "5755dd348bdd01fcfec84fc67257d25af6f915ceab0be80f29ed10a314a77733"
        );
    }

    #[test]
    fn the_border_between_parts_counts() {
        let master = master();
        let mac = |parts: &[&[u8]]| master.mac(Purpose::AuditHead, parts);
        assert_eq!(mac(&[b"ab", b"c"]), mac(&[b"ab", b"c"]));
        assert_ne!(mac(&[b"ab", b"c"]), mac(&[b"a", b"bc"]));
        assert_ne!(mac(&[b"ab"]), mac(&[b"ab", b""]));
        assert_ne!(mac(&[b"ab"]), master.mac(Purpose::Pseudonyms, &[b"ab"]));
    }

    #[test]
    fn a_pseudonym_is_bound_to_shop_and_reference_and_comes_back_from_its_text() {
        let master = master();
        let one = master.pseudonym(&shop("shop"), "customer:C-1001");
        assert_eq!(one, master.pseudonym(&shop("shop"), "customer:C-1001"));
        assert_ne!(one, master.pseudonym(&shop("other"), "customer:C-1001"));
        assert_ne!(one, master.pseudonym(&shop("shop"), "customer:C-1002"));
        assert_ne!(one, MasterKey::new(&[8; 32]).unwrap().pseudonym(&shop("shop"), "customer:C-1001"));
        assert_eq!(one.to_string().len(), 32);
        assert_eq!(one.to_string().parse(), Ok(one));
        for text in ["", "abc", &one.to_string()[1..], &format!("{one}00"), &one.to_string().replace('7', "g")[..31]] {
            assert_eq!(text.parse::<Pseudonym>(), Err(NotAPseudonym), "{text:?}");
        }
        assert_eq!("AB".repeat(16).parse::<Pseudonym>(), Err(NotAPseudonym), "one form for each");
    }

    #[test]
    fn a_short_master_key_is_refused() {
        assert_eq!(MasterKey::new(&[7; 31]).unwrap_err(), WeakMasterKey(31));
    }

    #[test]
    fn no_key_reaches_a_debug_print() {
        let master = master();
        assert_eq!(format!("{master:?} {:?}", master.key(Purpose::Outbox)), "MasterKey(hidden) SealKey(hidden)");
    }
}
