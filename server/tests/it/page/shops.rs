//! The looks of a shop.

use std::path::Path;

use domain::directory;
use serde_json::json;
use tempfile::TempDir;

use super::assets::files;
use super::{heading, link, open};
use crate::support::service::Service;
use crate::support::world::SHOP;

const LOGO: &str = r#"<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script><path d="M0 0h9v9z"/></svg>"#;

fn profile(folder: &Path, shop: &str, text: &str) {
    let folder = folder.join(shop);
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join("shop.toml"), text).unwrap();
    std::fs::write(folder.join("logo.svg"), LOGO).unwrap();
}

#[tokio::test]
async fn a_shop_is_shown_under_its_name_with_its_logo_and_its_colours() {
    let folder = TempDir::new().unwrap();
    let text =
        "name = \"In <b>Tronics</b> & Söhne\"\nlogo = \"logo.svg\"\ncolour = \"#7a1f3d\"\nbackground = \"#fffaf0\"\n";
    profile(folder.path(), SHOP, text);
    let service = Service::start_with(|config| config.shops = Some(folder.path().to_owned())).await;
    let request = service.request();
    let page = open(&service, &request).await.expect(200);
    assert!(page.text().contains("alt=\"In &lt;b&gt;Tronics&lt;&#x2f;b&gt; &amp; Söhne\""), "{}", page.text());
    assert!(!page.text().contains("<b>"));
    let mut seen = Vec::new();
    for file in files(page.text()) {
        let answer = service.ask("GET", &file).send().await.expect(200);
        if file.contains("/logo.") {
            assert_eq!((answer.header("content-type"), answer.text()), ("image/svg+xml", LOGO));
            // Opened by itself, what is in it must not run.
            let policy = answer.header("content-security-policy");
            assert!(policy.contains("default-src 'none'") && policy.contains("sandbox"), "{policy}");
        }
        if file.contains("/brand.") {
            assert_eq!(answer.text(), ":root{--colour:#7a1f3d;--background:#fffaf0}\n");
        }
        seen.push(file.split('/').next_back().unwrap().split('.').next().unwrap().to_owned());
    }
    assert_eq!(seen, ["icon", "page", "brand", "page", "logo"]);
    // Whoever does not hold a link does not see whose it is.
    let wrong = service.ask("GET", &link(&request.id, "wrong")).send().await.expect(422);
    assert!(!wrong.text().contains("Tronics") && files(wrong.text()).len() == 2, "{}", wrong.text());
}

#[tokio::test]
async fn shops_do_not_share_their_looks() {
    let folder = TempDir::new().unwrap();
    profile(folder.path(), SHOP, "name = \"One\"\ncolour = \"#7a1f3d\"\n");
    profile(folder.path(), "Autre", "name = \"Two\"\nlogo = \"logo.svg\"\n");
    let service = Service::start_with(|config| config.shops = Some(folder.path().to_owned())).await;
    let one = open(&service, &service.request()).await.expect(200);
    let two = open(&service, &service.request_at("Autre", "AUTRE-1")).await.expect(200);
    assert!(one.text().contains("<header><p>One</p></header>"), "{}", one.text());
    assert!(two.text().contains("alt=\"Two\""), "{}", two.text());
    assert_ne!(files(one.text()), files(two.text()));
}

#[tokio::test]
async fn a_shop_of_any_legal_name_is_shown_as_it_is_called() {
    let service = Service::start().await;
    let name = "<script>alert('1')&\"2\" {shop} {{ 7 * 7 }}";
    let (shop, root) = (name.parse().unwrap(), domain::access::ROOT.parse().unwrap());
    directory::add_shop(&*service.store, &shop, Some(&root), &"odd ü;x=1%site".parse().unwrap()).unwrap();
    let line = json!({"shopCustomerNumber": "1", "customerType": "b2c"}).to_string();
    let line = domain::customer::import::read_line(&line).unwrap();
    crate::support::world::add_customers(&*service.store, &shop, &[line]);
    let request = service.request_at(name, "1");
    let page = open(&service, &request).await.expect(200);
    let shown = "&lt;script&gt;alert(&#x27;1&#x27;)&amp;&quot;2&quot; {shop} {{ 7 * 7 }}";
    assert!(page.text().contains(shown) && !page.text().contains("<script>alert"), "{}", page.text());
    assert_eq!(heading(&page), super::ASK);
    // The site goes into a path, and back.
    let text = page.text().replace("&#x2f;", "/");
    let path = text.split("data-put=\"").nth(1).unwrap().split('"').next().unwrap();
    let body = json!({"hash": request.hash}).to_string();
    service.ask("PUT", path).json(body).send().await.expect(200);
}
