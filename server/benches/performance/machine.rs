//! What the machine tells about itself and its processes, and which core a process runs on.

use std::time::Duration;

/// The core of what is measured, and the core of what measures it.
#[derive(Clone, Copy)]
pub(crate) struct Cores {
    pub(crate) server: usize,
    pub(crate) driver: usize,
}

/// Two cores that this process may use; `None` where there is one alone, or where nobody can be held on one.
#[cfg(target_os = "linux")]
pub(crate) fn cores() -> Option<Cores> {
    use rustix::thread::{CpuSet, sched_getaffinity};
    let allowed = sched_getaffinity(None).ok()?;
    let mut allowed = (0..CpuSet::MAX_CPU).filter(|core| allowed.is_set(*core));
    Some(Cores { server: allowed.next()?, driver: allowed.next()? })
}

/// Holds this thread, and whatever it starts from now on, on one core.
#[cfg(target_os = "linux")]
pub(crate) fn hold_on(core: usize) {
    use rustix::thread::{CpuSet, sched_setaffinity};
    let mut set = CpuSet::new();
    set.set(core);
    sched_setaffinity(None, &set).unwrap();
}

#[cfg(not(target_os = "linux"))]
pub(crate) fn cores() -> Option<Cores> {
    None
}

#[cfg(not(target_os = "linux"))]
pub(crate) fn hold_on(_: usize) {}

/// Lets this process, and whatever it starts, go before other work of the machine, for as long as this is kept.
///
/// Else a program that was waiting for the disk waits for the core as well, until the next tick of the scheduler: for
/// milliseconds, where the disk takes a tenth of one.
pub(crate) struct Raised {
    /// What the group of this session was.
    group: Option<String>,
    /// Whether it was allowed.
    pub(crate) is_raised: bool,
}

/// Linux weighs sessions against each other, and what is nice only inside of them.
const GROUP: &str = "/proc/self/autogroup";

impl Raised {
    pub(crate) fn now() -> Self {
        #[cfg(unix)]
        let is_raised = rustix::process::setpriority_process(None, -10).is_ok();
        #[cfg(not(unix))]
        let is_raised = false;
        let group = std::fs::read_to_string(GROUP).ok();
        let group = group.and_then(|line| Some(line.trim().rsplit_once(' ')?.1.to_owned()));
        let group = group.filter(|_| is_raised && std::fs::write(GROUP, "-10").is_ok());
        Self { group, is_raised }
    }
}

impl Drop for Raised {
    fn drop(&mut self) {
        if let Some(group) = &self.group {
            let _ = std::fs::write(GROUP, group);
        }
    }
}

/// The time that a process has had a core for, in its own code and in the kernel. Zero where nobody tells.
pub(crate) fn core_time(process: u32) -> Duration {
    #[cfg(target_os = "linux")]
    if let Ok(line) = std::fs::read_to_string(format!("/proc/{process}/stat")) {
        // The name of the program, in brackets, may have anything in it: fields are counted behind it.
        let fields: Vec<&str> = line.rsplit(')').next().unwrap_or_default().split_whitespace().collect();
        let ticks: u64 = fields[11..13].iter().map(|ticks| ticks.parse::<u64>().unwrap()).sum();
        return Duration::from_millis(ticks * 1000 / rustix::param::clock_ticks_per_second());
    }
    Duration::ZERO
}

/// What the cores have done since the machine was started, in ticks.
#[derive(Clone, Copy, Default)]
pub(crate) struct Worked {
    all: u64,
    idle: u64,
    /// This process, and those that it has waited for.
    ours: u64,
}

impl Worked {
    pub(crate) fn now() -> Self {
        let numbers =
            |text: &str| text.split_whitespace().filter_map(|number| number.parse().ok()).collect::<Vec<u64>>();
        let machine = std::fs::read_to_string("/proc/stat").unwrap_or_default();
        let machine = numbers(machine.lines().next().unwrap_or_default());
        let process = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
        let process: Vec<&str> = process.rsplit(')').next().unwrap_or_default().split_whitespace().collect();
        // user, nice, system, idle, iowait, irq, softirq, steal; what comes behind is in these already.
        let all = machine.iter().take(8).sum();
        let idle = machine.iter().skip(3).take(2).sum();
        Self { all, idle, ours: numbers(&process.get(11..15).unwrap_or_default().join(" ")).iter().sum() }
    }

    /// The part of all cores that others had since then.
    #[allow(clippy::cast_precision_loss)]
    pub(crate) fn by_others(self) -> f64 {
        let now = Self::now();
        let others = (now.all - self.all).saturating_sub(now.idle - self.idle).saturating_sub(now.ours - self.ours);
        others as f64 / (now.all - self.all).max(1) as f64
    }
}

/// Memory of a process, in bytes. Zero where nobody tells.
#[derive(Clone, Copy, Default)]
pub(crate) struct Memory {
    /// Resident: also pages of the program and of mapped files.
    pub(crate) resident: u64,
    /// Resident and its own.
    pub(crate) anonymous: u64,
}

pub(crate) fn memory(process: u32) -> Memory {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
    let bytes = |name: &str| {
        let line = status.lines().find_map(|line| line.strip_prefix(name)).unwrap_or_default();
        line.trim().trim_end_matches(" kB").parse::<u64>().unwrap_or_default() * 1024
    };
    Memory { resident: bytes("VmRSS:"), anonymous: bytes("RssAnon:") }
}

/// How many files a process has open.
pub(crate) fn open_files(process: u32) -> usize {
    std::fs::read_dir(format!("/proc/{process}/fd")).map_or(0, Iterator::count)
}

/// Waits until a process does next to nothing any more, or `longest` is over. Gives back whether it does.
pub(crate) fn comes_to_rest(process: u32, longest: Duration) -> bool {
    const LOOK: Duration = Duration::from_millis(500);
    let begun = std::time::Instant::now();
    loop {
        let before = core_time(process);
        std::thread::sleep(LOOK);
        if core_time(process).saturating_sub(before) <= LOOK / 25 {
            return true;
        }
        if begun.elapsed() > longest {
            return false;
        }
    }
}

/// What this machine is, in a line.
pub(crate) fn described() -> String {
    let cpu = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = cpu.lines().find_map(|line| line.strip_prefix("model name")).unwrap_or_default();
    let model = model.trim_start_matches([' ', '\t', ':']);
    let kernel = std::fs::read_to_string("/proc/sys/kernel/osrelease").unwrap_or_default();
    let count = std::thread::available_parallelism().map_or(1, usize::from);
    format!("{count} cores ({model}), {} {}", std::env::consts::OS, kernel.trim())
}
