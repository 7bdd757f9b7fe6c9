//! Invented people and the links to their requests: the same ones again from the same numbers.

use fastrand::Rng;
use serde_json::{Value, json};

pub(crate) const SHOP: &str = "inTRONICS";
pub(crate) const USER: &str = "officer";
pub(crate) const PASSWORD: &str = "correct horse battery staple";

const FIRST_NAMES: [&str; 12] =
    ["Erika", "Max", "Anna", "Paul", "Jana", "Karl", "Lena", "Otto", "Mia", "Emil", "Ida", "Theo"];
const LAST_NAMES: [&str; 10] = [
    "Mustermann",
    "Beispiel",
    "Muster",
    "Probe",
    "Exempel",
    "Platzhalter",
    "Niemand",
    "Irgendwer",
    "Erdacht",
    "Erfunden",
];
const CITIES: [(&str, &str); 6] = [
    ("10557", "Berlin"),
    ("07743", "Jena"),
    ("20095", "Hamburg"),
    ("50667", "Köln"),
    ("80331", "München"),
    ("04109", "Leipzig"),
];
const ARTICLES: [&str; 6] = ["Camera strap", "Tripod", "Memory card", "Lens cap", "Battery", "Cleaning cloth"];

/// The number of a customer.
pub(crate) fn number(customer: usize) -> String {
    format!("C-{customer:07}")
}

/// The id and the hash of a request.
pub(crate) fn link(request: usize) -> (String, String) {
    let mut random = Rng::with_seed(0x9e37_79b9 + request as u64);
    (format!("{:032x}", random.u128(..)), format!("{:032x}{:032x}", random.u128(..), random.u128(..)))
}

/// What a shop knows of a customer: 2 addresses, a bank account, a balance, so many orders of 2 positions, and 2 invoices of
/// 2 positions.
pub(crate) fn customer(customer: usize, orders: usize) -> Value {
    let mut random = Rng::with_seed(customer as u64);
    let (first, last) = (*random.choice(&FIRST_NAMES).unwrap(), *random.choice(&LAST_NAMES).unwrap());
    let mail = format!("{}.{}.{customer}@example.org", first.to_lowercase(), last.to_lowercase());
    let first_order = customer * 10_000;
    let orders: Vec<Value> =
        (first_order..first_order + orders).map(|order| invented_order(order, &mut random)).collect();
    let order_number =
        |order: usize| orders.get(order % orders.len().max(1)).map(|order| order["shopOrderNumber"].clone());
    let invoices: Vec<Value> = (0..2)
        .map(|invoice| invented_invoice(customer * 2 + invoice, order_number(invoice).as_ref(), &mut random))
        .collect();
    json!({
        "shopCustomerNumber": number(customer),
        "customerType": "b2c",
        "title": "Dr.",
        "firstName": first,
        "lastName": last,
        "gender": "female",
        "dayOfBirth": format!("19{}-{:02}-{:02}", random.u8(40..99), random.u8(1..13), random.u8(1..29)),
        "creationDate": moment(&mut random),
        "hasNewsletter": random.bool(),
        "isActive": true,
        "isNewCustomer": false,
        "email": mail,
        "phone1": format!("+49 30 23125 {:03}", random.u16(..1000)),
        "bankAccounts": [{
            "accountHolder": format!("{first} {last}"),
            "accountNumber": format!("DE{:020}", random.u64(..)),
            "bankCode": "BYLADEM1001",
            "bankName": "Musterbank",
        }],
        "addresses": [
            address("Invoice address", first, last, Some(&mail), &mut random),
            address("Shipping address", first, last, None, &mut random),
        ],
        "orders": orders,
        "invoiceAndCreditNotes": invoices,
        "customerBalances": [{
            "currency": "EUR",
            "openInvoiceAmount": cents(&mut random),
            "openInvoiceAmountCalculationDate": moment(&mut random),
            "bookedCreditSum": cents(&mut random),
            "bookedDebitSum": cents(&mut random),
            "chargedCreditSum": 0.0,
            "chargedDebitSum": 0.0,
            "chargedOpenSum": 0.0,
            "invoicingCreditSum": cents(&mut random),
            "invoicingDebitSum": cents(&mut random),
            "negativeBookedOpenSum": cents(&mut random),
            "positiveBookedOpenSum": 0.0,
        }],
    })
}

fn address(kind: &str, first: &str, last: &str, mail: Option<&str>, random: &mut Rng) -> Value {
    let (code, city) = *random.choice(&CITIES).unwrap();
    let mut address = json!({
        "addressType": kind,
        "firstName": first,
        "lastName": last,
        "street": "Am Beispielweg",
        "houseNumber": random.u8(1..200).to_string(),
        "postCode": code,
        "city": city,
        "country": "Germany",
        "salutation": "Ms.",
        "isDefault": mail.is_some(),
    });
    if let Some(mail) = mail {
        address["email"] = json!(mail);
    }
    address
}

fn invented_order(order: usize, random: &mut Rng) -> Value {
    let number = format!("2026-{order:010}");
    let positions: Vec<Value> = (1..=2)
        .map(|position| {
            let article = random.usize(..ARTICLES.len());
            json!({
                "orderPosNumber": position,
                "shopArticleNumber": format!("100-{article:04}"),
                "shopArticleName": ARTICLES[article],
                "quantityOrdered": random.u8(1..5),
                "quantityCanceled": 0,
                "quantityReturned": 0,
                "shopItemGross": cents(random),
                "shopItemNet": cents(random),
                "shopItemTax": cents(random),
                "shopPosGross": cents(random),
                "shopPosNet": cents(random),
                "shopPosTax": cents(random),
                "shopUnit": "piece",
            })
        })
        .collect();
    json!({
        "id": random.i32(1..),
        "shopOrderNumber": number,
        "shopCustomerOrderNumber": number,
        "paymentProviderOrderNumber": format!("PP-{}", random.u32(..)),
        "shopOrderCreationDate": moment(random),
        "paymentMethod": "invoice",
        "shopSubTotalGross": cents(random),
        "shopSubTotalNet": cents(random),
        "shopTotalGross": cents(random),
        "shopTotalNet": cents(random),
        "carrier": "Example Post",
        "currency": "EUR",
        "orderPositions": positions,
    })
}

fn invented_invoice(invoice: usize, order: Option<&Value>, random: &mut Rng) -> Value {
    let positions: Vec<Value> = (0..2)
        .map(|_| {
            json!({
                "shopOrderNumber": order,
                "shopArticleNumber": format!("100-{:04}", random.usize(..ARTICLES.len())),
                "quantity": random.u8(1..5),
                "salesItemNet": cents(random),
                "salesItemGross": cents(random),
                "chargeNet": cents(random),
                "chargeGross": cents(random),
            })
        })
        .collect();
    json!({
        "type": "invoice",
        "invoiceNumber": format!("2026-{invoice:08}"),
        "relatedShopOrderNumbers": order.iter().collect::<Vec<_>>(),
        "invoicingDate": moment(random),
        "paymentDueDate": moment(random),
        "paymentMethod": "invoice",
        "currency": "EUR",
        "invoicePositions": positions,
    })
}

fn cents(random: &mut Rng) -> f64 {
    f64::from(random.u32(100..100_000)) / 100.0
}

fn moment(random: &mut Rng) -> String {
    let (month, day, hour, minute) = (random.u8(1..13), random.u8(1..29), random.u8(..24), random.u8(..60));
    format!("2025-{month:02}-{day:02}T{hour:02}:{minute:02}:07Z")
}
