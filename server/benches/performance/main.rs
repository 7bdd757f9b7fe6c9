//! The service beside yardsticks, on the same machine, at the same time, on the same data: docs/performance.md.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod calls;
mod ceiling;
mod compare;
mod dataset;
mod disk;
mod driver;
mod flushes;
mod growth;
mod idle;
mod interference;
mod invented;
mod machine;
mod options;
mod ordinary;
mod plot;
mod program;
mod report;
mod stage;

use std::process::ExitCode;

use crate::dataset::Size;
use crate::machine::Cores;
use crate::options::Options;
use crate::report::{Report, Table};

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    // This program again, as what is measured.
    match &arguments[..] {
        [role, folder] if role == "--ceiling" => ceiling::run(folder.as_ref()),
        [role, database] if role == "--ordinary" => ordinary::run(database.as_ref()),
        _ => {}
    }
    let done = Options::read(arguments.into_iter()).and_then(|options| {
        let report = measured(&options)?;
        println!("{}", if options.json { report.json() } else { report.markdown() });
        Ok(())
    });
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            eprintln!("{why}");
            ExitCode::FAILURE
        }
    }
}

/// What measures something and makes a table of it.
type Part = fn(Size, &Options, Option<Cores>) -> Result<Table, String>;

fn measured(options: &Options) -> Result<Report, String> {
    /// How much of the cores the kernel needs by itself, when nobody else wants anything.
    const QUIET: f64 = 0.1;
    let worked = machine::Worked::now();
    let machine = machine::described();
    let cores = machine::cores();
    if let Some(cores) = cores {
        machine::hold_on(cores.driver);
    } else {
        eprintln!("nothing is held on a core of its own here: what is measured and what measures share them");
    }
    let raised = machine::Raised::now();
    let priority = if raised.is_raised {
        "raised for all of them, before other work of the machine"
    } else {
        eprintln!("the priority cannot be raised: whatever else runs here gets in between");
        "as any other; whatever else ran on the machine came in between"
    };
    let _ = gdpr_server::system::open_files();
    let most = Size::most_requests(options.customers);
    let requests = options.requests.min(most);
    let size = Size { customers: options.customers, orders: 3, requests, mails: options.mails };
    let command = format!("make bench BENCH='{}'", options.given);
    let held = cores.map_or("none", |_| "the programs on one core, the driver on another");
    let mails = if size.mails { "with mails" } else { "whose mails the shop sends itself" };
    let frame = vec![
        ("command", format!("`{}`", command.replace(" BENCH=''", ""))),
        ("machine", machine),
        ("held on cores", held.to_owned()),
        ("priority", priority.to_owned()),
        ("data", format!("{} customers, {} pending requests {mails}", size.customers, size.requests)),
        ("rounds", format!("{} of {:.1} s for each figure; medians", options.rounds, options.measured.as_secs_f64())),
    ];
    let mut report = Report { frame, tables: Vec::new() };
    if ["w1", "w2", "w3", "w4", "disk"].iter().any(|part| options.has(part)) {
        let compared = compare::compared(size, options, cores)?;
        report.tables.extend(compared.tables());
    }
    let parts: [(&str, Part); 6] = [
        ("flushes", flushes::counted),
        ("interference", interference::measured),
        ("idle", idle::measured),
        ("growth-customers", |_, options, cores| growth::customers(options, cores)),
        ("growth-orders", |_, options, cores| growth::orders(options, cores)),
        ("growth-connections", |_, options, cores| growth::connections(options, cores)),
    ];
    for (part, measure) in parts {
        if options.has(part) {
            report.tables.push(measure(size, options, cores)?);
        }
    }
    report.tables.retain(|table| !table.rows.is_empty() || !table.notes.is_empty());
    let others = worked.by_others();
    let quiet = if others < QUIET { "" } else { ": too much to trust what waits for the disk" };
    report.frame.push(("other work meanwhile", format!("{:.0} % of all cores{quiet}", others * 100.0)));
    Ok(report)
}
