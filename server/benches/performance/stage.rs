//! The programs that are measured side by side, each on a fresh copy of the same data.

use std::path::Path;
use std::rc::Rc;
use std::time::Duration;

use tokio::runtime::Builder;

use crate::calls::{Calls, Firsts, LookUps, Mixed, Repeats};
use crate::ceiling;
use crate::dataset::{Size, copied};
use crate::driver::{Connection, Group, Measured, Pace, drive};
use crate::machine::{self, Cores};
use crate::options::Options;
use crate::program::{Changes, Program};

/// What is called.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Work {
    LookUp,
    Repeat,
    First,
    Mixed,
}

impl Work {
    pub(crate) const ALL: [Self; 4] = [Self::LookUp, Self::Repeat, Self::First, Self::Mixed];

    pub(crate) fn part(self) -> &'static str {
        match self {
            Self::LookUp => "w1",
            Self::First => "w2",
            Self::Repeat => "w3",
            Self::Mixed => "w4",
        }
    }

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::LookUp => "W1 look-up",
            Self::First => "W2 first confirmation",
            Self::Repeat => "W3 repeat",
            Self::Mixed => "W4 mixed 90/10",
        }
    }
}

/// Who answers.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Who {
    Service,
    Ceiling,
    Ordinary,
}

impl Who {
    pub(crate) const ALL: [Self; 3] = [Self::Service, Self::Ceiling, Self::Ordinary];

    /// Bytes from memory are the first answer to nobody.
    pub(crate) fn does(self, work: Work) -> bool {
        self != Self::Ceiling || matches!(work, Work::LookUp | Work::Repeat)
    }

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Service => "service",
            Self::Ceiling => "ceiling",
            Self::Ordinary => "ordinary",
        }
    }
}

/// The service, and the requests of its database that nobody has confirmed yet.
pub(crate) struct Served {
    pub(crate) program: Program,
    size: Size,
    next: usize,
}

impl Served {
    pub(crate) fn new(program: Program, size: Size) -> Self {
        Self { program, size, next: 0 }
    }

    /// Calls of a kind. At most `share` requests are confirmed for the first time.
    pub(crate) fn calls(&self, work: Work, share: usize) -> Rc<dyn Calls> {
        let requests = self.next..self.size.requests.min(self.next + share);
        match work {
            Work::LookUp => Rc::new(LookUps::of(self.size.customers)),
            Work::Repeat => Rc::new(Repeats::of(self.size.confirmed())),
            Work::First => Rc::new(Firsts::of(requests)),
            Work::Mixed => Rc::new(Mixed::of(self.size.customers, requests)),
        }
    }

    /// One call, so that the password is known; gives back the answer.
    pub(crate) fn called(&self, work: Work) -> Result<Vec<u8>, String> {
        let runtime = Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async { Connection::open(self.program.address).await?.call(&*self.calls(work, 0)).await })
    }

    /// Makes the calls of all groups at once and takes their times.
    pub(crate) fn driven(&mut self, groups: &[Group], options: &Options) -> Result<Measured, String> {
        self.called(Work::LookUp)?;
        machine::comes_to_rest(self.program.id(), Duration::from_secs(10));
        let pace = Pace { warm_up: options.warm_up(), measured: options.measured, awake: options.awake };
        let measured = drive(self.program.address, self.program.id(), groups, &pace)?;
        for left in groups.iter().filter_map(|group| group.calls.left()) {
            self.next = left;
        }
        if measured.groups.iter().any(|group| group.times.is_empty()) {
            let pending = "there are no pending requests left (more --requests)";
            return Err(format!("nothing was answered while it was measured: more --seconds, or {pending}"));
        }
        Ok(measured)
    }

    /// Makes calls of which nothing is wanted but that they are made.
    pub(crate) fn driven_now(
        &mut self,
        calls: &Rc<dyn Calls>,
        connections: usize,
        time: Duration,
    ) -> Result<(), String> {
        let group = Group { calls: Rc::clone(calls), connections };
        let pace = Pace { warm_up: Duration::ZERO, measured: time, awake: false };
        drive(self.program.address, self.program.id(), &[group], &pace).map(drop)
    }

    /// The same of one kind of calls.
    pub(crate) fn measured(
        &mut self,
        work: Work,
        connections: usize,
        share: usize,
        options: &Options,
    ) -> Result<Measured, String> {
        let group = Group { calls: self.calls(work, share), connections };
        self.driven(&[group], options)
    }
}

/// All three of them.
pub(crate) struct Stage {
    pub(crate) service: Served,
    ceiling: Served,
    ordinary: Served,
    pub(crate) folder: tempfile::TempDir,
}

impl Stage {
    pub(crate) fn new(data: &Path, size: Size, options: &Options, cores: Option<Cores>) -> Result<Self, String> {
        let folder = copied(data);
        let service = Served::new(Program::service(&options.program, folder.path(), cores, &[]), size);
        for (work, file) in [(Work::LookUp, ceiling::LOOK_UP), (Work::Repeat, ceiling::CONFIRMATION)] {
            std::fs::write(folder.path().join(file), service.called(work)?).unwrap();
        }
        let role = |role, argument| Served::new(Program::role(role, argument, folder.path(), cores), size);
        let ceiling = role("--ceiling", folder.path());
        let ordinary = role("--ordinary", &folder.path().join("ordinary.db"));
        Ok(Self { service, ceiling, ordinary, folder })
    }

    pub(crate) fn of(&mut self, who: Who) -> &mut Served {
        match who {
            Who::Service => &mut self.service,
            Who::Ceiling => &mut self.ceiling,
            Who::Ordinary => &mut self.ordinary,
        }
    }
}

/// The service alone, on a fresh copy of the data.
pub(crate) fn service_alone(
    data: &Path,
    size: Size,
    options: &Options,
    cores: Option<Cores>,
    changes: Changes,
) -> (Served, tempfile::TempDir) {
    let folder = copied(data);
    let program = Program::service(&options.program, folder.path(), cores, changes);
    (Served::new(program, size), folder)
}
