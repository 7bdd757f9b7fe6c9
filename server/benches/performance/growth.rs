//! What a call costs when there is more of everything.

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::path::Path;
use std::time::Duration;

use crate::compare::{Figures, mebibytes};
use crate::dataset::{Size, made};
use crate::idle::{Idle, ROOM, most, opened, room};
use crate::machine::{self, Cores};
use crate::options::Options;
use crate::plot::{Plot, Series};
use crate::report::{Cell, Table, median};
use crate::stage::{Served, Work, service_alone};

/// Connections of those who call meanwhile.
const CALLING: usize = 16;

/// What came of one size in one round.
#[derive(Clone, Copy)]
struct Point {
    figures: Figures,
    /// MiB of the service that are its own.
    anonymous: f64,
    /// MiB of the database.
    database: f64,
    /// Milliseconds from the start of the process until it listened, until it said that it is ready, and until the first look-up
    /// was answered.
    listening: f64,
    ready: f64,
    answered: f64,
}

/// What came of a size, in all rounds.
struct Grown {
    size: usize,
    points: Vec<Point>,
}

impl Grown {
    fn median(&self, figure: impl Fn(&Point) -> f64) -> Cell {
        Cell::number(median(self.points.iter().map(figure)))
    }
}

pub(crate) fn customers(options: &Options, cores: Option<Cores>) -> Result<Table, String> {
    let sizes = up_to(options.most_customers, &[1_000, 10_000, 100_000, 250_000, 1_000_000]);
    let grown = rounds(&sizes, options, |customers| {
        let size = Size { customers, orders: 3, requests: 0, mails: false };
        started(&made(size, false), size, options, cores)
    })?;
    let title = "Look-ups with more and more customers";
    let columns = [
        "customers",
        "database MiB",
        "calls/s",
        "p50 ms",
        "p99 ms",
        "CPU µs/call",
        "RSS MiB",
        "RssAnon MiB",
        "listening after ms",
        "ready after ms",
        "first look-up after ms",
    ];
    let mut table = Table::new(title, &columns);
    for grown in &grown {
        let mut row = vec![Cell::count(grown.size), grown.median(|point| point.database)];
        row.extend(figures(grown));
        row.push(grown.median(|point| point.figures.resident));
        row.push(grown.median(|point| point.anonymous));
        row.push(grown.median(|point| point.listening));
        row.push(grown.median(|point| point.ready));
        row.push(grown.median(|point| point.answered));
        table.rows.push(row);
    }
    plotted("growth-customers", title, "customers", &grown, options);
    Ok(table)
}

pub(crate) fn orders(options: &Options, cores: Option<Cores>) -> Result<Table, String> {
    let sizes = up_to(options.most_orders, &[1, 10, 100, 1_000]);
    let grown = rounds(&sizes, options, |orders| {
        let size = Size { customers: 100, orders, requests: 0, mails: false };
        started(&made(size, false), size, options, cores)
    })?;
    let title = "Look-ups of customers with more and more orders";
    let mut table = Table::new(title, &["orders of each", "calls/s", "p50 ms", "p99 ms", "CPU µs/call", "RSS MiB"]);
    for grown in &grown {
        let mut row = vec![Cell::count(grown.size)];
        row.extend(figures(grown));
        row.push(grown.median(|point| point.figures.resident));
        table.rows.push(row);
    }
    plotted("growth-orders", title, "orders of each customer", &grown, options);
    Ok(table)
}

pub(crate) fn connections(options: &Options, cores: Option<Cores>) -> Result<Table, String> {
    let size = Size { customers: options.customers.min(10_000), orders: 3, requests: 0, mails: false };
    let data = made(size, false);
    let sizes = up_to(most(), &[10, 100, 1_000, 10_000]);
    let grown = rounds(&sizes, options, |idle| {
        let (mut served, folder) = service_alone(&data, size, options, cores, ROOM);
        let _connections = opened(served.program.address, served.program.id(), idle, Idle::Called);
        point(&mut served, folder.path(), options)
    })?;
    let title = "Look-ups beside more and more connections that rest after a call";
    let columns = ["connections", "calls/s", "p50 ms", "p99 ms", "CPU µs/call", "RSS MiB", "RssAnon MiB"];
    let mut table = Table::new(title, &columns);
    for grown in &grown {
        let mut row = vec![Cell::count(grown.size)];
        row.extend(figures(grown));
        row.push(grown.median(|point| point.figures.resident));
        row.push(grown.median(|point| point.anonymous));
        table.rows.push(row);
    }
    table.notes.push(room());
    plotted("growth-connections", title, "connections that rest", &grown, options);
    Ok(table)
}

fn figures(grown: &Grown) -> [Cell; 4] {
    [
        grown.median(|point| point.figures.throughput),
        grown.median(|point| point.figures.p50),
        grown.median(|point| point.figures.p99),
        grown.median(|point| point.figures.core_time),
    ]
}

/// The sizes that are not more than `most`, and `most` itself.
fn up_to(most: usize, sizes: &[usize]) -> Vec<usize> {
    let smaller = sizes.iter().copied().filter(|size| *size < most);
    smaller.chain([most]).collect()
}

/// Measures all sizes, one after the other, and all of them again in each round.
fn rounds(
    sizes: &[usize],
    options: &Options,
    mut measure: impl FnMut(usize) -> Result<Point, String>,
) -> Result<Vec<Grown>, String> {
    let mut grown: Vec<_> = sizes.iter().map(|&size| Grown { size, points: Vec::new() }).collect();
    for round in 1..=options.rounds {
        for grown in &mut grown {
            let point = measure(grown.size)?;
            eprintln!("round {round}, {}: {:.0} look-ups a second", grown.size, point.figures.throughput);
            grown.points.push(point);
        }
    }
    Ok(grown)
}

/// Starts the service on a copy of the data, and measures look-ups.
fn started(data: &Path, size: Size, options: &Options, cores: Option<Cores>) -> Result<Point, String> {
    let (mut served, folder) = service_alone(data, size, options, cores, &[]);
    point(&mut served, folder.path(), options)
}

fn point(served: &mut Served, folder: &Path, options: &Options) -> Result<Point, String> {
    let listening = milliseconds(served.program.listening - served.program.started);
    says_ready(served.program.address)?;
    let ready = milliseconds(served.program.started.elapsed());
    served.called(Work::LookUp)?;
    let answered = milliseconds(served.program.started.elapsed());
    let measured = served.measured(Work::LookUp, CALLING, 0, options)?;
    Ok(Point {
        figures: Figures::of(&measured),
        anonymous: mebibytes(machine::memory(served.program.id()).anonymous),
        database: mebibytes(std::fs::metadata(folder.join("gdpr.db")).map_or(0, |file| file.len())),
        listening,
        ready,
        answered,
    })
}

/// Asks as whoever sends calls to a service asks before the first one.
fn says_ready(address: SocketAddr) -> Result<(), String> {
    let ask = || -> std::io::Result<String> {
        let mut stream = TcpStream::connect(address)?;
        stream.write_all(b"GET /readyz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer)?;
        Ok(answer)
    };
    let answer = ask().map_err(|error| format!("/readyz: {error}"))?;
    if answer.starts_with("HTTP/1.1 200 ") { Ok(()) } else { Err(format!("/readyz: {answer}")) }
}

fn milliseconds(time: Duration) -> f64 {
    time.as_secs_f64() * 1e3
}

fn plotted(file: &str, title: &str, across: &str, grown: &[Grown], options: &Options) {
    let Some(folder) = &options.plots else { return };
    let series = |name: &'static str, figure: fn(&Point) -> f64| {
        let point = |grown: &Grown| Some((crate::driver::as_f64(grown.size), median(grown.points.iter().map(figure))?));
        Series { name, points: grown.iter().filter_map(point).collect() }
    };
    let series = vec![
        series("CPU of a call, µs", |point| point.figures.core_time),
        series("median of a call, µs", |point| point.figures.p50 * 1e3),
    ];
    std::fs::create_dir_all(folder).unwrap();
    let plot = Plot { title, across, series };
    std::fs::write(folder.join(format!("{file}.svg")), plot.svg()).unwrap();
}
