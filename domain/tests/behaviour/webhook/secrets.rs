//! Whom a notice is about stands nowhere in the clear, and nowhere at all once it waits no more.

use super::{claim, deliveries, notice, queue, taken, webhooks};
use crate::life::{Life, stands_in};
use crate::scene::name;

const NUMBER: &str = "an-invented-number-4711";

#[test]
fn the_customer_of_a_notice_does_not_stand_in_the_clear_while_it_waits() {
    let scene = Life::new();
    let webhooks = webhooks(&scene, &["newsletter"]);
    let told = domain::webhook::Notice { customer: name(NUMBER), ..notice(&scene, &["invoices"]) };
    queue(&webhooks, &told, None);
    drop(webhooks);
    let files = scene.into_files();
    assert!(stands_in(&files, "erasure1"), "what is stored can be found this way");
    assert!(!stands_in(&files, NUMBER));
}

#[test]
fn what_was_sealed_is_overwritten_when_the_notice_waits_no_more() {
    let scene = Life::new();
    let webhooks = webhooks(&scene, &["newsletter", "warehouse"]);
    queue(&webhooks, &notice(&scene, &[]), None);
    let sealed: Vec<_> = deliveries(&scene).into_iter().map(|delivery| delivery.sealed.unwrap()).collect();
    webhooks.settle(&claim(&webhooks).unwrap(), &taken()).unwrap();
    let never = domain::webhook::Answer::Never("http.410".to_owned());
    webhooks.settle(&claim(&webhooks).unwrap(), &never).unwrap();
    assert!(deliveries(&scene).iter().all(|delivery| delivery.sealed.is_none()));
    drop(webhooks);
    let files = scene.into_files();
    for sealed in sealed {
        let part = &sealed[..24];
        assert!(!files.iter().any(|file| file.windows(24).any(|window| window == part)));
    }
}

#[test]
fn no_customer_reaches_a_debug_print_of_a_claim() {
    let scene = Life::new();
    let webhooks = webhooks(&scene, &["newsletter"]);
    queue(&webhooks, &notice(&scene, &[]), None);
    let claimed = claim(&webhooks).unwrap();
    let printed = format!("{claimed:?}");
    assert_eq!(printed, format!("Claimed(Delivery(customer.erased {} to newsletter))", claimed.delivery.id));
    assert!(String::from_utf8_lossy(&claimed.body).contains("BB002"), "but its receiver has to know");
}
