//! What the chain proves, and what it forgives.

use proptest::prelude::*;

use super::super::Event;
use super::*;

fn key() -> MasterKey {
    MasterKey::new(&[7; 32]).unwrap()
}

fn entry(number: usize) -> Entry {
    let shop = "shop".parse().unwrap();
    let erasure = format!("erasure-{number}");
    Entry {
        at: Timestamp::UNIX_EPOCH + chrono::TimeDelta::seconds(i64::try_from(number).unwrap()),
        pseudonym: key().pseudonym(&shop, &erasure),
        shop,
        event: Event::Erasure,
        request: None,
        hold: None,
        erasure,
    }
}

fn read(bytes: &[u8]) -> LedgerReading {
    LedgerReading::of(bytes, LedgerPosition::START, u64::MAX, &key())
}

/// Adds a line behind what is there, as a process does that knows nothing but this; gives back the place behind it.
fn append(bytes: &mut Vec<u8>, number: usize) -> LedgerPosition {
    let (text, position) = read(bytes).next(&entry(number), &key()).unwrap();
    bytes.extend(text.bytes());
    position
}

/// A ledger of so many lines, and the place behind it.
fn ledger(lines: usize) -> (Vec<u8>, LedgerPosition) {
    let mut bytes = Vec::new();
    let end = (0..lines).fold(LedgerPosition::START, |_, number| append(&mut bytes, number));
    (bytes, end)
}

/// Whether a database that knows a ledger up to `end` takes this for it.
fn is_taken_for_it(bytes: &[u8], end: &LedgerPosition) -> bool {
    let reading = LedgerReading::of(bytes, LedgerPosition::START, end.lines, &key());
    reading.flaws.is_empty() && reading.position(end.lines).is_some_and(|there| there.link == end.link)
}

/// The lines, each with its line break.
fn lines(bytes: &[u8]) -> Vec<Vec<u8>> {
    bytes.split_inclusive(|byte| *byte == b'\n').map(<[u8]>::to_vec).collect()
}

/// What the first version of this program wrote.
fn old(lines: usize) -> Vec<u8> {
    (0..lines).flat_map(|number| format!("{}\n", entry(number).line(&key())).into_bytes()).collect()
}

#[test]
fn a_reading_goes_on_from_any_place_of_an_earlier_one() {
    let (bytes, end) = ledger(4);
    let whole = read(&bytes);
    assert_eq!((whole.end, whole.flaws.len(), whole.lines.len()), (end, 0, 4));
    assert_eq!(whole.entries(), (0..4).map(entry).collect::<Vec<_>>());
    for known in 0..=4 {
        let place = whole.position(known).unwrap();
        let rest = &bytes[usize::try_from(place.bytes).unwrap()..];
        let rest = LedgerReading::of(rest, place, 0, &key());
        assert_eq!((rest.end, rest.flaws.len()), (end, 0));
        assert_eq!(rest.lines.len(), whole.behind(known).count());
        assert_eq!(rest.position(4), Some(end));
    }
    assert_eq!(whole.position(5), None);
    assert!(is_taken_for_it(&bytes, &end));
}

#[test]
fn a_line_that_was_cut_off_anywhere_is_covered_by_the_next_one() {
    let (bytes, end) = ledger(2);
    let (third, _) = read(&bytes).next(&entry(2), &key()).unwrap();
    for cut in 1..third.len() {
        let mut torn = [&bytes, &third.as_bytes()[..cut]].concat();
        let reading = read(&torn);
        // All but the line break: then it says everything.
        let is_whole = cut == third.len() - 1;
        assert_eq!((reading.lines.len(), reading.flaws.len()), (2 + usize::from(is_whole), 0), "{cut}");
        assert!(is_taken_for_it(&torn, &end), "{cut}");
        let behind = append(&mut torn, 3);
        assert!(torn.ends_with(b"\n") && is_taken_for_it(&torn, &behind), "{cut}");
        assert_eq!(read(&torn).unreadable, [], "{cut}");
        let last = append(&mut torn, 4);
        assert!(is_taken_for_it(&torn, &last) && is_taken_for_it(&torn, &behind), "{cut}");
    }
}

#[test]
fn lines_of_the_first_version_are_taken_over_and_none_can_be_lost_from_then_on() {
    let junk = b"{\"erasure\":\"cut of\n";
    let mut bytes = [old(2), junk.to_vec(), old(3)].concat();
    let reading = read(&bytes);
    assert_eq!((reading.lines.len(), reading.flaws.len(), reading.is_chained()), (5, 0, false));
    assert_eq!(reading.unreadable, [(3, BadLine::Form)], "it is told");
    let known = reading.end;
    assert!(is_taken_for_it(&bytes, &known));
    for gone in 0..6 {
        let mut lines = lines(&bytes);
        lines.remove(gone);
        assert!(!is_taken_for_it(&lines.concat(), &known), "line {gone}");
    }
    let end = append(&mut bytes, 9);
    assert!(is_taken_for_it(&bytes, &end) && is_taken_for_it(&bytes, &known));
    for gone in 0..6 {
        let mut lines = lines(&bytes);
        lines.remove(gone);
        assert_eq!(read(&lines.concat()).flaws, [LedgerFlaw::Changed(6)], "line {gone}, whatever the database knows");
    }
    bytes.extend(old(1));
    assert_eq!(read(&bytes).flaws, [LedgerFlaw::OldForm(8)]);
    let (chain, _) = ledger(2);
    let before_the_first = [junk.as_slice(), &chain].concat();
    assert_eq!(read(&before_the_first).flaws, [LedgerFlaw::Changed(2)], "nothing was there when the first was written");
}

#[test]
fn what_is_accepted_is_no_flaw_any_more_and_covers_nothing_that_comes_later() {
    let (bytes, _) = ledger(5);
    let mut damaged = lines(&bytes);
    damaged.remove(1);
    damaged[2] = b"not a line\n".to_vec();
    let mut damaged = damaged.concat();
    let reading = read(&damaged);
    assert_eq!(
        reading.flaws,
        [LedgerFlaw::Changed(2), LedgerFlaw::Unreadable(3, BadLine::Form), LedgerFlaw::Changed(4)]
    );
    assert!(reading.next(&entry(5), &key()).is_err(), "nothing is written behind it");
    let (text, accepted) = reading.accept("name", Timestamp::UNIX_EPOCH, &key());
    damaged.extend(text.bytes());
    assert!(is_taken_for_it(&damaged, &accepted));
    let end = append(&mut damaged, 5);
    assert!(is_taken_for_it(&damaged, &end));
    assert_eq!(read(&damaged).entries().len(), 4, "the first, the third, the fifth, and the new one");
    for gone in 0..lines(&damaged).len() {
        let mut lines = lines(&damaged);
        lines.remove(gone);
        assert!(!is_taken_for_it(&lines.concat(), &end), "line {gone}");
    }
}

#[test]
fn an_acceptance_outside_a_chain_is_no_line() {
    let (text, _) = read(b"").accept("name", Timestamp::UNIX_EPOCH, &key());
    let line = text.trim_end();
    assert!(line::read(line, &key()).is_ok_and(|content| content.entry.is_none()));
    assert_eq!(Entry::read(line, &key()), Err(BadLine::Form), "it is about nobody");
    assert!(line::read(line, &MasterKey::new(&[8; 32]).unwrap()).is_err());
}

#[test]
fn where_the_ledger_ends_is_told_by_nobody_without_the_key() {
    let (_, position) = ledger(3);
    let end = LedgerEnd::at(position, &key());
    assert!(end.is_genuine(&key()) && !end.is_genuine(&MasterKey::new(&[8; 32]).unwrap()));
    let cut = LedgerEnd { position: LedgerPosition { lines: 2, ..position }, ..end };
    assert!(!cut.is_genuine(&key()));
}

proptest! {
    #[test]
    fn whatever_is_done_to_a_line_without_the_key_is_noticed(
        count in 1_usize..6,
        place in any::<prop::sample::Index>(),
        other in any::<prop::sample::Index>(),
        deed in 0..4,
    ) {
        let (bytes, end) = ledger(count);
        let mut changed = lines(&bytes);
        let (place, other) = (place.index(count), other.index(count));
        match deed {
            0 => drop(changed.remove(place)),
            1 => changed.truncate(place),
            2 => changed.insert(place, changed[other].clone()),
            _ => changed.swap(place, other),
        }
        prop_assume!(changed.concat() != bytes);
        let changed = changed.concat();
        // Something behind the end is noticed as well: it does not follow from what is there.
        prop_assert!(!is_taken_for_it(&changed, &end), "{:?}", read(&changed).flaws);
    }

    #[test]
    fn no_byte_of_it_can_be_another(count in 1_usize..4, place in any::<prop::sample::Index>(), byte: u8) {
        let (bytes, end) = ledger(count);
        let mut changed = bytes.clone();
        let place = place.index(changed.len());
        changed[place] = byte;
        prop_assume!(changed != bytes);
        prop_assert!(!is_taken_for_it(&changed, &end));
    }

    #[test]
    fn any_bytes_are_read_and_nothing_in_them_is_taken_for_a_line(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        let reading = read(&bytes);
        prop_assert!(reading.lines.is_empty());
        prop_assert_eq!(reading.end.lines, reading.unreadable.len() as u64);
        let (text, end) = reading.accept("name", Timestamp::UNIX_EPOCH, &key());
        let whole = [bytes.as_slice(), text.as_bytes()].concat();
        prop_assert!(is_taken_for_it(&whole, &end));
    }
}
