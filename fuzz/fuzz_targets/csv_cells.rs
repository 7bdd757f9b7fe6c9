//! No cell of a table is a formula, whatever the texts of a customer are and wherever a spreadsheet splits the table.

#![no_main]

use std::io::{Cursor, Read, Write};

use domain::data_map::DataMap;
use domain::message::Language;
use domain::package::{Facts, Kept, NotFormed, PackageKind, Part, ReportForm, Schema, Source, write};
use domain::retention::Rules;
use domain::seal::MasterKey;
use domain::store::StoreError;
use libfuzzer_sys::fuzz_target;
use serde_json::json;
use zip::ZipArchive;

struct Document(String);

impl Source for Document {
    fn document(&self, read: &mut dyn FnMut(&mut dyn Read)) -> Result<bool, StoreError> {
        read(&mut self.0.as_bytes());
        Ok(true)
    }

    fn kept(&self, _: &mut dyn FnMut(&Kept) -> bool) -> Result<(), StoreError> {
        Ok(())
    }
}

struct NoReport;

impl ReportForm for NoReport {
    fn write(&self, _: &Language, _: &Part<'_>, _: &mut dyn Write) -> Result<(), NotFormed> {
        Ok(())
    }
}

/// The cells of a table as a spreadsheet reads them that splits at `separator`, with and without an eye for quotes.
fn cells(table: &str, separator: u8) -> Vec<String> {
    let mut options = csv::ReaderBuilder::new();
    let mut reader = options.has_headers(false).flexible(true).delimiter(separator).from_reader(table.as_bytes());
    let mut cells: Vec<String> = Vec::new();
    for row in reader.records().map(|row| row.expect("text")) {
        cells.extend(row.iter().map(str::to_owned));
    }
    cells.extend(table.split([char::from(separator), '\n']).map(|cell| cell.trim_start_matches('"').to_owned()));
    cells
}

fuzz_target!(|texts: (String, String, String)| {
    let (first, second, third) = texts;
    let address = json!({"lastName": second, "city": third});
    let invoice = json!({"invoiceNumber": third, "relatedShopOrderNumbers": [first, second]});
    let document = json!({"firstName": first, "lastName": second, "addresses": [address], "invoiceAndCreditNotes": [invoice]});
    let facts = Facts {
        kind: PackageKind::Access,
        request: &"r-1".parse().expect("an id"),
        shop: &"shop".parse().expect("a name"),
        language: &Language::english(),
        made_at: "2026-11-22T10:20:30Z".parse().expect("a moment"),
        service_version: "1",
        schema: Schema { name: "iom-gdpr", version: "2.10", object: "Customer" },
        map: DataMap::shipped().expect("a data map"),
        rules: &Rules::none(),
        key: &MasterKey::new(&[7; 32]).expect("a key"),
    };
    let mut bytes = Vec::new();
    write(&facts, &Document(document.to_string()), &NoReport, &mut bytes).expect("a package");
    let mut zip = ZipArchive::new(Cursor::new(bytes)).expect("a ZIP file");
    for name in ["data/customer.csv", "data/addresses.csv", "data/invoiceAndCreditNotes.csv"] {
        let mut table = String::new();
        zip.by_name(name).expect("a table").read_to_string(&mut table).expect("text");
        for cell in [b',', b';', b'|', b'\t'].into_iter().flat_map(|separator| cells(&table, separator)) {
            let shown = cell.trim_start_matches([' ', '\u{a0}', '\u{feff}', '\u{200b}']);
            let is_blank = shown.trim().is_empty();
            assert!(is_blank || !shown.starts_with(['=', '+', '-', '@', '\t', '\r']), "{cell:?} in {table:?}");
        }
    }
});
