//! A document, record by record: never the whole of it at once.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::fmt;
use std::io::{self, BufReader, Read};

use iom_gdpr_api::models::Customer;
use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::Value;
use serde_json::value::RawValue;

use super::selection::Selection;
use super::{NotBuilt, Object, Source};
use crate::customer::document::complete;
use crate::data_map::{CUSTOMER, DataMap};

/// Many records fit in, and few bytes are asked for one by one.
const BUFFER: usize = 64 * 1024;

/// What is come across in a document.
pub(super) enum Step<'a> {
    /// A list begins.
    Begin(&'a str),
    /// A record of the list, as the contract shows it, as far as it is selected.
    Record(&'a str, Object),
    /// The list ends.
    End,
}

/// A document without what is in its lists.
pub(super) struct Outline {
    /// What is the customer's own and in no list, as the contract shows it, as far as it is selected.
    pub(super) own: Object,
    /// The places of the lists that it has, `orders[]`, empty ones as well.
    pub(super) lists: BTreeSet<String>,
    /// The length of the stored document in bytes.
    pub(super) document: u64,
}

/// The outline of the document. `None`: there is no document.
pub(super) fn outline(source: &dyn Source, selection: &Selection<'_>) -> Result<Option<Outline>, NotBuilt> {
    let mut own = Own { map: selection.map(), found: Object::new(), lists: BTreeSet::new() };
    let Some(document) = read(source, &mut own)? else { return Ok(None) };
    let customer = serde_json::from_value(own.found.into()).map_err(|error| not_json(&error))?;
    Ok(Some(Outline { own: selection.of_record(CUSTOMER, completed(customer)?), lists: own.lists, document }))
}

/// Goes through the lists of a document that `wanted` has, in the order of the document.
pub(super) fn lists(
    source: &dyn Source,
    selection: &Selection<'_>,
    wanted: &dyn Fn(&str) -> bool,
    visit: &mut dyn FnMut(Step<'_>) -> Result<(), NotBuilt>,
) -> Result<(), NotBuilt> {
    read(source, &mut Lists { selection, wanted, visit })?.map(drop).ok_or(NotBuilt::Changed)
}

/// Whoever looks at the members of a document, one after the other.
trait Look {
    /// What to do with the member of this name.
    fn want(&mut self, name: &str) -> Want;
    /// The value of a member, where it is wanted.
    fn value(&mut self, name: &str, value: Value);
    /// A step through a list that is wanted: beginning, item, end.
    fn step(&mut self, name: &str, step: RawStep<'_>) -> Result<(), NotBuilt>;
}

enum Want {
    Nothing,
    Value,
    Items,
}

enum RawStep<'a> {
    Begin,
    Item(&'a RawValue),
    End,
}

struct Own<'a> {
    map: &'a DataMap,
    found: Object,
    lists: BTreeSet<String>,
}

impl Look for Own<'_> {
    fn want(&mut self, name: &str) -> Want {
        if !is_list(self.map, name) {
            return Want::Value;
        }
        self.lists.insert(format!("{name}[]"));
        Want::Nothing
    }

    fn value(&mut self, name: &str, value: Value) {
        self.found.insert(name.to_owned(), value);
    }

    fn step(&mut self, _: &str, _: RawStep<'_>) -> Result<(), NotBuilt> {
        Ok(())
    }
}

struct Lists<'a> {
    selection: &'a Selection<'a>,
    wanted: &'a dyn Fn(&str) -> bool,
    visit: &'a mut dyn FnMut(Step<'_>) -> Result<(), NotBuilt>,
}

impl Look for Lists<'_> {
    fn want(&mut self, name: &str) -> Want {
        let place = format!("{name}[]");
        let wanted = is_list(self.selection.map(), name) && self.selection.has_below(&place) && (self.wanted)(&place);
        if wanted { Want::Items } else { Want::Nothing }
    }

    fn value(&mut self, _: &str, _: Value) {}

    fn step(&mut self, name: &str, step: RawStep<'_>) -> Result<(), NotBuilt> {
        match step {
            RawStep::Begin => (self.visit)(Step::Begin(name)),
            RawStep::End => (self.visit)(Step::End),
            RawStep::Item(raw) => {
                let place = format!("{name}[]");
                // The contract's own struct reads it, in a document with nothing else in it.
                let text = format!("{{{}:[{raw}]}}", Value::from(name));
                let customer = serde_json::from_str(&text).map_err(|error| not_json(&error))?;
                let Some(Value::Array(mut records)) = completed(customer)?.remove(name) else { return Ok(()) };
                let Some(Value::Object(record)) = records.pop() else { return Ok(()) };
                let was_empty = record.is_empty();
                let record = self.selection.of_record(&place, record);
                // A record of which nothing is selected is none; one that was empty before is what the contract shows.
                if record.is_empty() && !was_empty { Ok(()) } else { (self.visit)(Step::Record(&place, record)) }
            }
        }
    }
}

fn is_list(map: &DataMap, name: &str) -> bool {
    map.record(&format!("{name}[]")).is_some()
}

fn completed(customer: Customer) -> Result<Object, NotBuilt> {
    let customer = complete(customer).map_err(NotBuilt::NotOfTheContract)?;
    match serde_json::to_value(customer) {
        Ok(Value::Object(object)) => Ok(object),
        Ok(_) => Ok(Object::new()),
        Err(error) => Err(not_json(&error)),
    }
}

fn not_json(error: &serde_json::Error) -> NotBuilt {
    // The text of the error may quote the document.
    NotBuilt::NotJson { line: error.line(), column: error.column() }
}

/// Shows the members of the document to `look`, and returns its length in bytes. `None`: there is no document.
fn read(source: &dyn Source, look: &mut dyn Look) -> Result<Option<u64>, NotBuilt> {
    let mut result = Ok(());
    let mut length = 0;
    let there = source.document(&mut |input| result = read_from(&mut Measured { input, length: &mut length }, look))?;
    result.map(|()| there.then_some(length))
}

/// What is read, and how much that was.
struct Measured<'a> {
    input: &'a mut dyn Read,
    length: &'a mut u64,
}

impl Read for Measured<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.input.read(buffer)?;
        *self.length += read as u64;
        Ok(read)
    }
}

fn read_from(input: &mut dyn Read, look: &mut dyn Look) -> Result<(), NotBuilt> {
    let stopped = RefCell::new(None);
    let mut json = serde_json::Deserializer::from_reader(BufReader::with_capacity(BUFFER, input));
    let read = json.deserialize_map(Members { look, stopped: &stopped }).and_then(|()| json.end());
    match (stopped.into_inner(), read) {
        (Some(stopped), _) => Err(stopped),
        (None, Err(error)) => Err(not_json(&error)),
        (None, Ok(())) => Ok(()),
    }
}

/// Where the reason is kept for which reading ends early.
type Stopped = RefCell<Option<NotBuilt>>;

/// What serde is told then.
const STOPPED: &str = "reading ends here";

struct Members<'a> {
    look: &'a mut dyn Look,
    stopped: &'a Stopped,
}

impl<'de> Visitor<'de> for Members<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a customer")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<(), A::Error> {
        while let Some(name) = members.next_key::<String>()? {
            match self.look.want(&name) {
                Want::Nothing => drop(members.next_value::<IgnoredAny>()?),
                Want::Value => {
                    let value = members.next_value()?;
                    self.look.value(&name, value);
                }
                Want::Items => {
                    members.next_value_seed(Items { name: &name, look: self.look, stopped: self.stopped })?;
                }
            }
        }
        Ok(())
    }
}

struct Items<'a> {
    name: &'a str,
    look: &'a mut dyn Look,
    stopped: &'a Stopped,
}

impl Items<'_> {
    fn step<E: serde::de::Error>(&mut self, step: RawStep<'_>) -> Result<(), E> {
        self.look.step(self.name, step).map_err(|reason| {
            *self.stopped.borrow_mut() = Some(reason);
            E::custom(STOPPED)
        })
    }
}

impl<'de> DeserializeSeed<'de> for Items<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, value: D) -> Result<(), D::Error> {
        value.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Items<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list")
    }

    /// `null` is no list.
    fn visit_unit<E: serde::de::Error>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(mut self, mut items: A) -> Result<(), A::Error> {
        self.step(RawStep::Begin)?;
        while let Some(item) = items.next_element::<Box<RawValue>>()? {
            self.step(RawStep::Item(&item))?;
        }
        self.step(RawStep::End)
    }
}
