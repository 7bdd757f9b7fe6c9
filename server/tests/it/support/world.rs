//! Invented shops, users and customers that most tests can use.

use std::collections::BTreeSet;

use domain::access::Permission;
use domain::customer::import::read_line;
use domain::directory;
use domain::names::ShopName;
use domain::store::{CustomerRecord, Store, StoreError, User};
use serde_json::{Value, json};

pub(crate) const SITE: &str = "inSPIRED-inTRONICS-Site";
pub(crate) const OTHER_SITE: &str = "inSPIRED-Other-Site";
pub(crate) const SHOP: &str = "inTRONICS";
pub(crate) const PASSWORD: &str = "correct horse battery";

/// A consumer with one of everything, under current property names.
pub(crate) fn bob() -> Value {
    json!({
        "creationDate": "2018-03-03T10:15:30Z",
        "customerType": "b2c",
        "dayOfBirth": "1980-02-29",
        "firstName": "Bob",
        "lastName": "Buyer",
        "email": "b.buyer@example.org",
        "hasNewsletter": false,
        "shopCustomerNumber": "BB002",
        "addresses": [{"street": "Musterstraße", "houseNumber": "5", "city": "Berlin", "isDefault": true}],
        "bankAccounts": [{"accountHolder": "Bob Buyer"}],
        "orders": [{
            "id": 10000,
            "shopOrderNumber": "20180303123",
            "shopTotalGross": 11.9,
            "orderPositions": [{"orderPosNumber": 1, "shopArticleNumber": "100-0001", "quantityOrdered": 10}],
        }],
        "invoiceAndCreditNotes": [{
            "invoiceNumber": "2018-000002",
            "relatedShopOrderNumbers": ["20180303_123", "20180303_124"],
            "invoicePositions": [{"shopOrderNumber": "20180303123", "salesItemGross": 1.19}],
        }],
        "customerBalances": [{"currency": "EUR", "openInvoiceAmount": -154.7}],
    })
}

/// Fills an empty store. Passwords are stored as `hash` says: one hash serves all users.
pub(crate) fn fill(store: &dyn Store, hash: &str) {
    let name = |text: &str| text.parse().unwrap();
    directory::add_organization(store, &name("Germany"), None).unwrap();
    directory::add_organization(store, &name("Berlin"), Some(&name("Germany"))).unwrap();
    directory::add_organization(store, &name("France"), None).unwrap();
    let shop = |text: &str| text.parse().unwrap();
    directory::add_shop(store, &shop(SHOP), Some(&name("Berlin")), &SITE.parse().unwrap()).unwrap();
    directory::add_shop(store, &shop("Autre"), Some(&name("France")), &OTHER_SITE.parse().unwrap()).unwrap();
    for (role, permission) in [
        ("clerk", Permission::ViewGdprRelevantData),
        ("request-manager", Permission::ManageDataRequests),
        ("eraser", Permission::DeleteCustomer),
    ] {
        directory::add_role(store, &role.parse().unwrap(), &BTreeSet::from([permission])).unwrap();
    }
    for (user, granted) in [
        ("viewer", Some(("privacy-viewer", "Berlin"))),
        ("germany", Some(("privacy-viewer", "Germany"))),
        ("root", Some(("privacy-viewer", "OmsSystem"))),
        ("france", Some(("privacy-viewer", "France"))),
        ("nobody", None),
        ("officer", Some(("privacy-officer", "Berlin"))),
        ("manager", Some(("request-manager", "Berlin"))),
        ("abroad", Some(("privacy-officer", "France"))),
        ("chief", Some(("privacy-officer", "OmsSystem"))),
        ("eraser", Some(("eraser", "Berlin"))),
        ("eraser-abroad", Some(("eraser", "France"))),
        ("eraser-everywhere", Some(("eraser", "OmsSystem"))),
    ] {
        let user = User { name: user.parse().unwrap(), password_hash: hash.to_owned() };
        directory::add_user(store, &user).unwrap();
        if let Some((role, organization)) = granted {
            directory::grant(store, &user.name, &role.parse().unwrap(), &name(organization)).unwrap();
        }
    }
    let company = json!({"shopCustomerNumber": "COMPANY", "customerType": "b2b", "companyName": "Example Ltd."});
    let odd = json!({"shopCustomerNumber": "Kunde 1;x=%2F&ü?#", "customerType": "B2C"});
    let lines: Vec<_> = [bob(), company, odd].iter().map(|line| read_line(&line.to_string()).unwrap()).collect();
    add_customers(store, &shop(SHOP), &lines);
    let other = json!({"shopCustomerNumber": "AUTRE-1", "customerType": "b2c"});
    add_customers(store, &shop("Autre"), &[read_line(&other.to_string()).unwrap()]);
}

/// Adds customers to a shop, or replaces what is stored of them.
pub(crate) fn add_customers(store: &dyn Store, shop: &ShopName, customers: &[CustomerRecord]) {
    store
        .write::<_, StoreError>("test", |transaction| {
            customers.iter().try_for_each(|customer| transaction.upsert_customer(shop, customer).map(drop))
        })
        .unwrap();
}
