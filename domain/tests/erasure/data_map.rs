//! The data map says of every property of the contract what it is and what becomes of it.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use domain::data_map::{CUSTOMER, DataMap, LegalBasis, WhenKept, page};
use domain::message::Language;

use crate::contract::{self, Kind, Schema};

pub(crate) fn map() -> &'static DataMap {
    DataMap::shipped().unwrap_or_else(|problems| panic!("{problems}"))
}

fn german() -> Language {
    Language::find("de").unwrap()
}

/// Every property of the schema that holds a value, under its current name, with its deprecated one.
fn properties(schema: &Schema, object: &str, found: &mut BTreeMap<String, (Kind, Option<String>)>) {
    for (name, property) in schema.iter().filter(|(_, property)| property.successor.is_none()) {
        let path = if object.is_empty() { name.clone() } else { format!("{object}.{name}") };
        match &property.kind {
            Kind::Object(inner) => properties(inner, &path, found),
            Kind::List(item) if matches!(**item, Kind::Object(_)) => {
                let Kind::Object(inner) = &**item else { unreachable!() };
                properties(inner, &format!("{path}[]"), found);
            }
            kind => {
                let twin = schema.iter().find(|(_, property)| property.successor.as_deref() == Some(name));
                found.insert(path, (kind.clone(), twin.map(|(deprecated, _)| deprecated.clone())));
            }
        }
    }
}

fn of_the_contract() -> BTreeMap<String, (Kind, Option<String>)> {
    let mut found = BTreeMap::new();
    properties(&contract::CUSTOMER, "", &mut found);
    found
}

#[test]
fn exactly_the_properties_of_the_contract_are_in_the_map() {
    let mapped: BTreeMap<_, _> = map().properties().iter().map(|it| (it.path.clone(), it.deprecated.clone())).collect();
    let contract: BTreeMap<_, _> = of_the_contract().into_iter().map(|(path, (_, twin))| (path, twin)).collect();
    assert!(contract.len() > 130 && contract.values().flatten().count() > 10, "the schema was understood");
    let undecided: Vec<_> = contract.keys().filter(|path| !mapped.contains_key(*path)).collect();
    assert!(undecided.is_empty(), "decide in domain/data-map.toml what becomes of {undecided:?}");
    let gone: Vec<_> = mapped.keys().filter(|path| !contract.contains_key(*path)).collect();
    assert!(gone.is_empty(), "the contract has them no more: {gone:?}");
    assert_eq!(mapped, contract, "deprecated names are those of the contract");
    assert_eq!(map().properties().len(), mapped.len(), "each is there once");
}

#[test]
fn every_list_at_the_top_of_the_contract_is_a_kind_of_record() {
    let lists = contract::CUSTOMER.iter().filter_map(|(name, property)| match &property.kind {
        Kind::List(item) if matches!(**item, Kind::Object(_)) => Some(format!("{name}[]")),
        _ => None,
    });
    let expected: BTreeSet<_> = lists.chain([CUSTOMER.to_owned()]).collect();
    assert_eq!(map().records().iter().map(|record| record.place.clone()).collect::<BTreeSet<_>>(), expected);
}

#[test]
fn only_what_is_text_is_pseudonymised() {
    let contract = of_the_contract();
    let pseudonymised: Vec<_> = map().properties().iter().filter(|it| it.when_kept == WhenKept::Pseudonymise).collect();
    assert!(!pseudonymised.is_empty());
    for property in pseudonymised {
        assert!(matches!(contract[&property.path].0, Kind::Text), "{}", property.path);
    }
}

#[test]
fn of_a_kept_invoice_amounts_dates_and_country_stay_and_name_street_phone_and_mail_go() {
    let kept = |path: &str| map().property(path).unwrap_or_else(|| panic!("{path}")).when_kept;
    for path in [
        "invoiceAndCreditNotes[].invoiceNumber",
        "invoiceAndCreditNotes[].invoicingDate",
        "invoiceAndCreditNotes[].invoicePositions[].salesItemGross",
        "orders[].shopOrderCreationDate",
        "orders[].shopTotalGross",
        "orders[].orderPositions[].shopPosTax",
        "orders[].orderPositions[].shippingAddress.country",
    ] {
        assert_eq!(kept(path), WhenKept::Keep, "{path}");
    }
    let gone = ["firstName", "lastName", "street", "houseNumber", "phone1", "mobilePhone", "email", "addressAddition1"];
    for name in gone {
        for object in ["orders[].orderPositions[].shippingAddress", "addresses[]"] {
            let path = format!("{object}.{name}");
            assert_eq!(kept(&path), WhenKept::Remove, "{path}");
            assert!(map().property(&path).unwrap().identifies, "{path}");
        }
    }
    assert_eq!(kept("shopCustomerNumber"), WhenKept::Pseudonymise);
}

#[test]
fn nothing_that_tells_who_the_person_is_stays_in_a_kept_record() {
    let telling = map().properties().iter().filter(|property| property.identifies);
    assert!(telling.clone().count() > 40);
    for property in telling {
        assert_ne!(property.when_kept, WhenKept::Keep, "{}", property.path);
    }
}

#[test]
fn every_category_speaks_english_and_german_and_the_two_differ() {
    for category in map().categories() {
        for sentence in [&category.purpose, &category.source, &category.legal_basis_text, &category.recipients] {
            let (english, german) = (sentence.in_language(&Language::english()), sentence.in_language(&german()));
            assert!(english.ends_with('.') && german.ends_with('.'), "{}: {english} {german}", category.name);
            assert_ne!(english, german, "{}", category.name);
        }
        let letter = format!("Art. 6(1)({}) GDPR", category.legal_basis.letter());
        let english = category.legal_basis_text.in_language(&Language::english());
        assert!(english.contains(&letter), "{}: {english}", category.name);
    }
    assert_eq!(map().category("marketing").unwrap().legal_basis, LegalBasis::Consent);
}

#[test]
fn a_controller_replaces_sentences_and_decisions_and_keeps_the_rest() {
    let own = r#"
        categories.orders.purpose.en = "To send you what you ordered."
        categories.orders.recipients = { fr = "La poste." }
        properties."orders[]".carrier.kept = "remove"
        properties."orders[]".carrier.category = "parcels"

        [categories.parcels]
        title = { en = "Parcels", de = "Pakete" }
        purpose = { en = "To bring them.", de = "Um sie zu bringen." }
        source = { en = "From you.", de = "Von Ihnen." }
        legal_basis = "f"
        legal_basis_text = { en = "Art. 6(1)(f) GDPR.", de = "Art. 6 Abs. 1 lit. f DSGVO." }
        recipients = { en = "Nobody.", de = "Niemand." }
    "#;
    let with = DataMap::with(own).unwrap_or_else(|problems| panic!("{problems}"));
    let orders = with.category("orders").unwrap();
    assert_eq!(orders.purpose.in_language(&Language::english()), "To send you what you ordered.");
    let shipped = map().category("orders").unwrap();
    assert_eq!(orders.purpose.in_language(&german()), shipped.purpose.in_language(&german()));
    assert_eq!(orders.recipients.in_language(&german()), shipped.recipients.in_language(&german()));
    let carrier = with.property("orders[].carrier").unwrap();
    assert_eq!((carrier.when_kept, carrier.category.as_str()), (WhenKept::Remove, "parcels"));
    assert_eq!(carrier.title, map().property("orders[].carrier").unwrap().title);
    assert_eq!(with.categories().last().unwrap().name, "parcels");
    assert_eq!(&DataMap::with("").unwrap(), map());
}

#[test]
fn all_that_is_wrong_with_a_map_is_said_at_once_each_with_its_place() {
    let own = r#"
        colour = "blue"
        categories.orders.purpose.de = " "
        categories.orders.legal_basis = "g"
        categories.orders.title = "Orders"
        categories.orders.recipients.deutsch = "Post"
        categories.empty.title = { en = "Nothing" }
        records."parcels[]" = { title = { en = "Parcel", de = "Paket" }, category = "orders" }
        records."orders[]".name = "paymentProviderOrderNumber"
        properties.".".firstName.kept = "keep"
        properties.".".lastName.kept = "forget"
        properties.".".title.provided = "yes"
        properties.".".gender.category = "nowhere"
        properties.".".shopCustomerNumber.deprecated = "number"
        properties.".".nickname = { title = { en = "N", de = "N" }, category = "identity", provided = true, identifies = true, kept = "remove" }
        properties."coupons[]".code = { title = { en = "C", de = "C" }, category = "orders", provided = true, identifies = false, kept = "keep" }
    "#;
    let said = DataMap::with(own).unwrap_err().to_string();
    for expected in [
        "colour: is unknown; there can be categories, properties, records",
        "categories.orders.purpose.de: has to be a text",
        r#"categories.orders.legal_basis: has to be one of "a", "b", "c", "d", "e", "f""#,
        "categories.orders.title: has to be a table with a text for each language",
        "categories.orders.recipients.deutsch: is not the code of a language",
        "categories.empty.title.de: is missing",
        "categories.empty.purpose: is missing",
        r#"records."parcels[]": the contract has no such list"#,
        r#"records."orders[]".name: has to be a property of the record that stays when the record is kept"#,
        r#"properties.".".firstName.kept: has to be "remove" or "pseudonymise": it tells who the person is"#,
        r#"properties.".".lastName.kept: has to be one of "keep", "remove", "pseudonymise""#,
        r#"properties.".".title.provided: has to be true or false"#,
        r#"properties.".".gender.category: there is no category "nowhere""#,
        r#"properties.".".shopCustomerNumber.deprecated: is the contract's to decide"#,
        r#"properties.".".nickname: the contract has no such property"#,
        r#"properties."coupons[]".code: lies in no record that is declared"#,
    ] {
        assert!(said.lines().any(|line| line == expected), "missing: {expected}\n{said}");
    }
}

#[test]
fn a_mistake_of_syntax_is_said_with_line_and_column() {
    let said = DataMap::with("categories.orders.retention = \"x\"\ncategories = [").unwrap_err().to_string();
    assert!(said.starts_with("line 2, column "), "{said}");
}

#[test]
fn a_category_to_which_nothing_belongs_is_a_mistake() {
    let own = r#"
        [categories.unused]
        title = { en = "Unused", de = "Ungenutzt" }
        purpose = { en = "None.", de = "Keiner." }
        source = { en = "None.", de = "Keine." }
        legal_basis = "a"
        legal_basis_text = { en = "None.", de = "Keine." }
        recipients = { en = "Nobody.", de = "Niemand." }
    "#;
    assert_eq!(DataMap::with(own).unwrap_err().to_string(), "categories.unused: nothing belongs to it");
}

/// The page, behind an introduction that is written by hand.
#[test]
fn the_page_about_the_data_map_says_what_the_map_says() {
    const BEGIN: &str = "<!-- From here on made from domain/data-map.toml";
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/data-map.md");
    let text = fs::read_to_string(&file).unwrap();
    let begin = text.find(BEGIN).unwrap_or_else(|| panic!("docs/data-map.md has no line that begins with {BEGIN}"));
    let end_of_line = begin + text[begin..].find('\n').unwrap();
    let (introduction, there) = text.split_at(end_of_line + 1);
    let made = format!("\n{}", page(map(), &Language::english()));
    if there != made && std::env::var_os("UPDATE_DOCS").is_some() {
        fs::write(&file, format!("{introduction}{made}")).unwrap();
        return;
    }
    assert!(
        there == made,
        "docs/data-map.md is not what the map says; UPDATE_DOCS=1 cargo test -p domain --test erasure data_map makes it anew"
    );
}
