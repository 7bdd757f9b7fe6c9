//! What the service needs when it has nothing to do, alone and with many connections.

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::time::{Duration, Instant};

use crate::compare::mebibytes;
use crate::dataset::{Size, made};
use crate::machine::{self, Cores};
use crate::options::Options;
use crate::program::Changes;
use crate::report::{Cell, Table};
use crate::stage::{Work, service_alone};

/// As many as are wanted; fewer when this process may not open so many files.
const WANTED: usize = 10_000;
/// Files that are not connections.
const SPARE: usize = 300;

const CALL: &[u8] = b"GET /livez HTTP/1.1\r\nHost: x\r\n\r\n";

/// Connections stay for as long as it takes to look at them.
pub(crate) const ROOM: Changes =
    &[("GDPR_LIMITS_CONNECTIONS", "1000000"), ("GDPR_LIMITS_HEADER_TIMEOUT", "1h"), ("GDPR_LIMITS_IDLE_TIMEOUT", "1h")];

/// What `ROOM` is, for those who read the figures.
pub(crate) fn room() -> String {
    let changes: Vec<String> = ROOM.iter().map(|(name, value)| format!("{name}={value}")).collect();
    format!("Not the default: {}.", changes.join(", "))
}

/// What a connection does.
#[derive(Clone, Copy)]
pub(crate) enum Idle {
    /// Never says anything.
    Silent,
    /// Rests after a call.
    Called,
}

pub(crate) fn measured(size: Size, options: &Options, cores: Option<Cores>) -> Result<Table, String> {
    let data = made(size, false);
    let count = most();
    let mut table = Table::new("Memory of the service", &["", "connections", "RSS MiB", "of its own (RssAnon) MiB"]);
    let mut row = |name: &str, count: usize, process: u32| {
        let memory = machine::memory(process);
        let numbers = [memory.resident, memory.anonymous].map(|bytes| Cell::number(mebibytes(bytes)));
        let [resident, anonymous] = numbers;
        table.rows.push(vec![Cell::text(name), Cell::count(count), resident, anonymous]);
    };
    for (name, idle) in [("that never say anything", Idle::Silent), ("that rest after a call", Idle::Called)] {
        eprintln!("{count} connections {name}");
        let (served, _folder) = service_alone(&data, size, options, cores, ROOM);
        let process = served.program.id();
        machine::comes_to_rest(process, Duration::from_secs(10));
        if matches!(idle, Idle::Silent) {
            row("just started", 0, process);
            served.called(Work::LookUp)?;
            row("after a look-up", 0, process);
        }
        let connections = opened(served.program.address, process, count, idle);
        row(name, connections.len(), process);
    }
    table.notes.push(room());
    Ok(table)
}

/// How many connections this process, and the one it calls, may have.
pub(crate) fn most() -> usize {
    let limit = gdpr_server::system::open_files().and_then(|files| usize::try_from(files).ok());
    limit.map_or(WANTED, |files| WANTED.min(files.saturating_sub(SPARE)))
}

/// So many connections, when the server has taken all of them.
pub(crate) fn opened(address: SocketAddr, process: u32, count: usize, idle: Idle) -> Vec<TcpStream> {
    let before = machine::open_files(process);
    let connections: Vec<_> = (0..count)
        .map(|_| {
            let mut stream = TcpStream::connect(address).unwrap();
            stream.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
            if matches!(idle, Idle::Called) {
                call(&mut stream);
            }
            stream
        })
        .collect();
    let begun = Instant::now();
    while cfg!(target_os = "linux") && machine::open_files(process) < before + count {
        assert!(begun.elapsed() < Duration::from_secs(60), "the server does not take {count} connections");
        std::thread::sleep(Duration::from_millis(50));
    }
    machine::comes_to_rest(process, Duration::from_secs(10));
    connections
}

fn call(stream: &mut TcpStream) {
    stream.write_all(CALL).unwrap();
    let (mut answer, mut part) = (Vec::new(), [0; 1024]);
    while !answer.windows(6).any(|end| end == b"alive\n") {
        let count = stream.read(&mut part).unwrap();
        assert!(count > 0, "closed");
        answer.extend_from_slice(&part[..count]);
    }
}
