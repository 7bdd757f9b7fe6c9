//! Whatever is done to a chain is found, and the first entry that is not right is named.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use domain::audit::export::line;
use domain::audit::{Action, Broken, Chain, Entry, Flaw, GENESIS, Hash, Head, Proven};
use domain::seal::MasterKey;
use proptest::collection::{btree_map, vec};
use proptest::option;
use proptest::prelude::*;
use proptest::sample::Index;

use super::journal::master;
use crate::scene::moment;

/// An entry with anything in it; its number and hashes come with its place in a chain.
fn content() -> impl Strategy<Value = Entry> {
    let texts =
        (".{0,9}", "[a-z-]{1,9}", option::of(".{0,9}"), option::of("[a-z0-9]{1,9}"), option::of("[0-9a-f]{32}"));
    let rest = (option::of("[a-z]{0,9}"), option::of("[a-z]{0,9}"), btree_map(".{0,5}", ".{0,9}", 0..3));
    let sealed = option::of(vec(any::<u8>(), 0..99));
    (0_i64..1_000_000, texts, rest, sealed).prop_map(|(at, texts, rest, sealed)| {
        let ((actor, action, shop, request, pseudonym), (from, to, details)) = (texts, rest);
        let (sequence, previous, hash) = (0, GENESIS, GENESIS);
        let at = moment(at);
        Entry { sequence, at, actor, action, shop, request, pseudonym, from, to, details, sealed, previous, hash }
    })
}

fn chain(least: usize) -> impl Strategy<Value = Vec<Entry>> {
    vec(content(), least..9).prop_map(|mut entries| {
        link(&mut entries, 0);
        entries
    })
}

/// Gives the entries from `from` on the numbers and hashes that belong to their places.
fn link(entries: &mut [Entry], from: usize) {
    let mut previous = from.checked_sub(1).map_or(GENESIS, |before| entries[before].hash);
    for (index, entry) in entries.iter_mut().enumerate().skip(from) {
        entry.sequence = number(index);
        entry.previous = previous;
        entry.hash = entry.computed_hash();
        previous = entry.hash;
    }
}

fn number(index: usize) -> u64 {
    u64::try_from(index + 1).unwrap()
}

fn key() -> &'static MasterKey {
    static KEY: LazyLock<MasterKey> = LazyLock::new(|| master(7));
    &KEY
}

fn head_of(entries: &[Entry]) -> Head {
    let last = entries.last().unwrap();
    Head::of(key(), last.sequence, last.hash)
}

fn proof(entries: &[Entry], head: Option<&Head>) -> Result<Proven, Broken> {
    proof_of(Chain::from_the_start(), entries, head)
}

fn proof_of(mut chain: Chain, entries: &[Entry], head: Option<&Head>) -> Result<Proven, Broken> {
    for entry in entries {
        chain.add(entry);
    }
    chain.end_with_head(head, key())
}

/// What is wrong, and with which entry.
fn found(entries: &[Entry], head: &Head) -> Option<(u64, Flaw)> {
    proof(entries, Some(head)).err().map(|broken| (broken.sequence, broken.flaw))
}

/// Every way to change one field.
const CHANGES: [fn(&mut Entry); 13] = [
    |entry| entry.at += chrono::TimeDelta::milliseconds(1),
    |entry| entry.actor.push('x'),
    |entry| entry.action.push('x'),
    |entry| flip(&mut entry.shop),
    |entry| flip(&mut entry.request),
    |entry| flip(&mut entry.pseudonym),
    |entry| flip(&mut entry.from),
    |entry| flip(&mut entry.to),
    |entry| drop(entry.details.insert("another detail".to_owned(), String::new())),
    |entry| entry.sealed.get_or_insert_default().push(0),
    |entry| entry.previous[31] ^= 1,
    |entry| std::mem::swap(&mut entry.actor, &mut entry.action),
    // What one field loses, the next one gets: together they are the same bytes.
    |entry| entry.action = entry.actor.pop().into_iter().chain(entry.action.chars()).collect(),
];

/// Something becomes nothing, and nothing something that is empty.
fn flip(text: &mut Option<String>) {
    *text = if text.is_some() { None } else { Some(String::new()) };
}

proptest! {
    #[test]
    fn a_chain_that_nobody_touched_is_proven(entries in chain(1)) {
        let last = entries.last().unwrap();
        let proven = Proven { entries: last.sequence, last: last.sequence, hash: last.hash };
        prop_assert_eq!(proof(&entries, Some(&head_of(&entries))), Ok(proven));
    }

    #[test]
    fn an_entry_with_another_content_is_named(entries in chain(1), which: Index, change in 0..CHANGES.len()) {
        let (mut touched, index) = (entries.clone(), which.index(entries.len()));
        CHANGES[change](&mut touched[index]);
        prop_assume!(touched != entries);
        prop_assert_eq!(found(&touched, &head_of(&entries)), Some((number(index), Flaw::Changed)));
    }

    #[test]
    fn an_entry_with_another_hash_is_named(entries in chain(1), which: Index, bit in 0_usize..256) {
        let (mut touched, index) = (entries.clone(), which.index(entries.len()));
        touched[index].hash[bit / 8] ^= 1 << (bit % 8);
        prop_assert_eq!(found(&touched, &head_of(&entries)), Some((number(index), Flaw::Changed)));
    }

    #[test]
    fn an_entry_with_another_number_is_named(entries in chain(1), which: Index, sequence in 0_u64..20) {
        let (mut touched, index) = (entries.clone(), which.index(entries.len()));
        prop_assume!(sequence != number(index));
        touched[index].sequence = sequence;
        prop_assert_eq!(found(&touched, &head_of(&entries)), Some((number(index), Flaw::Changed)));
    }

    #[test]
    fn an_entry_that_was_changed_together_with_its_hash_is_named(
        entries in chain(1), which: Index, change in 0..CHANGES.len(),
    ) {
        let (mut touched, index) = (entries.clone(), which.index(entries.len()));
        CHANGES[change](&mut touched[index]);
        prop_assume!(touched != entries);
        touched[index].hash = touched[index].computed_hash();
        let is_last = index + 1 == entries.len();
        // The last one that still covers the one before it could also be one of many that were made anew.
        let still_linked = touched[index].previous == entries[index].previous;
        let flaw = if is_last && still_linked { Flaw::Rewritten } else { Flaw::Changed };
        prop_assert_eq!(found(&touched, &head_of(&entries)), Some((number(index), flaw)));
    }

    #[test]
    fn a_chain_that_was_made_anew_from_some_entry_on_is_not_the_one_that_was_written(
        entries in chain(1), which: Index, change in 0..CHANGES.len() - 3,
    ) {
        let (mut touched, index) = (entries.clone(), which.index(entries.len()));
        CHANGES[change](&mut touched[index]);
        link(&mut touched, index);
        let last = number(entries.len() - 1);
        prop_assert_eq!(found(&touched, &head_of(&entries)), Some((last, Flaw::Rewritten)));
        // Nor does a head help that somebody without the key has made for it.
        let Head { sequence, hash, .. } = head_of(&touched);
        let forged = Head { sequence, hash, mac: head_of(&entries).mac };
        prop_assert_eq!(found(&touched, &forged), Some((last, Flaw::HeadForged)));
        let forged = Head::of(&master(8), sequence, hash);
        prop_assert_eq!(found(&touched, &forged), Some((last, Flaw::HeadForged)));
    }

    #[test]
    fn an_entry_that_was_taken_out_is_named(entries in chain(1), which: Index) {
        let (mut touched, index) = (entries.clone(), which.index(entries.len()));
        touched.remove(index);
        let flaw = if index + 1 == entries.len() { Flaw::CutOff } else { Flaw::Missing };
        prop_assert_eq!(found(&touched, &head_of(&entries)), Some((number(index), flaw)));
    }

    #[test]
    fn an_entry_that_was_taken_out_is_missed_also_when_those_behind_it_are_counted_anew(
        entries in chain(2), which: Index,
    ) {
        let (mut touched, index) = (entries.clone(), which.index(entries.len() - 1));
        touched.remove(index);
        for (place, entry) in touched.iter_mut().enumerate() {
            entry.sequence = number(place);
        }
        prop_assert_eq!(found(&touched, &head_of(&entries)), Some((number(index), Flaw::Changed)));
    }

    #[test]
    fn where_a_chain_was_cut_off_is_named(entries in chain(1), which: Index) {
        let left = which.index(entries.len());
        prop_assert_eq!(found(&entries[..left], &head_of(&entries)), Some((number(left), Flaw::CutOff)));
    }

    #[test]
    fn entries_that_changed_places_are_named(entries in chain(2), which: (Index, Index)) {
        let (one, other) = (which.0.index(entries.len()), which.1.index(entries.len()));
        prop_assume!(one != other);
        let mut touched = entries.clone();
        touched.swap(one, other);
        prop_assert_eq!(found(&touched, &head_of(&entries)), Some((number(one.min(other)), Flaw::OutOfOrder)));
    }

    #[test]
    fn an_entry_that_was_put_in_is_named(entries in chain(1), which: Index, mut forged in content()) {
        let (mut touched, index) = (entries.clone(), which.index(entries.len()));
        // As good as one can be without the key: it covers the one before it.
        forged.sequence = number(index);
        forged.previous = entries[index].previous;
        forged.hash = forged.computed_hash();
        prop_assume!(forged != entries[index]);
        touched.insert(index, forged);
        prop_assert_eq!(found(&touched, &head_of(&entries)), Some((number(index), Flaw::Repeated)));
    }

    #[test]
    fn an_entry_that_is_there_twice_is_named(entries in chain(1), which: (Index, Index)) {
        let (index, place) = (which.0.index(entries.len()), which.1.index(entries.len() + 1));
        let mut touched = entries.clone();
        touched.insert(place, entries[index].clone());
        // Before its place it stands where another belongs; behind, it is there once more.
        let expected = match place {
            place if place < index => (number(place), Flaw::OutOfOrder),
            _ => (number(index), Flaw::Repeated),
        };
        prop_assert_eq!(found(&touched, &head_of(&entries)), Some(expected));
    }

    #[test]
    fn an_entry_behind_the_end_is_named(entries in chain(2), which: Index) {
        let end = which.index(entries.len() - 1);
        let head = head_of(&entries[..=end]);
        prop_assert_eq!(found(&entries, &head), Some((number(end + 1), Flaw::BehindHead)));
    }

    #[test]
    fn a_head_that_somebody_else_wrote_is_named(entries in chain(1), sequence in 1_u64..20, hash: Hash, mac: [u8; 32]) {
        let forged = Head { sequence, hash, mac };
        prop_assert_eq!(found(&entries, &forged), Some((sequence, Flaw::HeadForged)));
    }

    #[test]
    fn entries_without_a_head_are_named(entries in chain(1)) {
        let broken = proof(&entries, None).unwrap_err();
        prop_assert_eq!((broken.sequence, broken.flaw), (number(entries.len() - 1), Flaw::HeadMissing));
    }

    #[test]
    fn the_place_of_a_flaw_is_told_among_those_that_were_looked_at(entries in chain(3), which: Index) {
        let mut touched = entries.clone();
        let index = which.index(entries.len() - 1);
        touched[index].actor.push('x');
        touched[index].hash = touched[index].computed_hash();
        let broken = proof(&touched, Some(&head_of(&entries))).unwrap_err();
        prop_assert_eq!((broken.sequence, broken.position), (number(index), number(index)));
    }
}

#[test]
fn a_log_without_entries_is_proven_and_one_that_lost_them_all_is_not() {
    assert_eq!(proof(&[], None), Ok(Proven { entries: 0, last: 0, hash: GENESIS }));
    let head = Head::of(key(), 3, [9; 32]);
    let broken = proof(&[], Some(&head)).unwrap_err();
    assert_eq!((broken.sequence, broken.flaw), (1, Flaw::CutOff));
}

#[test]
fn what_stands_behind_a_known_entry_is_proven_by_itself() {
    let mut entries: Vec<Entry> = (0..4).map(|_| known_answer()).collect();
    link(&mut entries, 0);
    let head = head_of(&entries);
    let proven = Proven { entries: 2, last: 4, hash: entries[3].hash };
    assert_eq!(proof_of(Chain::behind(2, entries[1].hash), &entries[2..], Some(&head)), Ok(proven));

    let broken = proof_of(Chain::behind(2, entries[0].hash), &entries[2..], Some(&head)).unwrap_err();
    assert_eq!((broken.sequence, broken.position, broken.flaw), (3, 1, Flaw::Changed));
}

fn known_answer() -> Entry {
    Entry {
        sequence: 1,
        at: moment(123),
        actor: "staff:Zoë".to_owned(),
        action: "rejected".to_owned(),
        shop: Some("shop".to_owned()),
        request: None,
        pseudonym: Some("00112233445566778899aabbccddeeff".to_owned()),
        from: Some("confirmed".to_owned()),
        to: Some(String::new()),
        details: BTreeMap::from([("b".to_owned(), "2".to_owned()), ("a".to_owned(), "ü".to_owned())]),
        sealed: Some(vec![0, 255]),
        previous: GENESIS,
        hash: GENESIS,
    }
}

#[test]
fn the_hash_of_an_entry_is_the_one_that_the_documentation_says() {
    // Computed apart, by the Python of docs/audit.md.
    let hash = "3cd912c3340879308a1f48db7cf1b98653567726d24583e5b91e205183ba0b20";
    let mut entry = known_answer();
    entry.hash = entry.computed_hash();
    assert!(line(&entry).ends_with(&format!(r#""hash":"{hash}"}}"#)), "{}", line(&entry));
}

#[test]
fn every_flaw_has_a_word_of_its_own() {
    let mut codes = Flaw::ALL.map(Flaw::code).to_vec();
    codes.sort_unstable();
    codes.dedup();
    assert_eq!(codes.len(), Flaw::ALL.len());
}

#[test]
fn the_documentation_knows_every_flaw_and_every_action() {
    let documentation = include_str!("../../../../docs/audit.md");
    for code in
        Flaw::ALL.map(Flaw::code).iter().chain(&Action::ALL.iter().map(|action| action.code()).collect::<Vec<_>>())
    {
        assert!(documentation.contains(&format!("`{code}`")), "{code}");
    }
}
