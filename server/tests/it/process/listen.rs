//! Where a server listens: several addresses, both versions of IP, Unix sockets.

use std::os::unix::fs::FileTypeExt;
use std::path::Path;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpStream, UnixStream};

use crate::support::process::{Site, mode};

const READY: &[u8] = b"GET /readyz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";

async fn ready(mut stream: impl AsyncReadExt + AsyncWriteExt + Unpin) -> bool {
    stream.write_all(READY).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    answer.starts_with("HTTP/1.1 200 ")
}

async fn ready_at(path: &Path) -> bool {
    ready(UnixStream::connect(path).await.unwrap()).await
}

#[tokio::test]
async fn every_place_in_the_list_is_served_and_said() {
    let site = Site::new();
    let socket = site.path("socket");
    let server = site.serve_at(&format!("127.0.0.1:0,[::1]:0,unix:{}", socket.display()), &[]).await;
    let [one, other] = server.addresses[..] else { panic!("{}", server.greeting) };
    let expected =
        format!("listening on http://{one}\nlistening on http://{other}\nlistening on unix:{}\n", socket.display());
    assert_eq!(server.greeting, expected);
    assert!(other.is_ipv6());
    assert!(ready(TcpStream::connect(one).await.unwrap()).await);
    assert!(ready(TcpStream::connect(other).await.unwrap()).await);
    assert!(ready_at(&socket).await);
    server.stop().await;
    assert!(!socket.exists());
    assert!(TcpStream::connect(one).await.is_err() && TcpStream::connect(other).await.is_err());
}

#[tokio::test]
async fn one_drain_ends_all_and_finishes_calls_on_each() {
    let site = Site::with_world().await;
    let socket = site.path("socket");
    let server = site.serve_at(&format!("127.0.0.1:0,unix:{}", socket.display()), &[]).await;
    let head = b"PUT /INTERSHOP/rest/WFS/x/-/gdpr-requests/x/confirmations HTTP/1.1\r\nHost: x\r\n\
                 Content-Type: application/json\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n";
    let mut tcp = TcpStream::connect(server.address).await.unwrap();
    let mut unix = UnixStream::connect(&socket).await.unwrap();
    let mut interim = [0; 25];
    tcp.write_all(head).await.unwrap();
    tcp.read_exact(&mut interim).await.unwrap();
    unix.write_all(head).await.unwrap();
    unix.read_exact(&mut interim).await.unwrap();
    server.signal("-TERM");
    while socket.exists() || TcpStream::connect(server.address).await.is_ok() {
        tokio::task::yield_now().await;
    }
    let mut answers = [String::new(), String::new()];
    tcp.write_all(b"{}").await.unwrap();
    unix.write_all(b"{}").await.unwrap();
    tcp.read_to_string(&mut answers[0]).await.unwrap();
    unix.read_to_string(&mut answers[1]).await.unwrap();
    assert!(answers.iter().all(|answer| answer.starts_with("HTTP/1.1 404 ")), "{answers:?}");
    assert!(server.ended().await.0.success());
}

#[tokio::test]
async fn a_socket_is_for_its_owner_unless_configured() {
    let site = Site::new();
    let socket = site.path("socket");
    let server = site.serve_at("unix:socket", &[]).await;
    assert_eq!(server.greeting, "listening on unix:socket\n");
    assert_eq!(mode(&socket), 0o600);
    assert!(ready_at(&socket).await);
    server.stop().await;
    std::fs::write(site.path("gdpr.toml"), "listen_mode = \"0660\"\n").unwrap();
    let server = site.serve_at("unix:socket", &["--config", "gdpr.toml"]).await;
    assert_eq!(mode(&socket), 0o660);
    server.stop().await;
}

#[tokio::test]
async fn what_a_killed_server_left_is_replaced_and_one_in_use_refused() {
    let site = Site::new();
    let socket = site.path("socket");
    site.serve_at("unix:socket", &[]).await.kill().await;
    assert!(socket.exists());
    let server = site.serve_at("unix:socket", &[]).await;
    assert!(ready_at(&socket).await);
    let second = site.command(&["serve", "--listen", "unix:socket"]).output().await.unwrap();
    let errors = String::from_utf8_lossy(&second.stderr);
    assert_eq!(second.status.code(), Some(1), "{errors}");
    assert!(errors.contains("cannot listen on unix:socket: another server listens there"), "{errors}");
    assert!(ready_at(&socket).await);
    server.stop().await;
}

#[tokio::test]
async fn no_other_file_is_touched() {
    let site = Site::new();
    let path = site.path("socket");
    std::fs::write(&path, "precious").unwrap();
    let refused = site.command(&["serve", "--listen", "unix:socket"]).output().await.unwrap();
    let errors = String::from_utf8_lossy(&refused.stderr);
    assert!(errors.contains("there is a file that is no socket"), "{errors}");
    assert_eq!(std::fs::read_to_string(&path).unwrap(), "precious");
    std::fs::remove_file(&path).unwrap();

    std::os::unix::fs::symlink(site.path("elsewhere"), &path).unwrap();
    let refused = site.command(&["serve", "--listen", "unix:socket"]).output().await.unwrap();
    assert_eq!(refused.status.code(), Some(1));
    assert!(path.is_symlink());
    std::fs::remove_file(&path).unwrap();

    // Put there while the server runs: not the server's own any more.
    let server = site.serve_at("unix:socket", &[]).await;
    std::fs::remove_file(&path).unwrap();
    std::fs::write(&path, "precious").unwrap();
    server.stop().await;
    assert_eq!(std::fs::read_to_string(&path).unwrap(), "precious");
    assert!(!std::fs::metadata(&path).unwrap().file_type().is_socket());
}

#[tokio::test]
async fn the_health_check_asks_where_the_server_listens_first() {
    let site = Site::new();
    let server = site.serve_at("unix:socket,127.0.0.1:0", &[]).await;
    let check = async |listen: &str, arguments: &[&str]| {
        let output = site.command(arguments).env("GDPR_LISTEN", listen).output().await.unwrap();
        (output.status.code(), String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned())
    };
    assert_eq!(check("unix:socket,127.0.0.1:1", &["healthcheck"]).await, (Some(0), "ready\n".to_owned()));
    assert_eq!(check("127.0.0.1:1", &["healthcheck", "unix:socket"]).await.0, Some(0));
    server.stop().await;
    let (code, said) = check("unix:socket", &["healthcheck"]).await;
    assert_eq!(code, Some(1), "{said}");
    assert!(said.contains("not ready: unix:socket gives no answer"), "{said}");
}

#[tokio::test]
async fn the_demo_prints_calls_over_a_unix_socket_when_there_is_nothing_else() {
    let site = Site::new();
    std::fs::write(site.path("gdpr.toml"), "proxy.path_prefix = \"/privacy\"\n").unwrap();
    let mut server = site.serve_at("unix:socket", &["--demo", "--config", "gdpr.toml"]).await;
    let printed = server.prints(|text| text.contains("\ncurl ")).await;
    let call = printed.lines().find(|line| line.starts_with("curl ")).unwrap();
    let mut command = tokio::process::Command::new("sh");
    command.arg("-c").arg(format!("{call} --silent")).current_dir(site.path("."));
    let answer = String::from_utf8(command.output().await.unwrap().stdout).unwrap();
    assert!(answer.starts_with("HTTP/1.1 200 ") && answer.contains("\"/privacy/INTERSHOP/"), "{call}: {answer}");
    server.stop().await;
}

/// Starts the program named first, and asks it over both versions of IP whether it is ready. To be run where no network
/// is but this machine's own.
const ASK_BOTH: &str = r#"
ip link set lo up
"$0" serve --listen "[::]:0" >greeting 2>log &
server=$!
port=
while [ -z "$port" ] && kill -0 $server; do port=$(sed -n 's/^listening on .*:\([0-9]*\)$/\1/p' greeting); sleep 0.05; done
curl --silent "http://127.0.0.1:$port/readyz" "http://[::1]:$port/readyz"
kill -TERM $server
wait $server
"#;

#[tokio::test]
async fn whoever_comes_over_either_version_of_ip_is_served_by_one_listener() {
    let site = Site::new();
    // In a network of its own, so that listening everywhere is listening on this machine.
    let mut command = site.program("unshare", &["--user", "--map-root-user", "--net", "sh", "-euc", ASK_BOTH]);
    let output = command.arg(env!("CARGO_BIN_EXE_gdpr-server")).output().await.unwrap();
    let log = std::fs::read_to_string(site.path("log")).unwrap_or_default();
    assert!(output.status.success(), "{output:?} {log}");
    assert_eq!(String::from_utf8(output.stdout).unwrap(), "ready\nready\n", "{log}");
}
