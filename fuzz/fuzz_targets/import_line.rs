//! What an import takes is read again as the same, and shown without a loss; what it refuses, it refuses in one line.

#![no_main]

use domain::customer::document::{canonical, complete};
use domain::customer::import::read_line;
use iom_gdpr_api::models::Customer;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|line: &str| {
    let record = match read_line(line) {
        Ok(record) => record,
        Err(refused) => {
            let reason = refused.to_string();
            assert!(!reason.chars().any(char::is_control), "a reason is one line: {reason:?}");
            assert!(reason.len() <= 1_000, "a reason is short: {reason:?}");
            assert!(reason.contains(": ") || reason.contains("JSON") || reason.contains(';'), "{reason:?}");
            return;
        }
    };
    let again = read_line(&record.document).expect("what was stored can be imported");
    assert_eq!((again.number, again.kind), (record.number.clone(), record.kind));
    let stored = |document: &str| serde_json::from_str::<Customer>(document).expect("a stored document");
    assert_eq!(stored(&again.document), stored(&record.document));

    let shown = complete(stored(&record.document)).expect("a stored document can be shown");
    assert_eq!(shown.shop_customer_no, shown.shop_customer_number);
    assert_eq!(canonical(shown.clone()).as_ref(), Ok(&stored(&record.document)), "what is shown is what was stored");
    let on_the_wire = serde_json::to_string(&shown).expect("JSON");
    assert!(!on_the_wire.contains(":null"), "absent values are left out");
    assert_eq!(read_line(&on_the_wire).expect("what is shown can be imported").number, record.number);
});
