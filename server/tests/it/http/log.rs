//! What the log says: one line a call, and never whom it concerned.

use crate::support::process::{PASSWORD, Site};

#[tokio::test]
async fn a_call_is_one_line_without_personal_data_or_secrets() {
    let site = Site::with_world().await;
    let server = site.serve().await;
    let request = site.request().await;
    let bob = "/rest/gdpr/shops/inTRONICS/customers/BB002";
    server.confirm(&request.id, &request.hash).await.expect(200);
    server.confirm(&request.id, "wrong-hash").await.expect(422);
    server.ask("GET", bob).basic("viewer", PASSWORD).send().await.expect(200);
    server.ask("GET", bob).basic("viewer", "wrong-password").send().await.expect(401);
    let body = r#"{"name\nforged":1,"hash":"wrong-hash"}"#;
    server.put("x%0d%0aforged").json(body).header("x-span-id", "my-span").send().await.expect(400);
    server.put("unknown").json(body).header("user-agent", "forged-agent").send().await.expect(404);
    server.ask("FORGED-METHOD-OF-GREAT-LENGTH", "/forged?forged").send().await.expect(404);
    let log = server.stop().await;
    for secret in
        [&*request.hash, &*request.id, "wrong-hash", PASSWORD, "wrong-password", "BB002", "Bob", "forged", "LENGTH"]
    {
        assert!(!log.contains(secret), "{secret} stands in the log:\n{log}");
    }
    let lines: Vec<_> = log.lines().filter(|line| line.contains("my-span")).collect();
    let [line] = lines[..] else { panic!("{log}") };
    for part in ["PUT", "400", "request.malformed.error", "duration_ms"] {
        assert!(line.contains(part), "{line}");
    }
}
