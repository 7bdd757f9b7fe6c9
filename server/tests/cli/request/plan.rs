//! `request plan`.

use super::{import, plan_hash, wants_erasure, with_customer, with_invoices};
use crate::World;

/// What is printed, with the plan's hash by another name.
fn plan(world: &World, id: &str, more: &str) -> String {
    let hash = plan_hash(world, id);
    world.run(&format!("request plan {id} {more}")).done().replace(&hash, "HASH").replace(id, "ID")
}

#[test]
fn a_plan_says_what_goes_what_stays_until_when_and_why_and_what_to_do_next() {
    let world = with_invoices();
    let id = wants_erasure(&world, "C-1");
    let wanted = "\
Goes
  RECORDS      HOW MANY  UNTIL  WHICH
  Master data  1
  Address      1                Invoice address
  Order        2                O-1, O-2

Stays in part, until its time is over
  RECORDS                 HOW MANY  UNTIL       WHICH
  Invoice or credit note  1         2105-12-31  R-1
  invoices (DE): Tax law keeps invoices.
  stays in invoiceAndCreditNotes[]: invoiceNumber, invoicingDate

plan  HASH

To approve exactly this:
  gdpr-server request approve ID --plan HASH
";
    assert_eq!(plan(&world, &id, ""), wanted);
    let german = plan(&world, &id, "--language de");
    assert!(german.contains("  Rechnung oder Gutschrift  1") && german.contains("Steuerrecht"), "{german}");
    let done = world.run(&format!("request plan {id} --language fr"));
    assert!(done.code == 2 && done.err.contains("there are mails in de, en"), "{}", done.err);
}

#[test]
fn for_programs_a_plan_is_the_document_of_the_contract() {
    let world = with_invoices();
    let id = wants_erasure(&world, "C-1");
    let json = world.run(&format!("request plan {id} --json")).json();
    assert_eq!(json["requestId"], id.as_str());
    let outcomes: Vec<_> =
        json["records"].as_array().unwrap().iter().map(|it| it["outcome"].as_str().unwrap()).collect();
    assert_eq!(outcomes, ["erased", "erased", "kept", "erased"]);
    assert_eq!(json["records"][2]["grounds"][0]["sentences"]["de"], "Rechnungen hält das Steuerrecht.");
}

#[test]
fn the_next_command_names_the_same_database_and_can_be_pasted() {
    let world = with_invoices();
    let id = wants_erasure(&world, "C-1");
    std::fs::create_dir(world.path("it's here")).unwrap();
    for name in ["gdpr.db", "gdpr.db.secrets.toml"] {
        std::fs::copy(world.path(name), world.path("it's here").join(name)).unwrap();
    }
    let out = world.run_exactly(&["--database", "it's here/gdpr.db", "request", "plan", &id], b"").done();
    assert!(out.contains(r"  gdpr-server --database 'it'\''s here/gdpr.db' request approve "), "{out}");
}

#[test]
fn what_was_written_in_a_hold_moves_no_cursor() {
    let world = with_invoices();
    let id = wants_erasure(&world, "C-1");
    world.write("reason.txt", "Lawsuit\n\u{1b}[31mred\u{7}");
    let add = "hold add --shop inTRONICS --customer C-1 --reason @reason.txt --place orders[] --record";
    for order in ["O-1", "O-l"] {
        world.run(&format!("{add} {order}")).done();
    }
    let out = plan(&world, &id, "");
    let held = "  Order    1         released  O-1\n";
    assert!(out.contains("Stays as it is, under a legal hold\n") && out.contains(held), "{out}");
    assert!(
        out.contains("Legal holds that no record is under (is a number misspelt?)\n  orders[] O-l: held since"),
        "{out}"
    );
    assert!(
        out.contains(": Lawsuit \u{fffd}[31mred\u{fffd}\n") && !out.contains('\u{1b}') && !out.contains('\u{7}'),
        "{out}"
    );
}

#[test]
fn what_an_erasure_has_to_wait_for_is_named_and_no_approval_is_offered() {
    let world = with_customer();
    let id = wants_erasure(&world, "C-1");
    let out = plan(&world, &id, "");
    assert!(out.ends_with("To approve exactly this:\n  gdpr-server request approve ID --plan HASH\n"), "{out}");
    let open = serde_json::json!({
        "shopCustomerNumber": "C-1", "customerType": "b2c",
        "orders": [{"shopOrderNumber": "O-1", "orderPositions": [{"shopArticleNumber": "A", "quantityOrdered": 1}]}],
        "customerBalances": [{"currency": "EUR", "openInvoiceAmount": 1.5}],
    });
    import(&world, &open);
    let out = plan(&world, &id, "");
    let waits = "Has to wait, because the contract with the data subject is still being performed\n  \
                 order O-1 is neither cancelled nor invoiced as a whole: until that is settled\n  \
                 there is an open balance in EUR: until that is settled\n";
    assert!(out.contains(waits), "{out}");
    assert!(
        !out.contains("request approve") && out.contains("It cannot be approved as long as it has to wait."),
        "{out}"
    );
    world
        .run(&format!("request approve {id} --plan {}", plan_hash(&world, &id)))
        .refused(1, &["the erasure has to wait", &format!("gdpr-server request plan {id}")]);
}

#[test]
fn only_an_erasure_that_is_open_has_a_plan() {
    let world = with_invoices();
    let access = super::confirmed(&world);
    world.run(&format!("request plan {access}")).refused(1, &["only an erasure has a plan"]);
    world.run("request plan 0123").refused(1, &["there is no request with this id"]);
    let id = wants_erasure(&world, "C-1");
    world.run(&format!("request withdraw {id}")).done();
    world.run(&format!("request plan {id}")).refused(1, &["the request is closed already"]);
    world.run("request plan").refused(2, &["<ID>"]);
}
