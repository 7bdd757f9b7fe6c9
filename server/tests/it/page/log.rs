//! What the log says of people who come to the page.

use super::{PAGE, link};
use crate::support::process::Site;

#[tokio::test]
async fn a_visit_is_one_line_without_the_link() {
    let site = Site::with_world().await;
    let server = site.serve().await;
    let request = site.request().await;
    let form = format!("Hash={}&PersonalDataRequestID={}", request.hash, request.id);
    server.ask("GET", &link(&request.id, &request.hash)).header("x-span-id", "looked").send().await.expect(200);
    let press = server.ask("POST", PAGE).raw(form).header("content-type", "application/x-www-form-urlencoded");
    press.header("x-span-id", "pressed").send().await.expect(200);
    server.ask("GET", &link(&request.id, "guess0")).header("x-span-id", "guessed").send().await.expect(422);
    let back = format!("{PAGE}/cancel?Hash=guess2&PersonalDataRequestID={}", request.id);
    server.ask("GET", &back).header("x-span-id", "guessed-back").send().await.expect(404);
    server.ask("GET", &format!("{PAGE}/assets/guess1")).header("x-span-id", "lost").send().await.expect(404);
    let log = server.stop().await;
    for secret in [&*request.hash, &request.id, "guess0", "guess1", "guess2", "Hash=", "PersonalDataRequestID"] {
        assert!(!log.contains(secret), "{secret} stands in the log:\n{log}");
    }
    for (span, parts) in [
        ("looked", ["GET", "route=\"/gdpr-requests\"", "status=200", "page.ask.info"]),
        ("pressed", ["POST", "route=\"/gdpr-requests\"", "status=200", "gdpr_request.confirmation.info"]),
        ("guessed", ["GET", "route=\"/gdpr-requests\"", "status=422", "gdpr_request.hash_invalid.error"]),
        ("guessed-back", ["GET", "route=\"/gdpr-requests/cancel\"", "status=404", "gdpr_request.not_found.error"]),
        ("lost", ["GET", "route=\"-\"", "status=404", "request.unknown_path.error"]),
    ] {
        let lines: Vec<_> = log.lines().filter(|line| line.contains(&format!("span=\"{span}\""))).collect();
        let [line] = lines[..] else { panic!("{log}") };
        assert!(parts.iter().all(|part| line.contains(part)), "{line}");
    }
}
