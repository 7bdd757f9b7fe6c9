//! Retention rules as an operator declares them.

use std::fs;
use std::path::Path;

use domain::data_map::{DataMap, WhenKept};
use domain::message::Language;
use domain::retention::{Postponement, RecordDate, Rules, Start, Undated};

use crate::data_map::map;

/// The example of this name in `docs/retention`.
pub(crate) fn example(name: &str) -> Rules {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/retention").join(name);
    let text = fs::read_to_string(file).unwrap();
    assert!(text.starts_with("# An EXAMPLE of retention rules") && text.contains("Not legal advice"), "{name}");
    Rules::parse(&text, map()).unwrap_or_else(|problems| panic!("{name}: {problems}"))
}

fn until(rules: &Rules, category: &str, date: &str) -> Vec<String> {
    let category = map().category(category).unwrap();
    let end = |rule: &domain::retention::Rule| rule.end(RecordDate::read(date).unwrap()).unwrap().until.to_string();
    rules.of(category).map(end).collect()
}

#[test]
fn the_examples_are_all_read_and_say_where_they_are_from() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/retention");
    let names = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let mut names: Vec<_> = names.collect();
    names.sort();
    assert_eq!(names, ["austria.toml", "germany.toml"]);
    for name in &names {
        for rule in example(name).all() {
            for language in [Language::english(), Language::find("de").unwrap()] {
                assert!(rule.ground.in_language(&language).contains('§'), "{name}: {}", rule.name);
            }
        }
    }
}

/// The TOML in a page of the documentation.
fn toml_in(page: &str) -> String {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs").join(page);
    let text = fs::read_to_string(file).unwrap();
    let blocks = text.split("```toml\n").skip(1).map(|rest| rest.split("```").next().unwrap());
    blocks.collect::<Vec<_>>().join("\n")
}

#[test]
fn what_the_documentation_shows_can_be_declared() {
    let rules = Rules::parse(&toml_in("retention.md"), map()).unwrap_or_else(|problems| panic!("{problems}"));
    assert_eq!(rules.all().len(), 1);
    assert_eq!(rules.postponement(), Postponement::default(), "they are said to be the defaults");
    let map = DataMap::with(&toml_in("data-map.md")).unwrap_or_else(|problems| panic!("{problems}"));
    assert_eq!(map.property("orders[].carrier").unwrap().when_kept, WhenKept::Remove);
}

#[test]
fn the_german_example_keeps_invoices_for_8_and_business_letters_for_6_years_from_the_end_of_the_year() {
    let rules = example("germany.toml");
    assert_eq!(until(&rules, "invoices", "2025-03-01T10:00:00Z"), ["2033-12-31"]);
    assert_eq!(until(&rules, "orders", "2025-03-01T10:00:00Z"), ["2031-12-31"]);
    for category in ["identity", "contact", "addresses", "bank-accounts", "balances"] {
        assert!(until(&rules, category, "2025-03-01").is_empty(), "{category}");
    }
}

#[test]
fn the_austrian_example_keeps_both_for_7_years_from_the_end_of_the_year() {
    let rules = example("austria.toml");
    assert_eq!(until(&rules, "invoices", "2025-03-01"), ["2032-12-31"]);
    assert_eq!(until(&rules, "orders", "2025-03-01"), ["2032-12-31"]);
}

#[test]
fn rules_of_two_countries_hold_together_and_the_longer_postponement_holds() {
    let french = r#"
        country = "FR"
        time_zone = "Europe/Paris"
        rules = []
        postponement = { recent_order_days = 10, open_order_days = 400, open_balances = false }
    "#;
    let both = example("germany.toml").and(example("austria.toml")).and(Rules::parse(french, map()).unwrap());
    assert_eq!(until(&both, "invoices", "2025-03-01"), ["2033-12-31", "2032-12-31"]);
    let longer = Postponement { recent_order_days: 30, open_order_days: 400, open_balances: true };
    assert_eq!(both.postponement(), longer);
}

#[test]
fn without_rules_nothing_is_kept_and_orders_in_flight_still_postpone() {
    let rules = Rules::none();
    assert!(map().categories().iter().all(|category| rules.of(category).next().is_none()));
    assert_eq!(rules.postponement(), Postponement::default());
    assert!(rules.postponement().recent_order_days > 0 && rules.postponement().open_balances);
}

#[test]
fn a_rule_holds_for_categories_that_name_it_and_for_those_it_lists() {
    let text = r#"
        country = "DE"
        time_zone = "Europe/Berlin"
        [[rules]]
        name = "claims"
        categories = ["identity"]
        ground = { en = "Claims (§ 195 BGB).", de = "Ansprüche (§ 195 BGB)." }
        term = { years = 3 }
        start = "end-of-calendar-year"
        dates = ["creationDate"]
        undated = "erase"
        [[rules]]
        name = "invoices"
        ground = { en = "Tax law.", de = "Steuerrecht." }
        term = { years = 7, months = 1, days = 2 }
        start = "end-of-business-year"
        business_year_ends_with_month = 6
        dates = ["invoicingDate"]
    "#;
    let rules = Rules::parse(text, map()).unwrap_or_else(|problems| panic!("{problems}"));
    assert_eq!(until(&rules, "identity", "2025-05-05"), ["2028-12-31"]);
    assert_eq!(until(&rules, "invoices", "2025-05-05"), ["2032-08-02"]);
    assert_eq!(rules.all()[0].undated, Undated::Erase);
    assert_eq!(rules.all()[1].undated, Undated::Keep, "keeping by mistake can be mended");
    assert_eq!(rules.all()[1].start, Start::EndOfBusinessYear(6));
}

#[test]
fn all_that_is_wrong_with_rules_is_said_at_once_each_with_its_place() {
    let text = r#"
        country = "Germany"
        time_zone = "Berlin"
        colour = "blue"
        postponement = { recent_order_days = -1, open_balances = true }
        rules = [{ name = "invoices", term = { years = 101, weeks = 1 }, start = "tomorrow", dates = [], ground.en = "x" }]
    "#;
    let said = Rules::parse(text, map()).unwrap_err().to_string();
    for expected in [
        "country: has to be two upper-case letters (ISO 3166-1 alpha-2), such as DE",
        "time_zone: has to be a name of the IANA time zone database, such as Europe/Berlin",
        "colour: is unknown; there can be country, postponement, rules, time_zone",
        "postponement.recent_order_days: has to be a whole number from 0 to 3660",
        "postponement.open_order_days: is missing",
        "rules[0].term.years: has to be a whole number from 0 to 100",
        "rules[0].term.weeks: is unknown; there can be days, months, years",
        "rules[0].dates: has to be a list of at least one text",
        "rules[0].ground.de: is missing",
    ] {
        assert!(said.lines().any(|line| line == expected), "missing: {expected}\n{said}");
    }
    assert!(said.contains(r#"rules[0].start: has to be one of "record-date", "end-of-calendar-year""#), "{said}");
}

/// What is said about one rule, with the `changed` lines in place of those with the same keys.
fn refused(changed: &str) -> String {
    let key = |line: &str| line.split(" = ").next().unwrap().to_owned();
    let replaced: Vec<_> = changed.lines().map(key).collect();
    let usual = [
        "name = 'invoices'",
        "ground = { en = 'Tax law.', de = 'Steuerrecht.' }",
        "term = { years = 8 }",
        "start = 'end-of-calendar-year'",
        "dates = ['invoicingDate']",
    ];
    let rule: Vec<_> = usual.into_iter().filter(|line| !replaced.contains(&key(line))).chain(changed.lines()).collect();
    let text = format!("country = 'DE'\ntime_zone = 'Europe/Berlin'\n[[rules]]\n{}", rule.join("\n"));
    Rules::parse(&text, map()).err().map(|problems| problems.to_string()).unwrap_or_default()
}

#[test]
fn a_rule_that_could_not_hold_for_what_it_says_is_refused() {
    assert_eq!(refused(""), "");
    for (changed, expected) in [
        ("name = 'nobody'", "rules[0].name: no category of records names the rule in the data map, and it lists none"),
        ("categories = ['nothing']", "rules[0].categories: there is no category \"nothing\""),
        ("categories = ['payment']", "rules[0].categories: no record is kept or erased after the category \"payment\""),
        (
            "categories = ['orders']",
            "rules[0].dates: \"invoicingDate\" has to be a property of \"orders[]\" that stays when the record is kept",
        ),
        ("term = { years = 0 }", "rules[0].term: has to be longer than nothing: years, months or days"),
        ("start = 'end-of-business-year'", "rules[0].business_year_ends_with_month: is missing"),
        (
            "business_year_ends_with_month = 3",
            "rules[0].business_year_ends_with_month: is unknown; there can be categories, dates, ground, name, start, term, \
             undated",
        ),
    ] {
        assert_eq!(refused(changed), expected, "{changed}");
    }
    // A birth date goes when the record is kept, so nobody could tell any more until when.
    let birth = "name = 'x'\ncategories = ['identity']\ndates = ['dayOfBirth']";
    assert!(refused(birth).contains("\"dayOfBirth\" has to be a property of \".\" that stays"), "{}", refused(birth));
}

#[test]
fn two_rules_of_one_name_in_a_file_are_a_mistake() {
    let rule = r#"{ name = "invoices", ground = { en = "x", de = "x" }, term = { years = 1 }, start = "record-date", dates = ["invoicingDate"] }"#;
    let text = format!("country = \"DE\"\ntime_zone = \"Europe/Berlin\"\nrules = [{rule}, {rule}]");
    assert_eq!(Rules::parse(&text, map()).unwrap_err().to_string(), "rules[1].name: is the name of a rule above");
}
