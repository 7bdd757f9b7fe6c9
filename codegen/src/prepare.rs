//! The rewrite of a contract for the generator's eyes only.
//!
//! Stock `rust-server` output is right only for some ways to write a contract. The rewrite knows no contract; it
//!
//! 1. renames path parameters to identifiers: they become regex groups, and their names are not on the wire;
//! 2. writes the media type `X+json` as `application/json;as=X+json`, so that its bodies are typed and not strings;
//! 3. names response variants `Status<code>` and not after their descriptions;
//! 4. requires every declared body, so that one that does not parse is refused and is not `None`;
//! 5. sorts parameters, path parameters first and in path order, so that a reordered contract cannot swap two strings;
//! 6. drops header parameters that are none: `Accept`, `Authorization`, `Content-Type`;
//! 7. drops `default` and `5XX` responses, for which the generated code panics or does not compile;
//! 8. drops what no operation uses and what the generator does not read: security schemes that nothing asks for, the
//!    values that a server variable may have, an empty `security`;
//!
//! and keeps structure only. Wording, examples, tags, extensions and the order of members are the same afterwards for
//! any two files that say the same: the generated code and its fingerprint do not depend on them.

mod parameters;
mod schema;

pub(crate) use parameters::{names_in, of_operation as parameters_of};

use serde_json::{Map, Value, json};

use crate::references::resolve;
use schema::{canonical, content, schemas, without_documentation};

/// What an operation may be in a path item.
pub(crate) const METHODS: [&str; 8] = ["delete", "get", "head", "options", "patch", "post", "put", "trace"];

/// A contract as the generator gets to see it.
#[derive(Debug, Clone)]
pub struct Prepared {
    /// The rewritten document.
    pub document: Value,
    /// What was left out, for people.
    pub warnings: Vec<String>,
}

impl Prepared {
    /// The document as it is fed to the generator and fingerprinted: the same bytes for the same structure.
    #[must_use]
    pub fn bytes(&self) -> Vec<u8> {
        format!("{:#}\n", self.document).into_bytes()
    }
}

/// Something that this build step does not understand, in one line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unsupported(pub String);

/// Rewrites an `OpenAPI` 3.0 document.
pub fn prepare(source: &Value) -> Result<Prepared, Unsupported> {
    let version = source["openapi"].as_str().unwrap_or_default();
    if !version.starts_with("3.0.") {
        return Err(Unsupported(format!("`openapi` is {}, the build step understands 3.0", source["openapi"])));
    }
    let mut preparation = Preparation { source, warnings: Vec::new() };
    let mut document = json!({
        "openapi": version,
        "info": { "title": "contract", "version": source["info"]["version"] },
        "servers": servers(source),
        "paths": preparation.paths()?,
        "components": {
            "schemas": schemas(source.pointer("/components/schemas")),
            "securitySchemes": security_schemes(source),
        },
    });
    if is_secured(source) {
        document["security"] = source["security"].clone();
    }
    Ok(Prepared { document: canonical(document), warnings: preparation.warnings })
}

struct Preparation<'a> {
    source: &'a Value,
    warnings: Vec<String>,
}

impl Preparation<'_> {
    fn paths(&mut self) -> Result<Map<String, Value>, Unsupported> {
        let mut paths = Map::new();
        for (path, item) in object(self.source.get("paths")) {
            let template = parameters::identifiers(path)?;
            let item = self.path_item(path, resolve(self.source, item)?)?;
            if paths.insert(template, item).is_some() {
                return Err(Unsupported(format!("path {path} is declared twice under two names")));
            }
        }
        Ok(paths)
    }

    fn path_item(&mut self, path: &str, item: &Value) -> Result<Value, Unsupported> {
        let mut prepared = Map::new();
        for (method, operation) in operations(item) {
            let place = format!("{} {path}", method.to_uppercase());
            let operation = self.operation(&place, path, item, operation)?;
            prepared.insert(method.to_owned(), operation);
        }
        Ok(prepared.into())
    }

    fn operation(&mut self, place: &str, path: &str, item: &Value, operation: &Value) -> Result<Value, Unsupported> {
        let mut prepared = Map::new();
        for kept in ["operationId", "deprecated"] {
            if let Some(value) = operation.get(kept) {
                prepared.insert(kept.to_owned(), value.clone());
            }
        }
        // An empty one says something only where it replaces the contract's.
        if let Some(security) = operation.get("security").filter(|_| is_secured(operation) || is_secured(self.source)) {
            prepared.insert("security".to_owned(), security.clone());
        }
        for dropped in ["callbacks", "servers"] {
            if operation.get(dropped).is_some() {
                self.warnings.push(format!("{place}: `{dropped}` left out: rust-server has no use for it"));
            }
        }
        // The one line of documentation in generated code: the route.
        prepared.insert("summary".to_owned(), place.into());
        let parameters = parameters::of_operation(self.source, path, item, operation)
            .map_err(|Unsupported(reason)| Unsupported(format!("{place}: {reason}")))?;
        if !parameters.is_empty() {
            prepared.insert("parameters".to_owned(), parameters.into());
        }
        if let Some(body) = operation.get("requestBody") {
            let body = resolve(self.source, body)?;
            let body = json!({ "required": true, "content": content(body.get("content")) });
            prepared.insert("requestBody".to_owned(), body);
        }
        prepared.insert("responses".to_owned(), self.responses(place, operation)?.into());
        Ok(prepared.into())
    }

    fn responses(&mut self, place: &str, operation: &Value) -> Result<Map<String, Value>, Unsupported> {
        let mut responses = Map::new();
        for (status, response) in object(operation.get("responses")) {
            if status.starts_with("x-") {
                continue;
            }
            if status_code(status).is_none() {
                self.warnings.push(format!(
                    "{place}: response `{status}` left out: only answers with a definite status can be generated"
                ));
                continue;
            }
            let response = resolve(self.source, response)?;
            let mut prepared = json!({
                "description": status,
                "x-response-id": format!("Status{status}"),
            });
            let content = content(response.get("content"));
            if !content.is_empty() {
                prepared["content"] = content.into();
            }
            let headers = self.headers(response)?;
            if !headers.is_empty() {
                prepared["headers"] = headers.into();
            }
            responses.insert(status.clone(), prepared);
        }
        if responses.is_empty() {
            return Err(Unsupported(format!("{place} declares no response with a definite status")));
        }
        Ok(responses)
    }

    fn headers(&self, response: &Value) -> Result<Map<String, Value>, Unsupported> {
        let headers = object(response.get("headers"));
        headers
            .map(|(name, header)| {
                let mut header = without_documentation(resolve(self.source, header)?);
                schema::inside(&mut header);
                Ok((name.clone(), header.into()))
            })
            .collect()
    }
}

/// The status that a response key stands for; none for `default`, `5XX` and the like.
pub(crate) fn status_code(key: &str) -> Option<u16> {
    key.parse().ok().filter(|status| (100..600).contains(status))
}

/// The operations of a path item, by method.
pub(crate) fn operations(item: &Value) -> impl Iterator<Item = (&'static str, &Value)> {
    METHODS.into_iter().filter_map(|method| Some((method, item.get(method)?)))
}

/// The members of an object; none if there is no such object.
pub(crate) fn object(value: Option<&Value>) -> impl Iterator<Item = (&String, &Value)> {
    value.and_then(Value::as_object).into_iter().flatten()
}

fn servers(source: &Value) -> Value {
    let servers = source.get("servers").and_then(Value::as_array);
    let servers = servers.into_iter().flatten().map(|server| {
        // The generator reads the defaults alone: `enum` may be written in many ways that say the same.
        let variables = object(server.get("variables")).map(|(name, variable)| {
            let mut default = variable["default"].clone();
            // A string by definition; `default: 8080` means "8080".
            as_string(&mut default);
            (name.clone(), json!({ "default": default }))
        });
        json!({ "url": server["url"], "variables": variables.collect::<Map<_, _>>() })
    });
    servers.collect::<Vec<_>>().into()
}

fn as_string(value: &mut Value) {
    if value.is_number() || value.is_boolean() {
        *value = value.to_string().into();
    }
}

/// Whether a contract, or an operation, asks for credentials by itself.
fn is_secured(node: &Value) -> bool {
    node["security"].as_array().is_some_and(|alternatives| !alternatives.is_empty())
}

/// The schemes that some operation asks for.
fn security_schemes(source: &Value) -> Map<String, Value> {
    let items = object(source.get("paths")).filter_map(|(_, item)| resolve(source, item).ok());
    let operations = items.flat_map(operations).map(|(_, operation)| operation);
    let used: Vec<_> = operations.chain([source]).filter_map(|node| node["security"].as_array()).flatten().collect();
    object(source.pointer("/components/securitySchemes"))
        .filter(|(name, _)| used.iter().any(|alternative| alternative.get(name.as_str()).is_some()))
        .map(|(name, scheme)| (name.clone(), without_documentation(scheme).into()))
        .collect()
}
