//! The database and the ledger know the same, or nothing is erased.

use domain::fulfilment::{Comparison, Deleted};
use domain::ledger::{Entry, Event, Ledger as _, LedgerFlaw};
use domain::letter::LetterKind;
use domain::request::{Outcome, State};

use super::failing::Full;
use super::*;
use crate::life::{entries, kinds, send, staff, story};
use crate::scene::moment;

fn compare(fulfilment: &Fulfilment) -> Comparison {
    fulfilment.compare_with_ledger().unwrap()
}

fn delete(fulfilment: &Fulfilment) {
    assert_eq!(fulfilment.delete_customer(&staff("ann"), &name("shop"), &name(ERIKA)).unwrap(), Deleted::Done);
}

fn events(life: &Life) -> Vec<Event> {
    life.ledger.entries().iter().map(|entry| entry.event).collect()
}

/// The lines of the ledger, each with its line break.
fn lines(life: &Life) -> Vec<Vec<u8>> {
    let bytes = life.ledger.bytes().unwrap();
    bytes.split_inclusive(|byte| *byte == b'\n').map(<[u8]>::to_vec).collect()
}

/// The ledger as the first version of this program would have written it.
fn in_the_first_form(entries: &[Entry]) -> Vec<u8> {
    entries.iter().flat_map(|entry| format!("{}\n", entry.line(&master())).into_bytes()).collect()
}

/// Nothing is erased as long as the ledger is like this.
fn stops_everything(life: &Life, fulfilment: &Fulfilment, flaw: LedgerFlaw) {
    assert_eq!(compare(fulfilment), Comparison::Flawed(flaw));
    let before = life.ledger.bytes();
    let request =
        confirmed(&fulfilment.requests, &domain::requests::Wish { kind: RequestType::Erasure, ..wish("BB002") });
    approve(fulfilment, &request.id).unwrap();
    let faults = fulfilment.run().unwrap().faults;
    assert_eq!(faults.iter().map(|(_, fault)| fault.code()).collect::<Vec<_>>(), ["erasure.ledger"]);
    assert!(is_on_file(life, "BB002"));
    assert!(life.ledger.bytes().unwrap_or_default() == before.unwrap_or_default(), "nothing is written behind it");
}

/// Three holds, so that there are three lines.
fn with_lines() -> (Life, Fulfilment) {
    let life = life();
    let fulfilment = life.fulfilment_by(at_once());
    for place in ["orders[]", "bankAccounts[]", "addresses[]"] {
        hold(&fulfilment, Scope::Place(place.to_owned()));
    }
    assert_eq!(lines(&life).len(), 3);
    assert_eq!(compare(&fulfilment), Comparison::Agree);
    (life, fulfilment)
}

#[test]
fn both_know_the_same_after_everything_that_the_ledger_is_told() {
    let life = life();
    let fulfilment = life.fulfilment_by(at_once());
    assert_eq!(compare(&fulfilment), Comparison::Agree, "both are new");
    assert!(life.ledger.bytes().is_none(), "looking makes nothing");
    let held = hold(&fulfilment, Scope::Place("orders[]".to_owned()));
    fulfilment.release_hold(&operator(), &held, "settled").unwrap();
    let request = wants_erasure(&fulfilment);
    approve(&fulfilment, &request.id).unwrap();
    fulfilment.revoke_approval(&operator(), &request.id).unwrap();
    approve(&fulfilment, &request.id).unwrap();
    run(&fulfilment);
    let wanted = [Event::HoldPlaced, Event::HoldReleased, Event::ApprovalRevoked, Event::Erasure];
    assert_eq!(events(&life), wanted);
    assert_eq!(compare(&fulfilment), Comparison::Agree);
    let end = life.read(|view| view.ledger_end()).unwrap();
    assert_eq!(end.position, life.ledger.reading().end, "all of it is known");
    assert!(life.read(|view| view.queued_ledger_lines(1)).is_empty());
    assert!(fulfilment.accept_loss(&operator(), "none").unwrap().is_none(), "there is no loss to accept");
}

#[test]
fn every_way_in_which_an_approval_ends_is_in_the_ledger() {
    for end in ["revoked", "withdrawn", "rejected", "outdated", "of a package"] {
        let life = life();
        let fulfilment = life.fulfilment_by(at_once());
        let id = if end == "of a package" {
            let id = confirmed(&fulfilment.requests, &wish(ERIKA)).id;
            fulfilment.approve(&operator(), &id, None).unwrap();
            id
        } else {
            let id = wants_erasure(&fulfilment).id;
            approve(&fulfilment, &id).unwrap();
            id
        };
        match end {
            "withdrawn" => drop(fulfilment.withdraw(&operator(), &id, None).unwrap()),
            "rejected" => drop(fulfilment.reject(&operator(), &id, "no").unwrap()),
            "outdated" => {
                put(&life, &json!({"customerType": "b2c", "shopCustomerNumber": ERIKA, "lastName": "Musterfrau"}));
                assert_eq!(run(&fulfilment).outdated, 1);
            }
            _ => drop(fulfilment.revoke_approval(&operator(), &id).unwrap()),
        }
        assert_eq!(events(&life), [Event::ApprovalRevoked], "{end}");
        assert_eq!(life.ledger.entries()[0].request.as_ref(), Some(&id), "{end}");
    }
}

#[test]
fn a_ledger_that_is_gone_cut_off_changed_or_unreadable_stops_every_erasure() {
    let (life, fulfilment) = with_lines();
    life.ledger.put(None);
    // Whoever wants to write makes it anew, which does not hide that it was gone.
    stops_everything(&life, &fulfilment, LedgerFlaw::Missing(3));
    assert_eq!(compare(&fulfilment), Comparison::Flawed(LedgerFlaw::CutOff { known: 3, found: 0 }));

    let (life, fulfilment) = with_lines();
    life.ledger.put(Some(lines(&life)[..2].concat()));
    stops_everything(&life, &fulfilment, LedgerFlaw::CutOff { known: 3, found: 2 });

    let (life, fulfilment) = with_lines();
    life.ledger.put(Some(lines(&life)[1..].concat()));
    stops_everything(&life, &fulfilment, LedgerFlaw::Changed(1));

    let (life, fulfilment) = with_lines();
    life.ledger.put(Some([lines(&life).concat(), b"damage\n".to_vec()].concat()));
    stops_everything(&life, &fulfilment, LedgerFlaw::Unreadable(4, domain::ledger::BadLine::Form));

    let (life, fulfilment) = with_lines();
    let other = super::life();
    (0..3).for_each(|_| drop(hold(&other.fulfilment_by(at_once()), Scope::Everything)));
    life.ledger.put(other.ledger.bytes());
    assert!(matches!(compare(&fulfilment), Comparison::Flawed(LedgerFlaw::Another(3))), "of another database");

    let (life, fulfilment) = with_lines();
    let end = life.read(|view| view.ledger_end()).unwrap();
    // Whoever cuts the ledger off, and the note in the database with it, cannot sign that.
    let position = life.ledger.reading().position(2).unwrap();
    life.write(|transaction| transaction.put_ledger_end(&domain::ledger::LedgerEnd { position, ..end.clone() }));
    life.ledger.put(Some(lines(&life)[..2].concat()));
    assert_eq!(compare(&fulfilment), Comparison::Flawed(LedgerFlaw::EndForged));
}

#[test]
fn what_was_lost_is_accepted_with_a_reason_and_written_again() {
    for left in 0..4 {
        let (life, fulfilment) = with_lines();
        erased(&fulfilment);
        let wanted = sorted(&life);
        assert_eq!(wanted.len(), 4);
        life.ledger.put(Some(lines(&life)[..left].concat()));
        assert!(fulfilment.accept_loss(&operator(), " ").is_err(), "not without a reason");
        let accepted = fulfilment.accept_loss(&operator(), "the disk failed").unwrap().unwrap();
        assert_eq!(accepted.written_again, 4 - left);
        assert_eq!(compare(&fulfilment), Comparison::Agree, "{left}");
        assert_eq!(sorted(&life), wanted, "{left}");
        let log = life.read(|view| view.audit_entries(0, usize::MAX));
        let entry = log.iter().find(|entry| entry.action == "ledger-loss-accepted").unwrap();
        assert_eq!((entry.actor.as_str(), &*entry.details["reason"]), (&*operator().to_string(), "the disk failed"));
        assert_eq!(entry.details["ledger"], format!("ends after {left} lines, and had 4"));
    }
}

/// What the ledger says, whatever the order.
fn sorted(life: &Life) -> Vec<(String, Event, Option<domain::ledger::SealedHold>)> {
    let said = life.ledger.entries().into_iter().map(|entry| (entry.erasure, entry.event, entry.hold));
    let mut said: Vec<_> = said.collect();
    said.sort_by(|one, other| one.0.cmp(&other.0));
    said
}

#[test]
fn accepting_a_loss_does_not_hide_that_the_database_was_restored() {
    let (life, fulfilment) = with_lines();
    let further = Entry { erasure: "unheard of".to_owned(), ..life.ledger.entries()[0].clone() };
    let (text, _) = life.ledger.reading().next(&further, &master()).unwrap();
    let damaged = [lines(&life)[0].clone(), lines(&life)[2].clone(), text.into_bytes()].concat();
    life.ledger.put(Some(damaged));
    fulfilment.accept_loss(&operator(), "the disk failed").unwrap().unwrap();
    assert_eq!(compare(&fulfilment), Comparison::DatabaseBehind);
    let reading = life.ledger.reading();
    fulfilment.replay(&operator(), &reading.entries(), moment(0), &mut |_, _| ()).unwrap();
    assert!(fulfilment.catch_up(&reading).unwrap());
    assert_eq!(compare(&fulfilment), Comparison::Agree);
}

#[test]
fn a_ledger_of_the_first_version_is_taken_over_and_goes_on() {
    let old = life();
    let fulfilment = old.fulfilment_by(at_once());
    delete(&fulfilment);
    let entry = Entry { erasure: "of the first version".to_owned(), ..old.ledger.entries().pop().unwrap() };
    let life = Life::new();
    life.write(|transaction| {
        let begun_at = moment(0);
        transaction.insert_erasure(&domain::store::ErasureRecord {
            id: entry.erasure.clone(),
            shop: name("shop"),
            pseudonym: entry.pseudonym,
            request: None,
            begun_at,
            done_at: Some(begun_at),
        })
    });
    let fulfilment = life.fulfilment_by(at_once());
    assert_eq!(compare(&fulfilment), Comparison::Flawed(LedgerFlaw::WithoutErasures(1)), "it is gone already");
    life.ledger.put(Some([in_the_first_form(&[entry]), b"{\"cut o\n".to_vec()].concat()));
    assert_eq!(compare(&fulfilment), Comparison::Agree);
    assert!(life.read(|view| view.ledger_end()).is_none(), "comparing changes nothing");
    assert_eq!(fulfilment.settle_ledger().unwrap(), Comparison::Agree);
    assert_eq!(life.read(|view| view.ledger_end()).unwrap().position.lines, 2);
    let whole = life.ledger.bytes().unwrap();
    life.ledger.put(Some(whole[..10].to_vec()));
    assert!(matches!(compare(&fulfilment), Comparison::Flawed(_)), "from now on nothing can be lost");
    life.ledger.put(Some(whole));
    put(&life, &json!({"customerType": "b2c", "shopCustomerNumber": "BB007", "lastName": "Musterfrau"}));
    let deleted = fulfilment.delete_customer(&staff("ann"), &name("shop"), &name("BB007")).unwrap();
    assert_eq!((deleted, compare(&fulfilment)), (Deleted::Done, Comparison::Agree));
    assert_eq!(life.ledger.entries().len(), 2);
}

#[test]
fn a_database_that_is_older_than_its_ledger_carries_out_nothing_and_covers_nothing() {
    let (old, _) = with_lines();
    let life = life();
    let fulfilment = life.fulfilment_by(at_once());
    hold(&fulfilment, Scope::Everything);
    let ours = lines(&life).len();
    // The same ledger, further on: as after a backup from here was restored.
    let further = Entry { erasure: "unheard of".to_owned(), ..old.ledger.entries()[0].clone() };
    let (text, _) = life.ledger.reading().next(&further, &master()).unwrap();
    life.ledger.lock().unwrap().append(&text).unwrap();
    assert_eq!(compare(&fulfilment), Comparison::DatabaseBehind);
    assert_eq!(fulfilment.settle_ledger().unwrap(), Comparison::DatabaseBehind);
    // What is done by hand before the replay waits: behind the unknown line it would hide it.
    hold(&fulfilment, Scope::Everything);
    assert_eq!(lines(&life).len(), ours + 1);
    let request = wants_erasure(&fulfilment);
    approve(&fulfilment, &request.id).unwrap();
    assert!(!fulfilment.run().unwrap().faults.is_empty());
    assert!(is_on_file(&life, ERIKA));
    let reading = life.ledger.reading();
    fulfilment.replay(&operator(), &reading.entries(), moment(0), &mut |_, _| ()).unwrap();
    assert!(fulfilment.catch_up(&reading).unwrap());
    assert_eq!(compare(&fulfilment), Comparison::Agree);
    assert_eq!(lines(&life).len(), ours + 3, "what waited is written: the hold, and the end of the approval");
}

#[test]
fn a_line_that_cannot_be_written_stops_nobody_from_taking_back_and_is_written_later() {
    let life = life();
    let fulfilment = life.fulfilment_by(Policy { cooling_off: TimeDelta::days(3), ..at_once() });
    let request = wants_erasure(&fulfilment);
    approve(&fulfilment, &request.id).unwrap();
    let full = Fulfilment { ledger: Arc::new(Full), ..fulfilment.clone() };
    assert!(matches!(full.revoke_approval(&operator(), &request.id).unwrap().state, State::Confirmed { .. }));
    assert_eq!(full.run().unwrap().faults.len(), 1, "it is told");
    assert!(life.ledger.bytes().is_none());
    run(&fulfilment);
    assert_eq!(events(&life), [Event::ApprovalRevoked]);
    run(&fulfilment);
    assert_eq!(events(&life).len(), 1, "once");
}

#[test]
fn a_replay_ends_what_the_ledger_says_was_done_and_asks_anew_about_every_other_approval() {
    let old = life();
    let done = erased(&old.fulfilment_by(at_once()));
    let life = life();
    let policy = Policy { staff: Some(name("privacy@shop.example")), cooling_off: TimeDelta::days(3), ..at_once() };
    let fulfilment = life.fulfilment_by(policy);
    let erasure = wants_erasure(&fulfilment);
    let other =
        confirmed(&fulfilment.requests, &domain::requests::Wish { kind: RequestType::Erasure, ..wish("BB002") });
    approve(&fulfilment, &other.id).unwrap();
    approve(&fulfilment, &erasure.id).unwrap();
    let copy = confirmed(&fulfilment.requests, &wish("BB003"));
    fulfilment.approve(&operator(), &copy.id, None).unwrap();
    send(&fulfilment.requests);
    let mut entry = old.ledger.entries().pop().unwrap();
    assert_eq!(entry.request.as_ref(), Some(&done.id));
    entry.request = Some(erasure.id.clone());
    life.ledger.put(Some(life.ledger.reading().next(&entry, &master()).unwrap().0.into_bytes()));
    assert_eq!(compare(&fulfilment), Comparison::DatabaseBehind);
    let reading = life.ledger.reading();
    let preview = fulfilment.preview_replay(&reading.entries(), moment(0), &mut |_, _| ()).unwrap();
    assert_eq!((preview.erased, preview.reopened), (1, 2));
    let replayed = fulfilment.replay(&operator(), &reading.entries(), moment(0), &mut |_, _| ()).unwrap();
    assert_eq!((replayed.erased, replayed.reopened), (1, 2));
    assert!(fulfilment.catch_up(&reading).unwrap());
    let ended = life.request(erasure.id.as_str());
    assert_eq!(ended.state.outcome(), Some(&Outcome::Completed));
    assert!(matches!(ended.subject, Subject::Pseudonym(_)), "it names nobody any more");
    for id in [&other.id, &copy.id] {
        assert_eq!(life.request(id.as_str()).state.code(), "confirmed");
        assert_eq!(story(&life, id).last().unwrap(), "approval-lapsed approved>confirmed");
    }
    assert_eq!(kinds(&send(&fulfilment.requests)), [LetterKind::DecideAnew, LetterKind::DecideAnew]);
    assert!(!entries(&life, &erasure.id).is_empty());
    life.pass(TimeDelta::days(4));
    assert_eq!(run(&fulfilment).fulfilled, 0, "nothing is carried out without being approved again");
    assert!(is_on_file(&life, "BB002"));
}

#[test]
fn what_was_released_after_a_deletion_stays_released_after_a_replay() {
    let life = life();
    let fulfilment = life.fulfilment_by(at_once());
    delete(&fulfilment);
    let holds = fulfilment.holds(&operator(), &name("shop"), &name(ERIKA)).unwrap();
    assert_eq!(holds.len(), 3);
    let (kept_on, released) = holds.split_first().unwrap();
    for hold in released {
        fulfilment.release_hold(&operator(), &hold.id, "settled").unwrap();
    }
    let restore = |fulfilment: &Fulfilment| {
        life.write(|transaction| {
            transaction.delete_legal_hold(&kept_on.id)?;
            transaction.delete_remains(&name("shop"), &pseudonym(ERIKA))
        });
        put(&life, &erika());
        let entries = life.ledger.entries();
        assert_eq!(fulfilment.replay(&operator(), &entries, moment(0), &mut |_, _| ()).unwrap().erased, 1);
        fulfilment.holds(&operator(), &name("shop"), &name(ERIKA)).unwrap()
    };
    let again = restore(&fulfilment);
    assert_eq!(
        again.iter().map(|hold| &hold.id).collect::<Vec<_>>(),
        [&kept_on.id],
        "the one that holds, and no other"
    );
    fulfilment.release_hold(&operator(), &kept_on.id, "settled").unwrap();
    assert!(restore(&fulfilment).is_empty());
    assert!(remains(&life, ERIKA).is_none());
}

#[test]
fn what_was_released_after_a_deletion_by_the_first_version_stays_released() {
    let life = life();
    let fulfilment = life.fulfilment_by(at_once());
    delete(&fulfilment);
    let deletion = life.ledger.entries().pop().unwrap();
    // Holds of that version had random names.
    let released = (0..3).map(|number| Entry {
        erasure: format!("random {number}"),
        event: Event::HoldReleased,
        ..deletion.clone()
    });
    let entries: Vec<_> = std::iter::once(deletion.clone()).chain(released).collect();
    let placed = |entries: &[Entry]| {
        let life = super::life();
        let fulfilment = life.fulfilment_by(at_once());
        fulfilment.replay(&operator(), entries, moment(0), &mut |_, _| ()).unwrap();
        fulfilment.holds(&operator(), &name("shop"), &name(ERIKA)).unwrap().len()
    };
    assert_eq!(placed(&entries), 0);
    assert_eq!(placed(&entries[..3]), 3, "which of them is not told, so all are held");
}
