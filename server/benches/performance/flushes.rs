//! How often the disk is told to flush, for each first confirmation. strace counts, which makes everything slower: in a run of
//! its own, of which no time is taken.

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use crate::dataset::{Size, copied, made};
use crate::driver::as_f64;
use crate::machine::{self, Cores};
use crate::options::Options;
use crate::program::Program;
use crate::report::{Cell, Table};
use crate::stage::{Served, Work};

/// How many flushes there were.
#[derive(Clone, Copy)]
struct Count {
    /// Of the database and its log.
    database: usize,
    /// Of all files: mails are files, too.
    all: usize,
}

pub(crate) fn counted(size: Size, options: &Options, cores: Option<Cores>) -> Result<Table, String> {
    let title = "Flushes (fsync and fdatasync) for each first confirmation";
    let columns = [
        "connections",
        "answers",
        "database, meanwhile",
        "all files, meanwhile",
        "all files, until all mails were sent",
    ];
    let mut table = Table::new(title, &columns);
    let found = Command::new("strace").arg("-V").stdout(Stdio::null()).stderr(Stdio::null()).status();
    if !found.is_ok_and(|status| status.success()) {
        table.notes.push("Not counted: strace is not installed.".to_owned());
        return Ok(table);
    }
    let data = made(size, false);
    for &connections in &options.connections {
        let folder = copied(&data);
        let mut served = Served::new(Program::traced(&options.program, folder.path(), cores), size);
        let calls = served.calls(Work::First, size.requests);
        let before = count(folder.path());
        let process = served.program.id();
        served.driven_now(&calls, connections, options.measured)?;
        let meanwhile = count(folder.path()) - before;
        let answers = as_f64(calls.left().unwrap_or_default());
        let rested = machine::comes_to_rest(process, Duration::from_secs(120));
        let in_the_end = (count(folder.path()) - before).all;
        drop(served);
        let each = |count: usize| Cell::number(as_f64(count) / answers);
        table.rows.push(vec![
            Cell::count(connections),
            Cell::number(answers),
            each(meanwhile.database),
            each(meanwhile.all),
            if rested { each(in_the_end) } else { Cell::Nothing },
        ]);
    }
    table.notes.push(
        "Counted by strace, in a run of its own. With --mails, each mail is a file, which is flushed.".to_owned(),
    );
    Ok(table)
}

/// What strace has written down so far.
fn count(folder: &Path) -> Count {
    let lines = std::fs::read_to_string(folder.join("flushes")).unwrap_or_default();
    // A call that others come in between has a second line, without an argument.
    let all = lines.lines().filter(|line| line.contains("sync("));
    Count {
        database: all.clone().filter(|line| line.contains("/gdpr.db>") || line.contains("/gdpr.db-wal>")).count(),
        all: all.count(),
    }
}

impl std::ops::Sub for Count {
    type Output = Self;

    fn sub(self, before: Self) -> Self {
        Self { database: self.database - before.database, all: self.all - before.all }
    }
}
