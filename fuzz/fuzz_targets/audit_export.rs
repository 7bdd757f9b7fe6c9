//! Of all files, the export that was signed is the only one that is proven; and what is wrong with any other is said in a few
//! words that repeat nothing of it.

#![no_main]

use std::sync::LazyLock;

use domain::audit::export::{PublicKey, verify_export};
use domain::seal::MasterKey;
use libfuzzer_sys::fuzz_target;

/// Signed under an invented key.
const WHOLE: &[u8] = include_bytes!("../corpus/audit_export/whole");

static KEY: LazyLock<PublicKey> =
    LazyLock::new(|| PublicKey::of(&MasterKey::new(&[7; 32]).expect("a key of enough bytes")));

fuzz_target!(|file: &[u8]| {
    match verify_export(file, &KEY) {
        // Without its last line break it is still whole.
        Ok(_) => assert_eq!(file.strip_suffix(b"\n").unwrap_or(file), WHOLE.strip_suffix(b"\n").unwrap_or(WHOLE)),
        Err(bad) => {
            assert_ne!(file, WHOLE, "{bad}");
            let lines = file.split(|byte| *byte == b'\n').count() as u64;
            assert!((1..=lines + 1).contains(&bad.line), "{bad} of {lines}");
            let reason = bad.to_string();
            assert!(reason.len() < 300 && !reason.chars().any(char::is_control), "{reason:?}");
        }
    }
});
