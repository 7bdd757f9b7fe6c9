//! `docs/fulfilment.md`, as somebody would go through it: every block pasted into one shell, and what it prints compared with
//! what the page says.

use std::net::TcpListener;
use std::path::Path;
use std::process::Stdio;

use crate::support::process::Site;

/// Where the server of the page listens.
const ADDRESS: &str = "127.0.0.1:8080";
/// What is pasted into the second terminal.
const SERVER: &str = "gdpr-server serve";
/// Before this block the reader ends the server.
const RESTORE: &str = "rm -f gdpr.db ";
/// What stands between the outputs of two blocks.
const BORDER: &str = "=== next block ===";

/// A block for the shell, and what the page says that it prints, if it says anything.
struct Step {
    commands: String,
    printed: Option<String>,
}

/// All steps of the page but the first one, which builds the program.
fn steps(page: &str) -> Vec<Step> {
    let mut steps: Vec<Step> = Vec::new();
    let mut lines = page.lines();
    while let Some(line) = lines.next() {
        let Some(language) = line.strip_prefix("```") else { continue };
        let block: String = lines.by_ref().take_while(|line| *line != "```").flat_map(|line| [line, "\n"]).collect();
        match (language, steps.last_mut()) {
            ("sh", _) => steps.push(Step { commands: block, printed: None }),
            ("", Some(step)) => step.printed = Some(block),
            _ => panic!("a block of {language:?}"),
        }
    }
    assert!(steps.remove(0).commands.contains("cargo build"));
    steps
}

/// One script of all steps, with a border behind each.
fn script(steps: &[Step], address: &str) -> String {
    let mut script = "set -eu\ntrap 'kill $SERVER 2>/dev/null || true' EXIT\n".to_owned();
    for Step { commands, .. } in steps {
        if commands.starts_with(RESTORE) {
            script.push_str("kill $SERVER\nwait $SERVER\n");
        }
        match commands.trim() {
            SERVER => script.push_str("gdpr-server serve > serve.out 2> serve.log &\nSERVER=$!\n"),
            _ => script.push_str(commands),
        }
        script.extend(["echo '", BORDER, "'\n"]);
    }
    script.replace(ADDRESS, address)
}

/// What is the same each time: no ids and hashes, no column widths, and of a hold neither its day nor its author.
fn timeless(text: &str) -> Vec<String> {
    let is_id = |word: &str| word.len() >= 32 && word.bytes().all(|byte| byte.is_ascii_hexdigit());
    let line = |line: &str| {
        let line = match line.trim().strip_prefix("held since") {
            Some(held) => format!("held since ... {}", held.rsplit(": ").next().unwrap_or_default()),
            None => line.to_owned(),
        };
        line.split_whitespace().map(|word| if is_id(word) { "ID" } else { word }).collect::<Vec<_>>().join(" ")
    };
    text.trim().lines().map(line).collect()
}

#[tokio::test]
async fn the_walk_through_a_fulfilled_request_goes_as_the_page_says() {
    let docs = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs");
    let steps = steps(&std::fs::read_to_string(docs.join("fulfilment.md")).unwrap());
    assert!(steps.len() > 8, "{}", steps.len());
    // Links name it before the server listens there.
    let address = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().to_string();
    let site = Site::new();
    let program = Path::new(env!("CARGO_BIN_EXE_gdpr-server")).parent().unwrap();
    let path = format!("{}:{}", program.display(), std::env::var("PATH").unwrap());
    let walk = site
        .program("bash", &["-c", &script(&steps, &address)])
        .env("PATH", path)
        .env("RULES", docs.join("retention/germany.toml"))
        .env("GDPR_LISTEN", &address)
        .env("GDPR_REQUESTS_PUBLIC_URL", format!("http://{address}"))
        // A busy machine may need more than the ten seconds of the page to take a request back.
        .env("GDPR_ERASURE_COOLING_OFF", "20s")
        .stdin(Stdio::null())
        .output();
    let walk = tokio::time::timeout(std::time::Duration::from_secs(240), walk).await.expect("ends in time").unwrap();
    let (printed, errors) = (String::from_utf8_lossy(&walk.stdout), String::from_utf8_lossy(&walk.stderr));
    assert!(walk.status.success(), "{printed}\n{errors}");
    let printed: Vec<_> = printed.split(BORDER).collect();
    assert_eq!(printed.len(), steps.len() + 1, "{printed:?}");
    for (step, printed) in steps.iter().zip(printed) {
        if let Some(expected) = &step.printed {
            assert_eq!(timeless(printed), timeless(expected), "{}", step.commands);
        }
    }
}
