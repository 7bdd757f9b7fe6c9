//! The service beside its yardsticks: interleaved rounds, of which the medians count.

use std::collections::BTreeMap;

use crate::dataset::{Size, made};
use crate::disk::Disk;
use crate::driver::Measured;
use crate::machine::Cores;
use crate::options::Options;
use crate::report::{Cell, Table, median};
use crate::stage::{Stage, Who, Work};

/// What came of one measurement.
#[derive(Clone, Copy)]
pub(crate) struct Figures {
    pub(crate) throughput: f64,
    /// Milliseconds.
    pub(crate) p50: f64,
    pub(crate) p99: f64,
    pub(crate) p999: f64,
    /// Microseconds of a core for each call.
    pub(crate) core_time: f64,
    /// MiB.
    pub(crate) resident: f64,
    pub(crate) driver: f64,
}

impl Figures {
    pub(crate) fn of(measured: &Measured) -> Self {
        let sample = &measured.groups[0];
        Self {
            throughput: sample.throughput(),
            p50: sample.quantile(0.5),
            p99: sample.quantile(0.99),
            p999: sample.quantile(0.999),
            core_time: measured.core_time * 1e6 / sample.count(),
            resident: mebibytes(measured.memory.resident),
            driver: measured.driver,
        }
    }
}

#[allow(clippy::cast_precision_loss)]
pub(crate) fn mebibytes(bytes: u64) -> f64 {
    bytes as f64 / f64::from(1 << 20)
}

/// All figures, those of each round in its place.
#[derive(Default)]
pub(crate) struct Compared {
    figures: BTreeMap<(Work, usize, Who), Vec<Figures>>,
    pub(crate) disk: Vec<Disk>,
}

pub(crate) fn compared(size: Size, options: &Options, cores: Option<Cores>) -> Result<Compared, String> {
    let wanted: Vec<Work> = Work::ALL.into_iter().filter(|work| options.has(work.part())).collect();
    let data = made(size, true);
    let mut compared = Compared::default();
    for round in 1..=options.rounds {
        let mut stage = None;
        for &work in &wanted {
            // First confirmations are behind W2: the rest of it must not be in what comes next.
            let stage = match &mut stage {
                Some(stage) if work != Work::Mixed => stage,
                none => {
                    // Not two at once: the old one ends first.
                    drop(none.take());
                    none.insert(Stage::new(&data, size, options, cores)?)
                }
            };
            if compared.disk.len() < round {
                compared.disk.push(Disk::measured(stage.folder.path(), options.measured / 2, cores));
            }
            for &connections in &options.connections {
                for who in Who::ALL.into_iter().filter(|who| who.does(work)) {
                    let share = size.requests / options.connections.len();
                    let measured = stage.of(who).measured(work, connections, share, options)?;
                    let figures = Figures::of(&measured);
                    eprintln!(
                        "round {round}, {}, {connections} connections, {}: {:.0} a second, p99 {:.2} ms",
                        work.name(),
                        who.name(),
                        figures.throughput,
                        figures.p99,
                    );
                    compared.figures.entry((work, connections, who)).or_default().push(figures);
                }
            }
        }
        if compared.disk.len() < round && options.has("disk") {
            let folder = tempfile::tempdir_in(data.parent().unwrap()).unwrap();
            compared.disk.push(Disk::measured(folder.path(), options.measured / 2, cores));
        }
    }
    Ok(compared)
}

/// One of the figures of a disk.
type Rate = fn(&Disk) -> f64;

impl Compared {
    /// The median over all rounds.
    pub(crate) fn figure(&self, key: (Work, usize, Who), figure: impl Fn(&Figures) -> f64) -> Option<f64> {
        median(self.figures.get(&key)?.iter().map(figure))
    }

    pub(crate) fn disk(&self, figure: impl Fn(&Disk) -> f64) -> Option<f64> {
        median(self.disk.iter().map(figure))
    }

    /// The median of the ratios of throughput inside each round, to another program.
    pub(crate) fn ratio(&self, work: Work, connections: usize, other: Who) -> Option<f64> {
        let service = self.figures.get(&(work, connections, Who::Service))?;
        let other = self.figures.get(&(work, connections, other))?;
        median(service.iter().zip(other).map(|(service, other)| service.throughput / other.throughput))
    }

    /// The same to what the disk can do.
    pub(crate) fn disk_ratio(&self, work: Work, connections: usize, figure: impl Fn(&Disk) -> f64) -> Option<f64> {
        let service = self.figures.get(&(work, connections, Who::Service))?;
        median(service.iter().zip(&self.disk).map(|(service, disk)| service.throughput / figure(disk)))
    }

    pub(crate) fn tables(&self) -> Vec<Table> {
        vec![self.disk_table(), self.figures_table(), self.ratios_table(), self.short_table()]
    }

    fn disk_table(&self) -> Table {
        let mut table = Table::new("Disk", &["one after the other", "a second"]);
        let rows: [(&str, Rate); 3] = [
            ("flushes (fdatasync behind 4 KiB)", |disk| disk.flushes),
            ("SQLite commits of one row", |disk| disk.single),
            ("SQLite commits of 64 rows", |disk| disk.batched),
        ];
        table.rows.extend(rows.map(|(name, figure)| vec![Cell::text(name), Cell::number(self.disk(figure))]));
        table
    }

    fn figures_table(&self) -> Table {
        let columns = [
            "work",
            "connections",
            "program",
            "calls/s",
            "p50 ms",
            "p99 ms",
            "p99.9 ms",
            "CPU µs/call",
            "RSS MiB",
            "driver",
        ];
        let mut table = Table::new("Side by side", &columns);
        for &(work, connections, who) in self.figures.keys() {
            let figure = |figure: fn(&Figures) -> f64| Cell::number(self.figure((work, connections, who), figure));
            table.rows.push(vec![
                Cell::text(work.name()),
                Cell::count(connections),
                Cell::text(who.name()),
                figure(|figures| figures.throughput),
                figure(|figures| figures.p50),
                figure(|figures| figures.p99),
                figure(|figures| figures.p999),
                figure(|figures| figures.core_time),
                figure(|figures| figures.resident),
                figure(|figures| figures.driver),
            ]);
        }
        if table.rows.is_empty() {
            return table;
        }
        table.notes.push(
            "`driver` is how much of its core the driver needed: near 1, a program could have answered more."
                .to_owned(),
        );
        table
    }

    fn ratios_table(&self) -> Table {
        let columns =
            ["work", "connections", "service / ceiling", "service / ordinary", "service / one-row commits of the disk"];
        let mut table = Table::new("Ratios of calls a second", &columns);
        for &(work, connections, _) in self.figures.keys().filter(|(_, _, who)| *who == Who::Service) {
            table.rows.push(vec![
                Cell::text(work.name()),
                Cell::count(connections),
                Cell::number(self.ratio(work, connections, Who::Ceiling)),
                Cell::number(self.ratio(work, connections, Who::Ordinary)),
                Cell::number(self.disk_ratio(work, connections, |disk| disk.single)),
            ]);
        }
        table
    }

    /// What is looked at first, with so many connections as a busy service has.
    fn short_table(&self) -> Table {
        const BUSY: usize = 64;
        let single = |disk: &Disk| disk.single;
        let spread = |figures: &Figures| figures.p99 / figures.p50;
        let rows = [
            ("W1 / ceiling", BUSY, self.ratio(Work::LookUp, BUSY, Who::Ceiling)),
            ("W3 / ceiling", BUSY, self.ratio(Work::Repeat, BUSY, Who::Ceiling)),
            ("W2 / one-row commits of the disk", BUSY, self.disk_ratio(Work::First, BUSY, single)),
            ("W2 / one-row commits of the disk", 1, self.disk_ratio(Work::First, 1, single)),
            ("W1 / ordinary", BUSY, self.ratio(Work::LookUp, BUSY, Who::Ordinary)),
            ("W2 / ordinary", BUSY, self.ratio(Work::First, BUSY, Who::Ordinary)),
            ("W3 / ordinary", BUSY, self.ratio(Work::Repeat, BUSY, Who::Ordinary)),
            ("p99 / p50 of W2", BUSY, self.figure((Work::First, BUSY, Who::Service), spread)),
        ];
        let mut table = Table::new("In short", &["ratio", "connections", ""]);
        let row = |(name, connections, ratio): (&str, usize, Option<f64>)| {
            vec![Cell::text(name), Cell::count(connections), Cell::number(ratio)]
        };
        table.rows.extend(rows.into_iter().filter(|(_, _, ratio)| ratio.is_some()).map(row));
        table
    }
}
