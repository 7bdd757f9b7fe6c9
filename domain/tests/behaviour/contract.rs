//! The schema of a customer as the contract's own file in `specs/` has it: which properties there are, of what type, and
//! documents made from that. Nothing but the structure is looked at, so another wording or order changes nothing.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::sync::LazyLock;

use proptest::prelude::*;
use serde_json::{Map, Value, json};

/// What a property holds.
#[derive(Clone, Debug)]
pub(crate) enum Kind {
    Text,
    Integer,
    Number,
    Flag,
    Date,
    Time,
    List(Box<Kind>),
    Object(Schema),
}

/// The properties of an object. A deprecated one stands beside its successor, see [`Property::successor`].
pub(crate) type Schema = BTreeMap<String, Property>;

#[derive(Clone, Debug)]
pub(crate) struct Property {
    pub(crate) kind: Kind,
    /// The name that a deprecated property goes by now.
    pub(crate) successor: Option<String>,
}

/// The schema `Customer` of the contract.
pub(crate) static CUSTOMER: LazyLock<Schema> = LazyLock::new(|| {
    let specs = Path::new(env!("CARGO_MANIFEST_DIR")).join("../specs");
    let files = fs::read_dir(specs).unwrap().map(|entry| entry.unwrap().path());
    let of_customers = |path: &std::path::PathBuf| {
        let stem = path.file_stem().unwrap().to_string_lossy();
        stem.starts_with("iom-gdpr-") && path.extension().is_some_and(|extension| extension == "yaml")
    };
    let files: Vec<_> = files.filter(of_customers).collect();
    assert_eq!(files.len(), 1, "one customer contract: {files:?}");
    let document: Value = serde_saphyr::from_str(&fs::read_to_string(&files[0]).unwrap()).unwrap();
    let Kind::Object(schema) = kind(&document, &document["components"]["schemas"]["Customer"]) else {
        panic!("a customer is an object")
    };
    assert!(schema.len() > 20, "the schema was understood");
    schema
});

fn kind(document: &Value, schema: &Value) -> Kind {
    if let Some(reference) = schema["$ref"].as_str() {
        let target = document.pointer(reference.strip_prefix('#').unwrap());
        return kind(document, target.unwrap_or_else(|| panic!("{reference} leads nowhere")));
    }
    match (schema["type"].as_str(), schema["format"].as_str()) {
        (Some("string"), Some("date")) => Kind::Date,
        (Some("string"), Some("date-time")) => Kind::Time,
        (Some("string"), _) => Kind::Text,
        (Some("integer"), _) => Kind::Integer,
        (Some("number"), _) => Kind::Number,
        (Some("boolean"), _) => Kind::Flag,
        (Some("array"), _) => Kind::List(Box::new(kind(document, &schema["items"]))),
        (Some("object"), _) => {
            let properties = schema["properties"].as_object().unwrap();
            let read = |(name, schema): (&String, &Value)| {
                let successor = (schema["deprecated"] == json!(true)).then(|| successor(name, properties));
                (name.clone(), Property { kind: kind(document, schema), successor })
            };
            Kind::Object(properties.iter().map(read).collect())
        }
        other => panic!("no such type is known here: {other:?}"),
    }
}

/// The contract's habit: `...No` became `...Number`, `...Nos` became `...Numbers`.
fn successor(name: &str, properties: &Map<String, Value>) -> String {
    let successor = name.strip_suffix("No").map(|stem| format!("{stem}Number"));
    let successor = successor.or_else(|| name.strip_suffix("Nos").map(|stem| format!("{stem}Numbers")));
    successor
        .filter(|successor| properties.contains_key(successor))
        .unwrap_or_else(|| panic!("the deprecated {name} has no successor that this knows"))
}

/// A customer with every property of the contract under its current name, no value twice where the type has enough of
/// them, and two of everything that there can be several of.
pub(crate) fn full_customer() -> Value {
    let mut customer = full(&CUSTOMER, &mut 0);
    customer["customerType"] = json!("b2c");
    customer["shopCustomerNumber"] = json!("BB002");
    customer
}

fn full(schema: &Schema, count: &mut u32) -> Value {
    let current = schema.iter().filter(|(_, property)| property.successor.is_none());
    current.map(|(name, property)| (name.clone(), some(&property.kind, count))).collect::<Map<_, _>>().into()
}

fn some(kind: &Kind, count: &mut u32) -> Value {
    *count += 1;
    let number = *count;
    match kind {
        Kind::Text => json!(format!("Wert № {number}")),
        Kind::Integer => json!(number),
        Kind::Number => json!(f64::from(number) + 0.25),
        Kind::Flag => json!(number.is_multiple_of(2)),
        Kind::Date => json!(format!("{}-02-28", 1900 + number)),
        Kind::Time => json!(format!("{}-12-31T23:59:59.{number:03}Z", 1900 + number)),
        Kind::List(item) => json!([some(item, count), some(item, count)]),
        Kind::Object(schema) => full(schema, count),
    }
}

/// How values are named.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Names {
    Deprecated,
    Both,
}

/// The same document with its deprecated names as well, or with those alone.
pub(crate) fn renamed(document: &Value, names: Names) -> Value {
    renamed_as(&CUSTOMER, document, names)
}

fn renamed_as(schema: &Schema, document: &Value, names: Names) -> Value {
    let mut renamed = Map::new();
    for (name, value) in document.as_object().unwrap() {
        let value = match (&schema[name].kind, value) {
            (Kind::Object(inner), value) => renamed_as(inner, value, names),
            (Kind::List(item), Value::Array(items)) => match &**item {
                Kind::Object(inner) => items.iter().map(|item| renamed_as(inner, item, names)).collect(),
                _ => value.clone(),
            },
            (_, value) => value.clone(),
        };
        let deprecated = schema.iter().find(|(_, property)| property.successor.as_deref() == Some(name));
        if let Some((deprecated, _)) = deprecated {
            renamed.insert(deprecated.clone(), value.clone());
        }
        if deprecated.is_none() || names == Names::Both {
            renamed.insert(name.clone(), value);
        }
    }
    renamed.into()
}

/// Every place of a full document: how it is written (`orders[0].id`), where it is (`/orders/0/id`), and what it holds.
pub(crate) fn places() -> Vec<(String, String, Kind)> {
    let mut places = Vec::new();
    collect(&Kind::Object(CUSTOMER.clone()), "", "", &mut places);
    places
}

fn collect(kind: &Kind, written: &str, pointer: &str, places: &mut Vec<(String, String, Kind)>) {
    places.push((written.to_owned(), pointer.to_owned(), kind.clone()));
    match kind {
        Kind::Object(schema) => {
            for (name, property) in schema.iter().filter(|(_, property)| property.successor.is_none()) {
                let written = if written.is_empty() { name.clone() } else { format!("{written}.{name}") };
                collect(&property.kind, &written, &format!("{pointer}/{name}"), places);
            }
        }
        Kind::List(item) => collect(item, &format!("{written}[1]"), &format!("{pointer}/1"), places),
        _ => {}
    }
}

/// Any customer that can be stored, some of its values under deprecated names, some under both.
pub(crate) fn any_customer() -> impl Strategy<Value = Value> {
    let number = "[A-Za-z0-9ÄÖÜß-]{1,12}";
    let customer_type = prop::sample::select(vec!["b2c", "b2b", "B2C", "B2b"]);
    (any_object(&CUSTOMER), number, customer_type, any::<bool>()).prop_map(|(mut customer, number, kind, old)| {
        let customer_object = customer.as_object_mut().unwrap();
        customer_object.remove("shopCustomerNo");
        customer_object.remove("shopCustomerNumber");
        customer_object.insert(if old { "shopCustomerNo" } else { "shopCustomerNumber" }.to_owned(), json!(number));
        customer_object.insert("customerType".to_owned(), json!(kind));
        customer
    })
}

fn any_object(schema: &Schema) -> BoxedStrategy<Value> {
    // A place in the bits says under which names the value is given: none, the current one, the deprecated one, both.
    let current = schema.iter().filter(|(_, property)| property.successor.is_none());
    let members: Vec<_> = current
        .map(|(name, property)| {
            let old = schema.iter().find(|(_, property)| property.successor.as_ref() == Some(name));
            let (name, old) = (name.clone(), old.map(|(old, _)| old.clone()));
            (any_value(&property.kind), 0..5).prop_map(move |(value, under)| match (under, &old) {
                (0, _) => vec![],
                (1, Some(old)) => vec![(old.clone(), value)],
                (2, Some(old)) => vec![(old.clone(), value.clone()), (name.clone(), value)],
                (3, Some(old)) => vec![(old.clone(), Value::Null), (name.clone(), value)],
                _ => vec![(name.clone(), value)],
            })
        })
        .collect();
    members.prop_map(|members| members.into_iter().flatten().collect::<Map<_, _>>().into()).boxed()
}

fn any_value(kind: &Kind) -> BoxedStrategy<Value> {
    match kind {
        Kind::Text => prop_oneof![".{0,8}", "[\\x00-\\x1f\"\\\\]{0,3}"].prop_map(Value::from).boxed(),
        Kind::Integer => any::<i32>().prop_map(Value::from).boxed(),
        Kind::Number => prop_oneof![
            any::<f64>().prop_filter("finite", |number| number.is_finite()),
            (-1_000_000_000_i32..1_000_000_000).prop_map(|cents| f64::from(cents) / 100.0),
        ]
        .prop_map(Value::from)
        .boxed(),
        Kind::Flag => any::<bool>().prop_map(Value::from).boxed(),
        Kind::Date => (1_900..10_000, 1..13, 1..29)
            .prop_map(|(year, month, day)| json!(format!("{year:04}-{month:02}-{day:02}")))
            .boxed(),
        Kind::Time => (1_900..9_999, 0..24, 0_u32..1_000_000_000, prop::sample::select(vec!["Z", "+01:00", "-11:30"]))
            .prop_map(|(year, hour, nanos, offset)| {
                json!(format!("{year:04}-06-30T{hour:02}:00:59.{nanos:09}{offset}"))
            })
            .boxed(),
        Kind::List(item) => prop::collection::vec(any_value(item), 0..3).prop_map(Value::from).boxed(),
        Kind::Object(schema) => any_object(schema),
    }
}
