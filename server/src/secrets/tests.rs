use std::sync::Barrier;

use super::*;
use crate::system::OsEntropy;

fn nothing_configured() -> Configured {
    Configured::read(&Config::default()).unwrap()
}

fn token_of(secrets: &Secrets) -> String {
    secrets.token_secret.as_ref().unwrap().reveal().to_owned()
}

fn digest_of(secrets: &Secrets) -> [u8; 32] {
    *secrets.link_key.digest("id", "hash").as_bytes()
}

#[test]
fn what_nobody_configured_is_made_once_and_kept_for_its_owner() {
    let folder = tempfile::tempdir().unwrap();
    let database = folder.path().join("gdpr.db");
    std::fs::write(&database, "").unwrap();
    let (first, made) = nothing_configured().complete(&database, &OsEntropy).unwrap();
    let file = made.unwrap();
    assert_eq!(file.file_name().unwrap(), "gdpr.db.secrets.toml");
    let (second, made) = nothing_configured().complete(&database, &OsEntropy).unwrap();
    assert!(made.is_none());
    assert_eq!(token_of(&first), token_of(&second));
    assert_eq!(digest_of(&first), digest_of(&second));
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
    let (_, made) = nothing_configured().complete(&database, &OsEntropy).unwrap();
    for mode in [0o640, 0o604, 0o620] {
        std::fs::set_permissions(made.as_ref().unwrap(), std::fs::Permissions::from_mode(mode)).unwrap();
        let error = nothing_configured().complete(&database, &OsEntropy).unwrap_err();
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
    let (first, _) = nothing_configured().complete(&database, &OsEntropy).unwrap();
    let (second, _) = nothing_configured().complete(&link, &OsEntropy).unwrap();
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
            token_of(&nothing_configured().complete(&database, &OsEntropy).unwrap().0)
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
        let error = nothing_configured().complete(&database, &OsEntropy).unwrap_err().to_string();
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
    let database = folder.path().join("gdpr.db");
    let (secrets, made) = Configured::read(&config).unwrap().complete(&database, &OsEntropy).unwrap();
    assert!(made.is_none() && secrets.token_secret.is_none());
    let key = LinkKey::new("k".repeat(32).as_bytes()).unwrap();
    assert_eq!(digest_of(&secrets), *key.digest("id", "hash").as_bytes());
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
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
    config.confirmation.key = Some(Secret::new("sesame".to_owned()));
    let error = Configured::read(&config).unwrap_err().to_string();
    assert!(error.starts_with("confirmation.key: ") && error.contains("32 bytes") && !error.contains("sesame"));
}
