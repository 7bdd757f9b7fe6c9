//! Customers who were erased and come back in an import, because another system still has them.

use super::Fulfilment;
use super::held::{Held, Mode};
use crate::customer::import::Imported;
use crate::names::ShopName;
use crate::refusal::Fault;
use crate::request::Subject;
use crate::store::{CustomerRecord, Transaction, Upserted};

/// What becomes of a customer who was erased and is imported again.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Reimport {
    /// The line is refused.
    #[default]
    Refuse,
    /// They are erased again at once; what has to be kept is kept.
    Erase,
}

/// What storing a batch came to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Batch {
    /// Counts.
    pub imported: Imported,
    /// The places in the batch of customers who were refused, because they were erased, or are being erased.
    pub refused: Vec<usize>,
}

impl Fulfilment {
    /// Stores a batch of customers of one shop, all or none but for those who are refused.
    ///
    /// # Errors
    /// [`Fault`]; the batch can be given again, since storing it twice is the same as once.
    pub fn import(&self, shop: &ShopName, batch: &[CustomerRecord]) -> Result<Batch, Fault> {
        self.requests.store.write("import_customers", |transaction| {
            let mut stored = Batch::default();
            for (place, customer) in batch.iter().enumerate() {
                let pseudonym = self.journal().pseudonym(shop, &Subject::customer_reference(&customer.number));
                let erasures = transaction.erasures(shop, &pseudonym)?;
                if erasures.is_empty() {
                    match transaction.upsert_customer(shop, customer)? {
                        Upserted::Created => stored.imported.created += 1,
                        Upserted::Updated => stored.imported.updated += 1,
                        Upserted::Unchanged => stored.imported.unchanged += 1,
                    }
                } else if self.reimport == Reimport::Erase && erasures.iter().all(|it| it.done_at.is_some()) {
                    self.erase_returned(transaction, shop, customer)?;
                    stored.imported.erased += 1;
                } else {
                    stored.imported.refused += 1;
                    stored.refused.push(place);
                }
            }
            Ok(stored)
        })
    }

    fn erase_returned(
        &self,
        transaction: &dyn Transaction,
        shop: &ShopName,
        customer: &CustomerRecord,
    ) -> Result<(), Fault> {
        let now = self.now();
        let held = Held::of_customer(transaction, self, shop, &customer.number)?;
        let held = Held { record: Some(customer.clone()), ..held };
        let prepared = self.prepare(held, &[], Mode::AtOnce, now)?;
        self.take_away(transaction, Some(&customer.number), &prepared, None, now)?;
        Ok(())
    }
}
