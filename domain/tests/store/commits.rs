//! How `SQLite` commits for those who write at the same time. Who does what in one group is tested beside the writer; this is
//! about real files that fail under it, and about whatever else wants the writer.

use std::sync::Arc;
use std::sync::mpsc;
use std::thread;

use domain::store::sqlite::Sqlite;
use domain::store::{Store, StoreError};

use crate::records::{moment, name, user, write};
use crate::sqlite_file::Scratch;

fn is_there(store: &dyn Store, text: &str) -> bool {
    store.read::<_, StoreError>("test", |view| view.user(&name(text))).unwrap().is_some()
}

/// So many add a user at once: number 0 is inside until all others wait, and then does `between`. Gives back their results.
fn at_once(store: &Arc<Sqlite>, count: usize, between: impl Fn() + Sync) -> Vec<Result<bool, StoreError>> {
    thread::scope(|scope| {
        let (between, port): (_, &dyn Store) = (&between, &**store);
        let (inside, is_inside) = mpsc::channel();
        let mut threads = vec![scope.spawn(move || {
            port.write("test", |transaction| {
                inside.send(()).unwrap();
                while store.writes().waiting + 1 < count {
                    thread::yield_now();
                }
                between();
                transaction.insert_user(&user("user0"))
            })
        })];
        is_inside.recv().unwrap();
        threads.extend((1..count).map(|number| {
            scope.spawn(move || {
                port.write("test", |transaction| transaction.insert_user(&user(&format!("user{number}"))))
            })
        }));
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    })
}

#[test]
fn simultaneous_writers_share_commits() {
    let scratch = Scratch::new();
    let store = Arc::new(Sqlite::open(&scratch.file()).unwrap());
    let before = store.writes();
    assert!(at_once(&store, 32, || ()).into_iter().all(|added| added.unwrap()));
    let after = store.writes();
    assert_eq!(after.transactions - before.transactions, 32);
    assert!(after.commits - before.commits < 32, "{before:?} {after:?}");
    let other = Sqlite::open(&scratch.file()).unwrap();
    assert!((0..32).all(|number| is_there(&other, &format!("user{number}"))));
}

#[test]
fn when_the_file_is_taken_away_all_members_are_told_and_nothing_of_them_is_kept() {
    let scratch = Scratch::new();
    let (file, away) = (scratch.file(), scratch.file().with_extension("away"));
    let store = Arc::new(Sqlite::open(&file).unwrap());
    for result in at_once(&store, 8, || std::fs::rename(&file, &away).unwrap()) {
        assert_eq!(result.unwrap_err().code(), "store.unavailable");
    }
    std::fs::rename(&away, &file).unwrap();
    for other in [&*store, &Sqlite::open(&file).unwrap()] {
        assert!((0..8).all(|number| !is_there(other, &format!("user{number}"))));
    }
    assert!(at_once(&store, 8, || ()).into_iter().all(|added| added.unwrap()));
    assert!((0..8).all(|number| is_there(&*store, &format!("user{number}"))));
}

type Doing = fn(&Sqlite) -> Result<(), StoreError>;

#[test]
fn checking_and_wiping_end_the_group_that_is_open() {
    let doings: [Doing; 3] = [|store| store.check(), |store| store.wipe(), |store| store.schema_version().map(drop)];
    for doing in doings {
        let scratch = Scratch::new();
        let store = Arc::new(Sqlite::open(&scratch.file()).unwrap());
        let port: &dyn Store = &*store;
        thread::scope(|scope| {
            let (inside, is_inside) = mpsc::channel();
            let store = &store;
            let member = scope.spawn(move || {
                write(port, |transaction| {
                    inside.send(()).unwrap();
                    while store.writes().waiting == 0 {
                        thread::yield_now();
                    }
                    transaction.date_traces(moment(1))?;
                    transaction.insert_user(&user("member"))
                })
            });
            is_inside.recv().unwrap();
            doing(store).unwrap();
            assert!(is_there(port, "member"), "committed before");
            assert!(member.join().unwrap());
        });
    }
}
