//! Makes calls over kept connections and takes their times. Much cheaper than what answers: requests are copied together
//! from bytes that are there, and answers are read by their Content-Length alone.

use std::cell::Cell;
use std::net::SocketAddr;
use std::rc::Rc;
use std::time::{Duration, Instant};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::task::LocalSet;

use crate::calls::Calls;
use crate::machine;

/// Calls that are made over so many connections, on each the next one when the last one is answered.
pub(crate) struct Group {
    pub(crate) calls: Rc<dyn Calls>,
    pub(crate) connections: usize,
}

/// What came of a group.
#[derive(Clone, Default)]
pub(crate) struct Sample {
    /// For how long calls were counted, in seconds.
    pub(crate) seconds: f64,
    /// The times of the calls in nanoseconds, shortest first.
    pub(crate) times: Vec<u64>,
}

impl Sample {
    pub(crate) fn count(&self) -> f64 {
        as_f64(self.times.len())
    }

    pub(crate) fn throughput(&self) -> f64 {
        self.count() / self.seconds
    }

    /// The time in milliseconds that this part of the calls did not take longer than.
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, clippy::cast_precision_loss)]
    pub(crate) fn quantile(&self, part: f64) -> f64 {
        let place = (self.count() * part).ceil() as usize;
        self.times.get(place.max(1) - 1).map_or(f64::NAN, |nanoseconds| *nanoseconds as f64 / 1e6)
    }
}

/// What came of a measurement.
pub(crate) struct Measured {
    pub(crate) groups: Vec<Sample>,
    /// The time that the process had a core for, in seconds.
    pub(crate) core_time: f64,
    /// The part of the time that the driver itself had a core: near 1, it is the driver that was measured.
    pub(crate) driver: f64,
    pub(crate) memory: machine::Memory,
}

#[allow(clippy::cast_precision_loss)]
pub(crate) fn as_f64(number: usize) -> f64 {
    number as f64
}

/// When calls are made and counted.
struct Span {
    from: Instant,
    until: Instant,
    /// When the last call was answered.
    last: Cell<Instant>,
}

/// How calls are made.
pub(crate) struct Pace {
    /// The first part, whose calls are not counted.
    pub(crate) warm_up: Duration,
    /// The part whose calls are.
    pub(crate) measured: Duration,
    /// Whoever calls never sleeps: who answers need not wake anybody.
    pub(crate) awake: bool,
}

/// Calls a server from all groups at once.
pub(crate) fn drive(address: SocketAddr, process: u32, groups: &[Group], pace: &Pace) -> Result<Measured, String> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    LocalSet::new().block_on(&runtime, drive_all(address, process, groups, pace))
}

async fn drive_all(address: SocketAddr, process: u32, groups: &[Group], pace: &Pace) -> Result<Measured, String> {
    if pace.awake {
        tokio::task::spawn_local(async {
            loop {
                tokio::task::yield_now().await;
            }
        });
    }
    let mut connections = Vec::new();
    for group in groups {
        let mut open = Vec::new();
        for _ in 0..group.connections {
            open.push(Connection::open(address).await?);
        }
        connections.push(open);
    }
    let from = Instant::now() + pace.warm_up;
    let span = Rc::new(Span { from, until: from + pace.measured, last: Cell::new(from) });
    let mut tasks = Vec::new();
    for (group, connections) in groups.iter().zip(connections) {
        let converse = |connection: Connection| {
            tokio::task::spawn_local(connection.converse(Rc::clone(&group.calls), Rc::clone(&span)))
        };
        tasks.push(connections.into_iter().map(converse).collect::<Vec<_>>());
    }
    tokio::time::sleep_until(from.into()).await;
    let before = (machine::core_time(process), machine::core_time(std::process::id()));
    // The core is asked for its time when the span is over, or when there is nothing left to call.
    let all = async {
        let mut found = Vec::new();
        for group in tasks {
            let mut times = Vec::new();
            for task in group {
                times.extend(task.await.map_err(|error| error.to_string())??);
            }
            found.push(times);
        }
        Ok::<_, String>(found)
    };
    let mut all = std::pin::pin!(all);
    let in_time = tokio::time::timeout_at(span.until.into(), &mut all).await;
    let after = (machine::core_time(process), machine::core_time(std::process::id()));
    let memory = machine::memory(process);
    let found = match in_time {
        Ok(done) => done?,
        Err(_) => all.await?,
    };
    let seconds = (span.last.get().min(span.until) - span.from).as_secs_f64();
    let groups = found.into_iter().map(|mut times| {
        times.sort_unstable();
        Sample { seconds, times }
    });
    let groups: Vec<Sample> = groups.collect();
    Ok(Measured {
        groups,
        core_time: after.0.saturating_sub(before.0).as_secs_f64(),
        driver: after.1.saturating_sub(before.1).as_secs_f64() / seconds,
        memory,
    })
}

/// A kept connection.
pub(crate) struct Connection {
    stream: TcpStream,
    request: Vec<u8>,
    answer: Vec<u8>,
    /// How much of `answer` is there.
    filled: usize,
}

impl Connection {
    pub(crate) async fn open(address: SocketAddr) -> Result<Self, String> {
        let stream = TcpStream::connect(address).await.map_err(|error| format!("cannot connect: {error}"))?;
        stream.set_nodelay(true).map_err(|error| error.to_string())?;
        Ok(Self { stream, request: Vec::new(), answer: vec![0; 16 * 1024], filled: 0 })
    }

    async fn converse(mut self, calls: Rc<dyn Calls>, span: Rc<Span>) -> Result<Vec<u64>, String> {
        let mut times = Vec::new();
        loop {
            let begun = Instant::now();
            if begun >= span.until {
                return Ok(times);
            }
            self.request.clear();
            let Some(wanted) = calls.next(&mut self.request) else { return Ok(times) };
            self.exchange(wanted).await?;
            let ended = Instant::now();
            if ended >= span.from && ended < span.until {
                times.push(u64::try_from((ended - begun).as_nanos()).unwrap_or(u64::MAX));
                span.last.set(ended);
            }
        }
    }

    /// Makes one call, and gives back the whole answer.
    pub(crate) async fn call(&mut self, calls: &dyn Calls) -> Result<Vec<u8>, String> {
        self.request.clear();
        let wanted = calls.next(&mut self.request).ok_or("there is nothing left to call")?;
        self.exchange(wanted).await?;
        Ok(self.answer[..self.filled].to_vec())
    }

    /// Sends the request and reads its answer, which has to be 200 and to have `wanted` in it.
    async fn exchange(&mut self, wanted: &str) -> Result<(), String> {
        let broken = |error: std::io::Error| format!("the connection broke: {error}");
        self.stream.write_all(&self.request).await.map_err(broken)?;
        self.filled = 0;
        let mut end = None;
        loop {
            let count = self.stream.read(&mut self.answer[self.filled..]).await.map_err(broken)?;
            if count == 0 {
                return Err("the connection was closed in the middle of an answer".to_owned());
            }
            self.filled += count;
            if end.is_none() {
                end = whole(&self.answer[..self.filled])?;
                let needed = end.unwrap_or(self.filled + 1024);
                if needed > self.answer.len() {
                    self.answer.resize(needed, 0);
                }
            }
            if end.is_some_and(|end| self.filled >= end) {
                break;
            }
        }
        let answer = &self.answer[..self.filled];
        let as_wanted = answer.starts_with(b"HTTP/1.1 200 ")
            && (wanted.is_empty() || position(answer, wanted.as_bytes()).is_some());
        if as_wanted {
            return Ok(());
        }
        let (request, answer) = (String::from_utf8_lossy(&self.request), String::from_utf8_lossy(answer));
        Err(format!("not the answer that was expected (200, \"{wanted}\"):\n{request}\n\n{answer}"))
    }
}

/// How long an answer is with its head, as soon as its head is there.
fn whole(answer: &[u8]) -> Result<Option<usize>, String> {
    const LENGTH: &[u8] = b"\r\ncontent-length: ";
    let Some(head) = position(answer, b"\r\n\r\n") else { return Ok(None) };
    let length = position(&answer[..head], LENGTH).ok_or("an answer without Content-Length")?;
    let digits = answer[length + LENGTH.len()..].iter().take_while(|byte| byte.is_ascii_digit());
    Ok(Some(head + 4 + digits.fold(0, |length, digit| length * 10 + usize::from(digit - b'0'))))
}

fn position(text: &[u8], wanted: &[u8]) -> Option<usize> {
    text.windows(wanted.len()).position(|window| window == wanted)
}
