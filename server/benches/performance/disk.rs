//! What the disk can do: flushes, and commits of SQLite, one after the other.

use std::io::Write as _;
use std::path::Path;
use std::time::{Duration, Instant};

use rusqlite::Connection;

use crate::driver::as_f64;
use crate::machine::{self, Cores};

/// How often a second.
#[derive(Clone, Copy)]
pub(crate) struct Disk {
    /// A page is written behind the others, and flushed.
    pub(crate) flushes: f64,
    /// A row is committed.
    pub(crate) single: f64,
    /// 64 rows are committed.
    pub(crate) batched: f64,
}

impl Disk {
    /// On the core of the programs, which have nothing to do meanwhile.
    pub(crate) fn measured(folder: &Path, time: Duration, cores: Option<Cores>) -> Self {
        if let Some(cores) = cores {
            machine::hold_on(cores.server);
        }
        let mut file = std::fs::File::create(folder.join("flushed")).unwrap();
        let flushes = rate(time, || {
            file.write_all(&[7; 4096]).unwrap();
            file.sync_data().unwrap();
        });
        std::fs::remove_file(folder.join("flushed")).unwrap();
        let done = Self { flushes, single: commits(folder, time, 1), batched: commits(folder, time, 64) };
        if let Some(cores) = cores {
            machine::hold_on(cores.driver);
        }
        done
    }
}

fn commits(folder: &Path, time: Duration, rows: usize) -> f64 {
    let path = folder.join(format!("commits-{rows}.db"));
    let db = Connection::open(&path).unwrap();
    db.pragma_update(None, "journal_mode", "WAL").unwrap();
    db.pragma_update(None, "synchronous", "FULL").unwrap();
    db.execute_batch("CREATE TABLE rows (id INTEGER PRIMARY KEY, text TEXT NOT NULL)").unwrap();
    let text = "x".repeat(200);
    rate(time, || {
        db.execute_batch("BEGIN IMMEDIATE").unwrap();
        for _ in 0..rows {
            db.prepare_cached("INSERT INTO rows (text) VALUES (?)").unwrap().execute((&text,)).unwrap();
        }
        db.execute_batch("COMMIT").unwrap();
    })
}

/// How often a second `work` can be done.
fn rate(time: Duration, mut work: impl FnMut()) -> f64 {
    let begun = Instant::now();
    let mut count = 0;
    while begun.elapsed() < time {
        work();
        count += 1;
    }
    as_f64(count) / begun.elapsed().as_secs_f64()
}
