//! The customer document in the contract's own schema: one stored truth, shown under deprecated names as well.
//!
//! Two directions, one walk. [`canonical`] takes a document under either name and keeps the current ones; [`complete`]
//! fills the deprecated ones from them. Every struct of the contract is taken apart exhaustively here: a property that a
//! new contract adds is a compile error in this file until somebody has said whether it is a twin, a time or plain.

use chrono::{DateTime, Datelike, NaiveDate, Utc};
use iom_gdpr_api::models::{
    Address, Customer, CustomerBalance, CustomerBankAccount, CustomerInvoiceAndCreditNote, CustomerInvoicePosition,
    CustomerOrder, CustomerOrderPosition,
};

use crate::calendar;

/// Why a document is not one that can be stored. Names places, never values.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{place}: {reason}")]
pub struct Objection {
    /// The property, from the top of the document: `orders[0].shopOrderNumber`.
    pub place: String,
    /// What is wrong with it.
    pub reason: &'static str,
}

/// The form in which a document is stored: each value once, under its current name.
///
/// # Errors
/// The first [`Objection`]: a deprecated property that says something else than its successor, or a date out of
/// range ([`calendar::YEARS`]).
pub fn canonical(mut customer: Customer) -> Result<Customer, Objection> {
    let mut walk = Walk { direction: Direction::Canonical, place: Vec::new() };
    walk.customer(&mut customer)?;
    Ok(customer)
}

/// The form in which a stored document is shown: deprecated properties filled together with their successors.
///
/// # Errors
/// An [`Objection`] for a document that [`canonical`] did not make.
pub fn complete(mut customer: Customer) -> Result<Customer, Objection> {
    let mut walk = Walk { direction: Direction::Complete, place: Vec::new() };
    walk.customer(&mut customer)?;
    Ok(customer)
}

#[derive(Clone, Copy)]
enum Direction {
    Canonical,
    Complete,
}

struct Walk {
    direction: Direction,
    place: Vec<String>,
}

type Walked = Result<(), Objection>;

impl Walk {
    fn objection(&self, property: &str, reason: &'static str) -> Objection {
        let mut place = self.place.join(".");
        if !place.is_empty() {
            place.push('.');
        }
        place.push_str(property);
        Objection { place, reason }
    }

    fn twins<T: Clone + PartialEq>(
        &self,
        names: (&str, &str),
        deprecated: &mut Option<T>,
        current: &mut Option<T>,
    ) -> Walked {
        match self.direction {
            Direction::Canonical => {
                let old = deprecated.take();
                match (&old, &current) {
                    (Some(old), Some(new)) if old != new => {
                        return Err(self.objection(names.0, "differs from its successor; leave one of the two out"));
                    }
                    (Some(_), None) => *current = old,
                    _ => {}
                }
            }
            Direction::Complete => deprecated.clone_from(current),
        }
        Ok(())
    }

    fn time(&self, property: &str, time: Option<&mut DateTime<Utc>>) -> Walked {
        let Some(time) = time else { return Ok(()) };
        if let Direction::Canonical = self.direction {
            *time = calendar::without_leap_second(*time);
        }
        self.year(property, time)
    }

    fn date(&self, property: &str, date: Option<&NaiveDate>) -> Walked {
        date.map_or(Ok(()), |date| self.year(property, date))
    }

    /// Documents that were stored before there was one range for all dates are shown with every year of RFC 3339.
    fn year(&self, property: &str, date: &impl Datelike) -> Walked {
        match self.direction {
            Direction::Canonical if !calendar::in_range(date) => Err(self.objection(property, calendar::OUT_OF_RANGE)),
            Direction::Complete if !(0..=9999).contains(&date.year()) => {
                Err(self.objection(property, "has a year outside 0000 to 9999, which RFC 3339 cannot express"))
            }
            _ => Ok(()),
        }
    }

    fn each<T>(
        &mut self,
        property: &str,
        items: Option<&mut Vec<T>>,
        visit: fn(&mut Self, &mut T) -> Walked,
    ) -> Walked {
        for (index, item) in items.into_iter().flatten().enumerate() {
            self.place.push(format!("{property}[{index}]"));
            visit(self, item)?;
            self.place.pop();
        }
        Ok(())
    }

    fn customer(&mut self, customer: &mut Customer) -> Walked {
        let Customer {
            creation_date,
            customer_type: _,
            day_of_birth,
            first_name: _,
            has_newsletter: _,
            is_active: _,
            is_new_customer: _,
            last_name: _,
            gender: _,
            shop_customer_no,
            shop_customer_number,
            title: _,
            email: _,
            fax: _,
            mobile_phone: _,
            phone1: _,
            phone2: _,
            company_name: _,
            bank_accounts,
            addresses,
            orders,
            invoice_and_credit_notes,
            customer_balances,
        } = customer;
        self.time("creationDate", creation_date.as_mut())?;
        self.date("dayOfBirth", day_of_birth.as_ref())?;
        self.twins(("shopCustomerNo", "shopCustomerNumber"), shop_customer_no, shop_customer_number)?;
        self.each("bankAccounts", bank_accounts.as_mut(), Self::bank_account)?;
        self.each("addresses", addresses.as_mut(), Self::address)?;
        self.each("orders", orders.as_mut(), Self::order)?;
        self.each("invoiceAndCreditNotes", invoice_and_credit_notes.as_mut(), Self::invoice)?;
        self.each("customerBalances", customer_balances.as_mut(), Self::balance)
    }

    fn order(&mut self, order: &mut CustomerOrder) -> Walked {
        let CustomerOrder {
            id: _,
            shop_order_no,
            shop_order_number,
            shop_customer_order_no,
            shop_customer_order_number,
            payment_provider_order_no,
            payment_provider_order_number,
            shop_order_creation_date,
            payment_method: _,
            shop_sub_total_gross: _,
            shop_sub_total_net: _,
            shop_total_gross: _,
            shop_total_net: _,
            carrier: _,
            shop_sub_total_gross_discounted: _,
            shop_sub_total_net_discounted: _,
            recalculated_shop_sub_total_gross_discounted: _,
            recalculated_shop_sub_total_net_discounted: _,
            currency: _,
            order_positions,
        } = order;
        self.twins(("shopOrderNo", "shopOrderNumber"), shop_order_no, shop_order_number)?;
        self.twins(
            ("shopCustomerOrderNo", "shopCustomerOrderNumber"),
            shop_customer_order_no,
            shop_customer_order_number,
        )?;
        self.twins(
            ("paymentProviderOrderNo", "paymentProviderOrderNumber"),
            payment_provider_order_no,
            payment_provider_order_number,
        )?;
        self.time("shopOrderCreationDate", shop_order_creation_date.as_mut())?;
        self.each("orderPositions", order_positions.as_mut(), Self::order_position)
    }

    fn order_position(&mut self, position: &mut CustomerOrderPosition) -> Walked {
        let CustomerOrderPosition {
            shop_article_no,
            shop_article_number,
            shop_article_name: _,
            order_pos_no,
            order_pos_number,
            quantity_canceled: _,
            quantity_ordered: _,
            quantity_returned: _,
            return_date,
            shop_item_gross: _,
            shop_item_net: _,
            shop_item_tax: _,
            shop_pos_gross: _,
            shop_pos_net: _,
            shop_pos_tax: _,
            shop_pos_net_discounted: _,
            shop_pos_gross_discounted: _,
            shop_unit: _,
            shop_item_net_discounted: _,
            shop_item_gross_discounted: _,
            quantity_refunded: _,
            shipping_address,
        } = position;
        self.twins(("shopArticleNo", "shopArticleNumber"), shop_article_no, shop_article_number)?;
        self.twins(("orderPosNo", "orderPosNumber"), order_pos_no, order_pos_number)?;
        self.time("returnDate", return_date.as_mut())?;
        shipping_address.as_mut().map_or(Ok(()), |address| self.address(address))
    }

    fn invoice(&mut self, invoice: &mut CustomerInvoiceAndCreditNote) -> Walked {
        let CustomerInvoiceAndCreditNote {
            r#type: _,
            related_shop_order_nos,
            related_shop_order_numbers,
            invoice_no,
            invoice_number,
            reference_invoice_no,
            reference_invoice_number,
            invoicing_date,
            currency: _,
            payment_method: _,
            payment_due_date,
            invoice_positions,
        } = invoice;
        self.twins(
            ("relatedShopOrderNos", "relatedShopOrderNumbers"),
            related_shop_order_nos,
            related_shop_order_numbers,
        )?;
        self.twins(("invoiceNo", "invoiceNumber"), invoice_no, invoice_number)?;
        self.twins(("referenceInvoiceNo", "referenceInvoiceNumber"), reference_invoice_no, reference_invoice_number)?;
        self.time("invoicingDate", invoicing_date.as_mut())?;
        self.time("paymentDueDate", payment_due_date.as_mut())?;
        self.each("invoicePositions", invoice_positions.as_mut(), Self::invoice_position)
    }

    fn invoice_position(&mut self, position: &mut CustomerInvoicePosition) -> Walked {
        let CustomerInvoicePosition {
            shop_order_no,
            shop_order_number,
            shop_article_no,
            shop_article_number,
            quantity: _,
            sales_item_net: _,
            sales_item_gross: _,
            charge_net: _,
            charge_gross: _,
        } = position;
        self.twins(("shopOrderNo", "shopOrderNumber"), shop_order_no, shop_order_number)?;
        self.twins(("shopArticleNo", "shopArticleNumber"), shop_article_no, shop_article_number)
    }

    fn balance(&mut self, balance: &mut CustomerBalance) -> Walked {
        let CustomerBalance {
            currency: _,
            open_invoice_amount: _,
            open_invoice_amount_calculation_date,
            booked_credit_sum: _,
            booked_debit_sum: _,
            charged_credit_sum: _,
            charged_debit_sum: _,
            charged_open_sum: _,
            invoicing_credit_sum: _,
            invoicing_debit_sum: _,
            negative_booked_open_sum: _,
            positive_booked_open_sum: _,
        } = balance;
        self.time("openInvoiceAmountCalculationDate", open_invoice_amount_calculation_date.as_mut())
    }

    // The methods below change nothing: they are here so that a new property is looked at by somebody.

    #[allow(clippy::unused_self, clippy::unnecessary_wraps)]
    fn bank_account(&mut self, account: &mut CustomerBankAccount) -> Walked {
        let CustomerBankAccount { account_holder: _, account_number: _, bank_code: _, bank_name: _ } = account;
        Ok(())
    }

    #[allow(clippy::unused_self, clippy::unnecessary_wraps)]
    fn address(&mut self, address: &mut Address) -> Walked {
        let Address {
            first_name: _,
            last_name: _,
            title: _,
            company_name: _,
            street: _,
            house_number: _,
            address_addition1: _,
            address_addition2: _,
            address_addition3: _,
            address_addition4: _,
            address_type: _,
            post_code: _,
            city: _,
            district: _,
            country: _,
            email: _,
            fax: _,
            mobile_phone: _,
            phone1: _,
            phone2: _,
            is_container_freight_station: _,
            is_default: _,
            gender: _,
            salutation: _,
            po_box: _,
            night_shipping: _,
        } = address;
        Ok(())
    }
}
