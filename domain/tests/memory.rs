//! The memory that a package takes, measured: a process of its own opens a database, writes the package of a customer with
//! 1,000 or 100,000 orders into a sealed file, and says how much memory it had in use at most, as the kernel counted it
//! (`VmHWM`), SQLite's included.
//!
//! It is its own program so that a process that is measured does nothing else.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[cfg(target_os = "linux")]
fn main() {
    linux::main();
}

/// Elsewhere there is no such figure; that the package is whole is tested by others.
#[cfg(not(target_os = "linux"))]
fn main() {
    println!("memory is measured on Linux alone");
}

#[cfg(target_os = "linux")]
mod linux {
    use std::fmt::Write as _;
    use std::fs::{self, File};
    use std::io::{self, BufWriter, Read, Seek, Write};
    use std::path::Path;
    use std::process::Command;

    use domain::access::ROOT;
    use domain::customer::CustomerType;
    use domain::data_map::DataMap;
    use domain::entropy::{Entropy, NoEntropy};
    use domain::message::Language;
    use domain::names::{CustomerNumber, ShopName};
    use domain::package::{Facts, NotBuilt, NotFormed, PackageKind, Part, ReportForm, Schema, Stored, write};
    use domain::retention::Rules;
    use domain::seal::{MasterKey, Purpose};
    use domain::store::sqlite::Sqlite;
    use domain::store::{CustomerRecord, Shop, Store, StoreError};
    use serde_json::Value;
    use zip::ZipArchive;

    const FEW: usize = 1_000;
    const MANY: usize = 100_000;

    /// What the many may take more than the few. The document of the many has ten times as much, and so has its report.
    const TOLERANCE_KIB: u64 = 6 * 1024;

    pub(crate) fn main() {
        let arguments: Vec<String> = std::env::args().collect();
        if let Some(at) = arguments.iter().position(|argument| argument == "--write-package") {
            write_package(Path::new(&arguments[at + 1]), Path::new(&arguments[at + 2]));
            return;
        }
        let few = measured(FEW);
        let many = measured(MANY);
        println!("peak with {FEW} orders: {few} KiB, with {MANY}: {many} KiB");
        assert!(many < few + TOLERANCE_KIB, "memory grows with the number of orders");
    }

    /// Makes a database, lets another process write the package, looks whether it is whole, and says what that took in KiB.
    fn measured(orders: usize) -> u64 {
        let folder = tempfile::tempdir().unwrap();
        let (database, package) = (folder.path().join("gdpr.db"), folder.path().join("package"));
        let document = document(orders);
        let store: &dyn Store = &Sqlite::open(&database).unwrap();
        let record = CustomerRecord { number: number(), kind: CustomerType::B2c, document };
        store
            .write("test", |transaction| {
                let shop = Shop { name: shop(), organization: ROOT.parse().unwrap(), site: "site".parse().unwrap() };
                transaction.insert_shop(&shop)?;
                transaction.upsert_customer(&shop.name, &record)?;
                Ok::<_, StoreError>(())
            })
            .unwrap();
        let mut command = Command::new(std::env::current_exe().unwrap());
        let output = command.arg("--write-package").arg(&database).arg(&package).output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        is_whole(&package, &record.document, orders);
        String::from_utf8(output.stdout).unwrap().trim().parse().unwrap()
    }

    fn document(orders: usize) -> String {
        let mut text = String::from("{\"customerType\":\"b2c\",\"firstName\":\"Erika\",\"orders\":[");
        for order in 0..orders {
            let between = if order == 0 { "" } else { "," };
            write!(
                text,
                "{between}{{\"currency\":\"EUR\",\"id\":{order},\"orderPositions\":[{{\"quantityOrdered\":2,\
                 \"shippingAddress\":{{\"city\":\"Berlin\",\"firstName\":\"Erika\",\"lastName\":\"Mustermann {order}\",\
                 \"street\":\"Heidestraße\"}},\"shopArticleName\":\"Camera strap\",\"shopArticleNumber\":\"100-{order}\",\
                 \"shopPosGross\":119.5}}],\"shopOrderCreationDate\":\"2025-01-07T18:03:11.250Z\",\
                 \"shopOrderNumber\":\"A-{order}\",\"shopTotalGross\":119.5}}",
            )
            .unwrap();
        }
        text.push_str("],\"shopCustomerNumber\":\"C-1001\"}");
        text
    }

    fn is_whole(package: &Path, document: &str, orders: usize) {
        let mut plain = tempfile::tempfile().unwrap();
        io::copy(&mut key().key(Purpose::Outbox).open_stream(b"", File::open(package).unwrap()).unwrap(), &mut plain)
            .unwrap();
        plain.rewind().unwrap();
        let mut zip = ZipArchive::new(plain).unwrap();
        let mut lines = |name: &str| {
            let mut text = String::new();
            zip.by_name(name).unwrap().read_to_string(&mut text).unwrap();
            text
        };
        assert_eq!(lines("data/orders.csv").lines().count(), orders + 1);
        assert_eq!(lines("data/orders.orderPositions.csv").lines().count(), orders + 1);
        assert!(lines("report.html").lines().count() > orders);
        let mut shown: Value = serde_json::from_str(&lines("data.json")).unwrap();
        assert_eq!(shown["orders"][orders - 1]["shopOrderNo"], format!("A-{}", orders - 1));
        without_deprecated(&mut shown);
        assert!(shown == serde_json::from_str::<Value>(document).unwrap(), "data.json is not the document");
    }

    fn without_deprecated(value: &mut Value) {
        match value {
            Value::Object(members) => {
                members.retain(|name, _| !name.ends_with("No"));
                members.values_mut().for_each(without_deprecated);
            }
            Value::Array(items) => items.iter_mut().for_each(without_deprecated),
            _ => {}
        }
    }

    /// What is measured.
    fn write_package(database: &Path, package: &Path) {
        struct Lines;
        impl ReportForm for Lines {
            fn write(&self, _: &Language, part: &Part<'_>, out: &mut dyn Write) -> Result<(), NotFormed> {
                serde_json::to_writer(&mut *out, part).unwrap();
                Ok(writeln!(out)?)
            }
        }
        struct Fixed;
        impl Entropy for Fixed {
            fn fill(&self, bytes: &mut [u8]) -> Result<(), NoEntropy> {
                bytes.fill(1);
                Ok(())
            }
        }
        let store: &dyn Store = &Sqlite::open(database).unwrap();
        let file = BufWriter::new(File::create(package).unwrap());
        let key = key();
        let mut sealed = key.key(Purpose::Outbox).seal_stream(&Fixed, b"", file).unwrap();
        let facts = Facts {
            kind: PackageKind::Access,
            request: &"r-1".parse().unwrap(),
            shop: &shop(),
            language: &Language::english(),
            made_at: "2026-11-22T10:20:30Z".parse().unwrap(),
            service_version: "1",
            schema: Schema { name: "iom-gdpr", version: "2.9", object: "Customer" },
            map: DataMap::shipped().unwrap(),
            rules: &Rules::none(),
            key: &key,
        };
        store
            .read("package", |view| {
                let source = Stored { view, shop: facts.shop, customer: Some(&number()) };
                write(&facts, &source, &Lines, &mut sealed)?;
                Ok::<_, NotBuilt>(())
            })
            .unwrap();
        sealed.finish().unwrap();
        let status = fs::read_to_string("/proc/self/status").unwrap();
        let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
        println!("{}", peak.trim().trim_end_matches(" kB"));
    }

    fn key() -> MasterKey {
        MasterKey::new(&[7; 32]).unwrap()
    }

    fn shop() -> ShopName {
        "example-shop".parse().unwrap()
    }

    fn number() -> CustomerNumber {
        "C-1001".parse().unwrap()
    }
}
