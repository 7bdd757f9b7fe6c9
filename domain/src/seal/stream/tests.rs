use std::io::{self, Read, Write};
use std::sync::atomic::{AtomicU8, Ordering};

use proptest::prelude::*;

use super::{CHUNK, NONCE_BYTES, SEALED_CHUNK};
use crate::entropy::{Entropy, NoEntropy};
use crate::seal::SealKey;

/// Bytes that differ from call to call, without being random.
struct Counting(AtomicU8);

impl Entropy for Counting {
    fn fill(&self, bytes: &mut [u8]) -> Result<(), NoEntropy> {
        bytes.fill(self.0.fetch_add(1, Ordering::SeqCst));
        Ok(())
    }
}

fn entropy() -> Counting {
    Counting(AtomicU8::new(1))
}

fn key() -> SealKey {
    SealKey([7; 32])
}

/// Bytes that are different everywhere.
fn plain(length: usize) -> Vec<u8> {
    (0..length as u64).map(|at| (at.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 56).to_le_bytes()[0]).collect()
}

fn sealed(plain: &[u8], piece: usize) -> Vec<u8> {
    let mut writer = key().seal_stream(&entropy(), b"context", Vec::new()).unwrap();
    plain.chunks(piece.max(1)).for_each(|piece| writer.write_all(piece).unwrap());
    writer.finish().unwrap()
}

fn opened(context: &[u8], sealed: &[u8]) -> io::Result<Vec<u8>> {
    let mut plain = Vec::new();
    key().open_stream(context, sealed)?.read_to_end(&mut plain)?;
    Ok(plain)
}

/// Where chunks begin and end.
const LENGTHS: [usize; 9] = [0, 1, 1000, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK, 2 * CHUNK + 17, 3 * CHUNK];

#[test]
fn a_stream_of_any_length_opens_as_it_was_sealed() {
    for length in LENGTHS {
        let plain = plain(length);
        for piece in [1, 4099, CHUNK, usize::MAX / 2].into_iter().filter(|piece| length / piece < 100_000) {
            let sealed = sealed(&plain, piece);
            let chunks = length.div_ceil(CHUNK).max(1);
            assert_eq!(sealed.len(), NONCE_BYTES + length + 16 * chunks, "{length} bytes");
            assert!(opened(b"context", &sealed).unwrap() == plain, "{length} bytes in pieces of {piece}");
        }
    }
}

#[test]
fn a_stream_opens_under_its_key_and_in_its_context_alone() {
    let sealed = sealed(&plain(100), 100);
    assert_eq!(opened(b"another", &sealed).unwrap_err().kind(), io::ErrorKind::InvalidData);
    let another = SealKey([8; 32]);
    assert!(another.open_stream(b"context", &*sealed).unwrap().read_to_end(&mut Vec::new()).is_err());
}

#[test]
fn a_writer_that_was_not_finished_leaves_what_does_not_open_as_a_whole() {
    for length in LENGTHS {
        let mut written = Vec::new();
        key().seal_stream(&entropy(), b"context", &mut written).unwrap().write_all(&plain(length)).unwrap();
        assert!(opened(b"context", &written).is_err(), "{length} bytes");
    }
}

#[test]
fn a_stream_that_was_cut_off_says_so_wherever_it_was() {
    let sealed = sealed(&plain(2 * CHUNK + 17), CHUNK);
    let borders = [0, NONCE_BYTES, NONCE_BYTES + SEALED_CHUNK, NONCE_BYTES + 2 * SEALED_CHUNK];
    let around = borders.iter().flat_map(|border| (0..40).map(move |off| (border + off).saturating_sub(20)));
    for at in around.chain([sealed.len() - 1]) {
        assert!(opened(b"context", &sealed[..at]).is_err(), "cut off at {at}");
    }
    let mut longer = sealed.clone();
    longer.push(0);
    assert!(opened(b"context", &longer).is_err());
}

#[test]
fn chunks_that_change_places_repeat_or_lead_somewhere_else_do_not_open() {
    let sealed = sealed(&plain(4 * CHUNK), CHUNK);
    let chunk = |number: usize| &sealed[NONCE_BYTES + number * SEALED_CHUNK..][..SEALED_CHUNK];
    let nonce = &sealed[..NONCE_BYTES];
    for order in [&[1, 0, 2, 3][..], &[0, 0, 1, 2, 3], &[0, 2, 3], &[0, 1, 2], &[3], &[0, 1, 3, 2], &[]] {
        let mixed = [nonce].into_iter().chain(order.iter().map(|number| chunk(*number))).collect::<Vec<_>>().concat();
        assert!(opened(b"context", &mixed).is_err(), "{order:?}");
    }
    let whole = [nonce].into_iter().chain((0..4).map(chunk)).collect::<Vec<_>>().concat();
    assert!(opened(b"context", &whole).is_ok(), "the pieces are those of the stream");
}

#[test]
fn what_is_broken_stays_broken() {
    let mut sealed = sealed(&plain(2 * CHUNK), CHUNK);
    let last = sealed.len() - 1;
    sealed[last] ^= 1;
    let mut reader = key().open_stream(b"context", &*sealed).unwrap();
    let mut plain = vec![0; CHUNK];
    reader.read_exact(&mut plain).unwrap();
    for _ in 0..3 {
        assert_eq!(reader.read(&mut [0; 10]).unwrap_err().kind(), io::ErrorKind::InvalidData);
    }
}

#[test]
fn nothing_of_a_stream_reaches_a_debug_print() {
    let writer = key().seal_stream(&entropy(), b"", Vec::new()).unwrap();
    let sealed = sealed(b"Erika", 1);
    assert_eq!(format!("{writer:?}"), "SealWriter(hidden)");
    assert_eq!(format!("{:?}", key().open_stream(b"", &*sealed).unwrap()), "OpenReader(hidden)");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn a_stream_in_which_a_bit_was_changed_is_never_taken_for_whole(
        length in 0..3 * CHUNK, at in any::<prop::sample::Index>(), bit in 0..8_u8,
    ) {
        let plain = plain(length);
        let mut sealed = sealed(&plain, CHUNK);
        let at = at.index(sealed.len());
        sealed[at] ^= 1 << bit;
        let mut found = Vec::new();
        let result = key().open_stream(b"context", &*sealed).and_then(|mut reader| reader.read_to_end(&mut found));
        prop_assert!(result.is_err());
        prop_assert!(plain.starts_with(&found), "what was handed out before is what was sealed");
    }
}
