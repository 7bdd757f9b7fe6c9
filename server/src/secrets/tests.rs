use std::sync::Barrier;

use super::beside::put;
use super::*;
use crate::system::OsEntropy;

fn nothing_configured() -> Configured {
    Configured::read(&Config::default()).unwrap()
}

fn token_of(secrets: &Secrets) -> String {
    secrets.token_secret.as_ref().unwrap().reveal().to_owned()
}

/// Something that only this audit key says.
fn audit_of(secrets: &Secrets) -> [u8; 32] {
    secrets.master_key.mac(domain::seal::Purpose::AuditHead, &[b"a test"])
}

fn digest_of(secrets: &Secrets) -> [u8; 32] {
    *secrets.link_key.digest("id", "hash").as_bytes()
}

#[test]
fn what_nobody_configured_is_made_once_and_kept_for_its_owner() {
    let folder = tempfile::tempdir().unwrap();
    let database = folder.path().join("gdpr.db");
    std::fs::write(&database, "").unwrap();
    let (first, made) = nothing_configured().complete(&database, Dependence::Nothing, &OsEntropy).unwrap();
    let Some(Made::All(file)) = made else { panic!("all of them are made") };
    assert_eq!(file.file_name().unwrap(), "gdpr.db.secrets.toml");
    let (second, made) = nothing_configured().complete(&database, Dependence::Nothing, &OsEntropy).unwrap();
    assert!(made.is_none());
    assert_eq!(token_of(&first), token_of(&second));
    assert_eq!(digest_of(&first), digest_of(&second));
    assert_eq!(audit_of(&first), audit_of(&second));
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 2, "nothing else is left behind");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(std::fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
    }
}

#[cfg(unix)]
#[test]
fn a_file_that_others_can_read_is_refused() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let database = folder.path().join("gdpr.db");
    nothing_configured().complete(&database, Dependence::Nothing, &OsEntropy).unwrap();
    for mode in [0o640, 0o604, 0o620] {
        std::fs::set_permissions(beside(&database), std::fs::Permissions::from_mode(mode)).unwrap();
        let error = nothing_configured().complete(&database, Dependence::Nothing, &OsEntropy).unwrap_err();
        assert!(error.to_string().contains("chmod 600"), "{error}");
        assert!(nothing_configured().check_beside(&database).is_err());
    }
}

#[cfg(unix)]
#[test]
fn two_names_of_one_database_have_one_file_of_secrets() {
    let folder = tempfile::tempdir().unwrap();
    let (database, link) = (folder.path().join("gdpr.db"), folder.path().join("link.db"));
    std::fs::write(&database, "").unwrap();
    std::os::unix::fs::symlink(&database, &link).unwrap();
    let (first, _) = nothing_configured().complete(&database, Dependence::Nothing, &OsEntropy).unwrap();
    let (second, _) = nothing_configured().complete(&link, Dependence::Nothing, &OsEntropy).unwrap();
    assert_eq!(token_of(&first), token_of(&second));
}

#[test]
fn all_who_start_at_once_agree() {
    let folder = tempfile::tempdir().unwrap();
    let database = folder.path().join("gdpr.db");
    let barrier = Barrier::new(8);
    let tokens: Vec<String> = std::thread::scope(|scope| {
        let start = || {
            barrier.wait();
            token_of(&nothing_configured().complete(&database, Dependence::Nothing, &OsEntropy).unwrap().0)
        };
        let threads: Vec<_> = (0..8).map(|_| scope.spawn(start)).collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    assert!(tokens.windows(2).all(|pair| pair[0] == pair[1]));
}

#[test]
fn a_damaged_file_is_refused_without_quoting_it() {
    let folder = tempfile::tempdir().unwrap();
    let database = folder.path().join("gdpr.db");
    for content in
        ["confirmation_key = \"sesame\"", "confirmation_key = \"sesame\"\ntoken_secret = \"sesame\"", "sesame", ""]
    {
        std::fs::remove_file(beside(&database)).ok();
        put(&beside(&database), content.as_bytes()).unwrap();
        let error = nothing_configured().complete(&database, Dependence::Nothing, &OsEntropy).unwrap_err().to_string();
        assert!(error.contains("restore it from the backup") && !error.contains("sesame"), "{error}");
    }
}

#[test]
fn with_everything_configured_no_file_is_made() {
    let folder = tempfile::tempdir().unwrap();
    let key_file = folder.path().join("key");
    std::fs::write(&key_file, format!("{}\r\n", "k".repeat(32))).unwrap();
    let mut config = Config::default();
    config.confirmation.key_file = Some(key_file);
    config.tokens.jwks_file = Some("keys.json".into());
    config.audit.key = Some(Secret::new("a".repeat(32)));
    let database = folder.path().join("gdpr.db");
    let (secrets, made) =
        Configured::read(&config).unwrap().complete(&database, Dependence::Nothing, &OsEntropy).unwrap();
    assert!(made.is_none() && secrets.token_secret.is_none());
    let key = LinkKey::new("k".repeat(32).as_bytes()).unwrap();
    assert_eq!(digest_of(&secrets), *key.digest("id", "hash").as_bytes());
    assert_eq!(audit_of(&secrets), audit_of_bytes("a".repeat(32).as_bytes()));
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
}

fn audit_of_bytes(bytes: &[u8]) -> [u8; 32] {
    MasterKey::new(bytes).unwrap().mac(domain::seal::Purpose::AuditHead, &[b"a test"])
}

/// A file as a program made it that knew no audit key, and what it holds.
fn older_file(database: &Path) -> String {
    let secret = |byte| STANDARD.encode([byte; 32]);
    let text = format!(
        "# A remark.\nconfirmation_key = \"{}\"\ntoken_secret = \"{}\"\n# another, without a line break behind it",
        secret(1),
        secret(2)
    );
    put(&beside(database), text.as_bytes()).unwrap();
    text
}

#[test]
fn a_file_without_an_audit_key_gets_one_and_loses_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let database = folder.path().join("gdpr.db");
    let before = older_file(&database);
    assert!(nothing_configured().check_beside(&database).is_ok());
    assert_eq!(std::fs::read_to_string(beside(&database)).unwrap(), before, "looking changes nothing");

    let (first, made) = nothing_configured().complete(&database, Dependence::Nothing, &OsEntropy).unwrap();
    assert_eq!(made, Some(Made::AuditKey(beside(&database))));
    assert_eq!(digest_of(&first), *LinkKey::new(&[1; 32]).unwrap().digest("id", "hash").as_bytes());
    assert_eq!(token_of(&first), STANDARD.encode([2; 32]));
    let after = std::fs::read_to_string(beside(&database)).unwrap();
    let added = after.strip_prefix(&before).unwrap().strip_prefix("\naudit_key = \"").unwrap();
    assert_eq!(added.lines().count(), 1);

    let (second, made) = nothing_configured().complete(&database, Dependence::Nothing, &OsEntropy).unwrap();
    assert!(made.is_none());
    assert_eq!(audit_of(&first), audit_of(&second));
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1, "nothing else is left behind");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(std::fs::metadata(beside(&database)).unwrap().permissions().mode() & 0o777, 0o600);
    }
}

#[test]
fn all_who_add_an_audit_key_at_once_agree() {
    for _ in 0..20 {
        let folder = tempfile::tempdir().unwrap();
        let database = folder.path().join("gdpr.db");
        older_file(&database);
        let barrier = Barrier::new(8);
        let keys: Vec<([u8; 32], bool)> = std::thread::scope(|scope| {
            let start = || {
                barrier.wait();
                let (secrets, made) =
                    nothing_configured().complete(&database, Dependence::Nothing, &OsEntropy).unwrap();
                (audit_of(&secrets), made.is_some())
            };
            let threads: Vec<_> = (0..8).map(|_| scope.spawn(start)).collect();
            threads.into_iter().map(|thread| thread.join().unwrap()).collect()
        });
        assert!(keys.windows(2).all(|pair| pair[0].0 == pair[1].0));
        assert_eq!(keys.iter().filter(|(_, made)| *made).count(), 1, "one of them added it");
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
    }
}

#[cfg(unix)]
#[test]
fn a_linked_file_stays_where_it_is_when_an_audit_key_is_added() {
    let folder = tempfile::tempdir().unwrap();
    let (database, real) = (folder.path().join("gdpr.db"), folder.path().join("real.toml"));
    older_file(&database);
    std::fs::rename(beside(&database), &real).unwrap();
    std::os::unix::fs::symlink(&real, beside(&database)).unwrap();
    nothing_configured().complete(&database, Dependence::Nothing, &OsEntropy).unwrap();
    assert!(std::fs::symlink_metadata(beside(&database)).unwrap().is_symlink());
    assert!(std::fs::read_to_string(&real).unwrap().contains("audit_key"));
}

#[test]
fn with_the_audit_key_configured_none_is_added() {
    let folder = tempfile::tempdir().unwrap();
    let database = folder.path().join("gdpr.db");
    let before = older_file(&database);
    let mut config = Config::default();
    let key_file = folder.path().join("key");
    std::fs::write(&key_file, format!("{}\n", STANDARD.encode([9; 32]))).unwrap();
    config.audit.key_file = Some(key_file);
    let (secrets, made) =
        Configured::read(&config).unwrap().complete(&database, Dependence::Nothing, &OsEntropy).unwrap();
    assert!(made.is_none());
    assert_eq!(audit_of(&secrets), audit_of_bytes(&[9; 32]));
    assert_eq!(std::fs::read_to_string(beside(&database)).unwrap(), before);
}

#[test]
fn with_everything_but_the_audit_key_configured_a_file_is_made_for_that() {
    let folder = tempfile::tempdir().unwrap();
    let database = folder.path().join("gdpr.db");
    let mut config = Config::default();
    config.confirmation.key = Some(Secret::new("k".repeat(32)));
    config.tokens.secret = Some(Secret::new("t".repeat(32)));
    let (secrets, made) =
        Configured::read(&config).unwrap().complete(&database, Dependence::Nothing, &OsEntropy).unwrap();
    assert_eq!(made, Some(Made::AuditKey(beside(&database))), "links and tokens of before go on working");
    assert_eq!(token_of(&secrets), "t".repeat(32));
}

#[test]
fn a_key_is_base64_of_enough_bytes_or_the_text_itself() {
    let digest = |text: &str| {
        let key = link_key("confirmation.key", &Secret::new(text.to_owned())).unwrap();
        *key.digest("id", "hash").as_bytes()
    };
    let of_bytes = |bytes: &[u8]| *LinkKey::new(bytes).unwrap().digest("id", "hash").as_bytes();
    assert_eq!(digest(&STANDARD.encode([7; 32])), of_bytes(&[7; 32]));
    // 32 hexadecimal digits are base64 of 24 bytes, which would be too few.
    assert_eq!(digest(&"0a".repeat(16)), of_bytes("0a".repeat(16).as_bytes()));
}

#[test]
fn a_short_secret_is_refused_with_what_to_do_and_without_quoting_it() {
    let mut config = Config::default();
    config.tokens.secret = Some(Secret::new("sesame".to_owned()));
    let error = Configured::read(&config).unwrap_err();
    assert!(error.is_configuration());
    let error = error.to_string();
    assert!(error.starts_with("tokens.secret: ") && error.contains("32 characters") && !error.contains("sesame"));

    let mut config = Config::default();
    config.audit.key = Some(Secret::new("sesame".to_owned()));
    let error = Configured::read(&config).unwrap_err().to_string();
    assert!(error.starts_with("audit.key: ") && error.contains("32 bytes") && !error.contains("sesame"));

    let mut config = Config::default();
    config.confirmation.key = Some(Secret::new("sesame".to_owned()));
    let error = Configured::read(&config).unwrap_err().to_string();
    assert!(error.starts_with("confirmation.key: ") && error.contains("32 bytes") && !error.contains("sesame"));
}

#[test]
fn only_where_nothing_depends_on_them_are_secrets_made() {
    let folder = tempfile::tempdir().unwrap();
    let database = folder.path().join("gdpr.db");
    for dependence in [Dependence::Links, Dependence::Seals] {
        let refused = nothing_configured().complete(&database, dependence, &OsEntropy).unwrap_err();
        assert!(matches!(refused, NoSecrets::Missing(_)), "{refused}");
    }
    older_file(&database);
    let refused = nothing_configured().complete(&database, Dependence::Seals, &OsEntropy).unwrap_err();
    assert!(matches!(refused, NoSecrets::NoAuditKey(_)), "{refused}");
    let (_, made) = nothing_configured().complete(&database, Dependence::Links, &OsEntropy).unwrap();
    assert_eq!(made, Some(Made::AuditKey(beside(&database))));
}
