use std::path::PathBuf;
use std::sync::mpsc;

use super::*;

const ANY_TIME: Duration = Duration::MAX;
const PERMITTED: Permit<'static> = &|| Ok(());

type Results = Vec<thread::Result<Result<(), StoreError>>>;

/// A database of names, which are numbers, in a directory of its own.
struct Scratch(tempfile::TempDir);

impl Scratch {
    fn new() -> Self {
        let scratch = Self(tempfile::tempdir().unwrap());
        let sql = "PRAGMA journal_mode = wal; CREATE TABLE names (name INTEGER PRIMARY KEY)";
        scratch.connect().execute_batch(sql).unwrap();
        scratch
    }

    fn file(&self) -> PathBuf {
        self.0.path().join("names.db")
    }

    fn connect(&self) -> Connection {
        Connection::open(self.file()).unwrap()
    }

    fn writer(&self, members: usize, time: Duration) -> Writer {
        Writer::new(self.connect(), Bounds { members, time })
    }

    /// What everybody else sees, in order.
    fn names(&self) -> Vec<usize> {
        let connection = self.connect();
        let mut statement = connection.prepare("SELECT CAST(name AS TEXT) FROM names ORDER BY name").unwrap();
        let names = statement.query_map((), |row| row.get::<_, String>(0)).unwrap();
        names.map(|name| name.unwrap().parse().unwrap()).collect()
    }
}

fn insert(connection: &Connection, name: usize) -> Verdict {
    connection.execute("INSERT INTO names (name) VALUES (?)", (name.to_string(),)).unwrap();
    Verdict::Commit
}

/// Waits until exactly so many wait for the writer.
fn until_waiting(writer: &Writer, others: usize) {
    while writer.writes().waiting != others {
        thread::yield_now();
    }
}

/// `work` on so many threads at once: number 0 begins, and is not done before all others wait for their turn.
fn crowd(
    writer: &Writer,
    count: usize,
    permit: &(dyn Fn() -> Result<(), StoreError> + Sync),
    work: impl Fn(usize, &Connection) -> Verdict + Sync,
) -> Results {
    thread::scope(|scope| {
        let work = &work;
        let (inside, is_inside) = mpsc::channel();
        let mut threads = vec![scope.spawn(move || {
            writer.write(&|| permit(), &mut |connection| {
                inside.send(()).unwrap();
                until_waiting(writer, count - 1);
                work(0, connection)
            })
        })];
        is_inside.recv().unwrap();
        threads.extend(
            (1..count).map(|number| {
                scope.spawn(move || writer.write(&|| permit(), &mut |connection| work(number, connection)))
            }),
        );
        threads.into_iter().map(thread::ScopedJoinHandle::join).collect()
    })
}

fn writes(transactions: u64, commits: u64) -> Writes {
    Writes { transactions, commits, waiting: 0 }
}

#[test]
fn those_who_write_at_the_same_time_share_a_commit() {
    let scratch = Scratch::new();
    let writer = scratch.writer(64, ANY_TIME);
    let results = crowd(&writer, 16, &|| Ok(()), |number, connection| insert(connection, number));
    assert!(results.iter().all(|result| matches!(result, Ok(Ok(())))), "{results:?}");
    assert_eq!(writer.writes(), writes(16, 1));
    assert_eq!(scratch.names(), (0..16).collect::<Vec<_>>());
}

#[test]
fn a_group_has_no_more_members_than_it_may_have() {
    let scratch = Scratch::new();
    let writer = scratch.writer(4, ANY_TIME);
    crowd(&writer, 16, &|| Ok(()), |number, connection| insert(connection, number));
    assert_eq!(writer.writes(), writes(16, 4));
    assert_eq!(scratch.names().len(), 16);
}

#[test]
fn nobody_joins_a_group_that_has_had_its_time() {
    let scratch = Scratch::new();
    let writer = scratch.writer(64, Duration::ZERO);
    crowd(&writer, 5, &|| Ok(()), |number, connection| insert(connection, number));
    assert_eq!(writer.writes(), writes(5, 5));
    assert_eq!(scratch.names().len(), 5);
}

#[test]
fn whoever_fails_or_panics_takes_back_what_is_their_own() {
    let scratch = Scratch::new();
    let writer = scratch.writer(64, ANY_TIME);
    let results = crowd(&writer, 16, &|| Ok(()), |number, connection| {
        let verdict = insert(connection, number);
        match number % 4 {
            1 => Verdict::RollBack,
            3 => panic!("invented"),
            _ => verdict,
        }
    });
    for (number, result) in results.iter().enumerate() {
        assert_eq!(result.is_err(), number % 4 == 3, "a panic goes on to its caller, and to nobody else");
        assert!(result.as_ref().map_or(true, |result| *result == Ok(())), "{result:?}");
    }
    assert_eq!(writer.writes(), writes(16, 1));
    assert_eq!(scratch.names(), (0..16).step_by(2).collect::<Vec<_>>());
}

#[test]
fn a_first_member_that_fails_or_panics_leaves_the_others_a_group_of_their_own() {
    for panics in [false, true] {
        let scratch = Scratch::new();
        let writer = scratch.writer(64, ANY_TIME);
        let results = crowd(&writer, 4, &|| Ok(()), |number, connection| {
            let verdict = insert(connection, number);
            assert!(!panics || number > 0, "invented");
            if number > 0 { verdict } else { Verdict::RollBack }
        });
        assert_eq!(results[0].is_err(), panics);
        assert_eq!(writer.writes(), writes(4, 1));
        assert_eq!(scratch.names(), [1, 2, 3]);
    }
}

#[test]
fn nobody_is_answered_before_the_end_of_the_group_whatever_their_verdict() {
    let scratch = Scratch::new();
    let writer = scratch.writer(64, ANY_TIME);
    let (answered, at_the_commit) = (AtomicUsize::new(0), AtomicUsize::new(usize::MAX));
    let permit = || {
        // All members are done by then, and would have had all the time to go.
        thread::sleep(Duration::from_millis(20));
        at_the_commit.store(answered.load(Ordering::SeqCst), Ordering::SeqCst);
        Ok(())
    };
    thread::scope(|scope| {
        let (inside, is_inside) = mpsc::channel();
        let (writer, answered, permit) = (&writer, &answered, &permit);
        let first = move || {
            inside.send(()).unwrap();
            until_waiting(writer, 7);
        };
        let ask = move |number: usize, wait: &dyn Fn()| {
            let result = writer.write(permit, &mut |connection| {
                wait();
                insert(connection, number);
                if number.is_multiple_of(2) { Verdict::Commit } else { Verdict::RollBack }
            });
            answered.fetch_add(1, Ordering::SeqCst);
            result.unwrap();
        };
        scope.spawn(move || ask(0, &first));
        is_inside.recv().unwrap();
        for number in 1..8 {
            scope.spawn(move || ask(number, &|| {}));
        }
    });
    assert_eq!(at_the_commit.load(Ordering::SeqCst), 0, "answered before the commit");
    assert_eq!(writer.writes(), writes(8, 1));
    assert_eq!(scratch.names(), [0, 2, 4, 6]);
}

#[test]
fn a_commit_that_is_not_permitted_fails_for_all_and_keeps_nothing() {
    let scratch = Scratch::new();
    let writer = scratch.writer(64, ANY_TIME);
    let refused = StoreError::Unavailable("invented".to_owned());
    let results = crowd(&writer, 8, &|| Err(refused.clone()), |number, connection| {
        insert(connection, number);
        if number % 4 == 1 { Verdict::RollBack } else { Verdict::Commit }
    });
    for result in results {
        assert_eq!(result.unwrap(), Err(refused.clone()));
    }
    assert_eq!(writer.writes(), writes(8, 0));
    assert_eq!(scratch.names(), [0; 0]);
    writer.write(PERMITTED, &mut |connection| insert(connection, 1)).unwrap();
    assert_eq!(scratch.names(), [1]);
}

#[test]
fn a_commit_that_the_database_refuses_fails_for_all_and_keeps_nothing() {
    let scratch = Scratch::new();
    let friends = "CREATE TABLE friends (name INTEGER REFERENCES names (name) DEFERRABLE INITIALLY DEFERRED)";
    scratch.connect().execute_batch(friends).unwrap();
    let writer = scratch.writer(64, ANY_TIME);
    writer.alone(PERMITTED).connection.pragma_update(None, "foreign_keys", true).unwrap();
    let results = crowd(&writer, 8, &|| Ok(()), |number, connection| {
        if number == 5 {
            // Found at the commit, which leaves the transaction open.
            connection.execute("INSERT INTO friends VALUES (4711)", ()).unwrap();
        }
        insert(connection, number)
    });
    assert!(results.into_iter().all(|result| result.unwrap().is_err()));
    assert_eq!(scratch.names(), [0; 0]);
    writer.write(PERMITTED, &mut |connection| insert(connection, 1)).unwrap();
    assert_eq!(scratch.names(), [1]);
}

#[test]
fn when_everything_was_rolled_back_inside_a_member_its_group_has_failed_and_the_next_begins() {
    for culprit in 0..4 {
        let scratch = Scratch::new();
        let writer = scratch.writer(64, ANY_TIME);
        let results = crowd(&writer, 8, &|| Ok(()), |number, connection| {
            let verdict = insert(connection, number);
            if number == culprit {
                // As SQLite does by itself when a disk is full.
                connection.execute_batch("ROLLBACK").unwrap();
            }
            verdict
        });
        let results: Vec<_> = results.into_iter().map(Result::unwrap).collect();
        assert_eq!(results[culprit].as_ref().unwrap_err().code(), "store.unavailable");
        assert_eq!(results[0], results[culprit], "who began is in the group that failed");
        let kept: Vec<_> = (0..8).filter(|number| results[*number].is_ok()).collect();
        assert_eq!(scratch.names(), kept, "what is there is what was said to be");
    }
}

#[test]
fn who_wants_the_connection_alone_ends_the_open_group_first() {
    let scratch = Scratch::new();
    let writer = scratch.writer(64, ANY_TIME);
    thread::scope(|scope| {
        let (inside, is_inside) = mpsc::channel();
        let writer = &writer;
        let member = scope.spawn(move || {
            writer.write(PERMITTED, &mut |connection| {
                inside.send(()).unwrap();
                until_waiting(writer, 1);
                insert(connection, 7)
            })
        });
        is_inside.recv().unwrap();
        let held = writer.alone(PERMITTED);
        assert!(held.connection.is_autocommit());
        member.join().unwrap().unwrap();
        assert_eq!(scratch.names(), [7]);
    });
}

#[test]
fn a_lock_of_another_process_is_the_error_of_those_who_ran_into_it() {
    let scratch = Scratch::new();
    let writer = scratch.writer(64, ANY_TIME);
    writer.alone(PERMITTED).connection.busy_timeout(Duration::ZERO).unwrap();
    let other = scratch.connect();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    let refused = writer.write(PERMITTED, &mut |_| panic!("it is not run")).unwrap_err();
    assert_eq!(refused.code(), "store.unavailable");
    other.execute_batch("ROLLBACK").unwrap();
    writer.write(PERMITTED, &mut |connection| insert(connection, 1)).unwrap();
    assert_eq!(scratch.names(), [1]);
}

#[test]
fn those_who_come_together_wait_for_another_process_once() {
    static WAITS: AtomicUsize = AtomicUsize::new(0);
    let scratch = Scratch::new();
    let writer = scratch.writer(64, ANY_TIME);
    let give_up = |_| {
        WAITS.fetch_add(1, Ordering::SeqCst);
        false
    };
    writer.alone(PERMITTED).connection.busy_handler(Some(give_up)).unwrap();
    let other = scratch.connect();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    let results = writer.write_all(PERMITTED, 8, &mut |_, _| panic!("it is not run"));
    assert_eq!(results.len(), 8);
    assert!(results.iter().all(|result| result.as_ref().unwrap_err().code() == "store.unavailable"));
    assert_eq!(WAITS.load(Ordering::SeqCst), 1);
    other.execute_batch("ROLLBACK").unwrap();
    assert_eq!(writer.write_all(PERMITTED, 2, &mut |number, connection| insert(connection, number)), [Ok(()), Ok(())]);
}

#[test]
fn what_a_failure_has_left_is_rolled_back_before_the_next_begins() {
    let scratch = Scratch::new();
    let writer = scratch.writer(64, ANY_TIME);
    let held = writer.alone(PERMITTED);
    held.connection.execute_batch("BEGIN IMMEDIATE").unwrap();
    insert(&held.connection, 1);
    drop(held);
    writer.write(PERMITTED, &mut |connection| insert(connection, 2)).unwrap();
    assert_eq!(scratch.names(), [2]);
}

#[test]
fn those_who_come_together_share_a_commit_as_far_as_a_group_goes() {
    for (members, commits) in [(64, 1), (16, 1), (5, 4), (1, 16)] {
        let scratch = Scratch::new();
        let writer = scratch.writer(members, ANY_TIME);
        let results = writer.write_all(PERMITTED, 16, &mut |number, connection| insert(connection, number));
        assert_eq!(results, vec![Ok(()); 16]);
        assert_eq!(writer.writes(), writes(16, commits));
        assert_eq!(scratch.names(), (0..16).collect::<Vec<_>>());
    }
}

#[test]
fn of_those_who_come_together_each_decides_for_itself() {
    let scratch = Scratch::new();
    let writer = scratch.writer(64, ANY_TIME);
    let results = writer.write_all(PERMITTED, 16, &mut |number, connection| {
        let verdict = insert(connection, number);
        if number % 4 == 1 { Verdict::RollBack } else { verdict }
    });
    assert_eq!(results, vec![Ok(()); 16]);
    assert_eq!(scratch.names(), (0..16).filter(|number| number % 4 != 1).collect::<Vec<_>>());
}

#[test]
fn of_those_who_come_together_all_are_told_of_a_commit_that_fails_and_of_no_other() {
    let scratch = Scratch::new();
    let writer = scratch.writer(4, ANY_TIME);
    let (asked, refused) = (AtomicUsize::new(0), StoreError::Unavailable("invented".to_owned()));
    let permit = || if asked.fetch_add(1, Ordering::SeqCst) == 1 { Err(refused.clone()) } else { Ok(()) };
    let results = writer.write_all(&permit, 12, &mut |number, connection| insert(connection, number));
    let kept: Vec<_> = (0..12).filter(|number| results[*number].is_ok()).collect();
    assert_eq!(kept, [0, 1, 2, 3, 8, 9, 10, 11]);
    assert_eq!(scratch.names(), kept);
}

#[test]
fn a_panic_goes_on_when_all_who_came_together_have_had_their_turn() {
    let scratch = Scratch::new();
    let writer = scratch.writer(64, ANY_TIME);
    let panicked = catch_unwind(AssertUnwindSafe(|| {
        writer.write_all(PERMITTED, 4, &mut |number, connection| {
            let verdict = insert(connection, number);
            assert!(number != 1, "invented");
            verdict
        })
    }));
    assert!(panicked.is_err());
    assert_eq!(writer.writes(), writes(4, 1));
    assert_eq!(scratch.names(), [0, 2, 3]);
}

#[test]
fn nobody_is_nobodys_business() {
    let scratch = Scratch::new();
    let writer = scratch.writer(64, ANY_TIME);
    assert_eq!(writer.write_all(PERMITTED, 0, &mut |_, _| panic!("there is none")), []);
    assert_eq!(writer.writes(), writes(0, 0));
}
