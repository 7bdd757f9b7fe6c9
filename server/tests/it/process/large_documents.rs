//! Customers with very long documents: what they cost, and whom.

use serde_json::json;

use crate::support::process::{PASSWORD, Server, Site};
use crate::support::world::SHOP;

/// Some 3 MiB: three times the smallest budget.
fn long_document() -> String {
    let position = json!({"shopArticleNumber": "ART-1", "quantityOrdered": 1});
    let order =
        |number: usize| json!({"shopOrderNumber": format!("A-{number}"), "orderPositions": [position, position]});
    let orders: Vec<_> = (0..20_000).map(order).collect();
    json!({"shopCustomerNumber": "C-LONG", "customerType": "b2c", "orders": orders}).to_string()
}

async fn look_up(server: &Server) -> usize {
    let path = format!("/rest/gdpr/shops/{SHOP}/customers/C-LONG");
    server.ask("GET", &path).basic("viewer", PASSWORD).send().await.expect(200).body.len()
}

#[tokio::test]
async fn simultaneous_look_ups_of_a_long_document_take_the_memory_of_one() {
    let site = Site::with_world().await;
    let document = long_document();
    assert!(document.len() > 2 << 20);
    site.feed(&["customer", "import", "--shop", SHOP, "-"], &document).await;
    std::fs::write(site.path("gdpr.toml"), "[limits]\ndocument_bytes = 1048576\nrequest_timeout = \"5m\"\n").unwrap();
    let server = site.serve_with(&["--config", "gdpr.toml"]).await;
    let before = server.peak_memory();
    let length = look_up(&server).await;
    let one = server.peak_memory() - before;
    let (a, b, c, d, alive) = tokio::join!(
        look_up(&server),
        look_up(&server),
        look_up(&server),
        look_up(&server),
        server.ask("GET", "/livez").send()
    );
    alive.expect(200);
    assert_eq!([a, b, c, d], [length; 4]);
    let all = server.peak_memory() - before;
    assert!(all < 2 * one, "one look-up took {one} bytes, four at once {all}");
    server.stop().await;
}
