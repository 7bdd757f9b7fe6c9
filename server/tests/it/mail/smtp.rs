//! The SMTP transport, and what it makes of servers that do not take a mail.

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use chrono::DateTime;
use domain::letter::Written;
use domain::message::Language;
use gdpr_server::config::{self, Security, TransportKind};
use gdpr_server::mail::{Bounce, Mail, Transport, open};
use gdpr_server::secret::Secret;
use gdpr_server::shops::Senders;

use crate::support::smtp::{Certificates, Smtp};

/// Settings for a server on this machine, without TLS.
pub(super) fn settings(port: u16) -> config::Mail {
    config::Mail {
        transport: TransportKind::Smtp,
        host: "localhost".to_owned(),
        port: Some(port),
        security: Security::None,
        timeout: Duration::from_secs(20),
        ..config::Mail::default()
    }
}

fn transport(settings: &config::Mail) -> Arc<dyn Transport> {
    open(settings, Path::new("gdpr.db")).unwrap()
}

fn mail(id: &str, to: &str) -> Mail {
    Mail {
        id: id.parse().unwrap(),
        senders: Senders {
            from: "Müller & Söhne <privacy@shop.example>".parse().unwrap(),
            reply_to: Some("officer@shop.example".parse().unwrap()),
        },
        to: to.parse().unwrap(),
        written: Written {
            subject: "Bitte bestätigen Sie Ihren Antrag bei Müller & Söhne, Köln-Ehrenfeld am Rhein".to_owned(),
            text: format!("Grüße\n.\n..\nhttps://shop.example/?Hash={}&i=1\n", "0".repeat(64)),
            html: "<p>Grüße &amp; <a href=\"https://shop.example/\">mehr</a></p>\n".to_owned(),
        },
        language: Language::find("de").unwrap(),
        at: DateTime::from_timestamp(1_801_042_200, 0).unwrap(),
    }
}

/// What becomes of a mail to this receiver, and of one to somebody else after it.
#[track_caller]
fn refused(sent: Result<(), Bounce>) -> (bool, bool, String) {
    let bounce = sent.unwrap_err();
    let said = format!("{bounce} {bounce:?}");
    assert!(!said.contains('@') && !said.contains("example"), "{said}");
    (matches!(bounce, Bounce::Later(_)), bounce.code().is_ours(), bounce.code().to_string())
}

fn later(code: &str) -> (bool, bool, String) {
    (true, false, code.to_owned())
}

fn ours(code: &str) -> (bool, bool, String) {
    (true, true, code.to_owned())
}

fn never(code: &str) -> (bool, bool, String) {
    (false, false, code.to_owned())
}

#[tokio::test]
async fn a_mail_arrives_as_it_was_written() {
    let server = Smtp::start().await;
    let sent = mail("m-1", "erika@example.org");
    transport(&settings(server.port)).send(&sent).await.unwrap();
    let received = server.wait_for(1).await;
    let [mail] = received.as_slice() else { panic!("{}", received.len()) };
    assert_eq!((mail.from(), mail.to()), ("privacy@shop.example", "erika@example.org"));
    assert_eq!(mail.header("subject"), sent.written.subject);
    assert_eq!(mail.header("from"), "Müller & Söhne <privacy@shop.example>");
    assert_eq!(mail.header("message-id"), "<m-1@shop.example>");
    assert_eq!(mail.header("auto-submitted"), "auto-generated");
    assert_eq!(mail.header("date"), "Wed, 27 Jan 2027 09:30:00 +0000");
    assert_eq!((mail.text(), mail.html()), (sent.written.text.as_str(), sent.written.html.as_str()));
    assert!(mail.raw().lines().all(|line| line.is_ascii() && line.len() <= 998));
    assert_eq!((mail.was_encrypted(), mail.user()), (false, None));
}

#[tokio::test]
async fn one_connection_serves_several_mails_also_after_a_refusal() {
    let server = Smtp::start().await;
    let transport = transport(&settings(server.port));
    for (id, to) in [("m-1", "a@example.org"), ("m-2", "unknown@example.org"), ("m-3", "b@example.org")] {
        assert_eq!(transport.send(&mail(id, to)).await.is_ok(), id != "m-2");
    }
    let received = server.received();
    assert_eq!(
        received.iter().map(|it| (it.to(), it.connection())).collect::<Vec<_>>(),
        [("a@example.org", 1), ("b@example.org", 1)]
    );
    transport.rest().await;
    transport.send(&mail("m-4", "c@example.org")).await.unwrap();
    assert_eq!(server.received()[2].connection(), 2, "after a goodbye");
}

#[tokio::test]
async fn what_the_server_says_of_receiver_or_mail_is_final_and_what_may_change_is_not() {
    let server = Smtp::start().await;
    let transport = transport(&settings(server.port));
    for (name, expected) in [
        ("unknown", never("smtp.recipient.550")),
        ("full", later("smtp.recipient.552")),
        ("spam", never("smtp.data.554")),
        ("moved", never("smtp.data.551")),
        ("busy", later("smtp.data.452")),
    ] {
        assert_eq!(refused(transport.send(&mail("m-1", &format!("{name}@example.org"))).await), expected);
    }
    assert!(server.received().is_empty());
}

#[tokio::test]
async fn who_is_greylisted_gets_the_mail_the_second_time() {
    let server = Smtp::start().await;
    let transport = transport(&settings(server.port));
    let mail = mail("m-1", "greylisted@example.org");
    assert_eq!(refused(transport.send(&mail).await), later("smtp.recipient.451"));
    transport.send(&mail).await.unwrap();
    assert_eq!(server.received().len(), 1);
}

#[tokio::test]
async fn a_connection_that_drops_before_the_mail_costs_a_second_try() {
    let server = Smtp::start().await;
    let transport = transport(&settings(server.port));
    let mail = mail("m-1", "cut@example.org");
    assert_eq!(refused(transport.send(&mail).await), later("smtp.dropped"));
    assert!(server.received().is_empty());
    transport.send(&mail).await.unwrap();
    assert_eq!(server.received().len(), 1);
}

#[tokio::test]
async fn a_mail_of_which_nobody_knows_whether_it_was_taken_has_the_same_id_the_second_time() {
    let server = Smtp::start().await;
    let transport = transport(&settings(server.port));
    let mail = mail("m-1", "lost@example.org");
    assert_eq!(refused(transport.send(&mail).await), later("smtp.dropped"));
    transport.send(&mail).await.unwrap();
    let ids: Vec<_> = server.received().iter().map(|it| it.header("message-id").to_owned()).collect();
    assert_eq!(ids, ["<m-1@shop.example>", "<m-1@shop.example>"]);
}

#[tokio::test]
async fn a_server_that_is_away_is_waited_for_and_used_again_when_it_is_back() {
    let server = Smtp::start().await;
    let transport = transport(&settings(server.port));
    transport.send(&mail("m-1", "a@example.org")).await.unwrap();
    let away = server.stop().await;
    for id in ["m-2", "m-3"] {
        assert_eq!(refused(transport.send(&mail(id, "a@example.org")).await), later("smtp.connection"));
    }
    let server = away.come_back().await;
    transport.send(&mail("m-2", "a@example.org")).await.unwrap();
    let ids: Vec<_> = server.received().iter().map(|it| it.header("message-id").to_owned()).collect();
    assert_eq!(ids, ["<m-1@shop.example>", "<m-2@shop.example>"]);
}

#[tokio::test]
async fn a_server_that_does_not_answer_is_not_waited_for_longer_than_configured() {
    let server = Smtp::start().await;
    let impatient = transport(&config::Mail { timeout: Duration::from_millis(300), ..settings(server.port) });
    let begun = Instant::now();
    assert_eq!(refused(impatient.send(&mail("m-1", "slow@example.org")).await), later("smtp.timeout"));
    assert!(begun.elapsed() < Duration::from_secs(10));
    transport(&settings(server.port)).send(&mail("m-2", "a@example.org")).await.unwrap();

    // Who accepts connections and says nothing at all.
    let silent = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let settings = settings(silent.local_addr().unwrap().port());
    let silent = open(&config::Mail { timeout: Duration::from_millis(300), ..settings }, Path::new("x")).unwrap();
    assert_eq!(refused(silent.send(&mail("m-1", "a@example.org")).await), later("smtp.timeout"));
}

#[tokio::test]
async fn what_the_server_says_of_us_is_ours_to_look_at_and_no_mail_is_lost() {
    for (greeting, expected) in [
        ("554 5.3.2 no service for you", ours("smtp.greeting.554")),
        ("421 4.3.2 too busy", later("smtp.greeting.421")),
        ("SSH-2.0-x", later("smtp.dropped")),
    ] {
        let server = Smtp::start_with(&["--greeting", greeting]).await;
        let sent = transport(&settings(server.port)).send(&mail("m-1", "a@example.org")).await;
        assert_eq!(refused(sent), expected, "{greeting}");
    }
    let server = Smtp::start().await;
    let mut from_nobody = mail("m-1", "a@example.org");
    from_nobody.senders.from = "nobody@shop.example".parse().unwrap();
    let sent = transport(&settings(server.port)).send(&from_nobody).await;
    assert_eq!(refused(sent), ours("smtp.sender.553"));
}

#[tokio::test]
async fn starttls_and_tls_trust_the_authority_of_the_file_and_no_other() {
    let certificates = Certificates::new();
    for (tls, security) in [("start", Security::StartTls), ("whole", Security::Tls)] {
        let server = certificates.serve(tls, &[]).await;
        let settings = config::Mail { security, ..settings(server.port) };
        let sent = transport(&settings).send(&mail("m-1", "a@example.org")).await;
        assert_eq!(refused(sent), ours("smtp.tls"), "{tls}");
        let other = Certificates::new();
        let stranger = config::Mail { ca_file: Some(other.authority()), ..settings.clone() };
        let sent = transport(&stranger).send(&mail("m-1", "a@example.org")).await;
        assert_eq!(refused(sent), ours("smtp.tls"), "{tls}");
        assert!(server.received().is_empty());

        let trusting = config::Mail { ca_file: Some(certificates.authority()), ..settings };
        transport(&trusting).send(&mail("m-1", "a@example.org")).await.unwrap();
        let received = server.received();
        assert_eq!(received.len(), 1);

        let elsewhere = config::Mail { host: "127.0.0.1".to_owned(), ..trusting };
        let sent = transport(&elsewhere).send(&mail("m-2", "a@example.org")).await;
        assert_eq!(refused(sent), ours("smtp.tls"), "another name: {tls}");
    }
    let plain = Smtp::start().await;
    let settings = config::Mail { security: Security::Tls, ..settings(plain.port) };
    assert_eq!(
        refused(transport(&settings).send(&mail("m-1", "a@example.org")).await),
        ours("smtp.tls"),
        "no TLS there"
    );
}

#[tokio::test]
async fn no_mail_is_sent_in_the_clear_when_starttls_was_asked_for() {
    let server = Smtp::start().await;
    let settings = config::Mail { security: Security::StartTls, ..settings(server.port) };
    let sent = transport(&settings).send(&mail("m-1", "a@example.org")).await;
    assert_eq!(refused(sent), ours("smtp.no-starttls"));
    assert!(server.received().is_empty());
}

#[tokio::test]
async fn we_sign_in_where_we_have_to_and_a_wrong_password_is_ours_to_look_at() {
    let certificates = Certificates::new();
    let server = certificates.serve("start", &["--login", "gdpr:sesame"]).await;
    let anonymous =
        config::Mail { security: Security::StartTls, ca_file: Some(certificates.authority()), ..settings(server.port) };
    let sent = transport(&anonymous).send(&mail("m-1", "a@example.org")).await;
    assert_eq!(refused(sent), ours("smtp.sender.530"));
    let signed_in = |password: &str| config::Mail {
        user: Some("gdpr".to_owned()),
        password: Some(Secret::new(password.to_owned())),
        ..anonymous.clone()
    };
    let sent = transport(&signed_in("wrong")).send(&mail("m-1", "a@example.org")).await;
    assert_eq!(refused(sent), ours("smtp.auth.535"));
    transport(&signed_in("sesame")).send(&mail("m-1", "a@example.org")).await.unwrap();
    let received = server.received();
    assert_eq!((received.len(), received[0].user(), received[0].was_encrypted()), (1, Some("gdpr"), true));
}

#[tokio::test]
async fn a_password_is_read_from_a_file_without_the_line_break_at_its_end() {
    let certificates = Certificates::new();
    let server = certificates.serve("start", &["--login", "gdpr:sesame"]).await;
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), "sesame\n").unwrap();
    let settings = config::Mail {
        security: Security::StartTls,
        ca_file: Some(certificates.authority()),
        user: Some("gdpr".to_owned()),
        password_file: Some(file.path().to_owned()),
        ..settings(server.port)
    };
    transport(&settings).send(&mail("m-1", "a@example.org")).await.unwrap();
}

#[tokio::test]
async fn where_nobody_can_sign_in_we_do_not_go_on_without() {
    let server = Smtp::start().await;
    let mut settings = settings(server.port);
    // The configuration refuses a password without TLS; the transport says what it finds all the same.
    settings.user = Some("gdpr".to_owned());
    settings.password = Some(Secret::new("sesame".to_owned()));
    let sent = transport(&settings).send(&mail("m-1", "a@example.org")).await;
    assert_eq!(refused(sent), ours("smtp.no-auth"));
}

#[tokio::test]
async fn an_address_that_is_not_ascii_needs_a_server_that_understands_it() {
    let server = Smtp::start().await;
    transport(&settings(server.port)).send(&mail("m-1", "zoë@bücher.example")).await.unwrap();
    assert_eq!(server.received()[0].to(), "zoë@xn--bcher-kva.example");
    let old = Smtp::start_with(&["--no-utf8"]).await;
    let transport = transport(&settings(old.port));
    assert_eq!(refused(transport.send(&mail("m-1", "zoë@bücher.example")).await), never("smtp.no-smtputf8"));
    transport.send(&mail("m-2", "zoe@bücher.example")).await.unwrap();
    assert_eq!(old.received()[0].connection(), 1, "nothing was said of the first");
}
