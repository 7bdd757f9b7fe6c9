//! What `prepare` makes of contracts: of ours, and of awkward ones.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::format_push_string)]

use std::path::Path;

use codegen::prepare::{Prepared, Unsupported, prepare};
use codegen::spec::{SpecFile, parse};
use serde_json::{Value, json};

/// A contract with these paths and components, as YAML.
fn contract(rest: &str) -> Value {
    let head = "openapi: 3.0.1\ninfo: {title: A contract, version: 2.10}\n";
    parse(&format!("{head}{rest}")).expect("YAML")
}

fn prepared(rest: &str) -> Prepared {
    prepare(&contract(rest)).expect("a contract that can be prepared")
}

fn refused(rest: &str) -> String {
    let Unsupported(reason) = prepare(&contract(rest)).expect_err("a contract that cannot be prepared");
    reason
}

fn ours(name: &str) -> (SpecFile, Value) {
    let specs = Path::new(env!("CARGO_MANIFEST_DIR")).join("../specs");
    let spec = SpecFile::find(&specs, name).expect("a contract of this name");
    let document = spec.read().expect("a readable contract");
    (spec, document)
}

fn names(parameters: &Value) -> Vec<&str> {
    parameters.as_array().into_iter().flatten().filter_map(|p| p["name"].as_str()).collect()
}

#[test]
fn the_icm_contract_gets_an_identifier_in_its_path_and_typed_bodies() {
    let (spec, _) = ours("icm-gdpr");
    let Prepared { document, warnings } = spec.prepare().unwrap();
    assert_eq!(warnings, Vec::<String>::new());
    let put = &document["paths"]["/gdpr-requests/{request_id}/confirmations"]["put"];
    assert_eq!(names(&put["parameters"]), ["request_id"]);
    assert_eq!(put["operationId"], "ConfirmGDPRRequest");
    assert_eq!(put["requestBody"]["required"], true);
    let media_type = "application/json;as=application/vnd.intershop.gdpr.v1+json";
    for status in ["200", "404", "422"] {
        let response = &put["responses"][status];
        assert_eq!(response["x-response-id"], format!("Status{status}"));
        let schema = &response["content"][media_type]["schema"];
        assert_eq!(schema["$ref"], "#/components/schemas/GdprContainerRO_v1");
    }
}

#[test]
fn the_iom_contract_gets_its_path_parameters_in_path_order() {
    let (spec, source) = ours("iom-gdpr");
    let Prepared { document, warnings } = spec.prepare().unwrap();
    assert_eq!(warnings, Vec::<String>::new());
    let get = &document["paths"]["/shops/{shopName}/customers/{shopCustomerNumber}"]["get"];
    assert_eq!(names(&get["parameters"]), ["shopName", "shopCustomerNumber"]);
    let media_type = "application/json;as=application/vnd.intershop.customer.v3+json";
    assert!(get["responses"]["200"]["content"][media_type].is_object());
    assert_eq!(get["responses"]["401"]["x-response-id"], "Status401");
    assert_eq!(document["info"]["version"], source["info"]["version"]);
}

#[test]
fn the_data_requests_contract_keeps_the_names_that_are_on_the_wire_and_has_typed_problems() {
    let (spec, _) = ours("data-requests");
    let Prepared { document, warnings } = spec.prepare().unwrap();
    assert_eq!(warnings, Vec::<String>::new());
    let requests = &document["paths"]["/requests"];
    assert_eq!(names(&requests["post"]["parameters"]), ["Idempotency-Key"]);
    let of_list = ["cursor", "customerNumber", "dueBefore", "guestEmail", "limit", "shop", "state", "type"];
    assert_eq!(names(&requests["get"]["parameters"]), of_list);
    assert_eq!(requests["post"]["responses"]["201"]["headers"]["Location"]["schema"]["type"], "string");
    let problem = &requests["get"]["responses"]["400"]["content"]["application/json;as=application/problem+json"];
    assert_eq!(problem["schema"]["$ref"], "#/components/schemas/Problem");
    let settle = &document["paths"]["/requests/{request_id}/identity-doubt"]["delete"];
    assert_eq!(names(&settle["parameters"]), ["request_id"]);
    assert!(settle["requestBody"].is_null());
}

#[test]
fn hyphenated_parameters_become_identifiers_in_path_and_declaration() {
    let document = prepared(
        "
paths:
  /a/{one-two}/{3rd}/{plain}:
    parameters:
      - {name: plain, in: path, required: true, schema: {type: string}}
      - {name: 3rd, in: path, required: true, schema: {type: string}}
    get:
      parameters: [{name: one-two, in: path, required: true, schema: {type: string}}]
      responses: {200: {description: OK}}
",
    )
    .document;
    let get = &document["paths"]["/a/{one_two}/{_3rd}/{plain}"]["get"];
    assert_eq!(names(&get["parameters"]), ["one_two", "_3rd", "plain"]);
}

#[test]
fn headers_that_openapi_says_are_no_parameters_are_dropped() {
    let document = prepared(
        "
paths:
  /a:
    parameters: [{name: Accept, in: header, required: true, schema: {type: string}}]
    get:
      parameters:
        - {name: content-type, in: header, schema: {type: string}}
        - {name: AUTHORIZATION, in: header, schema: {type: string}}
        - {name: X-Other, in: header, schema: {type: string}}
        - {name: accept, in: query, schema: {type: string}}
      responses: {200: {description: OK}}
",
    )
    .document;
    assert_eq!(names(&document["paths"]["/a"]["get"]["parameters"]), ["X-Other", "accept"]);
}

#[test]
fn two_parameters_of_one_path_must_not_become_the_same_identifier() {
    let reason = refused(
        "
paths:
  /a/{one-two}/{one.two}:
    get: {responses: {200: {description: OK}}}
",
    );
    assert_eq!(
        reason,
        "path /a/{one-two}/{one.two}: the parameters `one-two` and `one.two` would both be called `one_two`"
    );
}

#[test]
fn two_paths_must_not_become_the_same_path() {
    let reason = refused(
        "
paths:
  /a/{o-p}: {get: {parameters: [{name: o-p, in: path}], responses: {200: {description: OK}}}}
  /a/{o_p}: {put: {parameters: [{name: o_p, in: path}], responses: {200: {description: OK}}}}
",
    );
    assert!(reason.contains("declared twice"), "{reason}");
}

#[test]
fn a_path_and_its_declarations_must_name_the_same_parameters() {
    let undeclared = refused("paths: {'/a/{id}': {get: {responses: {200: {description: OK}}}}}");
    assert_eq!(undeclared, "GET /a/{id}: path parameter `id` is not declared");
    let unused =
        refused("paths: {/a: {get: {parameters: [{name: id, in: path}], responses: {200: {description: OK}}}}}");
    assert_eq!(unused, "GET /a: parameter `id` is not in the path");
}

#[test]
fn integer_keys_are_the_statuses_that_they_look_like() {
    let document =
        prepared("paths: {/a: {get: {responses: {200: {description: A}, '404': {description: B}}}}}").document;
    let responses = &document["paths"]["/a"]["get"]["responses"];
    assert_eq!(responses["200"]["x-response-id"], "Status200");
    assert_eq!(responses["404"]["x-response-id"], "Status404");
}

#[test]
fn default_and_wildcard_responses_are_left_out_with_a_warning() {
    let Prepared { document, warnings } = prepared(
        "paths: {/a: {get: {responses: {200: {description: A}, default: {description: B}, 5XX: {description: C}}}}}",
    );
    let responses = document["paths"]["/a"]["get"]["responses"].as_object().unwrap();
    assert_eq!(responses.keys().collect::<Vec<_>>(), ["200"]);
    assert_eq!(warnings.len(), 2);
    assert!(warnings.iter().any(|warning| warning.starts_with("GET /a: response `default` left out")));
    assert!(warnings.iter().any(|warning| warning.starts_with("GET /a: response `5XX` left out")));
}

#[test]
fn an_operation_without_a_definite_response_is_refused() {
    let reason = refused("paths: {/a: {get: {responses: {default: {description: B}}}}}");
    assert_eq!(reason, "GET /a declares no response with a definite status");
}

#[test]
fn each_of_two_media_types_keeps_its_schema_and_only_kinds_of_json_are_renamed() {
    let document = prepared(
        "
paths:
  /a:
    post:
      requestBody:
        content:
          application/json: {schema: {type: string}}
          application/vnd.a.v1+JSON; charset=utf-8: {schema: {type: integer}}
      responses:
        200:
          description: OK
          content:
            application/problem+json: {schema: {type: boolean}}
            text/csv: {schema: {type: string}}
",
    )
    .document;
    let post = &document["paths"]["/a"]["post"];
    assert_eq!(
        post["requestBody"]["content"],
        json!({
            "application/json": { "schema": { "type": "string" } },
            "application/json;as=application/vnd.a.v1+JSON; charset=utf-8": { "schema": { "type": "integer" } },
        })
    );
    assert_eq!(
        post["responses"]["200"]["content"],
        json!({
            "application/json;as=application/problem+json": { "schema": { "type": "boolean" } },
            "text/csv": { "schema": { "type": "string" } },
        })
    );
}

#[test]
fn references_to_responses_bodies_and_parameters_are_written_out_for_each_use() {
    let document = prepared(
        "
paths:
  /a/{id}:
    parameters: [{$ref: '#/components/parameters/Id'}]
    put:
      requestBody: {$ref: '#/components/requestBodies/Thing'}
      responses:
        404: {$ref: '#/components/responses/Problem'}
        409: {$ref: '#/components/responses/Problem'}
components:
  parameters:
    Id: {$ref: '#/components/parameters/RealId'}
    RealId: {name: id, in: path, required: true, schema: {type: string}}
  requestBodies:
    Thing: {content: {application/vnd.thing+json: {schema: {type: object}}}}
  responses:
    Problem:
      description: No
      headers: {Retry-After: {$ref: '#/components/headers/Wait'}}
      content: {application/problem+json: {schema: {type: object}}}
  headers:
    Wait: {description: Seconds, schema: {type: integer, description: Seconds}}
",
    )
    .document;
    let put = &document["paths"]["/a/{id}"]["put"];
    assert_eq!(names(&put["parameters"]), ["id"]);
    assert_eq!(
        put["requestBody"],
        json!({
            "required": true,
            "content": { "application/json;as=application/vnd.thing+json": { "schema": { "type": "object" } } },
        })
    );
    for status in ["404", "409"] {
        let response = &put["responses"][status];
        assert_eq!(response["x-response-id"], format!("Status{status}"));
        assert!(response["content"]["application/json;as=application/problem+json"].is_object());
        assert_eq!(response["headers"], json!({ "Retry-After": { "schema": { "type": "integer" } } }));
    }
}

#[test]
fn a_reference_that_leads_nowhere_or_in_a_circle_is_refused() {
    let nowhere = refused("paths: {/a: {get: {responses: {200: {$ref: '#/components/responses/No'}}}}}");
    assert_eq!(nowhere, "$ref `#/components/responses/No` leads nowhere in this file");
    let circle = refused(
        "
paths: {/a: {get: {responses: {200: {$ref: '#/components/responses/A'}}}}}
components: {responses: {A: {$ref: '#/components/responses/A'}}}
",
    );
    assert_eq!(circle, "a $ref leads back to itself");
}

#[test]
fn an_operations_parameter_replaces_the_paths_parameter_of_the_same_name() {
    let document = prepared(
        "
paths:
  /a:
    parameters: [{name: page, in: query, schema: {type: string}}]
    get:
      parameters: [{name: page, in: query, schema: {type: integer}}]
      responses: {200: {description: OK}}
",
    )
    .document;
    let parameters = &document["paths"]["/a"]["get"]["parameters"];
    assert_eq!(parameters, &json!([{ "name": "page", "in": "query", "schema": { "type": "integer" } }]));
}

#[test]
fn reordered_parameters_come_out_the_same() {
    let path = |order: [&str; 4]| {
        let declared = order.map(|name| {
            let place = if name.starts_with('p') { "path" } else { "query" };
            format!("{{name: {name}, in: {place}, required: true, schema: {{type: string}}}}")
        });
        let declared = declared.join(", ");
        prepared(&format!(
            "paths: {{'/a/{{p2}}/{{p1}}': {{get: {{parameters: [{declared}], responses: {{200: {{description: A}}}}}}}}}}"
        ))
    };
    let one = path(["q1", "p1", "q2", "p2"]);
    let parameters = &one.document["paths"]["/a/{p2}/{p1}"]["get"]["parameters"];
    assert_eq!(names(parameters), ["p2", "p1", "q1", "q2"]);
    assert_eq!(one.bytes(), path(["p2", "q2", "q1", "p1"]).bytes());
}

#[test]
fn properties_named_like_documentation_stay() {
    let document = prepared(
        "
paths: {}
components:
  schemas:
    Book:
      title: A book
      description: With a title
      type: object
      required: [title, description]
      x-internal: true
      properties:
        title: {type: string, title: The title, example: {title: Dune}}
        description: {type: string, description: What it is}
        example: {type: object, properties: {title: {type: string, description: Inner}}}
        summary: {$ref: '#/components/schemas/Summary', description: Beside a reference}
        x-rated: {type: boolean}
    Summary: {type: string}
",
    )
    .document;
    assert_eq!(
        document["components"]["schemas"]["Book"],
        json!({
            "type": "object",
            "required": ["description", "title"],
            "properties": {
                "title": { "type": "string" },
                "description": { "type": "string" },
                "example": { "type": "object", "properties": { "title": { "type": "string" } } },
                "summary": { "$ref": "#/components/schemas/Summary" },
                "x-rated": { "type": "boolean" },
            },
        })
    );
}

#[test]
fn the_version_is_what_is_written_even_if_it_looks_like_a_number() {
    assert_eq!(prepared("paths: {}").document["info"]["version"], "2.10");
}

#[test]
fn words_that_were_truth_values_in_older_yaml_are_words() {
    let document = contract("components: {schemas: {Country: {type: string, enum: [no, on, y, true]}}}");
    assert_eq!(document["components"]["schemas"]["Country"]["enum"], json!(["no", "on", "y", true]));
}

#[test]
fn duplicate_keys_and_swarms_of_aliases_are_refused() {
    let duplicate = parse("openapi: 3.0.1\ninfo: {version: '1'}\npaths: {}\npaths: {}\n");
    assert!(duplicate.is_err_and(|reason| reason.contains("duplicate")));
    let mut swarm = String::from("info: {version: '1'}\na0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
    for level in 1..10 {
        let aliases = vec![format!("*a{}", level - 1); 10].join(", ");
        swarm.push_str(&format!("a{level}: &a{level} [{aliases}]\n"));
    }
    assert!(parse(&swarm).is_err());
}

#[test]
fn documents_of_another_openapi_are_refused() {
    let document = json!({ "openapi": "3.1.0", "info": { "version": "1" } });
    let Unsupported(reason) = prepare(&document).unwrap_err();
    assert_eq!(reason, "`openapi` is \"3.1.0\", the build step understands 3.0");
}
