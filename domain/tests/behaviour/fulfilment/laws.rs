//! What holds for every customer, whatever the rules and holds: drawn at random, against a real database file.

use chrono::TimeDelta;
use domain::customer::document::canonical;
use domain::erasure::Outcome;
use domain::retention::Rules;
use proptest::prelude::*;

use super::packaging::{deliver, member};
use super::*;
use crate::contract::any_customer;
use crate::life::stated;
use crate::scene::moment;

/// Some of the rules there could be.
fn any_rules() -> impl Strategy<Value = String> {
    let rule = |name: &'static str, category: &'static str, date: &'static str| {
        (any::<bool>(), 0_u32..20, any::<bool>()).prop_map(move |(is_there, years, undated)| {
            let undated = if undated { "keep" } else { "erase" };
            if !is_there || years == 0 {
                return String::new();
            }
            format!(
                "[[rules]]\nname = '{name}'\ncategories = ['{category}']\nground.en = 'law'\nground.de = 'Gesetz'\nterm = {{ years = {years} }}\n\
                 start = 'end-of-calendar-year'\ndates = ['{date}']\nundated = '{undated}'\n"
            )
        })
    };
    (
        rule("tax", "invoices", "invoicingDate"),
        rule("letters", "orders", "shopOrderCreationDate"),
        rule("claims", "identity", "creationDate"),
    )
        .prop_map(|(tax, letters, claims)| {
            let rules = format!("{tax}{letters}{claims}");
            let rules = if rules.is_empty() { "rules = []\n".to_owned() } else { rules };
            format!(
                "country = 'DE'\ntime_zone = 'Europe/Berlin'\n\
                 postponement = {{ recent_order_days = 0, open_order_days = 0, open_balances = false }}\n{rules}"
            )
        })
}

fn any_scope() -> impl Strategy<Value = Option<Scope>> {
    let places = ["orders[]", "invoiceAndCreditNotes[]", "addresses[]", ".", "customerBalances[]"];
    prop_oneof![
        3 => Just(None),
        1 => Just(Some(Scope::Everything)),
        3 => prop::sample::select(places.to_vec()).prop_map(|place| Some(Scope::Place(place.to_owned()))),
    ]
}

/// Whether there is a value in it somewhere.
fn says_something(value: &Value) -> bool {
    match value {
        Value::Null => false,
        Value::Array(items) => items.iter().any(says_something),
        Value::Object(members) => members.values().any(says_something),
        _ => true,
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, max_shrink_iters: 64, ..ProptestConfig::default() })]

    #[test]
    fn the_deed_is_the_plan_nothing_is_kept_without_ground_and_a_replay_changes_nothing(
        drawn in any_customer(), rules in any_rules(), scope in any_scope(),
    ) {
        let life = Life::new();
        // Under its current names alone, so that what is set below contradicts nothing.
        let current = canonical(serde_json::from_value(drawn).unwrap()).unwrap();
        let mut document = serde_json::to_value(current).unwrap();
        document["shopCustomerNumber"] = ERIKA.into();
        document["customerType"] = "b2c".into();
        document["email"] = "erika@example.org".into();
        put(&life, &document);
        let rules = Rules::parse(&rules, DataMap::shipped().unwrap()).unwrap();
        let fulfilment = life.fulfilment_by(Policy { retention: Arc::new(rules), ..at_once() });
        let held = scope.clone().map(|scope| hold(&fulfilment, scope));
        let stored = life.read(|view| view.customer(&name("shop"), &name(ERIKA))).unwrap();
        let before: Value = serde_json::from_str(&stored.document).unwrap();

        let request = wants_erasure(&fulfilment);
        let plan = fulfilment.plan(&operator(), &request.id).unwrap().plan;
        fulfilment.approve(&operator(), &request.id, Some(plan.hash())).unwrap();
        run(&fulfilment);

        // Erased means: no lookup finds her.
        prop_assert!(!is_on_file(&life, ERIKA));
        // What is kept is what the plan said, and nothing but that.
        let planned = |outcome: fn(&Outcome) -> bool, place: &str| {
            plan.records().iter().filter(|record| outcome(&record.outcome) && record.place == place).count()
        };
        let is_kept: fn(&Outcome) -> bool = |outcome| *outcome != Outcome::Erased;
        let after = kept(&life, ERIKA);
        for list in ["orders", "invoiceAndCreditNotes", "addresses", "bankAccounts", "customerBalances"] {
            let left = after.get(list).and_then(Value::as_array).map_or(0, Vec::len);
            prop_assert_eq!(left, planned(is_kept, &format!("{list}[]")), "{}", list);
            // Nothing under a hold changed.
            let is_held = scope.as_ref().is_some_and(|scope| match scope {
                Scope::Everything => true,
                Scope::Place(place) => *place == format!("{list}[]"),
                Scope::Record { .. } => false,
            });
            let items = before.get(list).and_then(Value::as_array).into_iter().flatten();
            for item in items.filter(|item| is_held && says_something(item)) {
                prop_assert!(after[list].as_array().unwrap().contains(item), "{} changed under a hold", list);
            }
        }
        for record in plan.records() {
            match &record.outcome {
                Outcome::Erased => {}
                Outcome::Kept { grounds, .. } => prop_assert!(!grounds.is_empty(), "{:?}", record),
                Outcome::Held { holds } => prop_assert!(!holds.is_empty(), "{:?}", record),
            }
        }
        let outcome = life.request(request.id.as_str()).state.outcome().cloned();
        let expected = if plan.erases_everything() {
            domain::request::Outcome::Completed
        } else {
            domain::request::Outcome::PartlyCompleted
        };
        prop_assert_eq!(outcome, Some(expected));

        // An export after the erasure shows what is kept, and nothing else.
        let access = confirmed(&fulfilment.requests, &stated(wish(ERIKA), "erika@example.net", "came in person"));
        fulfilment.approve(&operator(), &access.id, None).unwrap();
        let (_, package) = deliver(&fulfilment, &access.id).unwrap();
        prop_assert!(member(&package, "data.json").is_none());
        let shown = member(&package, "kept.json").map_or(json!([]), |text| serde_json::from_str(&text).unwrap());
        let shown: Vec<_> = shown.as_array().unwrap().iter().map(|kept| (kept["place"].clone(), kept["record"].clone())).collect();
        prop_assert_eq!(shown.len(), plan.records().iter().filter(|record| is_kept(&record.outcome)).count());
        for (place, record) in shown {
            let is_there = match place.as_str().unwrap().strip_suffix("[]") {
                Some(list) => after[list].as_array().unwrap().contains(&record),
                None => record.as_object().unwrap().iter().all(|(name, value)| after.get(name) == Some(value)),
            };
            prop_assert!(is_there, "{} shows more than is kept", place);
        }

        // A replay on a restored backup leads to the same, and a second one to nothing more.
        let kept_before = remains(&life, ERIKA);
        life.write(|transaction| {
            transaction.delete_remains(&name("shop"), &pseudonym(ERIKA))?;
            transaction.upsert_customer(&name("shop"), &stored)
        });
        let replay = || fulfilment.replay(&operator(), &life.ledger.entries(), moment(0), &mut |_, _| ()).unwrap();
        prop_assert_eq!(replay().erased, 1);
        let again = remains(&life, ERIKA);
        prop_assert_eq!(again.as_ref().map(Remains::content), kept_before.as_ref().map(Remains::content));
        prop_assert_eq!(replay().erased, 0);
        let third = remains(&life, ERIKA);
        prop_assert_eq!(third.as_ref().map(Remains::content), kept_before.as_ref().map(Remains::content));

        // When all terms are over and the hold is released, nothing is left but what nobody can date.
        if let Some(id) = held {
            fulfilment.release_hold(&operator(), &id, "over").unwrap();
        }
        life.pass(TimeDelta::days(60 * 366));
        tidy(&fulfilment);
        if let Some(left) = remains(&life, ERIKA) {
            prop_assert!(left.due_at.is_none_or(|at| at > life.now()), "it is looked at again: {:?}", left);
        }
    }
}
