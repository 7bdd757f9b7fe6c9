//! The page at the root, and the contracts as pages to read.

use crate::support::client::PROBLEM;
use crate::support::service::Service;

const CONTRACTS: [&str; 3] = ["data-requests", "icm-gdpr", "iom-gdpr"];
const HTML: &str = "text/html; charset=utf-8";

/// The paths that a page refers to.
fn links(page: &str) -> Vec<String> {
    let text = page.replace("&#x2f;", "/");
    let attributes = text.split(['"', '\'']).collect::<Vec<_>>();
    let pairs = attributes.windows(2).filter(|pair| pair[0].ends_with("href=") || pair[0].ends_with("src="));
    pairs.map(|pair| pair[1].to_owned()).collect()
}

#[tokio::test]
async fn every_page_says_in_the_callers_language_what_it_is_and_leads_to_what_is_there() {
    let service = Service::start().await;
    for (language, title) in [("en", "Data requests"), ("de", "Datenschutzanfragen")] {
        let page = service.ask("GET", "/").header("accept-language", language).send().await.expect(200);
        assert_eq!(page.header("content-type"), HTML);
        assert_eq!(page.header("content-language"), language);
        assert_eq!(page.header("cache-control"), "no-store");
        assert!(page.text().contains(&format!("<h1>{title}</h1>")), "{}", page.text());
    }
    let mut pages = vec!["/".to_owned(), "/docs".to_owned()];
    pages.extend(CONTRACTS.map(|name| format!("/docs/{name}")));
    for path in pages {
        for language in ["en", "de"] {
            let page = service.ask("GET", &path).header("accept-language", language).send().await.expect(200);
            let links = links(page.text());
            assert!(links.len() > 3, "{path}: {links:?}");
            for link in links {
                assert!(link.starts_with('/') && !link.starts_with("//"), "{path} leads elsewhere: {link}");
                service.ask("GET", &link).send().await.expect(200);
            }
        }
    }
}

#[tokio::test]
async fn the_list_names_every_contract_with_its_version_and_its_file() {
    let service = Service::start().await;
    let list = service.ask("GET", "/docs").send().await.expect(200);
    for name in CONTRACTS {
        let file = service.ask("GET", &format!("/openapi/{name}.yaml")).send().await.expect(200);
        let version = file.text().lines().find_map(|line| line.strip_prefix("  version: ")).unwrap().trim_matches('\'');
        assert!(list.text().contains(&format!("<h2>{name} {version}</h2>")), "{}", list.text());
        assert!(list.text().contains(&format!("download=\"{name}-{version}.yaml\"")), "{}", list.text());
    }
}

#[tokio::test]
async fn a_contract_is_read_from_its_file_and_tried_out_at_this_server_as_the_world_sees_it() {
    let service = Service::start_with(|config| config.proxy.path_prefix = "/privacy".parse().unwrap()).await;
    let page = |name: &str| service.ask("GET", &format!("/privacy/docs/{name}"));
    let text = |answer: &crate::support::client::Answer| answer.text().replace("&#x2f;", "/").replace("&quot;", "\"");
    let icm = text(&page("icm-gdpr").send().await.expect(200));
    assert!(icm.contains("data-document=\"/privacy/openapi/icm-gdpr.yaml\""), "{icm}");
    assert!(icm.contains(r#""url":"/privacy/INTERSHOP/rest/{serverGroup}/{siteName}/{appUrl}""#), "{icm}");
    assert!(icm.contains(r#""serverGroup":{"default":"WFS","enum":["BOS","JOB","WFS"]}"#), "{icm}");
    assert!(icm.contains(r#""appUrl":{"default":"rest"}"#), "{icm}");
    let iom = text(&page("iom-gdpr").send().await.expect(200));
    assert!(iom.contains(r#"[{"url":"/privacy/rest/gdpr","variables":{}}]"#), "{iom}");
    for path in ["/privacy", "/privacy/", "/privacy/docs"] {
        let page = service.ask("GET", path).send().await.expect(200);
        let links = links(page.text());
        assert!(links.iter().all(|link| link.starts_with("/privacy/")), "{path}: {links:?}");
    }
}

#[tokio::test]
async fn only_this_server_is_asked_for_anything_and_nothing_inline_runs() {
    let service = Service::start().await;
    for path in ["/", "/docs", "/docs/icm-gdpr"] {
        let page = service.ask("GET", path).send().await.expect(200);
        let policy = page.header("content-security-policy");
        assert!(policy.starts_with("default-src 'none'; script-src 'self'; "), "{policy}");
        assert!(policy.contains("connect-src 'self'") && policy.contains("frame-ancestors 'none'"), "{policy}");
        assert!(!policy.contains("http") && !policy.contains('*') && !policy.contains("eval"), "{policy}");
        assert_eq!(policy.contains("unsafe"), path == "/docs/icm-gdpr", "{policy}");
        assert!(!page.text().contains("<script>") && !page.text().contains(" style="), "{}", page.text());
    }
}

#[tokio::test]
async fn files_are_packed_for_those_who_take_them_so_and_are_the_same_for_others() {
    let service = Service::start().await;
    let page = service.ask("GET", "/docs/icm-gdpr").send().await.expect(200);
    let is_script = |link: &String| link.contains("/swagger-ui.") && link.rsplit('.').next() == Some("js");
    let script = links(page.text()).into_iter().find(is_script);
    let script = script.unwrap();
    let plain = service.ask("GET", &script).send().await.expect(200);
    assert_eq!(plain.header("content-type"), "text/javascript; charset=utf-8");
    assert!(!plain.headers.contains_key("content-encoding"));
    assert!(plain.text().contains("SwaggerUIBundle"));
    let packed = service.ask("GET", &script).header("accept-encoding", "br, gzip").send().await.expect(200);
    assert_eq!(packed.header("content-encoding"), "gzip");
    for answer in [&plain, &packed] {
        assert!(
            answer
                .headers
                .get_all("vary")
                .iter()
                .any(|value| value.as_bytes().eq_ignore_ascii_case(b"accept-encoding"))
        );
        assert_eq!(answer.header("cache-control"), "public, max-age=31536000, immutable");
    }
    let mut unpacked = Vec::new();
    std::io::Read::read_to_end(&mut flate2::read::GzDecoder::new(&*packed.body), &mut unpacked).unwrap();
    assert!(unpacked == plain.body && packed.body.len() < 450_000, "{} bytes", packed.body.len());
}

#[tokio::test]
async fn they_can_be_looked_at_and_nothing_else() {
    let service = Service::start().await;
    let file = links(service.ask("GET", "/").send().await.text()).remove(0);
    for path in ["/", "/docs", "/docs/iom-gdpr", &file] {
        for method in ["POST", "PUT", "DELETE", "PATCH"] {
            assert_eq!(service.ask(method, path).send().await.expect(405).header("allow"), "GET, HEAD, OPTIONS");
        }
        assert_eq!(service.ask("OPTIONS", path).send().await.expect(204).header("allow"), "GET, HEAD, OPTIONS");
        let (head, get) = (service.ask("HEAD", path).send().await, service.ask("GET", path).send().await);
        assert_eq!(head.expect(200).header("content-length"), get.expect(200).body.len().to_string());
    }
    for path in
        ["/docs/", "/docs/other", "/docs/icm-gdpr/", "/docs/icm-gdpr.yaml", "/assets", "/assets/", "/assets/x.css"]
    {
        let answer = service.ask("GET", path).send().await.expect(404);
        assert_eq!(answer.header("content-type"), PROBLEM);
    }
}

#[tokio::test]
async fn each_can_be_switched_off() {
    let no_index = Service::start_with(|config| config.index.enabled = false).await;
    no_index.ask("GET", "/").send().await.expect(404);
    no_index.ask("GET", "/docs/iom-gdpr").send().await.expect(200);
    let no_docs = Service::start_with(|config| config.docs.enabled = false).await;
    let index = no_docs.ask("GET", "/").send().await.expect(200);
    // Without pages to read them on, the files are named.
    let links = links(index.text());
    assert!(links.contains(&"/openapi/iom-gdpr.yaml".to_owned()), "{links:?}");
    for link in &links {
        no_docs.ask("GET", link).send().await.expect(200);
    }
    for path in ["/docs", "/docs/iom-gdpr"] {
        no_docs.ask("GET", path).send().await.expect(404);
    }
    let neither = Service::start_with(|config| {
        config.index.enabled = false;
        config.docs.enabled = false;
    })
    .await;
    for path in links.iter().filter(|link| link.starts_with("/assets/")) {
        neither.ask("GET", path).send().await.expect(404);
    }
    neither.ask("GET", "/openapi/iom-gdpr.yaml").send().await.expect(200);
}
