//! `docs/http-behaviour.md` names the test of each promise.

use std::path::Path;

/// All Rust code below a directory.
fn code(directory: &Path) -> String {
    let entries = std::fs::read_dir(directory).unwrap().map(|entry| entry.unwrap().path());
    entries
        .map(|path| match path.extension() {
            _ if path.is_dir() => code(&path),
            Some(extension) if extension == "rs" => std::fs::read_to_string(&path).unwrap(),
            _ => String::new(),
        })
        .collect()
}

#[test]
fn every_test_that_is_named_exists() {
    let server = Path::new(env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(server.join("../docs/http-behaviour.md")).unwrap();
    let code: String = ["tests", "src", "../domain/tests", "../domain/src"].map(|it| code(&server.join(it))).concat();
    let rows = text.lines().filter(|line| line.starts_with("| ") && !line.starts_with("| ---"));
    let tests = rows.filter_map(|row| row.trim_end_matches(" |").rsplit("| ").next());
    let names: Vec<_> = tests.flat_map(|cell| cell.split('`').skip(1).step_by(2)).collect();
    assert!(names.len() > 50, "{names:?}");
    for name in names.into_iter().filter(|name| !name.starts_with("make ")) {
        assert!(code.contains(&format!("fn {name}()")), "there is no test {name}");
    }
}
