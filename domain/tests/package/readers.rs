//! Programs that data subjects and shops unpack ZIP files with read every member as it was written.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::Cursor;
use std::path::Path;
use std::process::{Command, Stdio};

use domain::package::PackageKind;
use serde_json::{Value, json};
use zip::ZipArchive;

use crate::contract::full_customer;
use crate::{Package, Wanted, stored};

/// Unpacks a ZIP file as a stream, which looks at local headers and data descriptors alone.
const JAVA: &str = r"
import java.io.InputStream;
import java.nio.file.*;
import java.util.zip.*;

class Unpack {
    public static void main(String[] arguments) throws Exception {
        Path folder = Path.of(arguments[1]);
        try (InputStream file = Files.newInputStream(Path.of(arguments[0])); ZipInputStream zip = new ZipInputStream(file)) {
            for (ZipEntry entry; (entry = zip.getNextEntry()) != null; ) {
                Path member = folder.resolve(entry.getName());
                Files.createDirectories(member.getParent());
                Files.copy(zip, member);
            }
        }
    }
}
";

const PYTHON: &str = "
import sys, zipfile
with zipfile.ZipFile(sys.argv[1]) as package:
    assert package.testzip() is None
    package.extractall(sys.argv[2])
";

/// A customer with every property, and with so many orders that members are written in many pieces.
fn customer() -> Value {
    let mut customer = full_customer();
    let orders = (0..5_000).map(|id| json!({"id": id, "shopOrderNumber": format!("A-{id}"), "currency": "EUR"}));
    customer["orders"].as_array_mut().unwrap().extend(orders);
    customer
}

fn run(command: &mut Command) {
    let output = command.output().unwrap_or_else(|error| {
        panic!("{error}: {command:?}: server/tests/install-tools installs what this test needs (make test-tools)")
    });
    assert!(output.status.success(), "{command:?}: {}", String::from_utf8_lossy(&output.stderr));
}

/// All files below a folder.
fn files(folder: &Path, above: &str, found: &mut BTreeMap<String, Vec<u8>>) {
    for entry in fs::read_dir(folder).unwrap().map(Result::unwrap) {
        let name = format!("{above}{}", entry.file_name().into_string().unwrap());
        if entry.file_type().unwrap().is_dir() {
            files(&entry.path(), &format!("{name}/"), found);
        } else {
            found.insert(name, fs::read(entry.path()).unwrap());
        }
    }
}

/// Has a program unpack a package, and compares what it finds.
fn reads(unpack: impl Fn(&Path, &Path)) {
    let home = tempfile::tempdir().unwrap();
    let (package, unpacked) = (home.path().join("package.zip"), home.path().join("unpacked"));
    fs::create_dir(&unpacked).unwrap();
    let bytes = Wanted::of(PackageKind::Access).bytes(&stored(&customer()).0);
    fs::write(&package, &bytes).unwrap();
    unpack(&package, &unpacked);
    let mut found = BTreeMap::new();
    files(&unpacked, "", &mut found);
    assert!(found == Package::open(bytes).members, "{:?}", found.keys());
}

#[test]
fn java_reads_a_package_as_a_stream() {
    reads(|package, folder| {
        let source = package.with_file_name("Unpack.java");
        fs::write(&source, JAVA).unwrap();
        run(Command::new("java").args(["-XX:TieredStopAtLevel=1"]).arg(source).arg(package).arg(folder));
    });
}

#[test]
fn python_reads_a_package() {
    reads(|package, folder| run(Command::new("python3").args(["-c", PYTHON]).arg(package).arg(folder)));
}

#[test]
fn unzip_reads_a_package() {
    reads(|package, folder| run(Command::new("unzip").arg("-q").arg(package).arg("-d").arg(folder)));
}

#[test]
fn bsdtar_reads_a_package_from_a_file_and_as_a_stream() {
    reads(|package, folder| run(Command::new("bsdtar").arg("-xf").arg(package).arg("-C").arg(folder)));
    reads(|package, folder| {
        let stream = Stdio::from(File::open(package).unwrap());
        run(Command::new("bsdtar").args(["-xf", "-", "-C"]).arg(folder).stdin(stream));
    });
}

#[test]
fn no_member_uses_zip64_without_need() {
    let bytes = Wanted::of(PackageKind::Access).bytes(&stored(&customer()).0);
    let mut zip = ZipArchive::new(Cursor::new(&bytes)).unwrap();
    for index in 0..zip.len() {
        let start = usize::try_from(zip.by_index(index).unwrap().header_start()).unwrap();
        // APPNOTE 4.3.7: version needed to extract, and the length of the extra field, which ZIP64 would be in.
        assert_eq!(bytes[start + 4..start + 6], 20_u16.to_le_bytes(), "member {index}");
        assert_eq!(bytes[start + 28..start + 30], [0, 0], "member {index}");
    }
}
