//! Behind nginx, with the configuration that `docs/reverse-proxy/` recommends.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::os::unix::fs::{PermissionsExt, chown};
use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use gdpr_server::client_address::{self, Peer};
use hyper::HeaderMap;
use hyper::header::{HeaderName, HeaderValue};
use serde_json::json;
use tempfile::TempDir;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::process::{Child, Command};

use crate::support::client::{Ask, CUSTOMER, exchange};
use crate::support::process::{PASSWORD, Server, Site};
use crate::support::world::{SHOP, SITE};

const CONFIG: &str = include_str!("../../../../docs/reverse-proxy/nginx.conf");
/// On Debian, and nobody: neither root nor who owns the tests.
const NOBODY: u32 = 65_534;

/// nginx, in the foreground, of no more rights than needed. Killed when dropped.
pub(super) struct Nginx {
    address: SocketAddr,
    process: Child,
    directory: TempDir,
}

impl Nginx {
    /// In front of this upstream, as an nginx configuration names it.
    async fn before(upstream: &str) -> Self {
        Self::with(CONFIG, upstream).await
    }

    /// The same, for somebody who calls from none of the networks that are named.
    async fn seen_from_outside(upstream: &str) -> Self {
        let own_machine = "        allow 127.0.0.0/8;\n";
        assert!(CONFIG.contains(own_machine));
        Self::with(&CONFIG.replace(own_machine, ""), upstream).await
    }

    pub(super) async fn with(site: &str, upstream: &str) -> Self {
        let directory = TempDir::new().unwrap();
        let is_root = Command::new("id").arg("-u").output().await.unwrap().stdout == b"0\n";
        if is_root {
            chown(directory.path(), Some(NOBODY), Some(NOBODY)).unwrap();
        }
        loop {
            // Free a moment ago. Who has it now, if not nginx, makes nginx end, and it is tried again.
            let address = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
            let file = directory.path().join("nginx.conf");
            std::fs::write(&file, config(site, directory.path(), address, upstream)).unwrap();
            let program = ["/usr/sbin/nginx", "nginx"].into_iter().find(|it| Path::new(it).exists()).unwrap_or("nginx");
            let mut command = Command::new(program);
            command.arg("-p").arg(directory.path()).arg("-c").arg(&file).args(["-e", "stderr"]);
            if is_root {
                command.uid(NOBODY).gid(NOBODY);
            }
            let spawned = command.stderr(Stdio::piped()).kill_on_drop(true).spawn();
            let mut process = spawned.unwrap_or_else(|error| {
                panic!("{error}: this test needs nginx; server/tests/install-tools installs it (make test-tools)")
            });
            let mut errors = BufReader::new(process.stderr.take().unwrap());
            loop {
                if TcpStream::connect(address).await.is_ok() && process.try_wait().unwrap().is_none() {
                    return Self { address, process, directory };
                }
                if process.try_wait().unwrap().is_some() {
                    let mut said = String::new();
                    errors.read_to_string(&mut said).await.unwrap();
                    assert!(said.contains("Address already in use"), "{said}");
                    break;
                }
                tokio::time::sleep(Duration::from_millis(10)).await;
            }
        }
    }

    pub(super) fn ask(&self, method: &str, path: &str) -> Ask {
        Ask::new(self.address, method, path)
    }

    /// All that it logged. Reading it ends it: nothing of a call is written later.
    async fn logs(mut self) -> String {
        self.process.kill().await.unwrap();
        let read = |name: &str| std::fs::read_to_string(self.directory.path().join(name)).unwrap_or_default();
        ["access.log", "error.log"].map(read).concat()
    }

    pub(super) async fn stop(mut self) {
        self.process.kill().await.unwrap();
    }
}

/// The file as it stands in `docs/`, with two addresses changed, in what a distribution puts around it.
fn config(site: &str, directory: &Path, address: SocketAddr, upstream: &str) -> String {
    let here = |text: &str, old: &str, new: &str| {
        assert_eq!(text.matches(old).count(), 1, "{old}");
        text.replace(old, new)
    };
    let site = here(site, "    listen 80;", &format!("    listen {address};"));
    let site = here(&site, "    server 127.0.0.1:8080;", &format!("    server {upstream};"));
    // Whatever the file does not see to is logged in full.
    // The part for a shop's own configuration leaves the logs to that.
    let log = |text: &str, name: &str| {
        text.replace(&format!("/var/log/nginx/{name}"), &directory.join(name).display().to_string())
    };
    let site = log(&site, "access.log");
    let site = log(&site, "error.log");
    std::fs::write(directory.join("site.conf"), site).unwrap();
    let temporary: String =
        ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map(|kind| format!("{kind}_temp_path {kind};\n")).concat();
    format!(
        "daemon off;\nmaster_process off;\npid nginx.pid;\nevents {{}}\nhttp {{\naccess_log access.log;\nerror_log error.log info;\n{temporary}\
         include {}/site.conf;\n}}\n",
        directory.display()
    )
}

async fn site() -> Site {
    let site = Site::with_world().await;
    let config = "[proxy]\npath_prefix = \"/privacy\"\ntrusted = [\"127.0.0.1\", \"unix\"]\n";
    std::fs::write(site.path("gdpr.toml"), config).unwrap();
    site
}

async fn both() -> (Site, Server, Nginx) {
    let site = site().await;
    let server = site.serve_with(&["--config", "gdpr.toml"]).await;
    let nginx = Nginx::before(&server.address.to_string()).await;
    (site, server, nginx)
}

fn confirmations(id: &str) -> String {
    format!("/privacy/INTERSHOP/rest/WFS/{SITE}/-;loc=de_DE;cur=EUR/gdpr-requests/{id}/confirmations;pgid=a%2Fb")
}

#[tokio::test]
async fn both_contracts_are_served_as_they_are_without_it() {
    let (site, server, nginx) = both().await;
    let request = site.request().await;
    let body = json!({"hash": request.hash}).to_string();
    let answer = nginx.ask("PUT", &confirmations(&request.id)).json(body.clone()).send_unchecked().await.expect(200);
    let plain = format!("/privacy/INTERSHOP/rest/WFS/{SITE}/-/gdpr-requests/{}/confirmations", request.id);
    assert_eq!(answer.json()["links"]["self"], plain);
    assert_eq!(answer.header("content-language"), "de");
    assert_eq!(site.state(&request.id).await, "confirmed");
    nginx.ask("PUT", &confirmations("undefined")).json("{}").send_unchecked().await.expect(404);
    nginx.ask("PUT", &confirmations(&request.id)).json("{}").send_unchecked().await.expect(422);
    let customer = "/privacy/rest/gdpr/shops/inTRONICS/customers/BB002";
    let answer = nginx.ask("GET", customer).basic("viewer", PASSWORD).send_unchecked().await.expect(200);
    assert_eq!(answer.header("content-type"), CUSTOMER);
    let challenged = nginx.ask("GET", customer).send_unchecked().await.expect(401);
    assert_eq!(challenged.headers.get_all("www-authenticate").iter().count(), 2);
    nginx.stop().await;
    server.stop().await;
}

#[tokio::test]
async fn the_page_is_served_and_nothing_of_the_link_is_logged() {
    let (site, server, nginx) = both().await;
    let request = site.request().await;
    let (id, hash) = (&request.id, &request.hash);
    let link = format!("/privacy/gdpr-requests?Hash={hash}&PersonalDataRequestID={id}");
    let page = nginx.ask("GET", &link).send_unchecked().await.expect(200);
    assert!(page.header("content-security-policy").contains("default-src 'none'"));
    let text = page.text().replace("&#x2f;", "/");
    let files: Vec<_> = text.split("\"/privacy/gdpr-requests/assets/").skip(1).collect();
    assert_eq!(files.len(), 3, "{text}");
    for file in files {
        let name = file.split('"').next().unwrap();
        nginx.ask("GET", &format!("/privacy/gdpr-requests/assets/{name}")).send_unchecked().await.expect(200);
    }
    let form = nginx.ask("POST", "/privacy/gdpr-requests").raw(format!("Hash={hash}&PersonalDataRequestID={id}"));
    let form = form.header("content-type", "application/x-www-form-urlencoded");
    form.send_unchecked().await.expect(200);
    assert_eq!(site.state(id).await, "confirmed");
    // The page that takes a request back is passed on as well; this hash opens nothing there.
    let back = link.replace("gdpr-requests?", "gdpr-requests/cancel?");
    let page = nginx.ask("GET", &back).send_unchecked().await.expect(404);
    assert!(page.text().contains("This link does not work"), "{}", page.text());
    server.stop().await;
    for link in [&link, &back] {
        nginx.ask("GET", link).send_unchecked().await.expect(502);
    }
    let log = nginx.logs().await;
    assert_eq!(log.lines().count(), 8, "{log}");
    assert!(!log.contains(hash) && !log.contains("Hash"), "{log}");
}

/// What the configuration means to do with a route.
#[derive(Debug, PartialEq, Eq)]
enum PassedTo {
    Everybody,
    OwnNetworks,
    Nobody,
}

/// A new route fails here until its place in the configuration is decided.
fn decided(route: &str) -> PassedTo {
    match route {
        "/gdpr-requests"
        | "/gdpr-requests/cancel"
        | "/gdpr-requests/package"
        | "/gdpr-requests/assets/{file}"
        | "/rest/data-requests/public-requests" => PassedTo::Everybody,
        "/" | "/docs" | "/docs/{contract}" | "/assets/{file}" | "/openapi/{contract}.yaml" => PassedTo::OwnNetworks,
        "/livez" | "/readyz" | "/metrics" => PassedTo::Nobody,
        contract if contract.starts_with("/INTERSHOP/rest/") => PassedTo::Everybody,
        contract if contract.starts_with("/rest/gdpr/") => PassedTo::OwnNetworks,
        contract if contract.starts_with("/rest/data-requests/") => PassedTo::OwnNetworks,
        other => panic!("{other} is new: is it for everybody, for your own networks, or for nobody?"),
    }
}

/// A path with this template, and a query that no log may have.
fn asked(route: &str) -> String {
    let filled = |segment: &str| if segment.contains('{') { "x" } else { segment }.to_owned();
    let path: Vec<_> = route.split('/').map(filled).collect();
    format!("/privacy{}?Hash={SECRET}&PersonalDataRequestID={SECRET}", path.join("/"))
}

const SECRET: &str = "5ec4e7";

#[tokio::test]
async fn every_route_is_passed_on_or_refused_on_purpose_and_no_query_is_logged() {
    let (_site, server, outside) = outside().await;
    let inside = Nginx::before(&server.address.to_string()).await;
    let routes = gdpr_server::layers::routes();
    assert!(routes.len() > 20, "{routes:?}");
    for route in &routes {
        let (path, passed) = (asked(route), decided(route));
        for (nginx, may) in [(&outside, passed == PassedTo::Everybody), (&inside, passed != PassedTo::Nobody)] {
            let answer = nginx.ask("GET", &path).basic("nobody", SECRET).send_unchecked().await;
            // Each answer of the server's own has a span id, and none of nginx's.
            assert_eq!(!answer.header("x-span-id").is_empty(), may, "{route}: {answer:?}");
            if !may {
                let status = if passed == PassedTo::Nobody { 404 } else { 403 };
                assert_eq!(answer.status, status, "{route}");
            }
        }
    }
    for path in ["/", "/privacy", "/privacy/x", "/x", "/privacy/gdpr-requests/x", "/privacy/%00", "/%zz"] {
        let path = format!("{path}?Hash={SECRET}");
        let referred = inside.ask("GET", &path).header("referer", format!("http://x/?Hash={SECRET}"));
        let answer = referred.send_unchecked().await;
        assert!([400, 404].contains(&answer.status) && answer.header("x-span-id").is_empty(), "{path}: {answer:?}");
    }
    exchange(inside.address, format!("GET /?Hash={SECRET} HTTP/9.9\r\n\r\n").as_bytes()).await;
    exchange(inside.address, format!("GET /?Hash={SECRET}{} HTTP/1.1\r\n\r\n", "x".repeat(40_000)).as_bytes()).await;
    // The same while the server is away, also when it does not even have its socket.
    server.stop().await;
    let no_socket = Nginx::before("unix:/nonexistent/socket").await;
    for route in &routes {
        for nginx in [&outside, &inside, &no_socket] {
            nginx.ask("GET", &asked(route)).send_unchecked().await;
        }
    }
    for nginx in [outside, inside, no_socket] {
        let log = nginx.logs().await;
        assert!(log.lines().count() >= routes.len(), "{log}");
        assert!(!log.contains(SECRET) && !log.contains("Hash"), "{log}");
    }
}

#[tokio::test]
async fn nothing_else_is_passed_on() {
    let (_site, server, nginx) = both().await;
    server.ask("GET", "/privacy/readyz").send().await.expect(200);
    let inside = "/privacy/INTERSHOP/rest";
    for path in [
        "/readyz",
        "/privacy/readyz",
        "/privacy/metrics",
        "/openapi/iom-gdpr.yaml",
        "/docs",
        "/",
        &format!("{inside}/../../readyz"),
        &format!("{inside}/..;/..;/readyz"),
        &format!("{inside}/%2e%2e/%2e%2e/readyz"),
        &format!("{inside}/%252e%252e/readyz"),
        &format!("{inside}/..;/..;/rest/gdpr/shops/inTRONICS/customers/BB002"),
        &format!("{inside}//..//..//readyz"),
    ] {
        nginx.ask("GET", path).basic("viewer", PASSWORD).send_unchecked().await.expect(404);
    }
    // For other networks than those that are named there is no second contract; without them it would be open to all.
    assert!(CONFIG.contains("deny all;"));
    nginx.stop().await;
    server.stop().await;
}

#[tokio::test]
async fn the_documentation_is_for_own_networks() {
    let (_site, server, nginx) = both().await;
    let outside = Nginx::seen_from_outside(&server.address.to_string()).await;
    for path in ["/privacy/", "/privacy/docs", "/privacy/docs/icm-gdpr", "/privacy/openapi/icm-gdpr.yaml"] {
        let page = nginx.ask("GET", path).send_unchecked().await.expect(200);
        let text = page.text().replace("&#x2f;", "/");
        for file in text.split('"').filter(|value| value.starts_with("/privacy/assets/")) {
            nginx.ask("GET", file).send_unchecked().await.expect(200);
            outside.ask("GET", file).send_unchecked().await.expect(403);
        }
        outside.ask("GET", path).send_unchecked().await.expect(403);
    }
    outside.stop().await;
    nginx.stop().await;
    server.stop().await;
}

/// nginx as the outside sees it, before a server with the public form.
async fn outside() -> (Site, Server, Nginx) {
    let site = site().await;
    let config = std::fs::read_to_string(site.path("gdpr.toml")).unwrap();
    std::fs::write(site.path("gdpr.toml"), format!("{config}[requests]\npublic_form = true\n")).unwrap();
    site.run(&["user", "grant", "viewer", "--role", "privacy-officer", "--organization", SHOP]).await;
    let server = site.serve_with(&["--config", "gdpr.toml"]).await;
    let nginx = Nginx::seen_from_outside(&server.address.to_string()).await;
    (site, server, nginx)
}

#[tokio::test]
async fn what_is_for_everybody_is_seen_from_outside() {
    let (site, server, nginx) = outside().await;
    let request = site.request().await;
    let link = format!("/privacy/gdpr-requests?Hash={}&PersonalDataRequestID={}", request.hash, request.id);
    let page = nginx.ask("GET", &link).send_unchecked().await.expect(200);
    let page = String::from_utf8(page.body.to_vec()).unwrap().replace("&#x2f;", "/");
    let assets: Vec<_> = page.split('"').filter(|text| text.contains("/gdpr-requests/assets/")).collect();
    assert!(assets.len() >= 2, "{page}");
    for asset in assets {
        nginx.ask("GET", asset).send_unchecked().await.expect(200);
    }
    let body = json!({"hash": request.hash}).to_string();
    nginx.ask("PUT", &confirmations(&request.id)).json(body).send_unchecked().await.expect(200);
    let form = json!({"type": "access", "shop": SHOP, "email": "b@example.org", "customerNumber": "BB002"}).to_string();
    let public = "/privacy/rest/data-requests/public-requests";
    nginx.ask("POST", public).json(form.clone()).send_unchecked().await.expect(202);
    nginx.ask("POST", &format!("{public}?source=footer")).json(form).send_unchecked().await.expect(202);
    nginx.stop().await;
    server.stop().await;
}

#[tokio::test]
async fn what_is_for_own_networks_is_reached_from_outside_by_no_spelling() {
    let (site, server, nginx) = outside().await;
    let request = site.request().await;
    let customer = "rest/gdpr/shops/inTRONICS/customers/BB002";
    let (list, one) = ("rest/data-requests/requests".to_owned(), format!("rest/data-requests/requests/{}", request.id));
    let documentation = ["docs", "docs/iom-gdpr", "openapi/iom-gdpr.yaml", "assets/page.css"];
    let history = format!("{one}/history");
    let inside = [&[customer, &list, &one, &history][..], &documentation].concat();
    let outside = [
        "INTERSHOP/rest/x",
        "rest/data-requests/public-requests",
        "gdpr-requests",
        "gdpr-requests/cancel",
        "gdpr-requests/assets/page.css",
    ];
    for path in inside {
        // As it is, then in ways that a proxy may read as one of the places outside, and the server as this one: it takes
        // matrix parameters off before it looks at anything else.
        let up = |step: &str| vec![step; path.split('/').count()].concat();
        let mut spellings = vec![path.to_owned()];
        for place in outside {
            let encoded = place.replace('/', "%2F");
            spellings.push(format!("{path};{}%2F{encoded}", up("%2F..")));
            spellings.push(format!("{path};x{}/{place}", up("/..")));
            spellings.push(format!("{path}{}/{place}", up("/%2e%2e")));
            spellings.push(format!("{path}{}%2f{encoded}", up("%2f%2e%2E")));
            spellings.push(format!("{path}%3B{}/{place}", up("/..")));
            spellings.push(format!("{place}/..{}/{path}", up("/..;")));
        }
        spellings.push(path.replacen('/', ";x/", 1));
        spellings.push(path.replacen("rest", "%72est", 1));
        spellings.push(path.replacen('/', "//", 1));
        for spelling in spellings {
            let ask = nginx.ask("GET", &format!("/privacy/{spelling}")).basic("viewer", PASSWORD);
            let answer = ask.send_unchecked().await;
            assert!([400, 403, 404].contains(&answer.status), "{spelling}: {answer:?}");
            // Refused by nginx, or by the server before it looked for anything.
            let said = String::from_utf8_lossy(&answer.body);
            assert!(["caller.", "customer.", "data_request."].iter().all(|code| !said.contains(code)), "{answer:?}");
        }
    }
    nginx.stop().await;
    server.stop().await;
}

#[tokio::test]
async fn every_character_arrives_as_it_was_sent() {
    let (site, server, nginx) = both().await;
    let number = "Kunde 1;x=%2F&ü?#";
    let customer = json!({"shopCustomerNumber": number, "customerType": "b2c"});
    site.feed(&["customer", "import", "--shop", SHOP, "-"], &customer.to_string()).await;
    let path = "/privacy/rest/gdpr/shops/inTRONICS;a=b/customers/Kunde%201%3Bx%3D%252F%26%C3%BC%3F%23;c=d";
    let answer = nginx.ask("GET", path).basic("viewer", PASSWORD).send_unchecked().await.expect(200);
    assert_eq!(answer.json()["shopCustomerNumber"], number);
    // What the server refuses is refused.
    let request = site.request().await;
    let body = json!({"hash": request.hash}).to_string();
    for (id, status) in [
        (format!("x/../{}", request.id), 404),
        (format!("/{}", request.id), 404),
        (format!("%2e%2e/gdpr-requests/{}", request.id), 404),
        ("%ff".to_owned(), 400),
        ("%zz".to_owned(), 400),
        ("%00".to_owned(), 400),
    ] {
        nginx.ask("PUT", &confirmations(&id)).json(body.clone()).send_unchecked().await.expect(status);
    }
    assert_eq!(site.state(&request.id).await, "pending");
    nginx.stop().await;
    server.stop().await;
}

#[tokio::test]
async fn old_and_hesitant_clients_are_served_through_it() {
    let (site, server, nginx) = both().await;
    let request = site.request().await;
    let body = json!({"hash": request.hash}).to_string();
    let head = format!(
        "PUT {} HTTP/1.0\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
        confirmations(&request.id),
        body.len()
    );
    let answer = exchange(nginx.address, head.as_bytes()).await;
    assert!(answer.starts_with("HTTP/1.1 200 ") && answer.contains("gdpr_request.confirmed.info"), "{answer}");
    let head = head
        .replace("HTTP/1.0\r\n", "HTTP/1.1\r\nHost: shop.example.org\r\nExpect: 100-continue\r\nConnection: close\r\n");
    let answer = exchange(nginx.address, head.as_bytes()).await;
    assert!(answer.starts_with("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 "), "{answer}");
    nginx.stop().await;
    server.stop().await;
}

#[tokio::test]
async fn it_connects_over_a_unix_socket_as_well() {
    let site = site().await;
    // nginx runs as nobody here, which is in no group of ours.
    std::fs::set_permissions(site.path("."), std::fs::Permissions::from_mode(0o755)).unwrap();
    let config = std::fs::read_to_string(site.path("gdpr.toml")).unwrap();
    std::fs::write(site.path("gdpr.toml"), format!("listen_mode = \"0666\"\n{config}")).unwrap();
    let server = site.serve_at("unix:socket", &["--config", "gdpr.toml"]).await;
    let nginx = Nginx::before(&format!("unix:{}", site.path("socket").display())).await;
    let request = site.request().await;
    let body = json!({"hash": request.hash}).to_string();
    nginx.ask("PUT", &confirmations(&request.id)).json(body).send_unchecked().await.expect(200);
    nginx.stop().await;
    server.stop().await;
}

/// Takes calls in the server's place, answers each with 204, and gives back their headers.
async fn heads(listener: &TcpListener, calls: usize) -> Vec<HeaderMap> {
    let (mut stream, _) = listener.accept().await.unwrap();
    let (reader, mut writer) = stream.split();
    let mut lines = BufReader::new(reader).lines();
    let mut heads = Vec::new();
    while heads.len() < calls {
        let mut headers = HeaderMap::new();
        assert!(lines.next_line().await.unwrap().unwrap().ends_with(" HTTP/1.1"));
        while let Some((name, value)) = lines.next_line().await.unwrap().unwrap().split_once(": ") {
            headers.append(name.parse::<HeaderName>().unwrap(), HeaderValue::from_str(value).unwrap());
        }
        heads.push(headers);
        writer.write_all(b"HTTP/1.1 204 No Content\r\n\r\n").await.unwrap();
    }
    heads
}

#[tokio::test]
async fn what_a_client_claims_about_itself_has_no_effect_and_connections_are_kept() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let nginx = Nginx::before(&listener.local_addr().unwrap().to_string()).await;
    let calls = async {
        for _ in 0..2 {
            let ask = nginx.ask("PUT", &confirmations("x")).header("forwarded", "for=192.0.2.1");
            let ask = ask.header("x-forwarded-for", "192.0.2.1").another("x-forwarded-for", "192.0.2.2");
            ask.send_unchecked().await.expect(204);
        }
    };
    // Two calls on one connection, or this never ends.
    let (heads, ()) = tokio::join!(heads(&listener, 2), calls);
    let trusted = ["127.0.0.1".parse().unwrap()];
    let proxy = Peer::Ip(IpAddr::V4(Ipv4Addr::LOCALHOST));
    for headers in heads {
        assert_eq!(headers.get_all("x-forwarded-for").iter().collect::<Vec<_>>(), ["127.0.0.1"]);
        assert!(!headers.contains_key("forwarded"));
        assert_eq!(client_address::of(proxy, &headers, &trusted), IpAddr::V4(Ipv4Addr::LOCALHOST));
        assert_eq!(headers["host"], "127.0.0.1");
    }
    nginx.stop().await;
}

#[tokio::test]
async fn who_guesses_through_it_is_slowed_down_whatever_they_claim() {
    let site = site().await;
    let config = std::fs::read_to_string(site.path("gdpr.toml")).unwrap();
    std::fs::write(site.path("gdpr.toml"), format!("{config}[throttle]\nwrong_hashes_per_minute = 3\n")).unwrap();
    let server = site.serve_with(&["--config", "gdpr.toml"]).await;
    let nginx = Nginx::before(&server.address.to_string()).await;
    let mut answers = Vec::new();
    for number in 0..4 {
        let request = site.request().await;
        let ask = nginx.ask("PUT", &confirmations(&request.id)).json(r#"{"hash":"wrong"}"#);
        let ask = ask.header("x-forwarded-for", format!("192.0.2.{number}"));
        answers.push(ask.header("forwarded", format!("for=192.0.2.{number}")).send_unchecked().await.status);
    }
    assert_eq!(answers, [422, 422, 422, 429]);
    nginx.stop().await;
    let log = server.stop().await;
    // No address of a client, claimed or true, stands in the log: the one that does is the server's own.
    assert!(!log.contains("192.0.2.") && log.matches("127.0.0.1").count() == 1, "{log}");
}
