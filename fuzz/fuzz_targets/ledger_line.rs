//! Of all lines of a ledger of erasures, those that were written under the key are the only ones that say something; and what
//! is wrong with any other is said without repeating it.

#![no_main]

use std::sync::LazyLock;

use domain::clock::Timestamp;
use domain::ledger::{Entry, Event};
use domain::seal::MasterKey;
use libfuzzer_sys::fuzz_target;

static KEY: LazyLock<MasterKey> = LazyLock::new(|| MasterKey::new(&[7; 32]).expect("a key of enough bytes"));

static WRITTEN: LazyLock<Entry> = LazyLock::new(|| {
    let shop = "shop".parse().expect("a name");
    Entry {
        erasure: "a1b2".to_owned(),
        at: Timestamp::UNIX_EPOCH,
        pseudonym: KEY.pseudonym(&shop, "somebody"),
        shop,
        event: Event::Erasure,
        request: Some("c3d4".parse().expect("an id")),
    }
});

static LINE: LazyLock<String> = LazyLock::new(|| WRITTEN.line(&KEY));

fuzz_target!(|data: &[u8]| {
    look_at(data);
    // The one that was written, with some places of it changed.
    let mut line = LINE.clone().into_bytes();
    for change in data.chunks_exact(2) {
        let place = usize::from(change[0]) * line.len() / 256;
        line[place] = change[1];
    }
    look_at(&line);
});

fn look_at(line: &[u8]) {
    let Ok(text) = str::from_utf8(line) else { return };
    match Entry::read(text, &KEY) {
        // Whatever white space there is between the members.
        Ok(entry) => assert_eq!(entry, *WRITTEN),
        Err(why) => {
            assert_ne!(text, LINE.as_str(), "{why}");
            let reason = why.to_string();
            assert!(reason.len() < 100 && !reason.chars().any(char::is_control), "{reason:?}");
        }
    }
}
