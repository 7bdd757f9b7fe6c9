//! Passwords: argon2id with the parameters OWASP recommends, as PHC strings.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use argon2::password_hash::phc::{Output, ParamsString, PasswordHash, Salt};
use argon2::password_hash::{Error, PasswordHasher};
use argon2::{Algorithm, Argon2, Block, Params, Version};
use domain::entropy::{Entropy, NoEntropy};
use domain::refusal::Fault;
use domain::store::StoreError;
use tokio::time::{Instant, sleep_until};

use super::turns::{Crowded, Turn, Turns};
use crate::throttle::Lane;

/// Callers that may wait for each password being checked: some seconds of work.
const QUEUE: usize = 128;

/// Passwords of those who guess, or who are where somebody guesses: one after the other, so long from one to the next. That
/// bounds guesses to 600 a minute and their work to a part of one core, for all clients together.
const PACE: Duration = Duration::from_millis(100);

/// How many of these may wait. None waits longer than 20 seconds ([`Turns`]), less than a call may take
/// (`limits.request_timeout`).
const SUSPECTS: u16 = 100;

/// The longest password, in bytes.
pub const MAX_BYTES: usize = 1024;

/// The shortest password a user can be given, in characters. NIST SP 800-63B: length counts, rules of composition do not.
pub const MIN_CHARACTERS: usize = 12;

/// Why no user can have this password. Says nothing about the password itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unfit {
    /// Easy to guess.
    #[error("the password has fewer than {MIN_CHARACTERS} characters; take a longer one, such as a few random words")]
    Short,
    /// Longer than anybody needs.
    #[error("the password has more than {MAX_BYTES} bytes")]
    Long,
    /// HTTP has no way to send it.
    #[error("the password contains a control character, which a Basic credential cannot hold (RFC 7617)")]
    Control,
}

/// Why a password was not hashed.
#[derive(Debug, thiserror::Error)]
pub enum NotHashed {
    /// Nobody can have it.
    #[error(transparent)]
    Unfit(#[from] Unfit),
    /// No salt.
    #[error(transparent)]
    Entropy(#[from] NoEntropy),
    /// No memory, most likely.
    #[error("the password cannot be hashed: {0}")]
    Failed(Error),
}

/// Checks passwords, so many at once as it is told: each needs 19 MiB.
pub struct Passwords {
    turns: Arc<Turns>,
    /// The same for those over a limit, and when the next of them may be checked.
    suspects: Arc<Turns>,
    next: Mutex<Instant>,
    /// Used again and again: given back to the allocator, it would be kept for each thread that ever checked one.
    memory: Mutex<Vec<Vec<Block>>>,
    decoy: String,
}

impl Passwords {
    /// Checks up to `at_once` passwords at the same time.
    ///
    /// # Errors
    /// [`NoEntropy`].
    pub fn new(at_once: usize, entropy: &dyn Entropy) -> Result<Self, NoEntropy> {
        let at_once = at_once.max(1);
        let turns = Turns::new(at_once, at_once.saturating_mul(QUEUE));
        let (suspects, next) = (Turns::new(1, usize::from(SUSPECTS)), Mutex::new(Instant::now()));
        Ok(Self { turns, suspects, next, memory: Mutex::default(), decoy: decoy(entropy)? })
    }

    /// Waits until a password may be checked, in a queue of bounded length that is fair between clients. To be held until it
    /// is.
    ///
    /// # Errors
    /// [`Crowded`].
    pub(super) async fn turn(&self, lane: Lane) -> Result<Turn, Crowded> {
        self.turns.turn(lane).await
    }

    /// The same for a try beyond a limit, which waits longer.
    ///
    /// # Errors
    /// [`Crowded`].
    pub(super) async fn suspects_turn(&self, lane: Lane) -> Result<Turn, Crowded> {
        let turn = self.suspects.turn(lane).await?;
        let next = *self.next.lock().unwrap_or_else(PoisonError::into_inner);
        sleep_until(next).await;
        *self.next.lock().unwrap_or_else(PoisonError::into_inner) = Instant::now() + PACE;
        Ok(turn)
    }

    /// Stands for the stored hash of users who do not exist.
    pub(super) fn decoy(&self) -> &str {
        &self.decoy
    }

    /// Whether `password` belongs to the stored hash. Without one, nothing does, after the same work. Blocks for long.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] when what is stored is no hash; [`Fault::Interrupted`] when there is no memory for it.
    pub fn verify(&self, stored: Option<&str>, password: &str) -> Result<bool, Fault> {
        let corrupt = || StoreError::Corrupt("users.password_hash is not an argon2 hash in PHC format".to_owned());
        let hash = PasswordHash::new(stored.unwrap_or(&self.decoy)).map_err(|_| corrupt())?;
        let (argon2, salt, expected) = read(&hash).ok_or_else(corrupt)?;
        let mut found = zeroize::Zeroizing::new(vec![0; expected.as_bytes().len()]);
        let mut memory = self.memory(argon2.params().block_count())?;
        let hashed = argon2.hash_password_into_with_memory(password.as_bytes(), salt, &mut found, &mut memory);
        self.give_back(memory);
        hashed.map_err(|_| corrupt())?;
        // Outputs are compared in constant time.
        let is_right = Output::new(&found).is_ok_and(|found| found == *expected);
        Ok(is_right && stored.is_some())
    }

    /// Memory of this many blocks, of which nothing matters that was in it before.
    fn memory(&self, blocks: usize) -> Result<Vec<Block>, Fault> {
        let spare = self.memory.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let mut memory = spare.unwrap_or_default();
        memory.try_reserve_exact(blocks.saturating_sub(memory.len())).map_err(|_| Fault::Interrupted)?;
        memory.resize(blocks, Block::new());
        Ok(memory)
    }

    fn give_back(&self, memory: Vec<Block>) {
        // A stored hash may have asked for more than usual.
        if memory.capacity() <= Params::DEFAULT.block_count() {
            self.memory.lock().unwrap_or_else(PoisonError::into_inner).push(memory);
        }
    }
}

/// The hash of `password`, with a new salt, to be stored.
///
/// # Errors
/// [`NotHashed`].
pub fn hash(password: &str, entropy: &dyn Entropy) -> Result<String, NotHashed> {
    check(password)?;
    let mut salt = [0; 16];
    entropy.fill(&mut salt)?;
    let hash = Argon2::default().hash_password_with_salt(password.as_bytes(), &salt).map_err(NotHashed::Failed)?;
    Ok(hash.to_string())
}

/// What a stored hash says.
fn read(hash: &PasswordHash) -> Option<(Argon2<'static>, &Salt, &Output)> {
    let algorithm = Algorithm::try_from(hash.algorithm.as_str()).ok()?;
    let version = hash.version.map_or(Ok(Version::default()), Version::try_from).ok()?;
    let params = Params::try_from(hash).ok()?;
    Some((Argon2::new(algorithm, version, params), hash.salt.as_ref()?, hash.hash.as_ref()?))
}

fn check(password: &str) -> Result<(), Unfit> {
    if password.len() > MAX_BYTES {
        Err(Unfit::Long)
    } else if password.chars().any(char::is_control) {
        Err(Unfit::Control)
    } else if password.chars().count() < MIN_CHARACTERS {
        Err(Unfit::Short)
    } else {
        Ok(())
    }
}

/// A hash with today's parameters that belongs to no password anybody knows.
fn decoy(entropy: &dyn Entropy) -> Result<String, NoEntropy> {
    let mut bytes = [0; 48];
    entropy.fill(&mut bytes)?;
    let (salt, output) = bytes.split_at(16);
    // The types are those that hashing itself uses, so none of these can fail.
    let params = ParamsString::try_from(Argon2::default().params()).map_err(|_| NoEntropy)?;
    let hash = PasswordHash {
        algorithm: Algorithm::Argon2id.ident(),
        version: Some(Version::default().into()),
        params,
        salt: Some(Salt::new(salt).map_err(|_| NoEntropy)?),
        hash: Some(Output::new(output).map_err(|_| NoEntropy)?),
    };
    Ok(hash.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::system::OsEntropy;

    const PASSWORD: &str = "correct horse battery";

    #[test]
    fn a_password_is_kept_as_argon2id_with_owasp_parameters_and_its_own_salt() {
        let one = hash(PASSWORD, &OsEntropy).unwrap();
        let other = hash(PASSWORD, &OsEntropy).unwrap();
        assert!(one.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{one}");
        assert_ne!(one, other);
        assert!(!one.contains(PASSWORD));
    }

    #[test]
    fn only_the_right_password_belongs_to_a_hash() {
        let passwords = Passwords::new(1, &OsEntropy).unwrap();
        let stored = hash(PASSWORD, &OsEntropy).unwrap();
        assert!(passwords.verify(Some(&stored), PASSWORD).unwrap());
        assert!(!passwords.verify(Some(&stored), "Correct horse battery").unwrap());
        assert!(!passwords.verify(None, PASSWORD).unwrap());
    }

    #[test]
    fn memory_is_used_again_and_what_is_left_in_it_decides_nothing() {
        let passwords = Passwords::new(1, &OsEntropy).unwrap();
        let one = hash(PASSWORD, &OsEntropy).unwrap();
        let other = hash("another password", &OsEntropy).unwrap();
        for _ in 0..2 {
            assert!(passwords.verify(Some(&one), PASSWORD).unwrap());
            assert!(!passwords.verify(Some(&other), PASSWORD).unwrap());
            assert!(passwords.verify(Some(&other), "another password").unwrap());
            assert_eq!(passwords.memory.lock().unwrap().len(), 1);
        }
    }

    #[test]
    fn the_decoy_asks_for_the_same_work_as_a_real_hash() {
        let head = |hash: &str| hash.rsplitn(3, '$').last().unwrap_or_default().to_owned();
        let (decoy, real) = (decoy(&OsEntropy).unwrap(), hash(PASSWORD, &OsEntropy).unwrap());
        assert_eq!(head(&decoy), head(&real));
        assert_eq!(decoy.len(), real.len());
    }

    #[test]
    fn a_stored_hash_that_is_none_is_a_fault_and_no_entry() {
        let passwords = Passwords::new(1, &OsEntropy).unwrap();
        for damaged in ["", PASSWORD, "$argon2id$v=19$m=19456,t=2,p=1$", "$1$abc$def"] {
            assert!(!matches!(passwords.verify(Some(damaged), PASSWORD), Ok(true)), "{damaged}");
        }
    }

    const fn lane(client: u64) -> Lane {
        Lane { client, user: 1 }
    }

    #[tokio::test]
    async fn the_queue_is_bounded() {
        let passwords = Arc::new(Passwords::new(1, &OsEntropy).unwrap());
        let _first = passwords.turn(lane(0)).await.unwrap();
        let mut waiting = tokio::task::JoinSet::new();
        for client in 0..=QUEUE as u64 {
            let passwords = Arc::clone(&passwords);
            waiting.spawn(async move { passwords.turn(lane(client)).await.map(drop) });
        }
        assert_eq!(waiting.join_next().await.unwrap().unwrap().err(), Some(Crowded));
    }

    #[tokio::test(start_paused = true)]
    async fn tries_beyond_a_limit_go_one_after_the_other_at_a_pace_and_take_no_turn_of_others() {
        let passwords = Arc::new(Passwords::new(1, &OsEntropy).unwrap());
        let begun = Instant::now();
        let mut waiting = tokio::task::JoinSet::new();
        for client in 0..u64::from(SUSPECTS) {
            let passwords = Arc::clone(&passwords);
            waiting.spawn(async move { passwords.suspects_turn(lane(client)).await.map(drop) });
        }
        tokio::task::yield_now().await;
        drop(passwords.turn(lane(0)).await.unwrap());
        assert!(begun.elapsed() < PACE);
        for done in waiting.join_all().await {
            done.unwrap();
        }
        let (least, most) = (PACE * u32::from(SUSPECTS - 1), PACE * u32::from(SUSPECTS + 1));
        assert!((least..most).contains(&begun.elapsed()), "{:?}", begun.elapsed());
    }

    #[test]
    fn short_long_and_unsendable_passwords_are_refused() {
        let refused = |password: &str| match hash(password, &OsEntropy).unwrap_err() {
            NotHashed::Unfit(unfit) => unfit,
            other => panic!("{other}"),
        };
        assert_eq!(refused("eleven char"), Unfit::Short);
        assert_eq!(refused(&"x".repeat(1025)), Unfit::Long);
        assert_eq!(refused("with a\ttabulator"), Unfit::Control);
        // Twelve characters, not bytes.
        assert!(hash("äöüßäöüßäöüß", &OsEntropy).is_ok());
    }
}
