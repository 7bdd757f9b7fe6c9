//! From a request to the mail at its receiver: the outbox, the transport and a real SMTP server.

use std::collections::BTreeSet;

use chrono::TimeDelta;
use domain::customer::import::read_line;
use domain::letter::LetterKind;
use domain::names::RequestId;
use domain::outbox::{Mail, MailStatus};
use domain::request::RequestType;
use domain::requests::{Destination, Who, Wish};
use serde_json::json;

use super::smtp::settings;
use crate::support::service::{Service, tester};
use crate::support::smtp::{Received, Smtp};
use crate::support::world::{SHOP, add_customers};

/// A service whose mails go to this server.
async fn service(server: &Smtp) -> Service {
    let port = server.port;
    Service::start_with(move |config| {
        config.mail = settings(port);
        config.mail.sender = Some("Datenschutz <privacy@shop.example>".parse().unwrap());
        config.requests.staff = Some("staff@shop.example".parse().unwrap());
    })
    .await
}

/// A request of a customer with this address on file.
fn ask(service: &Service, address: &str) -> RequestId {
    let (shop, number) = (SHOP.parse().unwrap(), format!("P-{address}"));
    let person = json!({"shopCustomerNumber": number, "customerType": "b2c", "email": address});
    let customer = read_line(&person.to_string()).unwrap();
    add_customers(&*service.store, &shop, &[customer]);
    let wish = Wish {
        kind: RequestType::Erasure,
        shop,
        subject: Who::Customer(number.parse().unwrap()),
        destination: Destination::OnFile,
        language: None,
        received_at: None,
    };
    service.requests.create(&tester(), &wish, None).unwrap().request.id
}

/// Sends what is due; gives back how many mails were tried.
async fn send(service: &Service) -> usize {
    let mut tried = 0;
    while service.post.send_next().await.unwrap() {
        tried += 1;
    }
    tried
}

/// The only mail of a request so far.
fn mail_of(service: &Service, id: &RequestId) -> Mail {
    let mut mails = service.requests.mails(&tester(), id).unwrap();
    assert_eq!(mails.len(), 1, "{mails:?}");
    mails.remove(0)
}

/// The hash in the link of a mail.
fn hash(mail: &Received) -> &str {
    let (_, link) = mail.text().split_once("?Hash=").unwrap();
    &link[..64]
}

#[tokio::test]
async fn a_request_is_mailed_and_the_link_in_the_mail_confirms_it() {
    let server = Smtp::start().await;
    let service = service(&server).await;
    let id = ask(&service, "bob@example.org");
    assert_eq!(send(&service).await, 1);
    let received = server.wait_for(1).await;
    let mail = &received[0];
    assert_eq!((mail.to(), mail.header("subject")), ("bob@example.org", "Please confirm your request to inTRONICS"));
    let outbox = mail_of(&service, &id);
    assert_eq!(mail.header("message-id"), format!("<{}@shop.example>", outbox.id));
    assert!(matches!(outbox.status, MailStatus::Sent { .. }) && outbox.sealed.is_none());
    assert!(mail.html().contains(hash(mail)));
    service.confirm(id.as_str(), hash(mail)).await.expect(200);

    assert_eq!(send(&service).await, 2);
    let after = server.wait_for(3).await;
    let sent: BTreeSet<_> = after[1..].iter().map(Received::to).collect();
    assert_eq!(sent, BTreeSet::from(["bob@example.org", "staff@shop.example"]));
    let staff = after.iter().find(|mail| mail.to() == "staff@shop.example").unwrap();
    assert!(staff.text().contains(id.as_str()));
    assert!(!staff.raw().contains("P-bob") && !staff.raw().contains("bob@"), "{}", staff.raw());
    assert_eq!(send(&service).await, 0);
}

#[tokio::test]
async fn who_is_greylisted_gets_one_mail_after_a_pause() {
    let server = Smtp::start().await;
    let service = service(&server).await;
    let id = ask(&service, "greylisted@example.org");
    assert_eq!(send(&service).await, 1);
    let waiting = mail_of(&service, &id);
    assert_eq!((waiting.status, waiting.last_error.as_deref()), (MailStatus::Waiting, Some("smtp.recipient.451")));
    assert_eq!(send(&service).await, 0, "not at once");
    service.clock.pass(TimeDelta::minutes(2));
    assert_eq!(send(&service).await, 1);
    assert_eq!((server.received().len(), mail_of(&service, &id).tries), (1, 2));
}

#[tokio::test]
async fn a_server_that_is_away_for_hours_costs_no_mail_and_no_time_of_a_link() {
    let server = Smtp::start().await;
    let service = service(&server).await;
    let away = server.stop().await;
    let id = ask(&service, "bob@example.org");
    for _ in 0..10 {
        send(&service).await;
        service.clock.pass(TimeDelta::hours(3));
    }
    let waiting = mail_of(&service, &id);
    assert_eq!((waiting.status, waiting.last_error.as_deref()), (MailStatus::Waiting, Some("smtp.connection")));
    let server = away.come_back().await;
    assert_eq!(send(&service).await, 1);
    let received = server.wait_for(1).await;
    // Longer ago than a link works; but this one has only now been sent.
    service.clock.pass(TimeDelta::hours(23));
    service.confirm(id.as_str(), hash(&received[0])).await.expect(200);
}

#[tokio::test]
async fn a_mail_that_is_refused_for_good_is_given_up_where_staff_can_see_it() {
    let server = Smtp::start().await;
    let service = service(&server).await;
    let id = ask(&service, "unknown@example.org");
    assert_eq!(send(&service).await, 1);
    let given_up = mail_of(&service, &id);
    assert!(matches!(given_up.status, MailStatus::GivenUp { .. }));
    assert_eq!(given_up.last_error.as_deref(), Some("smtp.recipient.550"));
    service.clock.pass(TimeDelta::days(1));
    assert!(send(&service).await == 0 && server.received().is_empty());
}

#[tokio::test]
async fn a_mail_of_which_nobody_knows_whether_it_arrived_comes_again_under_the_same_id() {
    let server = Smtp::start().await;
    let service = service(&server).await;
    let id = ask(&service, "lost@example.org");
    assert_eq!(send(&service).await, 1);
    assert_eq!(mail_of(&service, &id).last_error.as_deref(), Some("smtp.dropped"));
    service.clock.pass(TimeDelta::minutes(2));
    assert_eq!(send(&service).await, 1);
    let received = server.wait_for(2).await;
    assert_eq!(received[0].header("message-id"), received[1].header("message-id"));
    assert_eq!(hash(&received[0]), hash(&received[1]));
}

#[tokio::test]
async fn no_link_is_sent_for_a_request_that_is_not_pending_any_more() {
    let server = Smtp::start().await;
    let service = service(&server).await;
    let id = ask(&service, "greylisted@example.org");
    assert_eq!(send(&service).await, 1);
    service.requests.withdraw(&tester(), &id, None).unwrap();
    service.clock.pass(TimeDelta::minutes(2));
    send(&service).await;
    let mails = service.requests.mails(&tester(), &id).unwrap();
    let confirmation = mails.iter().find(|mail| mail.kind == LetterKind::Confirmation).unwrap();
    assert!(matches!(confirmation.status, MailStatus::Dropped { .. }), "{:?}", confirmation.status);
    assert!(server.received().iter().all(|mail| !mail.text().contains("Hash=")));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn several_senders_share_the_work_and_send_each_mail_once() {
    let server = Smtp::start().await;
    let service = service(&server).await;
    let addresses: BTreeSet<_> = (0..20).map(|number| format!("bob{number}@example.org")).collect();
    for address in &addresses {
        ask(&service, address);
    }
    let senders = (0..4).map(|_| {
        let post = service.post.clone();
        tokio::spawn(async move { while post.send_next().await.unwrap() {} })
    });
    for sender in senders.collect::<Vec<_>>() {
        sender.await.unwrap();
    }
    let received = server.wait_for(20).await;
    assert_eq!(received.len(), 20);
    assert_eq!(received.iter().map(|mail| mail.to().to_owned()).collect::<BTreeSet<_>>(), addresses);
    assert!(received.iter().map(Received::connection).max() <= Some(4), "connections are kept");
}
