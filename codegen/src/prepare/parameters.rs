//! Parameters: names that are identifiers, in an order that does not depend on how the contract is written.

use serde_json::{Map, Value};

use super::Unsupported;
use super::schema::{inside, without_documentation};
use crate::references::resolve;

/// The names in a path template, in path order.
pub(crate) fn names_in(path: &str) -> Vec<&str> {
    path.split('{').skip(1).filter_map(|rest| Some(rest.split_once('}')?.0)).collect()
}

/// A path template with identifiers for names.
pub(super) fn identifiers(path: &str) -> Result<String, Unsupported> {
    let mut template = path.to_owned();
    let mut seen: Vec<(String, &str)> = Vec::new();
    for name in names_in(path) {
        let identifier = identifier(name);
        if let Some((_, other)) = seen.iter().find(|(earlier, _)| *earlier == identifier) {
            return Err(Unsupported(format!(
                "path {path}: the parameters `{other}` and `{name}` would both be called `{identifier}`"
            )));
        }
        template = template.replace(&format!("{{{name}}}"), &format!("{{{identifier}}}"));
        seen.push((identifier, name));
    }
    Ok(template)
}

/// `request-id` becomes `request_id`.
fn identifier(name: &str) -> String {
    let mut identifier: String = name.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '_' }).collect();
    if !identifier.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_') {
        identifier.insert(0, '_');
    }
    identifier
}

/// Headers that are no parameters, whatever a contract says (`OpenAPI` 3.0.1, Parameter Object, `name`): media types and
/// credentials are declared elsewhere.
const NO_PARAMETERS: [&str; 3] = ["accept", "authorization", "content-type"];

/// Every parameter of an operation, its path's own included: path parameters in path order, then the others by
/// location and name.
pub(crate) fn of_operation(
    document: &Value,
    path: &str,
    item: &Value,
    operation: &Value,
) -> Result<Vec<Value>, Unsupported> {
    let in_path = names_in(path);
    let mut parameters: Vec<(Key, Map<String, Value>)> = Vec::new();
    // An operation's parameter replaces the path's parameter of the same name and location.
    for declared in declared_in(operation).chain(declared_in(item)) {
        let declared = resolve(document, declared)?;
        let (location, name) = (text(declared, "in")?, text(declared, "name")?);
        if location == "header" && NO_PARAMETERS.iter().any(|header| name.eq_ignore_ascii_case(header)) {
            continue;
        }
        let position = (location == "path").then(|| in_path.iter().position(|n| *n == name));
        // `;loc=de_DE` can follow any segment, and is no part of a path: the server takes it off before it looks.
        if position == Some(None) && declared["style"] == "matrix" {
            continue;
        }
        if position == Some(None) {
            return Err(Unsupported(format!("parameter `{name}` is not in the path")));
        }
        let key = Key {
            position: position.flatten().unwrap_or(in_path.len()),
            location: location.to_owned(),
            name: name.to_owned(),
        };
        if parameters.iter().any(|(known, _)| *known == key) {
            continue;
        }
        let mut parameter = without_documentation(declared);
        inside(&mut parameter);
        if location == "path" {
            parameter.insert("name".to_owned(), identifier(name).into());
        }
        parameters.push((key, parameter));
    }
    for (position, name) in in_path.iter().enumerate() {
        if !parameters.iter().any(|(key, _)| key.position == position) {
            return Err(Unsupported(format!("path parameter `{name}` is not declared")));
        }
    }
    parameters.sort_by(|a, b| a.0.cmp(&b.0));
    Ok(parameters.into_iter().map(|(_, parameter)| parameter.into()).collect())
}

/// What tells one parameter from another, and where it stands among them.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Key {
    position: usize,
    location: String,
    name: String,
}

fn declared_in(node: &Value) -> impl Iterator<Item = &Value> {
    node.get("parameters").and_then(Value::as_array).into_iter().flatten()
}

fn text<'a>(parameter: &'a Value, key: &str) -> Result<&'a str, Unsupported> {
    let value = parameter.get(key).and_then(Value::as_str);
    value.ok_or_else(|| Unsupported(format!("a parameter says nothing under `{key}`")))
}
