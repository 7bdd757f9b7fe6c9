//! X-Span-ID: on every answer, bounded, and the same as in the body of a problem.

use crate::support::service::Service;

#[tokio::test]
async fn a_plain_id_is_kept_and_anything_else_replaced() {
    let service = Service::start().await;
    let kept = service.put("x").json("{}").header("x-span-id", "order-42").send().await;
    assert_eq!(kept.header("x-span-id"), "order-42");
    for id in ["<script>alert(1)</script>", "a b", &"x".repeat(8_000)] {
        let replaced = service.ask("GET", "/nowhere").header("x-span-id", id).send().await;
        assert_eq!(replaced.header("x-span-id").len(), 36);
    }
    let one = service.ask("GET", "/livez").send().await;
    let other = service.ask("GET", "/livez").send().await;
    assert_ne!(one.header("x-span-id"), other.header("x-span-id"));
}
