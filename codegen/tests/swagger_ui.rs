//! What the server shows contracts with.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::fs;
use std::io::Read;

use codegen::swagger_ui;
use flate2::read::GzDecoder;

#[test]
fn three_files_come_out_as_gzip_that_is_whole() {
    let directory = tempfile::TempDir::new().unwrap();
    let folder = directory.path().join("new");
    swagger_ui::write(&folder).unwrap();
    for (name, said) in [
        ("swagger-ui-bundle.js.gz", "SwaggerUIBundle"),
        ("swagger-ui.css.gz", ".swagger-ui"),
        ("LICENSE.gz", "Apache License"),
    ] {
        let packed = fs::read(folder.join(name)).unwrap();
        let mut text = String::new();
        // Checks length and checksum as well.
        GzDecoder::new(&*packed).read_to_string(&mut text).unwrap();
        assert!(text.contains(said), "{name}");
    }
    assert_eq!(fs::read_dir(&folder).unwrap().count(), 3);
}
