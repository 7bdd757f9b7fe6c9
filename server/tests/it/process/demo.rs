//! The demo: what a newcomer pastes does what it says.

use crate::support::process::{Server, Site};

/// Runs every printed curl line in order; each stands below a comment that names the status to come.
async fn paste(server: &Server, printed: &str) -> usize {
    let mut pasted = 0;
    let mut promise = "";
    for line in printed.lines() {
        if let Some(comment) = line.strip_prefix("# ") {
            promise = comment;
        }
        if !line.starts_with("curl ") {
            continue;
        }
        assert!(line.contains(&server.address.to_string()), "{line}");
        let output = tokio::process::Command::new("sh").arg("-c").arg(format!("{line} --silent")).output().await;
        let answer = String::from_utf8(output.unwrap().stdout).unwrap();
        let status = answer.split(' ').nth(1).unwrap_or_default();
        assert!(promise.contains(&format!(": {status}")), "{promise}: {line}\n{answer}");
        for code in promise.split([' ', ',']).filter(|word| word.starts_with("gdpr_request.")) {
            assert!(answer.contains(code), "{promise}: {answer}");
        }
        if status == "401" {
            assert_eq!(answer.matches("www-authenticate: ").count(), 2, "{answer}");
        }
        pasted += 1;
    }
    pasted
}

#[tokio::test]
async fn every_curl_line_of_the_demo_answers_what_stands_above_it() {
    let site = Site::new();
    let mut server = site.serve_with(&["--demo"]).await;
    let printed = server.prints(|text| text.contains("B2B") && text.ends_with("\n\n")).await;
    assert_eq!(paste(&server, &printed).await, 9, "{printed}");
    server.stop().await;
}

#[tokio::test]
async fn everything_that_the_demo_prints_can_be_pasted_into_a_shell() {
    let site = Site::new();
    let mut server = site.serve_with(&["--demo"]).await;
    let printed = server.prints(|text| text.contains("B2B") && text.ends_with("\n\n")).await;
    let output = site.program("sh", &["-e", "-u", "-c", &printed.replace("curl ", "curl --silent ")]).output().await;
    let output = output.unwrap();
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() && errors.is_empty(), "{errors}");
    let answers = String::from_utf8(output.stdout).unwrap();
    assert_eq!(answers.matches("HTTP/1.1 ").count(), 9, "{answers}");
    server.stop().await;
}

#[tokio::test]
async fn the_link_of_the_demo_is_one_that_a_browser_can_open() {
    let site = Site::new();
    let mut server = site.serve_with(&["--demo"]).await;
    let printed = server.prints(|text| text.contains("B2B") && text.ends_with("\n\n")).await;
    let page = format!("# http://{}/gdpr-requests?", server.address);
    let links: Vec<_> = printed.lines().filter_map(|line| line.strip_prefix(&page)).collect();
    let [query] = links[..] else { panic!("{printed}") };
    let answer = server.ask("GET", &format!("/gdpr-requests?{query}")).send().await.expect(200);
    assert!(answer.text().contains("<button>Confirm request</button>"), "{}", answer.text());
    server.stop().await;
}

#[tokio::test]
async fn a_second_start_of_the_demo_has_a_fresh_request_to_confirm() {
    let site = Site::new();
    site.serve_with(&["--demo"]).await.stop().await;
    let mut server = site.serve_with(&["--demo"]).await;
    let printed = server.prints(|text| text.contains("B2B") && text.ends_with("\n\n")).await;
    assert!(paste(&server, &printed).await >= 7, "{printed}");
}

#[tokio::test]
async fn the_demo_does_not_touch_a_database_that_is_in_use() {
    let site = Site::with_world().await;
    let mut server = site.serve_with(&["--demo"]).await;
    let printed = server.prints(|text| text.contains("left as it is")).await;
    assert!(!printed.contains("curl"), "{printed}");
    let shown = site.command(&["customer", "show", "--shop", "inTRONICS", "C-1001"]).output().await.unwrap();
    assert!(!shown.status.success());
}
