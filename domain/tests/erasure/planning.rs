//! What a plan says.

use domain::erasure::{Dossier, Outcome, Unplannable, plan};
use domain::legal_hold::Scope;
use domain::retention::Rules;
use serde_json::{Value, json};

use crate::data_map::map;
use crate::retention::example;
use crate::{END_OF_YEAR, at, erika, hold, invoices_alone, on, outcomes, planned, rules, the};

const NOW: &str = "2026-11-22T12:00:00Z";

#[test]
fn neither_names_nor_reasons_of_a_group_reach_a_debug_print() {
    let holds = [hold(on("orders[]", "A-1"))];
    let plan = planned(&Dossier::whole(erika()), &invoices_alone(), &holds, at(NOW));
    let printed = format!("{:?}", plan.groups());
    assert!(printed.contains("orders[]") && !printed.contains("A-1") && !printed.contains("sues"), "{printed}");
}

#[test]
fn without_rules_everything_is_erased() {
    let plan = planned(&Dossier::whole(erika()), &Rules::none(), &[], at(NOW));
    assert!(plan.erases_everything() && plan.postponed().is_empty());
    assert_eq!(
        outcomes(&plan),
        [
            (".", "erased"),
            ("addresses[]", "erased"),
            ("bankAccounts[]", "erased"),
            ("customerBalances[]", "erased"),
            ("invoiceAndCreditNotes[]", "erased"),
            ("orders[]", "erased"),
        ]
    );
    assert_eq!(plan.next_due(), None);
}

#[test]
fn a_record_is_kept_until_the_end_of_its_term_on_the_ground_of_its_rule() {
    let plan = planned(&Dossier::whole(erika()), &example("germany.toml"), &[], at(NOW));
    let Outcome::Kept { until, grounds, fields } = &the(&plan, "orders[]").outcome else { panic!("{plan:?}") };
    assert_eq!(until.unwrap().to_string(), "2031-12-31");
    assert_eq!((grounds.len(), grounds[0].rule.as_str(), grounds[0].country.as_str()), (1, "business-letters", "DE"));
    let removed: Vec<_> = fields.removed.iter().map(String::as_str).collect();
    assert_eq!(
        removed,
        [
            "orderPositions[].shippingAddress.email",
            "orderPositions[].shippingAddress.firstName",
            "orderPositions[].shippingAddress.lastName",
            "orderPositions[].shippingAddress.phone1",
            "orderPositions[].shippingAddress.street",
        ]
    );
    assert_eq!(fields.pseudonymised.iter().collect::<Vec<_>>(), ["paymentProviderOrderNumber"]);
    assert!(fields.kept.contains("orderPositions[].shippingAddress.country"));
    assert_eq!(plan.next_due(), Some(at("2031-12-31T23:00:00Z")), "the end of that year in Berlin");
}

#[test]
fn a_record_is_kept_to_the_last_moment_of_its_term_and_not_a_moment_longer() {
    let dossier = Dossier::whole(erika());
    let end = at("2033-12-31T23:00:00Z");
    let before = planned(&dossier, &invoices_alone(), &[], end - chrono::TimeDelta::milliseconds(1));
    assert!(matches!(the(&before, "invoiceAndCreditNotes[]").outcome, Outcome::Kept { .. }));
    assert_eq!(before.next_due(), Some(end));
    assert!(planned(&dossier, &invoices_alone(), &[], end).erases_everything());
}

#[test]
fn of_several_dates_the_latest_counts() {
    let mut document = erika();
    document["orders"][0]["orderPositions"][0]["returnDate"] = json!("2026-01-02T00:00:00Z");
    let plan = planned(&Dossier::whole(document), &example("germany.toml"), &[], at(NOW));
    let Outcome::Kept { until, .. } = &the(&plan, "orders[]").outcome else { panic!("{plan:?}") };
    assert_eq!(until.unwrap().to_string(), "2032-12-31");
}

#[test]
fn of_several_rules_the_longest_decides_and_all_that_still_hold_are_named() {
    let both = example("austria.toml").and(example("germany.toml"));
    let named = |now: &str| {
        let plan = planned(&Dossier::whole(erika()), &both, &[], at(now));
        match &the(&plan, "invoiceAndCreditNotes[]").outcome {
            Outcome::Kept { until, grounds, .. } => {
                let countries: Vec<_> = grounds.iter().map(|ground| ground.country.clone()).collect();
                (until.unwrap().to_string(), countries.join(" "))
            }
            other => panic!("{other:?}"),
        }
    };
    assert_eq!(named(NOW), ("2033-12-31".to_owned(), "DE AT".to_owned()));
    assert_eq!(named("2033-06-01T00:00:00Z"), ("2033-12-31".to_owned(), "DE".to_owned()));
}

#[test]
fn a_record_without_a_date_is_kept_without_an_end_and_the_plan_says_why() {
    for date in [None, Some("soon")] {
        let mut document = erika();
        document["invoiceAndCreditNotes"][0].as_object_mut().unwrap().remove("invoicingDate");
        if let Some(date) = date {
            document["invoiceAndCreditNotes"][0]["invoicingDate"] = json!(date);
        }
        let dossier = Dossier::remains(document, [].into());
        let plan = planned(&dossier, &invoices_alone(), &[], at("2500-01-01T00:00:00Z"));
        let Outcome::Kept { until, grounds, .. } = &the(&plan, "invoiceAndCreditNotes[]").outcome else {
            panic!("{plan:?}")
        };
        assert_eq!(*until, None);
        assert!(grounds[0].undated);
        assert_eq!(plan.next_due(), None);
    }
}

#[test]
fn a_rule_may_say_that_it_does_not_hold_for_records_without_a_date() {
    let mut document = erika();
    document["invoiceAndCreditNotes"][0].as_object_mut().unwrap().remove("invoicingDate");
    let start = format!("{END_OF_YEAR}\nundated = 'erase'");
    let rules = rules(&[("invoices", &[], "{ years = 8 }", &start, &["invoicingDate"])]);
    assert!(planned(&Dossier::whole(document), &rules, &[], at(NOW)).erases_everything());
}

#[test]
fn a_record_of_which_nothing_would_be_left_is_erased() {
    // Nothing of the master data but what goes is there.
    let document = json!({"firstName": "Erika", "email": "erika@example.org"});
    let start = "start = 'record-date'";
    let rules = rules(&[("claims", &["identity"], "{ years = 3 }", start, &["creationDate"])]);
    assert!(planned(&Dossier::whole(document), &rules, &[], at(NOW)).erases_everything());
}

#[test]
fn a_hold_comes_before_any_rule_and_names_reason_author_and_since_when() {
    let held = hold(on("invoiceAndCreditNotes[]", "R-1"));
    let plan = planned(&Dossier::whole(erika()), &invoices_alone(), std::slice::from_ref(&held), at(NOW));
    let Outcome::Held { holds } = &the(&plan, "invoiceAndCreditNotes[]").outcome else { panic!("{plan:?}") };
    assert_eq!(holds, &[held]);
    assert_eq!(outcomes(&plan).iter().filter(|(_, outcome)| *outcome == "erased").count(), 5);
    assert_eq!(plan.next_due(), None, "a hold ends when it is released");
    assert!(plan.unmatched_holds().is_empty());
}

#[test]
fn a_hold_on_everything_holds_everything() {
    let plan = planned(&Dossier::whole(erika()), &Rules::none(), &[hold(Scope::Everything)], at(NOW));
    assert!(outcomes(&plan).iter().all(|(_, outcome)| *outcome == "held"), "{plan:?}");
}

#[test]
fn a_hold_that_no_record_is_under_is_shown_since_a_number_may_be_misspelt() {
    let holds = [hold(on("orders[]", "A-2")), hold(Scope::Place("orders[]".to_owned())), hold(on("order", "A-1"))];
    let plan = planned(&Dossier::whole(erika()), &Rules::none(), &holds, at(NOW));
    let mut unmatched: Vec<_> = plan.unmatched_holds().iter().map(|hold| format!("{:?}", hold.scope)).collect();
    unmatched.sort();
    assert_eq!(unmatched, ["Record(order, hidden)", "Record(orders[], hidden)"]);
}

#[test]
fn a_property_about_which_nobody_has_decided_stops_the_plan_and_only_its_place_is_said() {
    for (pointer, path) in [
        ("nickname", "nickname"),
        ("orders", "orders[].nickname"),
        ("parcels", "parcels[]"),
        ("customerType", "customerType.nickname"),
    ] {
        let mut document = erika();
        match pointer {
            "nickname" => document["nickname"] = json!("Rika"),
            "orders" => document["orders"][0]["nickname"] = json!("Rika"),
            "parcels" => document["parcels"] = json!([{"nickname": "Rika"}]),
            _ => document["customerType"] = json!({"nickname": "Rika"}),
        }
        let why = plan(&Dossier::whole(document), map(), &Rules::none(), &[], at(NOW)).unwrap_err();
        assert_eq!(why, Unplannable::Unmapped(path.to_owned()));
        assert!(!format!("{why} {why:?}").contains("Rika"));
    }
}

#[test]
fn what_is_no_customer_of_the_contract_has_no_plan() {
    for document in [json!([]), json!("x"), json!({"hasNewsletter": "perhaps"})] {
        let planned = plan(&Dossier::whole(document), map(), &Rules::none(), &[], at(NOW));
        assert_eq!(planned, Err(Unplannable::NotOfTheContract));
    }
    let nothing = planned(&Dossier::whole(json!({"orders": [], "title": null})), &Rules::none(), &[], at(NOW));
    assert!(nothing.records().is_empty() && nothing.erases_everything());
}

#[test]
fn as_json_a_plan_names_records_and_properties_and_no_other_value() {
    let plan = planned(&Dossier::whole(erika()), &example("germany.toml"), &[hold(on("addresses[]", "x"))], at(NOW));
    let text = serde_json::to_string(&plan).unwrap();
    let json: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(json["hash"], plan.hash().to_string());
    let invoice = &json["records"][4];
    assert_eq!(invoice["place"], "invoiceAndCreditNotes[]");
    assert_eq!((&invoice["category"], &invoice["name"]), (&json!("invoices"), &json!("R-1")));
    assert_eq!((&invoice["outcome"], &invoice["until"]), (&json!("kept"), &json!("2033-12-31")));
    assert_eq!(invoice["grounds"][0]["until"], "2033-12-31");
    assert_eq!(invoice["grounds"][0]["time_zone"], "Europe/Berlin");
    assert_eq!(invoice["removed"], json!([]));
    assert_eq!(json["unmatched_holds"][0]["author"], "staff:ann");
    for value in ["Erika", "Mustermann", "Heide", "example.org", "PP-77120", "DE0212", "Camera", "C-1001", "119"] {
        assert!(!text.contains(value), "{value}: {text}");
    }
}

#[test]
fn no_name_of_a_record_reaches_a_debug_print() {
    let dossier = Dossier::whole(erika());
    let holds = [hold(on("orders[]", "A-1")), hold(on("orders[]", "A-2"))];
    let printed = format!("{:?} {dossier:?}", planned(&dossier, &example("germany.toml"), &holds, at(NOW)));
    for value in ["A-1", "A-2", "R-1", "Erika", "sues"] {
        assert!(!printed.contains(value), "{value}: {printed}");
    }
}
