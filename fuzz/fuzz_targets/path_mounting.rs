//! A path leads to the same place however it is written, and the place knows its own plain path. Of a query its operation
//! gets the parameters that it has, each once, in one encoding.

#![no_main]

use gdpr_server::fuzzing::{find, query, shape};
use hyper::{StatusCode, Uri};
use libfuzzer_sys::fuzz_target;
use percent_encoding::percent_decode_str;

fuzz_target!(|data: &[u8]| {
    let Ok(uri) = Uri::try_from(data) else { return };
    let mounted = match find(&uri) {
        Ok(mounted) => mounted,
        Err(status) => {
            assert!(status == StatusCode::BAD_REQUEST || status == StatusCode::NOT_FOUND, "{status}");
            return;
        }
    };
    assert!(!mounted.operations.is_empty());
    assert!(mounted.resource.ends_with(&mounted.path));

    // The plain path is plain.
    let plain = |c: char| c.is_ascii_alphanumeric() || "/%-._~".contains(c);
    assert!(mounted.resource.chars().all(plain), "{}", mounted.resource);
    let names = names_of(uri.path());
    assert_eq!(names, names_of(&mounted.resource), "decoded once, and encoded once");
    for name in &names {
        assert!(!matches!(name.as_str(), "" | "." | ".."), "{name:?}");
        assert!(!name.chars().any(char::is_control), "{name:?}");
    }
    for value in mounted.variables.values() {
        assert!(names.contains(value), "{value:?}");
    }

    // Nor does it go anywhere else for who decodes it first.
    let parameters = uri.path().split('/').filter_map(|segment| segment.split_once(';'));
    for parameters in parameters.map(|(_, parameters)| percent_decode_str(parameters).decode_utf8().expect("UTF-8")) {
        assert!(parameters.split(['/', '\\']).all(|step| step != ".."), "{parameters:?}");
    }

    for operation in &mounted.operations {
        let Some(left) = query(operation, &uri) else { continue };
        let names: Vec<_> = left.split('&').filter_map(|pair| pair.split_once('=')).map(|(name, _)| name).collect();
        assert!(names.iter().all(|name| names.iter().filter(|other| other == &name).count() == 1), "{left}");
        let again: Uri = format!("/?{left}").parse().expect(&left);
        assert_eq!(query(operation, &again).as_ref(), Some(&left), "what is plain stays as it is");
    }

    // It leads to the same place, and so does any other way to write it.
    let again = |path: &str| {
        let uri: Uri = path.parse().expect(path);
        assert_eq!(shape(&uri), shape(&mounted.resource.parse().expect("a path")), "{path}");
        assert_eq!(find(&uri).as_ref(), Ok(&mounted), "{path}");
    };
    again(&mounted.resource);
    again(&format!("{}?{}", mounted.resource, "a=/../b"));
    again(&mounted.resource.replace('/', ";x=%3B/").replacen(";x=%3B", "", 1));
    again(&names.iter().map(|name| format!("/{}", everything_encoded(name))).collect::<String>());
});

fn names_of(path: &str) -> Vec<String> {
    let names = path.split('/').skip(1).map(|segment| segment.split(';').next().unwrap_or_default());
    names.map(|name| percent_decode_str(name).decode_utf8().expect("UTF-8").into_owned()).collect()
}

fn everything_encoded(name: &str) -> String {
    name.bytes().map(|byte| format!("%{byte:02x}")).collect()
}
