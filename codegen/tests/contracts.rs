//! The table of contracts that the server is built with.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::path::{Path, PathBuf};

use codegen::contracts::{Contract, Operation, SecurityScheme, Shape, table};
use codegen::spec::SpecFile;
use tempfile::TempDir;

fn specs() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../specs")
}

fn ours(name: &str) -> Contract {
    Contract::read(&SpecFile::find(&specs(), name).unwrap()).unwrap()
}

/// The contract's operation of this name. A newer contract may have more.
fn operation<'a>(contract: &'a Contract, id: &str) -> &'a Operation {
    contract.operations.iter().find(|operation| operation.operation_id == id).unwrap()
}

fn read(yaml: &str) -> Result<Contract, codegen::Error> {
    let directory = TempDir::new().unwrap();
    std::fs::write(directory.path().join("pets-1.yaml"), yaml).unwrap();
    Contract::read(&SpecFile::find(directory.path(), "pets").unwrap())
}

#[test]
fn the_icm_contract_is_served_under_site_and_application_without_authentication() {
    let contract = ours("icm-gdpr");
    assert_eq!(contract.name, "icm-gdpr");
    assert!(contract.file_name.starts_with("icm-gdpr-") && !contract.version.is_empty());
    let [server] = &*contract.servers else { panic!("{:?}", contract.servers) };
    assert_eq!(server.path, "/INTERSHOP/rest/{serverGroup}/{siteName}/{appUrl}");
    let names: Vec<_> = server.variables.iter().map(|v| (&*v.name, &*v.default)).collect();
    assert_eq!(names, [("serverGroup", "WFS"), ("siteName", "inSPIRED-inTRONICS-Site"), ("appUrl", "rest")]);
    assert_eq!(server.variables[0].values, ["BOS", "JOB", "WFS"]);
    assert!(server.variables[1].values.is_empty());

    let put = operation(&contract, "ConfirmGDPRRequest");
    assert_eq!(put.method, "PUT");
    assert_eq!(put.path, "/gdpr-requests/{request-id}/confirmations");
    assert_eq!(put.path_parameters, ["request-id"]);
    assert!(put.security.is_empty());
    assert_eq!(put.consumes, ["application/json"]);
    assert!(!put.body_required);
    assert_eq!(put.body, Shape::Object(vec![("hash".to_owned(), Shape::Plain)]));
    let responses: Vec<_> = put.responses.iter().map(|r| (r.status, &*r.media_types)).collect();
    let media_types = &["application/vnd.intershop.gdpr.v1+json".to_owned()][..];
    assert_eq!(responses, [(200, media_types), (404, media_types), (422, media_types)]);
}

#[test]
fn the_iom_contract_is_served_under_a_fixed_path_with_two_ways_to_authenticate() {
    let contract = ours("iom-gdpr");
    let [server] = &*contract.servers else { panic!("{:?}", contract.servers) };
    assert_eq!(server.path, "/rest/gdpr");
    assert!(server.variables.is_empty());

    let get = operation(&contract, "getCustomer");
    assert_eq!(get.method, "GET");
    assert_eq!(get.path_parameters, ["shopName", "shopCustomerNumber"]);
    let bearer = SecurityScheme::Bearer { format: "JWT".to_owned() };
    assert_eq!(get.security, [SecurityScheme::Basic, bearer]);
    assert!(get.consumes.is_empty());
    let statuses: Vec<_> = get.responses.iter().map(|r| (r.status, r.media_types.len())).collect();
    assert_eq!(statuses, [(200, 1), (401, 0), (403, 0), (404, 0)]);
}

#[test]
fn the_data_requests_contract_asks_everybody_who_they_are_but_for_the_public_form() {
    let contract = ours("data-requests");
    let [server] = &*contract.servers else { panic!("{:?}", contract.servers) };
    assert_eq!(server.path, "/rest/data-requests");
    let open = contract.operations.iter().filter(|operation| operation.security.is_empty());
    assert_eq!(open.map(|operation| &*operation.path).collect::<Vec<_>>(), ["/public-requests"]);
    let bearer = SecurityScheme::Bearer { format: "JWT".to_owned() };
    assert_eq!(operation(&contract, "createDataRequest").security, [SecurityScheme::Basic, bearer]);
}

#[test]
fn parameters_in_the_query_and_in_headers_are_named_as_on_the_wire() {
    let contract = ours("data-requests");
    let list = operation(&contract, "listDataRequests");
    let in_query = ["cursor", "customerNumber", "dueBefore", "guestEmail", "limit", "shop", "state", "type"];
    assert_eq!(list.query_parameters, in_query);
    assert!(list.header_parameters.is_empty());
    let create = operation(&contract, "createDataRequest");
    assert_eq!(create.header_parameters, ["Idempotency-Key"]);
    assert!(create.query_parameters.is_empty());
    let show = operation(&contract, "showDataRequest");
    assert_eq!(show.path_parameters, ["request-id"]);
    assert!(show.query_parameters.is_empty() && show.header_parameters.is_empty());
}

#[test]
fn parameters_of_a_path_belong_to_its_operations_and_what_openapi_reserves_is_none() {
    let contract = read(
        "
openapi: 3.0.1
info: {version: 1}
paths:
  /a:
    parameters:
      - {name: page, in: query, schema: {$ref: '#/components/schemas/Page'}}
      - {name: accept, in: header, required: true, schema: {type: string}}
      - {name: session, in: cookie, schema: {type: string}}
    get:
      parameters: [{name: deep, in: query, schema: {type: boolean}}, {name: Content-Type, in: header}]
      responses: {200: {description: A}}
components: {schemas: {Page: {type: integer}}}
",
    )
    .unwrap();
    assert_eq!(contract.operations[0].query_parameters, ["deep", "page"]);
    assert!(contract.operations[0].header_parameters.is_empty());
}

#[test]
fn a_parameter_that_is_more_than_one_value_stops_the_build() {
    for schema in ["schema: {type: array, items: {type: string}}", "content: {application/json: {}}"] {
        let line = read(&format!(
            "
openapi: 3.0.1
info: {{version: 1}}
paths: {{/a: {{get: {{parameters: [{{name: tags, in: query, {schema}}}], responses: {{200: {{description: A}}}}}}}}}}
"
        ))
        .unwrap_err()
        .to_string();
        let reason =
            "parameter `tags` is neither a string nor a number nor a truth value: the server hands no other on";
        assert_eq!(line, format!("specs/pets-1.yaml: GET /a: {reason}"));
    }
}

#[test]
fn an_operations_own_security_replaces_the_contracts() {
    let contract = read(
        "
openapi: 3.0.1
info: {version: 1}
security: [{basic: []}]
paths:
  /open: {get: {security: [], responses: {200: {description: A}}}}
  /closed: {get: {responses: {200: {description: A}, default: {description: B}}}}
components: {securitySchemes: {basic: {type: http, scheme: Basic}}}
",
    )
    .unwrap();
    let [closed, open] = &*contract.operations else { panic!("{:?}", contract.operations) };
    assert_eq!(closed.security, [SecurityScheme::Basic]);
    assert!(open.security.is_empty());
    assert_eq!(closed.responses.len(), 1);
    assert_eq!(contract.servers.len(), 1);
    assert_eq!(contract.servers[0].path, "");
}

#[test]
fn a_security_scheme_that_the_server_does_not_know_stops_the_build() {
    let line = read(
        "
openapi: 3.0.1
info: {version: 1}
security: [{key: []}]
paths: {/a: {get: {responses: {200: {description: A}}}}}
components: {securitySchemes: {key: {type: apiKey, in: header, name: X-Key}}}
",
    )
    .unwrap_err()
    .to_string();
    assert_eq!(
        line,
        "specs/pets-1.yaml: security scheme `key` is neither HTTP Basic nor a bearer token: the server knows no other"
    );
}

#[test]
fn referenced_bodies_and_responses_are_read_where_they_are_used() {
    let contract = read(
        "
openapi: 3.0.1
info: {version: 1}
servers: [{url: 'https://example.org/v1/'}, {url: /}]
paths: {/a: {post: {requestBody: {$ref: '#/components/requestBodies/B'}, responses: {409: {$ref: '#/components/responses/R'}}}}}
components:
  requestBodies: {B: {required: true, content: {text/csv: {}, application/json: {}}}}
  responses: {R: {description: No, content: {application/problem+json: {}}}}
",
    )
    .unwrap();
    let [post] = &*contract.operations else { panic!("{:?}", contract.operations) };
    assert_eq!(post.consumes, ["application/json", "text/csv"]);
    assert!(post.body_required);
    assert_eq!(post.responses[0].media_types, ["application/problem+json"]);
    let paths: Vec<_> = contract.servers.iter().map(|server| &*server.path).collect();
    assert_eq!(paths, ["/v1", ""]);
}

#[test]
fn the_table_names_every_contract_once_and_carries_its_document() {
    let table = table(&specs()).unwrap();
    assert!(table.contains("pub static CONTRACTS: &[Contract] = &["));
    for name in ["data-requests", "icm-gdpr", "iom-gdpr"] {
        assert_eq!(table.matches(&format!("Contract {{ name: \"{name}\"")).count(), 1);
    }
    assert_eq!(table.matches("document: include_bytes!(\"/").count(), 3);
    assert!(table.contains("SecurityScheme::Bearer { format: \"JWT\" }"));
}

#[test]
fn the_members_of_a_body_are_read_through_references_arrays_and_recursion_but_maps_have_any() {
    let contract = read(
        "
openapi: 3.0.1
info: {version: 1}
paths: {/a: {post: {requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/S'}}}}, responses: {200: {description: A}}}}}
components:
  schemas:
    S: {type: object, properties: {plain: {type: string}, list: {type: array, items: {$ref: '#/components/schemas/T'}}}}
    T: {type: object, properties: {map: {type: object, additionalProperties: {type: string}, properties: {a: {}}}, closed: {properties: {a: {}}, additionalProperties: false}}}
",
    )
    .unwrap();
    let object = |members: &[(&str, Shape)]| {
        Shape::Object(members.iter().map(|(name, shape)| ((*name).to_owned(), shape.clone())).collect())
    };
    let item = object(&[("closed", object(&[("a", Shape::Any)])), ("map", Shape::Any)]);
    let body = object(&[("list", Shape::Array(Box::new(item))), ("plain", Shape::Plain)]);
    assert_eq!(contract.operations[0].body, body);
}

#[test]
fn a_schema_that_contains_itself_ends_somewhere() {
    let contract = read(
        "
openapi: 3.0.1
info: {version: 1}
paths: {/a: {post: {requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/S'}}}}, responses: {200: {description: A}}}}}
components: {schemas: {S: {properties: {child: {$ref: '#/components/schemas/S'}}}}}
",
    )
    .unwrap();
    let mut shape = &contract.operations[0].body;
    let mut depth = 0;
    while let Shape::Object(members) = shape {
        shape = &members[0].1;
        depth += 1;
    }
    assert_eq!((shape, depth), (&Shape::Any, 16));
}
