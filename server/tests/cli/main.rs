//! The command line as people and scripts meet it: the real program, a real database, exit codes, both streams.

#![allow(clippy::unwrap_used, clippy::panic, reason = "what fails here fails the test")]

mod audit;
mod check;
mod check_config;
mod customer;
mod directory;
mod erasure;
mod healthcheck;
mod hold;
mod housekeeping;
mod keys;
mod ledger;
mod mail;
mod request;
mod serve;
mod start;
mod token;
mod usage;
mod webhook;

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::Value;

/// Must never be printed; every run is checked for it.
const PASSWORD: &str = "correct horse battery";

/// An empty working directory, and the program in it.
struct World {
    folder: tempfile::TempDir,
    environment: Vec<(&'static str, String)>,
}

/// What a run came to.
struct Done {
    code: i32,
    out: String,
    err: String,
}

impl World {
    fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap(), environment: Vec::new() }
    }

    /// A world with the shop inTRONICS and the user alice.
    fn with_shop_and_user() -> Self {
        let world = Self::new();
        world.run("shop add inTRONICS").done();
        world.run_with("user add alice --password-stdin", PASSWORD.as_bytes()).done();
        world
    }

    fn with(mut self, variable: &'static str, value: &str) -> Self {
        self.environment.push((variable, value.to_owned()));
        self
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn write(&self, name: &str, content: impl AsRef<[u8]>) {
        std::fs::write(self.path(name), content).unwrap();
    }

    /// The program in this world, without anything of the outside's configuration.
    fn command(&self) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_gdpr-server"));
        for (name, _) in std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("GDPR_")) {
            command.env_remove(name);
        }
        command.envs(self.environment.iter().cloned()).current_dir(self.folder.path());
        command
    }

    /// Runs the program with these words as arguments.
    fn run(&self, line: &str) -> Done {
        self.run_with(line, b"")
    }

    fn run_with(&self, line: &str, input: &[u8]) -> Done {
        let arguments: Vec<_> = line.split_whitespace().collect();
        self.run_exactly(&arguments, input)
    }

    fn run_exactly(&self, arguments: &[&str], input: &[u8]) -> Done {
        let mut child = self
            .command()
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut stdin = child.stdin.take().unwrap();
        let input = input.to_vec();
        // A program that does not read its input closes it: no failure of ours.
        let writer = std::thread::spawn(move || stdin.write_all(&input).ok());
        let output = child.wait_with_output().unwrap();
        writer.join().unwrap();
        let done = Done {
            code: output.status.code().unwrap_or(-1),
            out: String::from_utf8(output.stdout).unwrap(),
            err: String::from_utf8(output.stderr).unwrap(),
        };
        for text in [&done.out, &done.err] {
            assert!(!text.contains(PASSWORD), "a password was printed");
            assert!(!text.contains("panicked") && !text.contains("backtrace"), "{text}");
        }
        done
    }
}

impl Done {
    /// It did what it should; gives back what it printed.
    #[track_caller]
    fn done(self) -> String {
        assert_eq!(self.code, 0, "{}{}", self.out, self.err);
        assert_eq!(self.err, "");
        self.out
    }

    #[track_caller]
    fn json(self) -> Value {
        let out = self.done();
        assert_eq!(out.lines().count(), 1, "{out}");
        serde_json::from_str(&out).unwrap()
    }

    /// It ended with this code, printed no result, and said all of this.
    #[track_caller]
    fn refused(self, code: i32, said: &[&str]) -> String {
        assert_eq!(self.code, code, "{}{}", self.out, self.err);
        assert_eq!(self.out, "");
        assert!(self.err.starts_with("error: "), "{}", self.err);
        for said in said {
            assert!(self.err.contains(said), "{said:?} is not in: {}", self.err);
        }
        self.err
    }
}

#[cfg(unix)]
fn mode(path: &Path) -> u32 {
    use std::os::unix::fs::PermissionsExt;
    std::fs::metadata(path).unwrap().permissions().mode() & 0o777
}
