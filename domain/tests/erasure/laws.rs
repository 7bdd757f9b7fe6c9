//! What holds for every customer, all rules, all holds and every moment.

use chrono::TimeDelta;
use domain::erasure::{Dossier, Group, NotApplied, Outcome, Plan, Pseudonyms, ShopPseudonyms, apply};
use domain::legal_hold::LegalHold;
use domain::retention::RecordDate;
use domain::seal::MasterKey;
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::data_map::map;
use crate::drawn::{Case, TELLING, any_case, any_document, any_moment, any_rules};
use crate::reading::{Records, change, records, reversed, sort, values_of};
use crate::{done, hold, on, planned, rules};

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn nothing_is_kept_without_a_ground_that_still_holds(case in any_case()) {
        for record in case.plan().records() {
            match &record.outcome {
                Outcome::Erased => {}
                Outcome::Held { holds } => {
                    prop_assert!(!holds.is_empty());
                    prop_assert!(holds.iter().all(|hold| hold.covers(&record.place, record.name.as_deref())));
                }
                Outcome::Kept { until, grounds, .. } => {
                    let category = map().category(&record.category).unwrap();
                    prop_assert!(!grounds.is_empty());
                    prop_assert_eq!(*until, if grounds.iter().any(|ground| ground.until.is_none()) {
                        None
                    } else {
                        grounds.iter().filter_map(|ground| ground.until).max()
                    });
                    for ground in grounds {
                        let rule = case.rules.of(category).find(|rule| rule.name == ground.rule);
                        prop_assert!(rule.is_some(), "{:?}", ground);
                        let today = RecordDate::Moment(case.now).day(ground.time_zone);
                        prop_assert!(ground.undated || ground.until.is_some_and(|until| until >= today));
                    }
                }
            }
        }
    }

    #[test]
    fn told_together_no_record_is_left_out_and_none_told_twice(case in any_case()) {
        let plan = case.plan();
        let groups = plan.groups();
        for (place, one) in groups.iter().enumerate() {
            let same = |other: &&Group<'_>| (one.place, one.category, one.outcome) == (other.place, other.category, other.outcome);
            prop_assert!(!groups[..place].iter().any(|other| same(&other)), "{:?} stands there twice", one);
            let records = plan.records().iter().filter(|record| {
                (record.place.as_str(), record.category.as_str(), &record.outcome) == (one.place, one.category, one.outcome)
            });
            let names: Vec<_> = records.clone().filter_map(|record| record.name.as_deref()).collect();
            prop_assert_eq!((one.count, &one.names), (records.count(), &names));
        }
        prop_assert_eq!(groups.iter().map(|group| group.count).sum::<usize>(), plan.records().len());
    }

    #[test]
    fn nothing_under_a_hold_is_changed(case in any_case()) {
        let plan = case.plan();
        let left = done(&case.dossier(), &plan);
        let (before, after) = (records(Some(&case.document)), records(left.as_ref().map(Dossier::document)));
        for ((place, name), values) in &before {
            if case.holds.iter().any(|hold| hold.covers(place, name.as_deref())) {
                prop_assert_eq!(Some(values), after.get(&(place.clone(), name.clone())));
            }
        }
    }

    #[test]
    fn the_deed_is_exactly_the_plan_field_by_field(case in any_case()) {
        let case = case.named();
        let plan = case.plan();
        let left = done(&case.dossier(), &plan);
        let (key, shop) = (MasterKey::new(&[7; 32]).unwrap(), crate::shop());
        let pseudonyms = ShopPseudonyms::new(&key, &shop);
        let mut expected = Records::new();
        let before = records(Some(&case.document));
        for record in plan.records() {
            let identity = (record.place.clone(), record.name.clone());
            let values = &before[&identity];
            let values: Vec<_> = match &record.outcome {
                Outcome::Erased => continue,
                Outcome::Held { .. } => values.clone(),
                Outcome::Kept { fields, .. } => {
                    let paths: Vec<_> =
                        fields.kept.iter().chain(&fields.pseudonymised).chain(&fields.removed).collect();
                    let all = values.iter().filter(|(_, value)| *value != json!([]));
                    prop_assert!(all.clone().all(|(path, _)| paths.iter().filter(|it| **it == path).count() == 1));
                    let full = |path: &str| map().record(&record.place).unwrap().path_of(path);
                    all.filter(|(path, _)| !fields.removed.contains(path))
                        .map(|(path, value)| match value.as_str().filter(|_| fields.pseudonymised.contains(path)) {
                            Some(text) => (path.clone(), json!(pseudonyms.pseudonym(&full(path), text))),
                            None => (path.clone(), value.clone()),
                        })
                        .collect()
                }
            };
            expected.insert(identity, values);
        }
        sort(&mut expected);
        prop_assert_eq!(records(left.as_ref().map(Dossier::document)), expected);
    }

    #[test]
    fn planning_what_remains_again_keeps_the_same_and_changes_nothing(case in any_case()) {
        let plan = case.plan();
        let Some(once) = done(&case.dossier(), &plan) else { return Ok(()) };
        let again = planned(&once, &case.rules, &case.holds, case.now);
        let kept = |plan: &Plan| -> Vec<_> {
            let kept = plan.records().iter().filter(|record| record.outcome != Outcome::Erased);
            kept.map(|record| (record.place.clone(), record.name.clone())).collect()
        };
        prop_assert_eq!(kept(&again), kept(&plan));
        prop_assert_eq!(again.next_due(), plan.next_due());
        prop_assert_eq!(again.records().len(), kept(&again).len(), "nothing is left to be erased");
        for record in again.records() {
            if let Outcome::Kept { fields, .. } = &record.outcome {
                prop_assert!(fields.removed.is_empty() && fields.pseudonymised.is_empty(), "{:?}", record);
            }
        }
        prop_assert_eq!(done(&once, &again), Some(once));
    }

    #[test]
    fn the_order_of_lists_rules_and_holds_does_not_matter(case in any_case()) {
        let plan = case.plan();
        let other = Dossier::whole(reversed(&case.document));
        let mut holds = case.holds.clone();
        holds.reverse();
        let same = planned(&other, &case.rules, &holds, case.now);
        prop_assert_eq!(&same, &plan);
        let (one, two) = (done(&case.dossier(), &plan), done(&other, &plan));
        let back = two.as_ref().map(|left| reversed(left.document()));
        prop_assert_eq!(records(one.as_ref().map(Dossier::document)), records(back.as_ref()));
    }

    #[test]
    fn after_the_last_term_everything_is_gone(
        document in any_document(), rules in any_rules(&["erase"]), now in any_moment(),
    ) {
        let mut dossier = Dossier::whole(document);
        let mut now = now;
        for _ in 0..1_000 {
            let plan = planned(&dossier, &rules, &[], now);
            let Some(left) = done(&dossier, &plan) else { return Ok(()) };
            let due = plan.next_due();
            prop_assert!(due.is_some_and(|due| due > now), "it comes closer to the end each time");
            let early = planned(&left, &rules, &[], due.unwrap() - TimeDelta::milliseconds(1));
            let still = done(&left, &early);
            prop_assert_eq!(still.as_ref(), Some(&left), "not a moment early");
            dossier = left;
            now = due.unwrap();
        }
        prop_assert!(false, "it never ends");
    }

    #[test]
    fn no_value_that_tells_who_it_was_is_anywhere_in_what_remains(case in any_case()) {
        let case = Case { holds: Vec::new(), ..case };
        let before: Vec<_> = values_of(&case.document)
            .into_iter()
            .filter(|(path, _)| map().property(path).unwrap().identifies)
            .filter_map(|(_, value)| Some(value.as_str()?.to_owned()))
            .collect();
        let plan = case.plan();
        let json = serde_json::to_string(&plan).unwrap();
        let left = done(&case.dossier(), &plan).map(|left| left.document().to_string()).unwrap_or_default();
        for text in [json, left] {
            prop_assert!(!text.contains(TELLING), "{}", text);
            prop_assert!(!before.iter().any(|value| text.contains(value)), "{}", text);
        }
    }

    #[test]
    fn the_hash_is_another_one_after_any_change(case in any_case(), at_value in any::<prop::sample::Index>()) {
        let hash = case.plan().hash();
        prop_assert_eq!(case.plan().hash(), hash, "the same twice");
        // One value of the document.
        let mut document = case.document.clone();
        let changed = at_value.index(values_of(&document).len());
        let mut count = 0;
        change(&mut document, "", &mut |_, value| {
            if count == changed {
                *value = match value.clone() {
                    Value::Bool(it) => json!(!it),
                    Value::Number(it) if it.is_f64() => json!(it.as_f64().unwrap() / 2.0 + 1.0),
                    Value::Number(it) => json!(it.as_i64().unwrap() / 2 + 1),
                    Value::String(text) if RecordDate::read(&text).is_some() => json!("2001-02-03T04:05:06.789Z"),
                    Value::String(text) => json!(format!("{text}!")),
                    Value::Array(_) => json!(["?"]),
                    other => other,
                };
            }
            count += 1;
        });
        // A birth date is a day, which the change above would make a moment; and a number may be its own half plus one.
        let is_customer = serde_json::from_value::<iom_gdpr_api::models::Customer>(document.clone()).is_ok();
        if is_customer && document != case.document {
            prop_assert_ne!(Case { document, ..case.clone() }.plan().hash(), hash);
        }
        // One rule or one hold more.
        let more = rules(&[("more", &["invoices"], "{ days = 1 }", "start = 'record-date'", &["invoicingDate"])]);
        prop_assert_ne!(Case { rules: case.rules.clone().and(more), ..case.clone() }.plan().hash(), hash);
        let mut holds = case.holds.clone();
        holds.push(LegalHold { reason: "Another one.".to_owned(), ..hold(on("orders[]", "no such order")) });
        prop_assert_ne!(Case { holds, ..case.clone() }.plan().hash(), hash);
        // Time alone changes nothing but what it decides.
        let later = Case { now: case.now + TimeDelta::milliseconds(1), ..case.clone() }.plan();
        prop_assert_eq!(later.hash() == hash, later.records() == case.plan().records());
    }

    #[test]
    fn a_plan_fits_no_other_document(one in any_case(), other in any_document()) {
        prop_assume!(one.document != other);
        let (key, shop) = (MasterKey::new(&[7; 32]).unwrap(), crate::shop());
        let applied = apply(&Dossier::whole(other), &one.plan(), &ShopPseudonyms::new(&key, &shop));
        prop_assert_eq!(applied, Err(NotApplied::Changed));
    }
}
