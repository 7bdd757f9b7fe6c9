//! The built binary as a process of its own.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{ExitStatus, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};

use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::process::{Child, Command};

use super::client::{Answer, Ask};
use super::service::Made;
use super::world;

/// The password of every user.
pub(crate) const PASSWORD: &str = "correct horse battery";

/// A directory with a database, and the program to use it with.
pub(crate) struct Site {
    directory: TempDir,
    /// How many people were made up.
    people: AtomicU32,
}

/// `gdpr-server serve` on a port of its own. Killed when dropped.
pub(crate) struct Server {
    /// The first.
    pub(crate) address: SocketAddr,
    pub(crate) addresses: Vec<SocketAddr>,
    /// Everything on standard output up to and including the lines with the addresses.
    pub(crate) greeting: String,
    child: Child,
    log: tokio::task::JoinHandle<String>,
    output: BufReader<tokio::process::ChildStdout>,
}

impl Site {
    /// An empty directory.
    pub(crate) fn new() -> Self {
        Self { directory: TempDir::new().unwrap(), people: AtomicU32::new(0) }
    }

    /// One shop, a customer, and a user who may see them.
    pub(crate) async fn with_world() -> Self {
        let site = Self::new();
        site.run(&["shop", "add", world::SHOP]).await;
        site.feed(&["user", "add", "viewer", "--password-stdin"], PASSWORD).await;
        site.run(&["user", "grant", "viewer", "--role", "privacy-viewer", "--organization", world::SHOP]).await;
        site.feed(&["customer", "import", "--shop", world::SHOP, "-"], &world::bob().to_string()).await;
        site
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.directory.path().join(name)
    }

    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        self.program(env!("CARGO_BIN_EXE_gdpr-server"), arguments)
    }

    /// Any program, in this directory and without settings from outside.
    pub(crate) fn program(&self, program: &str, arguments: &[&str]) -> Command {
        let mut command = Command::new(program);
        for (name, _) in std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("GDPR_")) {
            command.env_remove(name);
        }
        command.current_dir(self.directory.path()).args(arguments).kill_on_drop(true);
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    }

    /// Runs a command that has to succeed, and gives back what it printed.
    pub(crate) async fn run(&self, arguments: &[&str]) -> String {
        self.feed(arguments, "").await
    }

    pub(crate) async fn feed(&self, arguments: &[&str], input: &str) -> String {
        let mut child = self.command(arguments).stdin(Stdio::piped()).spawn().unwrap();
        let mut stdin = child.stdin.take().unwrap();
        // A command that does not read its input may be gone already.
        let _ = stdin.write_all(input.as_bytes()).await;
        drop(stdin);
        let output = child.wait_with_output().await.unwrap();
        let errors = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{arguments:?}: {errors}");
        String::from_utf8(output.stdout).unwrap()
    }

    /// A new pending request, of somebody who has made no other one: of two confirmed ones of the same person, one is a
    /// duplicate.
    pub(crate) async fn request(&self) -> Made {
        let number = format!("P-{}", self.people.fetch_add(1, Ordering::Relaxed));
        let person = json!({"shopCustomerNumber": number, "customerType": "b2c"}).to_string();
        self.feed(&["customer", "import", "--shop", world::SHOP, "-"], &person).await;
        self.request_of(world::SHOP, &number).await
    }

    /// A new pending request of this customer, whose link is handed over.
    pub(crate) async fn request_of(&self, shop: &str, number: &str) -> Made {
        let who = ["request", "create", "--type", "access", "--shop", shop, "--customer", number];
        let made = self.run(&[&who[..], &["--print-link", "--json"]].concat()).await;
        let made: Value = serde_json::from_str(&made).unwrap();
        let text = |name: &str| made[name].as_str().unwrap().to_owned();
        Made { id: text("requestId"), hash: text("hash") }
    }

    pub(crate) async fn state(&self, id: &str) -> String {
        let shown: Value = serde_json::from_str(&self.run(&["request", "show", id, "--json"]).await).unwrap();
        shown["state"].as_str().unwrap().to_owned()
    }

    pub(crate) async fn serve(&self) -> Server {
        self.serve_with(&[]).await
    }

    pub(crate) async fn serve_with(&self, more: &[&str]) -> Server {
        self.serve_at("127.0.0.1:0", more).await
    }

    /// With these places to listen, separated by commas.
    pub(crate) async fn serve_at(&self, listen: &str, more: &[&str]) -> Server {
        let mut command = self.command(&["serve", "--listen", listen]);
        command.args(more);
        Self::serving(command, listen).await
    }

    /// A server that outlives writing to a full disk, as `limit_files` makes it look: the signal is ignored, so that the
    /// write fails as it does on a disk that is full.
    pub(crate) async fn serve_on_a_small_disk(&self) -> Server {
        let script = "trap '' XFSZ; exec \"$0\" serve --listen 127.0.0.1:0";
        Self::serving(self.program("sh", &["-c", script, env!("CARGO_BIN_EXE_gdpr-server")]), "127.0.0.1:0").await
    }

    async fn serving(mut command: Command, listen: &str) -> Server {
        let mut child = command.spawn().unwrap();
        let mut errors = child.stderr.take().unwrap();
        let log = tokio::spawn(async move {
            let mut text = String::new();
            let _ = errors.read_to_string(&mut text).await;
            text
        });
        let mut output = BufReader::new(child.stdout.take().unwrap());
        let (mut greeting, mut addresses) = (String::new(), Vec::new());
        for _ in listen.split(',') {
            let begin = greeting.len();
            assert!(output.read_line(&mut greeting).await.unwrap() > 0, "ended after {greeting:?}: {:?}", log.await);
            let place =
                greeting[begin..].trim().strip_prefix("listening on ").unwrap_or_else(|| panic!("{greeting:?}"));
            addresses.extend(place.strip_prefix("http://").map(|address| address.parse::<SocketAddr>().unwrap()));
        }
        let address = addresses.first().copied().unwrap_or_else(|| ([127, 0, 0, 1], 0).into());
        Server { address, addresses, greeting, child, log, output }
    }
}

impl Server {
    pub(crate) fn ask(&self, method: &str, path: &str) -> Ask {
        Ask::new(self.address, method, path)
    }

    pub(crate) fn put(&self, id: &str) -> Ask {
        self.ask("PUT", &format!("/INTERSHOP/rest/WFS/{}/-/gdpr-requests/{id}/confirmations", world::SITE))
    }

    pub(crate) async fn confirm(&self, id: &str, hash: &str) -> Answer {
        self.put(id).json(json!({"hash": hash}).to_string()).send().await
    }

    /// The most memory it had so far, in bytes.
    pub(crate) fn peak_memory(&self) -> usize {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.id())).unwrap();
        let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
        peak.trim().trim_end_matches(" kB").parse::<usize>().unwrap() * 1024
    }

    pub(crate) fn id(&self) -> u32 {
        self.child.id().unwrap()
    }

    /// What it prints after the greeting, up to the line after which `done` is content.
    pub(crate) async fn prints(&mut self, done: impl Fn(&str) -> bool) -> String {
        let mut printed = String::new();
        while !done(&printed) {
            assert!(self.output.read_line(&mut printed).await.unwrap() > 0, "ended after {printed}");
        }
        printed
    }

    /// SIGKILL: no chance to tidy up.
    pub(crate) async fn kill(mut self) {
        self.child.kill().await.unwrap();
    }

    pub(crate) fn signal(&self, signal: &str) {
        let status = std::process::Command::new("kill").args([signal, &self.id().to_string()]).status().unwrap();
        assert!(status.success());
    }

    /// From now on no file can be written beyond so many bytes ("unlimited": as far as the disk goes).
    pub(crate) fn limit_files(&self, bytes: &str) {
        let limit = format!("--fsize={bytes}:unlimited");
        let status = std::process::Command::new("prlimit").args(["--pid", &self.id().to_string(), &limit]).status();
        assert!(status.unwrap().success());
    }

    /// Waits for the end, and gives back how it was and what was logged.
    pub(crate) async fn ended(mut self) -> (ExitStatus, String) {
        let ended = tokio::time::timeout(std::time::Duration::from_secs(30), self.child.wait());
        let status = ended.await.expect("ends in time").unwrap();
        (status, self.log.await.unwrap())
    }

    /// SIGTERM; gives back the log.
    pub(crate) async fn stop(self) -> String {
        self.signal("-TERM");
        let (status, log) = self.ended().await;
        assert!(status.success(), "{status}: {log}");
        log
    }
}

/// The permissions of a file, as in `chmod`.
pub(crate) fn mode(path: &Path) -> u32 {
    use std::os::unix::fs::PermissionsExt;
    std::fs::metadata(path).unwrap().permissions().mode() & 0o777
}
