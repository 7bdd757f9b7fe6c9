//! Processes that answer calls: the service as it was built, and this program again as what it is measured beside.

use std::fs::File;
use std::io::{BufRead as _, BufReader};
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Stdio};
use std::time::{Duration, Instant};

use crate::machine::{self, Cores};

pub(crate) struct Program {
    process: Child,
    pub(crate) address: SocketAddr,
    /// When it was started, and when it said where it listens.
    pub(crate) started: Instant,
    pub(crate) listening: Instant,
    _output: BufReader<ChildStdout>,
}

/// A configuration that is not the default: names of the environment and values.
pub(crate) type Changes<'a> = &'a [(&'a str, &'a str)];

impl Program {
    /// The service on the database of a folder.
    pub(crate) fn service(program: &Path, folder: &Path, cores: Option<Cores>, changes: Changes) -> Self {
        let mut command = serving(Command::new(program));
        command.envs(changes.iter().copied());
        Self::start(command, folder, "service.log", cores)
    }

    /// The same below strace, which writes a line into `flushes` for each flush of a file.
    pub(crate) fn traced(program: &Path, folder: &Path, cores: Option<Cores>) -> Self {
        let mut command = Command::new("strace");
        // As a grandchild, so that the process that is started is the service. Other calls are not slowed down.
        command.args(["-D", "-f", "-q", "--seccomp-bpf", "-y", "-e", "trace=fsync,fdatasync", "-e", "signal=none"]);
        command.arg("-o").arg(folder.join("flushes")).arg(program);
        Self::start(serving(command), folder, "service.log", cores)
    }

    /// This program in another role.
    pub(crate) fn role(role: &str, argument: &Path, folder: &Path, cores: Option<Cores>) -> Self {
        let mut command = Command::new(std::env::current_exe().unwrap());
        command.arg(role).arg(argument);
        Self::start(command, folder, &format!("{role}.log"), cores)
    }

    fn start(mut command: Command, folder: &Path, log: &str, cores: Option<Cores>) -> Self {
        command.current_dir(folder).stdin(Stdio::null()).stdout(Stdio::piped());
        command.stderr(File::create(folder.join(log)).unwrap());
        // What is started runs where this thread runs.
        if let Some(cores) = cores {
            machine::hold_on(cores.server);
        }
        let started = Instant::now();
        let process = command.spawn();
        if let Some(cores) = cores {
            machine::hold_on(cores.driver);
        }
        let mut process = process.unwrap();
        let mut output = BufReader::new(process.stdout.take().unwrap());
        let mut line = String::new();
        output.read_line(&mut line).unwrap();
        let listening = Instant::now();
        let address = line.trim().strip_prefix("listening on http://").and_then(|address| address.parse().ok());
        let Some(address) = address else {
            let said = std::fs::read_to_string(folder.join(log)).unwrap_or_default();
            panic!("{command:?} did not start: {line}{said}");
        };
        Self { process, address, started, listening, _output: output }
    }

    pub(crate) fn id(&self) -> u32 {
        self.process.id()
    }
}

fn serving(mut command: Command) -> Command {
    // Not what whoever measures has configured for another one.
    for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("GDPR_")) {
        command.env_remove(name);
    }
    // All connections of a measurement come from one address.
    command.env("GDPR_LIMITS_CONNECTIONS_PER_CLIENT", "0");
    command.args(["--database", "gdpr.db", "serve", "--listen", "127.0.0.1:0"]);
    command
}

impl Drop for Program {
    fn drop(&mut self) {
        #[cfg(unix)]
        if let Some(process) = rustix::process::Pid::from_raw(i32::try_from(self.process.id()).unwrap_or_default()) {
            let _ = rustix::process::kill_process(process, rustix::process::Signal::TERM);
        }
        let begun = Instant::now();
        while cfg!(unix) && matches!(self.process.try_wait(), Ok(None)) && begun.elapsed() < Duration::from_secs(20) {
            std::thread::sleep(Duration::from_millis(10));
        }
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
