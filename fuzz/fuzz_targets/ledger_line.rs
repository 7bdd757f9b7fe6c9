//! Of all lines of a ledger of erasures, those that were written under the key are the only ones that say something; what is wrong
//! with any other is said without repeating it; and a ledger that was changed is not taken for the one that was written.

#![no_main]

use std::sync::LazyLock;

use domain::clock::Timestamp;
use domain::ledger::{Entry, Event, LedgerPosition, LedgerReading};
use domain::seal::MasterKey;
use libfuzzer_sys::fuzz_target;

static KEY: LazyLock<MasterKey> = LazyLock::new(|| MasterKey::new(&[7; 32]).expect("a key of enough bytes"));

static WRITTEN: LazyLock<[Entry; 2]> = LazyLock::new(|| {
    ["a1b2", "c3d4"].map(|erasure| {
        let shop = "shop".parse().expect("a name");
        Entry {
            erasure: erasure.to_owned(),
            at: Timestamp::UNIX_EPOCH,
            pseudonym: KEY.pseudonym(&shop, erasure),
            shop,
            event: Event::Erasure,
            request: Some("e5f6".parse().expect("an id")),
            hold: None,
        }
    })
});

/// A ledger with both, and the place behind it.
static LEDGER: LazyLock<(Vec<u8>, LedgerPosition)> = LazyLock::new(|| {
    WRITTEN.iter().fold((Vec::new(), LedgerPosition::START), |(mut bytes, _), entry| {
        let (text, position) = read(&bytes).next(entry, &KEY).expect("a ledger as it was written");
        bytes.extend(text.bytes());
        (bytes, position)
    })
});

fuzz_target!(|data: &[u8]| {
    look_at(data);
    // The one that was written, with some places of it changed.
    let mut bytes = LEDGER.0.clone();
    for change in data.chunks_exact(2) {
        let place = usize::from(change[0]) * bytes.len() / 256;
        bytes[place] = change[1];
    }
    look_at(&bytes);
    // And with something behind it.
    look_at(&[LEDGER.0.as_slice(), data].concat());
});

fn read(bytes: &[u8]) -> LedgerReading {
    LedgerReading::of(bytes, LedgerPosition::START, u64::MAX, &KEY)
}

fn look_at(bytes: &[u8]) {
    let reading = read(bytes);
    assert!(reading.entries().iter().all(|entry| WRITTEN.contains(entry)));
    for flaw in &reading.flaws {
        let reason = flaw.to_string();
        assert!(reason.len() < 200 && !reason.chars().any(char::is_control), "{reason:?}");
    }
    let (written, end) = &*LEDGER;
    // Blank lines say nothing, and what was cut off behind the end was never relied on.
    let is_taken_for_it = reading.flaws.is_empty() && reading.position(end.lines).is_some_and(|it| it.link == end.link);
    let lines = |bytes: &[u8]| -> Vec<Vec<u8>> {
        let lines = bytes.split(|byte| *byte == b'\n').filter(|line| !line.trim_ascii().is_empty());
        lines.take(2).map(<[u8]>::to_vec).collect()
    };
    assert!(!is_taken_for_it || lines(bytes) == lines(written));
}
