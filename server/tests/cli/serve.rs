//! `serve`: how it begins and ends; what it answers is tested over its sockets elsewhere.

use std::io::{BufRead, BufReader, Read};
use std::net::TcpListener;
use std::process::{Child, ChildStdout, Stdio};

use super::World;

struct Running {
    child: Child,
    out: BufReader<ChildStdout>,
    address: String,
}

impl Running {
    /// Started on any free port; ready when this returns.
    fn start(world: &World, arguments: &str) -> Self {
        let mut child = world
            .command()
            .args(["serve", "--listen", "127.0.0.1:0"])
            .args(arguments.split_whitespace())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut out = BufReader::new(child.stdout.take().unwrap());
        let mut first = String::new();
        out.read_line(&mut first).unwrap();
        let address = first.trim().strip_prefix("listening on http://").unwrap_or_else(|| panic!("{first}")).to_owned();
        Self { child, out, address }
    }

    /// The next line that begins like this.
    fn line(&mut self, start: &str) -> String {
        self.out.by_ref().lines().map(Result::unwrap).find(|line| line.starts_with(start)).unwrap()
    }

    /// The calls of the demo.
    fn calls(&mut self) -> Vec<String> {
        let mut calls = vec![self.line("curl ")];
        while calls.len() < 9 {
            calls.push(self.line("curl "));
        }
        calls
    }

    /// Told to stop; gives back its exit code and what it logged.
    fn stop(self) -> (Option<i32>, String) {
        let id = self.child.id().to_string();
        assert!(std::process::Command::new("kill").args(["-TERM", &id]).status().unwrap().success());
        let output = self.child.wait_with_output().unwrap();
        (output.status.code(), String::from_utf8(output.stderr).unwrap())
    }
}

#[test]
fn it_says_where_it_listens_and_ends_well_when_told_to() {
    let world = World::new();
    let server = Running::start(&world, "");
    let health = format!("healthcheck http://{}", server.address);
    assert_eq!(world.run(&health).done(), "ready\n");
    let (code, log) = server.stop();
    assert_eq!(code, Some(0), "{log}");
    assert!(log.contains("SIGTERM") && log.contains("stopped"), "{log}");
}

#[test]
fn commands_work_on_the_database_of_a_running_server() {
    let world = World::new();
    let server = Running::start(&world, "");
    world.run("shop add inTRONICS").done();
    let secrets = std::fs::read_to_string(world.path("gdpr.db.secrets.toml")).unwrap();
    world.run_with("user add alice --password-stdin", super::PASSWORD.as_bytes()).done();
    world.run("token issue --user alice").done();
    assert_eq!(std::fs::read_to_string(world.path("gdpr.db.secrets.toml")).unwrap(), secrets);
    server.stop();
}

#[test]
fn an_address_in_use_is_refused_and_nothing_is_made() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let world = World::new();
    let listen = format!("serve --listen {}", taken.local_addr().unwrap());
    world.run(&listen).refused(1, &["cannot listen on", "--listen"]);
    assert_eq!(std::fs::read_dir(world.folder.path()).unwrap().count(), 0);
    world.run("serve --listen localhost").refused(2, &["listen (--listen): must be an IP address with a port"]);
}

#[test]
fn logs_are_objects_when_asked_for() {
    let world = World::new().with("GDPR_LOG_FORMAT", "json").with("GDPR_UNHEARD_OF", "x");
    let (code, log) = Running::start(&world, "").stop();
    assert_eq!(code, Some(0));
    assert!(log.contains("GDPR_UNHEARD_OF"), "{log}");
    for line in log.lines() {
        assert!(serde_json::from_str::<serde_json::Value>(line).unwrap().is_object(), "{line}");
    }
}

#[test]
fn the_demo_is_loaded_into_an_empty_database_and_prints_calls_to_this_server() {
    let world = World::new();
    let mut server = Running::start(&world, "--demo");
    let calls = server.calls();
    let address = format!("http://{}/", server.address);
    assert!(calls.iter().all(|call| call.contains(&address)), "{calls:?}");
    assert_eq!(calls.iter().filter(|call| call.contains("/confirmations'")).count(), 4);
    let (code, log) = server.stop();
    assert_eq!(code, Some(0));
    let password = calls.iter().find_map(|call| call.split("demo-officer:").nth(1)?.split('\'').next()).unwrap();
    assert!(password.len() >= 24 && !log.contains(password), "{log}");

    // The same again: same passwords, another request.
    let mut server = Running::start(&world, "--demo");
    let again = server.calls();
    server.stop();
    assert!(again.iter().any(|call| call.contains(password)));
    assert_ne!(again[0].split("gdpr-requests/").nth(1), calls[0].split("gdpr-requests/").nth(1));

    // Another database: other passwords.
    let other = World::new();
    let mut server = Running::start(&other, "--demo");
    assert!(server.calls().iter().all(|call| !call.contains(password)));
    server.stop();
}

#[test]
fn with_another_key_the_demo_shows_tokens_instead_of_passwords_that_do_not_hold() {
    let world = World::new();
    Running::start(&world, "--demo").stop();
    let world = world.with("GDPR_CONFIRMATION_KEY", "another key of thirty-two bytes or more");
    world.run("keys accept confirmation-key").done();
    let mut server = Running::start(&world, "--demo");
    server.line("# The passwords were made with another confirmation.key");
    assert!(server.line("curl ").contains("Authorization: Bearer "));
    server.stop();
}

#[test]
fn a_database_that_is_no_demo_is_left_as_it_is() {
    let world = World::with_shop_and_user();
    let mut server = Running::start(&world, "--demo");
    server.line("The database is not empty and holds no demo data; it was left as it is.");
    server.stop();
    world.run_with("user add demo-officer --password-stdin", super::PASSWORD.as_bytes()).done();
}
