//! What every backend promises those who write at the same time: whether or not they share a commit, each of them alone decides
//! what becomes of their changes, and what was answered is on disk.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Barrier;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use domain::store::{Store, StoreError};

use crate::records::{name, user, write};
use crate::rules::Storage;

fn is_there(store: &dyn Store, text: &str) -> bool {
    store.read::<_, StoreError>("test", |view| view.user(&name(text))).unwrap().is_some()
}

pub(crate) fn of_many_simultaneous_writers_each_has_its_own_result_that_is_on_disk(storage: &dyn Storage) {
    const THREADS: usize = 32;
    let (here, there) = (&*storage.open(), &*storage.open());
    let start = Barrier::new(THREADS);
    thread::scope(|scope| {
        for number in 0..THREADS {
            let start = &start;
            scope.spawn(move || {
                start.wait();
                for round in 0..3 {
                    let (own, shared) = (format!("user{number}-{round}"), format!("shared{round}"));
                    let found = here.write::<_, StoreError>("test", |transaction| {
                        let is_new = transaction.insert_user(&user(&own))?;
                        transaction.insert_user(&user(&shared))?;
                        Ok((is_new, transaction.user(&name(&own))?.map(|user| user.name)))
                    });
                    assert_eq!(found.unwrap(), (true, Some(name(&own))));
                    assert!(is_there(there, &own), "answered before others can see it");
                    assert!(is_there(there, &shared), "answered by what another one has not committed yet");
                }
            });
        }
    });
    let later = &*storage.open();
    for number in 0..THREADS {
        assert!((0..3).all(|round| is_there(later, &format!("user{number}-{round}"))));
    }
}

pub(crate) fn who_changes_nothing_answers_by_what_is_on_disk(storage: &dyn Storage) {
    const THREADS: usize = 16;
    let (here, there) = (&*storage.open(), &*storage.open());
    for round in 0..10 {
        let wanted = format!("user{round}");
        let start = Barrier::new(THREADS);
        let added: usize = thread::scope(|scope| {
            let threads: Vec<_> = (0..THREADS)
                .map(|_| {
                    scope.spawn(|| {
                        start.wait();
                        // As somebody would who is told that the name is taken.
                        let added = here.write("test", |transaction| {
                            let taken = Err(StoreError::Defect("taken".to_owned()));
                            if transaction.insert_user(&user(&wanted))? { Ok(()) } else { taken }
                        });
                        assert!(is_there(there, &wanted), "told of what another one has not committed yet");
                        usize::from(added.is_ok())
                    })
                })
                .collect();
            threads.into_iter().map(|thread| thread.join().unwrap()).sum()
        });
        assert_eq!(added, 1);
    }
}

/// Numbers without a pattern, the same ones each time.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % bound
    }
}

pub(crate) fn of_many_who_commit_fail_or_panic_exactly_the_committed_is_there(storage: &dyn Storage) {
    const THREADS: u64 = 16;
    const ROUNDS: u64 = 12;
    let stores = [storage.open(), storage.open()];
    let start = Barrier::new(usize::try_from(THREADS).unwrap() + 1);
    let is_over = AtomicBool::new(false);
    let all: Vec<(String, bool)> = thread::scope(|scope| {
        let threads: Vec<_> = (0..THREADS)
            .map(|number| {
                // Most on one, some as another process would.
                let store = &*stores[usize::from(number % 8 == 7)];
                let start = &start;
                scope.spawn(move || {
                    let mut numbers = Numbers(number);
                    let mut done = Vec::new();
                    start.wait();
                    for round in 0..ROUNDS {
                        let (own, kind) = (format!("user{number}-{round}"), numbers.below(4));
                        let result = catch_unwind(AssertUnwindSafe(|| {
                            store.write("test", |transaction| {
                                assert!(transaction.insert_user(&user(&own))?);
                                match kind {
                                    0 => Err(StoreError::Defect("invented".to_owned())),
                                    1 => panic!("invented"),
                                    _ => Ok(()),
                                }
                            })
                        }));
                        match kind {
                            0 => assert_eq!(result.unwrap(), Err(StoreError::Defect("invented".to_owned()))),
                            1 => assert!(result.is_err()),
                            _ => result.unwrap().unwrap(),
                        }
                        done.push((own, kind > 1));
                    }
                    done
                })
            })
            .collect();
        let (start, is_over, store) = (&start, &is_over, &*stores[0]);
        scope.spawn(move || {
            start.wait();
            while !is_over.load(Ordering::SeqCst) {
                store.check().unwrap();
                store.checkpoint().unwrap();
            }
        });
        let all = threads.into_iter().map(thread::ScopedJoinHandle::join).collect::<Vec<_>>();
        is_over.store(true, Ordering::SeqCst);
        all.into_iter().flat_map(Result::unwrap).collect()
    });
    let later = &*storage.open();
    for (own, is_kept) in all {
        assert_eq!(is_there(later, &own), is_kept, "{own}");
    }
    later.check().unwrap();
}

pub(crate) fn moving_the_log_changes_nothing_that_is_read(storage: &dyn Storage) {
    let (here, there) = (&*storage.open(), &*storage.open());
    here.checkpoint().unwrap();
    assert!(write(here, |transaction| transaction.insert_user(&user("before"))));
    here.read::<_, StoreError>("test", |view| {
        assert!(view.user(&name("before"))?.is_some());
        assert!(write(there, |transaction| transaction.insert_user(&user("meanwhile"))));
        here.checkpoint()?;
        there.checkpoint()?;
        assert!(view.user(&name("before"))?.is_some());
        assert!(view.user(&name("meanwhile"))?.is_none(), "it is still the state of before");
        Ok(())
    })
    .unwrap();
    for store in [here, there] {
        assert!(is_there(store, "before") && is_there(store, "meanwhile"));
    }
}
