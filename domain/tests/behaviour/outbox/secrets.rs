//! What a mail says is sealed while it waits, and gone afterwards.

use std::sync::Arc;

use domain::policy::Policy;
use domain::requests::Requests;

use crate::life::{Life, confirmed, create, handed, mails, operator, outbox, send, stands_in, wish};
use crate::scene::name;

#[test]
fn neither_address_nor_hash_nor_reason_of_a_mail_stands_in_the_clear_while_it_waits() {
    let scene = Life::new();
    let policy = Policy { staff: Some(name("officer@privacy.example")), ..Policy::default() };
    let requests = Requests { policies: Arc::new(policy), ..scene.requests() };
    let pending = create(&requests, &wish("BB002"));
    let hash = outbox(&requests).claim().unwrap().unwrap().letter.link.unwrap().hash;
    let open = confirmed(&requests, &wish("BB003"));
    requests.extend(&operator(), &open.id, 1, "A very long list of orders.").unwrap();
    requests.reject(&operator(), &open.id, "The signature was forged.").unwrap();
    let waiting = mails(&scene, &open.id).len() + mails(&scene, &pending.id).len();
    assert_eq!(waiting, 5, "confirmation, received, staff notice, extended, rejected");
    drop(requests);
    let files = scene.into_files();
    assert!(stands_in(&files, open.id.as_str()), "what is stored can be found this way");
    for hidden in ["officer@privacy", hash.reveal(), "very long list", "signature was forged"] {
        assert!(!stands_in(&files, hidden), "{hidden} stands in the database");
    }
}

#[test]
fn what_was_sealed_is_gone_when_the_mail_waits_no_more() {
    let scene = Life::new();
    let requests = scene.requests();
    let mut sealed = Vec::new();
    let sent = create(&requests, &wish("BB002"));
    sealed.extend(mails(&scene, &sent.id));
    send(&requests);
    let dropped = create(&requests, &wish("BB002"));
    sealed.extend(mails(&scene, &dropped.id));
    requests.withdraw(&operator(), &dropped.id, None).unwrap();
    let given_up = create(&requests, &wish("BB003"));
    sealed.extend(mails(&scene, &given_up.id));
    let outbox = outbox(&requests);
    let claimed = outbox.claim().unwrap().unwrap();
    outbox.settle(&claimed, &domain::outbox::Delivery::Never("refused".to_owned())).unwrap();
    assert!(outbox.claim().unwrap().is_none());
    let sealed: Vec<Vec<u8>> = sealed.into_iter().map(|mail| mail.sealed.unwrap()).collect();
    assert_eq!(sealed.len(), 3);
    for id in [&sent.id, &dropped.id, &given_up.id] {
        assert!(mails(&scene, id).iter().all(|mail| mail.sealed.is_none()));
    }
    drop((outbox, claimed, requests));
    let files = scene.into_files();
    for sealed in sealed {
        let part = &sealed[..24];
        assert!(!files.iter().any(|file| file.windows(24).any(|window| window == part)), "it was overwritten");
    }
}

#[test]
fn nothing_personal_reaches_a_debug_print_of_a_mail() {
    let scene = Life::new();
    let requests = scene.requests();
    let request = create(&requests, &wish("BB002"));
    let claimed = outbox(&requests).claim().unwrap().unwrap();
    let hash = claimed.letter.link.as_ref().unwrap().hash.reveal().to_owned();
    let printed = format!("{claimed:?} {:?} {:?} {request:?}", claimed.mail, claimed.letter);
    assert!(printed.contains(request.id.as_str()));
    for hidden in ["bob@", "BB002", &hash] {
        assert!(!printed.contains(hidden), "{printed}");
    }
}

#[test]
fn a_link_that_was_handed_over_is_in_no_mail() {
    let scene = Life::new();
    let requests = scene.requests();
    let (request, _) = handed(&requests, &wish("BB002"));
    assert!(mails(&scene, &request.id).is_empty());
}
