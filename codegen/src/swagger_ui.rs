//! What the server shows contracts with: the files of Swagger UI, packed as they are in the crate that carries them.
//!
//! The crate has a whole release as one ZIP archive. Three files of it are taken, each as `<name>.gz`: what ZIP and gzip
//! keep of a file is the same deflate stream, so nothing is packed anew, and the program grows by these files alone.

use std::fs;
use std::io::{Cursor, Read};
use std::path::Path;

use utoipa_swagger_ui_vendored::SWAGGER_UI_VENDORED;
use zip::{CompressionMethod, ZipArchive};

use crate::error::{Error, OnPath};

/// Paths below the archive's one folder.
const FILES: [&str; 3] = ["dist/swagger-ui-bundle.js", "dist/swagger-ui.css", "LICENSE"];

/// Writes the files into a directory, each under its own name with `.gz` at its end.
///
/// # Errors
/// The archive is not as expected: another release of the crate; or a file cannot be written.
pub fn write(directory: &Path) -> Result<(), Error> {
    fs::create_dir_all(directory).on("create", directory)?;
    for path in FILES {
        let packed = packed(path).map_err(|reason| Error::SwaggerUi { file: path, reason })?;
        let name = path.rsplit('/').next().unwrap_or(path);
        let file = directory.join(format!("{name}.gz"));
        fs::write(&file, packed).on("write", &file)?;
    }
    Ok(())
}

/// The file as gzip has it (RFC 1952).
fn packed(path: &str) -> Result<Vec<u8>, String> {
    let mut archive = ZipArchive::new(Cursor::new(SWAGGER_UI_VENDORED)).map_err(|error| error.to_string())?;
    let is_wanted = |name: &str| name.split_once('/').is_some_and(|(_, below)| below == path);
    let found = archive.file_names().position(|name| name.is_ok_and(|name| is_wanted(&name)));
    let mut file = archive.by_index_raw(found.ok_or("is not in it")?).map_err(|error| error.to_string())?;
    if file.compression() != CompressionMethod::DEFLATE {
        return Err("is not deflated".to_owned());
    }
    // Deflate, no name, no time, of an unknown system.
    let mut packed = vec![0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff];
    file.read_to_end(&mut packed).map_err(|error| error.to_string())?;
    let length = u32::try_from(file.size()).map_err(|_| "is too long")?;
    packed.extend(file.crc32().to_le_bytes());
    packed.extend(length.to_le_bytes());
    Ok(packed)
}
