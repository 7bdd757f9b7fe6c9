//! Customers who were erased and come back in an import.

use domain::customer::import::Imported;
use domain::fulfilment::{Batch, Reimport};

use super::*;

#[test]
fn they_are_refused_and_everybody_else_is_taken() {
    let life = life();
    let fulfilment = life.fulfilment_by(at_once());
    erased(&fulfilment);
    let mut max = erika();
    max["shopCustomerNumber"] = "C-1002".into();
    let stored = fulfilment.import(&name("shop"), &[record(&erika()), record(&max)]).unwrap();
    let imported = Imported { created: 1, refused: 1, ..Imported::default() };
    assert_eq!(stored, Batch { imported, refused: vec![0] });
    assert!(!is_on_file(&life, ERIKA) && is_on_file(&life, "C-1002"));
}

#[test]
fn or_erased_again_and_what_is_kept_is_kept_once() {
    let life = life();
    let fulfilment = Fulfilment { reimport: Reimport::Erase, ..life.fulfilment_by(with_rules()) };
    erased(&fulfilment);
    let before = kept(&life, ERIKA);
    let stored = fulfilment.import(&name("shop"), &[record(&erika())]).unwrap();
    assert_eq!(stored.imported, Imported { erased: 1, ..Imported::default() });
    assert!(!is_on_file(&life, ERIKA));
    assert_eq!(kept(&life, ERIKA), before);
}

#[test]
fn who_is_being_erased_is_refused_either_way() {
    let life = life();
    let fulfilment = Fulfilment { reimport: Reimport::Erase, ..life.fulfilment_by(at_once()) };
    let begun = domain::store::ErasureRecord {
        id: "begun".to_owned(),
        shop: name("shop"),
        pseudonym: pseudonym(ERIKA),
        request: None,
        begun_at: life.now(),
        done_at: None,
    };
    life.write(|transaction| transaction.insert_erasure(&begun));
    let stored = fulfilment.import(&name("shop"), &[record(&erika())]).unwrap();
    assert_eq!((stored.imported.refused, stored.refused), (1, vec![0]));
}
