//! Reads the table off a contract as it stands.

use serde_json::Value;

use super::{Operation, Response, SecurityScheme, Server, Shape, Variable};
use crate::prepare::{self, Unsupported, object, status_code};
use crate::references::resolve;

/// The paths of the servers, each with the variables in it. A contract that names none is served at the root.
pub(super) fn servers(document: &Value) -> Result<Vec<Server>, Unsupported> {
    let servers = array(document.get("servers"));
    let servers = servers.map(|server| read_server(server, &server["url"]));
    let mut servers = servers.collect::<Result<Vec<_>, _>>()?;
    if servers.is_empty() {
        servers.push(Server { path: String::new(), variables: Vec::new() });
    }
    Ok(servers)
}

fn read_server(server: &Value, url: &Value) -> Result<Server, Unsupported> {
    let Some(url) = url.as_str() else {
        return Err(Unsupported("a server has no url".to_owned()));
    };
    let path = path_of(url);
    let variables = prepare::names_in(&path).into_iter().map(|name| {
        let declared = &server["variables"][name];
        let Some(default) = scalar(&declared["default"]) else {
            return Err(Unsupported(format!("server variable `{name}` has no default")));
        };
        let mut values: Vec<String> = Vec::new();
        for value in array(declared.get("enum")).filter_map(scalar) {
            // A value that is listed six times is still one.
            if !values.contains(&value) {
                values.push(value);
            }
        }
        Ok(Variable { name: name.to_owned(), default, values })
    });
    let variables = variables.collect::<Result<_, _>>()?;
    Ok(Server { path, variables })
}

/// `{protocol}://{domain}:{port}/rest/gdpr` is `/rest/gdpr`.
fn path_of(url: &str) -> String {
    let path = match url.split_once("://") {
        Some((_, rest)) => rest.find('/').map_or("", |at| &rest[at..]),
        None => url,
    };
    let path = path.trim_matches('/');
    if path.is_empty() { String::new() } else { format!("/{path}") }
}

/// The operations, by path and method.
pub(super) fn operations(document: &Value) -> Result<Vec<Operation>, Unsupported> {
    let mut operations = Vec::new();
    for (path, item) in object(document.get("paths")) {
        let item = resolve(document, item)?;
        for (method, operation) in prepare::operations(item) {
            operations.push(read_operation(document, path, item, method, operation)?);
        }
    }
    operations.sort_by(|a, b| (&a.path, &a.method).cmp(&(&b.path, &b.method)));
    Ok(operations)
}

fn read_operation(
    document: &Value,
    path: &str,
    item: &Value,
    method: &str,
    operation: &Value,
) -> Result<Operation, Unsupported> {
    let at_place = |Unsupported(why)| Unsupported(format!("{} {path}: {why}", method.to_uppercase()));
    let parameters = prepare::parameters_of(document, path, item, operation).map_err(at_place)?;
    let body = operation.get("requestBody").map(|body| resolve(document, body)).transpose()?;
    let mut responses = Vec::new();
    for (status, response) in object(operation.get("responses")) {
        if let Some(status) = status_code(status) {
            let media_types = media_types(resolve(document, response)?);
            responses.push(Response { status, media_types });
        }
    }
    responses.sort_by_key(|response| response.status);
    Ok(Operation {
        operation_id: operation["operationId"].as_str().unwrap_or_default().to_owned(),
        method: method.to_uppercase(),
        path: path.to_owned(),
        path_parameters: prepare::names_in(path).into_iter().map(str::to_owned).collect(),
        query_parameters: plain_parameters(document, &parameters, "query").map_err(at_place)?,
        header_parameters: plain_parameters(document, &parameters, "header").map_err(at_place)?,
        security: security(document, operation)?,
        consumes: body.map(media_types).unwrap_or_default(),
        body: body_shape(document, body)?,
        body_required: body.is_some_and(|body| body["required"] == true),
        responses,
    })
}

/// The names of the parameters in `location`. Each is one value: what the server hands on, and what the generated code
/// reads without guessing.
fn plain_parameters(document: &Value, parameters: &[Value], location: &str) -> Result<Vec<String>, Unsupported> {
    let here = parameters.iter().filter(|parameter| parameter["in"] == location);
    here.map(|parameter| {
        let name = parameter["name"].as_str().unwrap_or_default();
        if Shape::of(document, &parameter["schema"], 0)? == Shape::Plain {
            Ok(name.to_owned())
        } else {
            Err(Unsupported(format!(
                "parameter `{name}` is neither a string nor a number nor a truth value: the server hands no other on"
            )))
        }
    })
    .collect()
}

fn body_shape(document: &Value, body: Option<&Value>) -> Result<Shape, Unsupported> {
    let Some(body) = body else { return Ok(Shape::Any) };
    let first = media_types(body).into_iter().next();
    first.map_or(Ok(Shape::Any), |media_type| Shape::of(document, &body["content"][media_type]["schema"], 0))
}

/// An operation's own declaration replaces the contract's.
fn security(document: &Value, operation: &Value) -> Result<Vec<SecurityScheme>, Unsupported> {
    let declared = operation.get("security").or_else(|| document.get("security"));
    array(declared)
        .map(|alternative| {
            let mut schemes = object(Some(alternative));
            match (schemes.next(), schemes.next()) {
                (Some((name, _)), None) => scheme(document, name),
                _ => Err(Unsupported(
                    "an alternative in `security` that is not exactly one scheme is not supported".to_owned(),
                )),
            }
        })
        .collect()
}

fn scheme(document: &Value, name: &str) -> Result<SecurityScheme, Unsupported> {
    let declared = resolve(document, &document["components"]["securitySchemes"][name])?;
    let word = |key: &str| declared[key].as_str().unwrap_or_default();
    match (word("type"), word("scheme").to_ascii_lowercase().as_str()) {
        ("http", "basic") => Ok(SecurityScheme::Basic),
        ("http", "bearer") => Ok(SecurityScheme::Bearer { format: word("bearerFormat").to_owned() }),
        _ => Err(Unsupported(format!(
            "security scheme `{name}` is neither HTTP Basic nor a bearer token: the server knows no other"
        ))),
    }
}

fn media_types(node: &Value) -> Vec<String> {
    let mut names: Vec<_> = object(node.get("content")).map(|(name, _)| name.clone()).collect();
    names.sort();
    names
}

fn array(value: Option<&Value>) -> impl Iterator<Item = &Value> {
    value.and_then(Value::as_array).into_iter().flatten()
}

/// A string, however it is written: `8080` is "8080".
fn scalar(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(_) | Value::Bool(_) => Some(value.to_string()),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}
