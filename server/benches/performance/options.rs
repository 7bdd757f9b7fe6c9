//! What is measured, and how much of it: words and options behind `make bench`.

use std::path::{Path, PathBuf};
use std::time::Duration;

const HELP: &str = "\
Measures the service beside yardsticks: docs/performance.md

  w1 w2 w3 w4         look-ups, first confirmations, repeats, 90 % look-ups and 10 % first confirmations
  disk                what the disk can do
  flushes             how often the disk is told to flush, for each first confirmation
  interference        look-ups while first confirmations keep the writer busy
  idle                memory, alone and with connections that do nothing
  growth-customers    look-ups, start and memory with more and more customers
  growth-orders       look-ups of customers with more and more orders
  growth-connections  look-ups beside more and more connections that do nothing
  growth              these three

Without a word: all but growth.

  --customers N --requests N   the invented data [100000, 200000]
  --seconds S                  how long each measurement takes [3]
  --rounds N                   how often all of it is done; figures are medians of these [3]
  --connections N,N,...        [1,16,64,256]
  --most N                     customers and orders at the end of growth [1000000 and 1000]: --most 10000,100
  --mails             requests with an address, so that each confirmation is thanked for with a mail; without, the shop
                      sends its mails itself
  --awake                      the driver never sleeps, so that no program has to wake its core
  --program PATH               another gdpr-server than the one that was built with this
  --plots FOLDER               growth as SVG files
  --json                       figures for programs instead of tables
";

pub(crate) struct Options {
    parts: Vec<String>,
    pub(crate) customers: usize,
    pub(crate) requests: usize,
    pub(crate) measured: Duration,
    pub(crate) rounds: usize,
    pub(crate) connections: Vec<usize>,
    pub(crate) most_customers: usize,
    pub(crate) most_orders: usize,
    pub(crate) program: PathBuf,
    pub(crate) mails: bool,
    pub(crate) awake: bool,
    pub(crate) plots: Option<PathBuf>,
    pub(crate) json: bool,
    /// As it was given, for the table.
    pub(crate) given: String,
}

const PARTS: [&str; 8] = ["w1", "w3", "w2", "w4", "disk", "flushes", "interference", "idle"];
const GROWTH: [&str; 3] = ["growth-customers", "growth-orders", "growth-connections"];

impl Options {
    /// `None`: there is nothing to do but to print what `Err` has.
    pub(crate) fn read(arguments: impl Iterator<Item = String>) -> Result<Self, String> {
        let mut options = Self {
            parts: Vec::new(),
            customers: 100_000,
            requests: 200_000,
            measured: Duration::from_secs(3),
            rounds: 3,
            connections: vec![1, 16, 64, 256],
            most_customers: 1_000_000,
            most_orders: 1_000,
            program: env!("CARGO_BIN_EXE_gdpr-server").into(),
            mails: false,
            awake: false,
            plots: None,
            json: false,
            given: String::new(),
        };
        // cargo says `--bench` to every benchmark.
        let given: Vec<String> = arguments.filter(|argument| argument != "--bench").collect();
        options.given = given.join(" ");
        let mut given = given.into_iter();
        while let Some(argument) = given.next() {
            let mut value = || given.next().ok_or_else(|| format!("{argument} needs a value"));
            match argument.as_str() {
                "--customers" => options.customers = number(&value()?)?,
                "--requests" => options.requests = number(&value()?)?,
                "--seconds" => {
                    let seconds = value()?.parse().ok().and_then(|seconds| Duration::try_from_secs_f64(seconds).ok());
                    options.measured = seconds.ok_or("--seconds needs a number")?;
                }
                "--rounds" => options.rounds = number(&value()?)?,
                "--connections" => options.connections = numbers(&value()?)?,
                "--most" => match numbers(&value()?)?[..] {
                    [customers, orders] => (options.most_customers, options.most_orders) = (customers, orders),
                    _ => return Err("--most needs two numbers".to_owned()),
                },
                "--program" => options.program = from_the_top(&value()?),
                "--plots" => options.plots = Some(from_the_top(&value()?)),
                "--mails" => options.mails = true,
                "--awake" => options.awake = true,
                "--json" => options.json = true,
                "growth" => options.parts.extend(GROWTH.map(str::to_owned)),
                part if PARTS.contains(&part) || GROWTH.contains(&part) => options.parts.push(argument),
                "--help" => return Err(HELP.to_owned()),
                other => return Err(format!("there is no \"{other}\"\n\n{HELP}")),
            }
        }
        if !options.program.is_file() {
            return Err(format!("--program: there is no file {}", options.program.display()));
        }
        if options.parts.is_empty() {
            options.parts = PARTS.map(str::to_owned).into();
        }
        Ok(options)
    }

    pub(crate) fn has(&self, part: &str) -> bool {
        self.parts.iter().any(|wanted| wanted == part)
    }

    /// How long calls come before any is counted.
    pub(crate) fn warm_up(&self) -> Duration {
        self.measured / 6
    }
}

/// cargo starts a benchmark in the folder of its package, and whoever calls `make` is in the one above.
fn from_the_top(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(path)
}

fn number(text: &str) -> Result<usize, String> {
    text.parse().ok().filter(|number| *number > 0).ok_or_else(|| format!("\"{text}\" is not a number above 0"))
}

fn numbers(text: &str) -> Result<Vec<usize>, String> {
    text.split(',').map(number).collect()
}
