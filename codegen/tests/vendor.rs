//! Contracts in the shapes in which their vendor publishes them: `codegen/tests/vendor`. `make test-vendor` builds the whole
//! service from them, and tests it.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::path::{Path, PathBuf};

use codegen::contracts::{Contract, Variable};
use codegen::prepare::prepare;
use codegen::spec::{SpecFile, parse};
use codegen::stamp;
use serde_json::{Value, json};

fn folder(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

fn ours(name: &str) -> SpecFile {
    SpecFile::find(&folder("../specs"), name).unwrap()
}

fn vendors(name: &str) -> SpecFile {
    SpecFile::find(&folder("tests/vendor"), name).unwrap()
}

fn fingerprint(document: &Value) -> String {
    let prepared = prepare(document).unwrap();
    assert_eq!(prepared.warnings, Vec::<String>::new());
    stamp::of_inputs(&prepared)
}

const LINKS: &str = "/components/schemas/GdprContainerRO_v1/properties/links/additionalProperties";

#[test]
fn the_vendors_files_make_the_same_code_but_for_the_type_of_links() {
    assert_eq!(fingerprint(&vendors("iom-gdpr").read().unwrap()), fingerprint(&ours("iom-gdpr").read().unwrap()));
    let ours = fingerprint(&ours("icm-gdpr").read().unwrap());
    let mut vendors = vendors("icm-gdpr").read().unwrap();
    assert_eq!(vendors.pointer(LINKS), Some(&json!({ "type": "object" })));
    assert_ne!(fingerprint(&vendors), ours);
    *vendors.pointer_mut(LINKS).unwrap() = json!({ "type": "string" });
    assert_eq!(fingerprint(&vendors), ours);
}

#[test]
fn the_server_reads_the_same_off_them_but_for_what_a_server_variable_can_be() {
    for name in ["icm-gdpr", "iom-gdpr"] {
        let mut vendors = Contract::read(&vendors(name)).unwrap();
        let ours = Contract::read(&ours(name)).unwrap();
        vendors.path.clone_from(&ours.path);
        for (vendors, ours) in vendors.servers.iter_mut().zip(&ours.servers) {
            for (vendors, ours) in vendors.variables.iter_mut().zip(&ours.variables) {
                let Variable { name, values, .. } = &*vendors;
                assert!(name == "serverGroup" && values.is_empty() || *values == ours.values, "{name}: {values:?}");
                vendors.values.clone_from(&ours.values);
            }
        }
        assert_eq!(vendors, ours);
    }
}

#[test]
fn a_value_that_is_repeated_is_no_choice() {
    let contract = Contract::read(&vendors("icm-gdpr")).unwrap();
    let application = contract.servers[0].variables.iter().find(|variable| variable.name == "appUrl").unwrap();
    assert_eq!(application.values, ["rest"]);
}

#[test]
fn a_matrix_parameter_that_an_operation_refers_to_is_no_part_of_its_path() {
    let read = |parameters: &str| {
        let yaml = format!(
            "
openapi: 3.0.1
info: {{version: 1}}
paths: {{'/a/{{id}}': {{get: {{parameters: [{parameters}], responses: {{200: {{description: A}}}}}}}}}}
components:
  parameters:
    id: {{name: id, in: path, required: true, schema: {{type: string}}}}
    loc: {{name: loc, in: path, required: true, style: matrix, schema: {{type: string}}}}
"
        );
        fingerprint(&parse(&yaml).unwrap())
    };
    let id = "$ref: '#/components/parameters/id'";
    assert_eq!(read(&format!("{{{id}}}, {{$ref: '#/components/parameters/loc'}}")), read(&format!("{{{id}}}")));
}

#[test]
fn what_no_operation_asks_for_does_not_count() {
    let yaml = |security: &str, scheme: &str| {
        let text = format!(
            "
openapi: 3.0.1
info: {{version: 1}}
{security}
paths: {{/a: {{get: {{{security} responses: {{200: {{description: A}}}}}}}}}}
components: {{securitySchemes: {{{scheme}}}}}
"
        );
        fingerprint(&parse(&text.replace("{security: []", "{security: [],")).unwrap())
    };
    let none = yaml("", "");
    assert_eq!(yaml("", "key: {type: apiKey, in: header, name: X-Key}"), none);
    assert_eq!(yaml("security: []", ""), none);
    // A public operation of a contract that asks for credentials otherwise says so.
    let secured = |operation: &str| {
        let text = format!(
            "
openapi: 3.0.1
info: {{version: 1}}
security: [{{basic: []}}]
paths: {{/a: {{get: {{{operation}responses: {{200: {{description: A}}}}}}}}}}
components: {{securitySchemes: {{basic: {{type: http, scheme: basic}}}}}}
"
        );
        fingerprint(&parse(&text).unwrap())
    };
    assert_ne!(secured("security: [], "), secured(""));
}
