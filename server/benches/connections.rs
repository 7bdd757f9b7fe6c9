//! What connections that do nothing cost, on the built binary: `make soak-connections`, docs/http-behaviour.md.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// As many as are wanted; fewer when this process, or the server, may not open so many files.
const WANTED: usize = 10_000;
/// Files that are not connections.
const SPARE: usize = 100;

/// How often all are closed and opened again.
const ROUNDS: usize = 6;

const CALL: &[u8] = b"GET /livez HTTP/1.1\r\nHost: x\r\n\r\n";
/// Preface, SETTINGS, and a GET for /livez on stream 1.
const CALL_2: &[u8] = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0\
                        \0\0\x0e\x01\x05\0\0\0\x01\x82\x86\x01\x01x\x04\x06/livez\x90";

struct Server {
    process: Child,
    address: SocketAddr,
    _directory: tempfile::TempDir,
}

impl Server {
    fn start() -> Self {
        let directory = tempfile::tempdir().unwrap();
        let mut command = Command::new(env!("CARGO_BIN_EXE_gdpr-server"));
        command.args(["serve", "--listen", "127.0.0.1:0"]).current_dir(directory.path());
        // They stay for as long as it takes to look at them.
        command.envs([("GDPR_LIMITS_CONNECTIONS", "1000000"), ("GDPR_LIMITS_CONNECTIONS_PER_CLIENT", "0")]);
        command.envs([("GDPR_LIMITS_HEADER_TIMEOUT", "1h"), ("GDPR_LIMITS_IDLE_TIMEOUT", "1h")]);
        command.env("GDPR_LOG_LEVEL", "error");
        let mut process = command.stdout(Stdio::piped()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(process.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let address = line.trim().strip_prefix("listening on http://").unwrap().parse().unwrap();
        Self { process, address, _directory: directory }
    }

    /// Memory of its own that is resident, in bytes.
    fn memory(&self) -> usize {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.process.id())).unwrap();
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap();
        line.trim().trim_end_matches(" kB").parse::<usize>().unwrap() * 1024
    }

    /// Waits until it has closed what nobody holds any more.
    fn forgets(&self) {
        let files = || std::fs::read_dir(format!("/proc/{}/fd", self.process.id())).unwrap().count();
        let begun = Instant::now();
        while files() > SPARE {
            assert!(begun.elapsed() < Duration::from_secs(60), "{} files stay open", files());
            std::thread::sleep(Duration::from_millis(10));
        }
    }

    fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(self.address).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
        stream
    }

    /// The median time of a call on a connection of its own.
    fn time(&self) -> Duration {
        let mut times: Vec<_> = (0..201)
            .map(|_| {
                let begun = Instant::now();
                called(self.connect(), CALL);
                begun.elapsed()
            })
            .collect();
        times.sort();
        times[times.len() / 2]
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// A connection after a call that was answered.
fn called(mut stream: TcpStream, call: &[u8]) -> TcpStream {
    stream.write_all(call).unwrap();
    let (mut answer, mut part) = (Vec::new(), [0; 1024]);
    while !answer.windows(6).any(|end| end == b"alive\n") {
        let count = stream.read(&mut part).unwrap();
        assert!(count > 0, "closed");
        answer.extend_from_slice(&part[..count]);
    }
    stream
}

fn main() {
    let count = WANTED.min(files().saturating_sub(SPARE));
    println!("{count} connections of each kind\n");
    println!(
        "| connections that | memory of each | after closing all and opening as many again, and again | a call meanwhile |"
    );
    println!("|---|---|---|---|");
    let half: &[u8] = b"GET /livez HTTP/1.1\r\nHost: x\r\nX-Half: ";
    let kinds: [(&str, &dyn Fn(TcpStream) -> TcpStream); 4] = [
        ("never say anything", &|stream| stream),
        ("stop in the middle of a head", &|mut stream| {
            stream.write_all(half).unwrap();
            stream
        }),
        ("rest after a call, HTTP/1.1", &|stream| called(stream, CALL)),
        ("rest after a call, HTTP/2", &|stream| called(stream, CALL_2)),
    ];
    for (kind, open) in kinds {
        let server = Server::start();
        let alone = server.time();
        let before = server.memory();
        let connections: Vec<_> = (0..count).map(|_| open(server.connect())).collect();
        let meanwhile = server.time();
        let each = server.memory().saturating_sub(before) / count;
        drop(connections);
        server.forgets();
        // The allocator keeps what was given back for the next ones: it has to stay at that.
        let mut again = Vec::new();
        for _ in 0..ROUNDS {
            let connections: Vec<_> = (0..count).map(|_| open(server.connect())).collect();
            again.push(server.memory().saturating_sub(before) / count);
            drop(connections);
            server.forgets();
        }
        let again: Vec<_> = again.iter().map(usize::to_string).collect();
        let again = again.join(", ");
        println!("| {kind} | {each} bytes | {again} | {meanwhile:.0?} (alone {alone:.0?}) |");
    }
}

/// How many files this process may open; the server inherits that.
fn files() -> usize {
    let limits = std::fs::read_to_string("/proc/self/limits").unwrap();
    let line = limits.lines().find(|line| line.starts_with("Max open files")).unwrap();
    line.split_whitespace().nth(3).and_then(|soft| soft.parse().ok()).unwrap_or(usize::MAX)
}
