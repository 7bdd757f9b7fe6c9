//! What look-ups notice of first confirmations that keep the writer busy.

use crate::compare::Figures;
use crate::dataset::{Size, made};
use crate::driver::{Group, Measured};
use crate::machine::Cores;
use crate::options::Options;
use crate::report::{Cell, Table, median};
use crate::stage::{Work, service_alone};

/// Connections of those who look up, and of those who confirm.
const LOOKING: usize = 16;
const CONFIRMING: usize = 64;

pub(crate) fn measured(size: Size, options: &Options, cores: Option<Cores>) -> Result<Table, String> {
    let data = made(size, false);
    let share = size.requests / options.rounds;
    let mut rounds = Vec::new();
    for round in 1..=options.rounds {
        eprintln!("round {round}, look-ups beside first confirmations");
        let (mut served, _folder) = service_alone(&data, size, options, cores, &[]);
        let alone = served.measured(Work::LookUp, LOOKING, 0, options)?;
        let groups = [
            Group { calls: served.calls(Work::LookUp, 0), connections: LOOKING },
            Group { calls: served.calls(Work::First, share), connections: CONFIRMING },
        ];
        let beside = served.driven(&groups, options)?;
        rounds.push((alone, beside));
    }
    let title =
        format!("Look-ups ({LOOKING} connections) while first confirmations ({CONFIRMING}) keep the writer busy");
    let columns = ["", "calls/s", "p50 ms", "p99 ms", "p99.9 ms", "first confirmations/s"];
    let mut table = Table::new(title, &columns);
    let row = |name: &str, figures: &[Figures], confirmed: Option<f64>| {
        let figure = |figure: fn(&Figures) -> f64| Cell::number(median(figures.iter().map(figure)));
        vec![
            Cell::text(name),
            figure(|figures| figures.throughput),
            figure(|figures| figures.p50),
            figure(|figures| figures.p99),
            figure(|figures| figures.p999),
            Cell::number(confirmed),
        ]
    };
    let figures =
        |of: fn(&(Measured, Measured)) -> &Measured| rounds.iter().map(of).map(Figures::of).collect::<Vec<_>>();
    let (alone, beside) = (figures(|round| &round.0), figures(|round| &round.1));
    let confirmed = median(rounds.iter().map(|(_, beside)| beside.groups[1].throughput()));
    table.rows.push(row("alone", &alone, None));
    table.rows.push(row("meanwhile", &beside, confirmed));
    let ratio = |figure: fn(&Figures) -> f64| {
        Cell::number(median(alone.iter().zip(&beside).map(|(alone, beside)| figure(beside) / figure(alone))))
    };
    table.rows.push(vec![
        Cell::text("meanwhile / alone"),
        ratio(|figures| figures.throughput),
        ratio(|figures| figures.p50),
        ratio(|figures| figures.p99),
        ratio(|figures| figures.p999),
        Cell::Nothing,
    ]);
    Ok(table)
}
