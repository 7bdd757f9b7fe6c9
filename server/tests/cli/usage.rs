//! Help, versions, streams.

use std::process::Stdio;

use super::World;

const COMMANDS: [&str; 42] = [
    "",
    "serve",
    "organization",
    "organization add",
    "shop add",
    "role add",
    "user add",
    "user grant",
    "token issue",
    "customer import",
    "customer show",
    "request create",
    "request list",
    "request show",
    "request history",
    "request resend",
    "request withdraw",
    "request reject",
    "request close",
    "request extend",
    "request doubt",
    "request settle",
    "request plan",
    "request approve",
    "request revoke-approval",
    "hold",
    "hold add",
    "hold list",
    "hold release",
    "erasure",
    "erasure run",
    "erasure replay",
    "erasure wipe",
    "erasure ledger",
    "erasure ledger accept-loss",
    "housekeeping",
    "mail templates",
    "mail test",
    "migrate",
    "check-config",
    "healthcheck",
    "request",
];

#[test]
fn every_command_has_help_on_standard_output() {
    let world = World::new();
    for command in COMMANDS {
        let help = world.run(&format!("{command} --help")).done();
        assert!(help.contains("Usage: gdpr-server") && help.contains("--config <FILE>"), "{command}: {help}");
        assert!(help.contains("--database <PATH>"), "{command}: {help}");
    }
    assert!(world.run("--version").done().starts_with("gdpr-server "));
    assert_eq!(std::fs::read_dir(world.folder.path()).unwrap().count(), 0, "help makes nothing");
}

#[test]
fn every_leaf_command_with_a_name_to_give_shows_an_example() {
    let world = World::new();
    for command in COMMANDS.iter().filter(|command| command.contains(' ')) {
        let help = world.run(&format!("{command} --help")).done();
        assert!(help.contains(&format!("gdpr-server {command} ")), "{command}: {help}");
    }
}

#[test]
fn wrong_usage_ends_with_2() {
    let world = World::new();
    for line in ["fly", "shop", "shop add", "shop add x --flag", "request show x y", "--config"] {
        let done = world.run(line);
        assert_eq!(done.code, 2, "{line}");
        assert!(done.out.is_empty() && !done.err.is_empty(), "{line}");
    }
}

#[test]
fn a_reader_that_goes_away_is_no_error() {
    let world = World::new();
    for line in ["check-config", "migrate", "--help", "organization add X --json"] {
        let mut child = world
            .command()
            .args(line.split(' '))
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        drop(child.stdout.take());
        let output = child.wait_with_output().unwrap();
        assert_eq!(String::from_utf8(output.stderr).unwrap(), "", "{line}");
        assert_eq!(output.status.code(), Some(0), "{line}");
    }
}
