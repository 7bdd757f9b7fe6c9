#![allow(unused_qualifications)]
#[cfg(not(feature = "validate"))]
use validator::Validate;

use crate::models;
#[cfg(any(feature = "client", feature = "server"))]
use crate::header;
#[cfg(feature = "validate")]
use serde_valid::Validate;

#[derive(Debug, Clone, PartialEq, Validate, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "conversion", derive(frunk::LabelledGeneric))]
pub struct Address {
    #[serde(rename = "addressAddition1")]

    #[serde(skip_serializing_if="Option::is_none")]
    pub address_addition1: Option<String>,

    #[serde(rename = "addressAddition2")]

    #[serde(skip_serializing_if="Option::is_none")]
    pub address_addition2: Option<String>,

    #[serde(rename = "addressAddition3")]

    #[serde(skip_serializing_if="Option::is_none")]
    pub address_addition3: Option<String>,

    #[serde(rename = "addressAddition4")]

    #[serde(skip_serializing_if="Option::is_none")]
    pub address_addition4: Option<String>,

    #[serde(rename = "addressType")]

    #[serde(skip_serializing_if="Option::is_none")]
    pub address_type: Option<String>,

    #[serde(rename = "city")]

    #[serde(skip_serializing_if="Option::is_none")]
    pub city: Option<String>,

    #[serde(rename = "companyName")]

    #[serde(skip_serializing_if="Option::is_none")]
    pub company_name: Option<String>,

    #[serde(rename = "country")]

    #[serde(skip_serializing_if="Option::is_none")]
    pub country: Option<String>,

    #[serde(rename = "district")]

    #[serde(skip_serializing_if="Option::is_none")]
    pub district: Option<String>,

    #[serde(rename = "email")]

    #[serde(skip_serializing_if="Option::is_none")]
    pub email: Option<String>,

    #[serde(rename = "fax")]

    #[serde(skip_serializing_if="Option::is_none")]
    pub fax: Option<String>,

    #[serde(rename = "firstName")]

    #[serde(skip_serializing_if="Option::is_none")]
    pub first_name: Option<String>,

    #[serde(rename = "gender")]

    #[serde(skip_serializing_if="Option::is_none")]
    pub gender: Option<String>,

    #[serde(rename = "houseNumber")]

    #[serde(skip_serializing_if="Option::is_none")]
    pub house_number: Option<String>,

    #[serde(rename = "isContainerFreightStation")]

    #[serde(skip_serializing_if="Option::is_none")]
    pub is_container_freight_station: Option<bool>,

    #[serde(rename = "isDefault")]

    #[serde(skip_serializing_if="Option::is_none")]
    pub is_default: Option<bool>,

    #[serde(rename = "lastName")]

    #[serde(skip_serializing_if="Option::is_none")]
    pub last_name: Option<String>,

    #[serde(rename = "mobilePhone")]

    #[serde(skip_serializing_if="Option::is_none")]
    pub mobile_phone: Option<String>,

    #[serde(rename = "nightShipping")]

    #[serde(skip_serializing_if="Option::is_none")]
    pub night_shipping: Option<bool>,

    #[serde(rename = "phone1")]

    #[serde(skip_serializing_if="Option::is_none")]
    pub phone1: Option<String>,

    #[serde(rename = "phone2")]

    #[serde(skip_serializing_if="Option::is_none")]
    pub phone2: Option<String>,

    #[serde(rename = "poBox")]

    #[serde(skip_serializing_if="Option::is_none")]
    pub po_box: Option<String>,

    #[serde(rename = "postCode")]

    #[serde(skip_serializing_if="Option::is_none")]
    pub post_code: Option<String>,

    #[serde(rename = "salutation")]

    #[serde(skip_serializing_if="Option::is_none")]
    pub salutation: Option<String>,

    #[serde(rename = "street")]

    #[serde(skip_serializing_if="Option::is_none")]
    pub street: Option<String>,

    #[serde(rename = "title")]

    #[serde(skip_serializing_if="Option::is_none")]
    pub title: Option<String>,

}

#[cfg(feature = "validate")]
impl serde_valid::validation::ValidateCompositedMinLength for Address {
    fn validate_composited_min_length(
        &self,
        _min_length: usize,
    ) -> Result<(), serde_valid::validation::Composited<serde_valid::validation::error::MinLengthError>> {
        Ok(())
    }
}

#[cfg(feature = "validate")]
impl serde_valid::validation::ValidateCompositedMaxLength for Address {
    fn validate_composited_max_length(
        &self,
        _max_length: usize,
    ) -> Result<(), serde_valid::validation::Composited<serde_valid::validation::error::MaxLengthError>> {
        Ok(())
    }
}


impl Address {
    #[allow(clippy::new_without_default)]
    pub fn new() -> Address {
        Address {
            address_addition1: None,
            address_addition2: None,
            address_addition3: None,
            address_addition4: None,
            address_type: None,
            city: None,
            company_name: None,
            country: None,
            district: None,
            email: None,
            fax: None,
            first_name: None,
            gender: None,
            house_number: None,
            is_container_freight_station: None,
            is_default: None,
            last_name: None,
            mobile_phone: None,
            night_shipping: None,
            phone1: None,
            phone2: None,
            po_box: None,
            post_code: None,
            salutation: None,
            street: None,
            title: None,
        }
    }
}

/// Converts the Address value to the Query Parameters representation (style=form, explode=false)
/// specified in <https://swagger.io/docs/specification/serialization/>
/// Should be implemented in a serde serializer
impl std::fmt::Display for Address {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let params: Vec<Option<String>> = vec![
            self.address_addition1.as_ref().map(|address_addition1| {
                [
                    "addressAddition1".to_string(),
                    address_addition1.to_string(),
                ].join(",")
            }),
            self.address_addition2.as_ref().map(|address_addition2| {
                [
                    "addressAddition2".to_string(),
                    address_addition2.to_string(),
                ].join(",")
            }),
            self.address_addition3.as_ref().map(|address_addition3| {
                [
                    "addressAddition3".to_string(),
                    address_addition3.to_string(),
                ].join(",")
            }),
            self.address_addition4.as_ref().map(|address_addition4| {
                [
                    "addressAddition4".to_string(),
                    address_addition4.to_string(),
                ].join(",")
            }),
            self.address_type.as_ref().map(|address_type| {
                [
                    "addressType".to_string(),
                    address_type.to_string(),
                ].join(",")
            }),
            self.city.as_ref().map(|city| {
                [
                    "city".to_string(),
                    city.to_string(),
                ].join(",")
            }),
            self.company_name.as_ref().map(|company_name| {
                [
                    "companyName".to_string(),
                    company_name.to_string(),
                ].join(",")
            }),
            self.country.as_ref().map(|country| {
                [
                    "country".to_string(),
                    country.to_string(),
                ].join(",")
            }),
            self.district.as_ref().map(|district| {
                [
                    "district".to_string(),
                    district.to_string(),
                ].join(",")
            }),
            self.email.as_ref().map(|email| {
                [
                    "email".to_string(),
                    email.to_string(),
                ].join(",")
            }),
            self.fax.as_ref().map(|fax| {
                [
                    "fax".to_string(),
                    fax.to_string(),
                ].join(",")
            }),
            self.first_name.as_ref().map(|first_name| {
                [
                    "firstName".to_string(),
                    first_name.to_string(),
                ].join(",")
            }),
            self.gender.as_ref().map(|gender| {
                [
                    "gender".to_string(),
                    gender.to_string(),
                ].join(",")
            }),
            self.house_number.as_ref().map(|house_number| {
                [
                    "houseNumber".to_string(),
                    house_number.to_string(),
                ].join(",")
            }),
            self.is_container_freight_station.as_ref().map(|is_container_freight_station| {
                [
                    "isContainerFreightStation".to_string(),
                    is_container_freight_station.to_string(),
                ].join(",")
            }),
            self.is_default.as_ref().map(|is_default| {
                [
                    "isDefault".to_string(),
                    is_default.to_string(),
                ].join(",")
            }),
            self.last_name.as_ref().map(|last_name| {
                [
                    "lastName".to_string(),
                    last_name.to_string(),
                ].join(",")
            }),
            self.mobile_phone.as_ref().map(|mobile_phone| {
                [
                    "mobilePhone".to_string(),
                    mobile_phone.to_string(),
                ].join(",")
            }),
            self.night_shipping.as_ref().map(|night_shipping| {
                [
                    "nightShipping".to_string(),
                    night_shipping.to_string(),
                ].join(",")
            }),
            self.phone1.as_ref().map(|phone1| {
                [
                    "phone1".to_string(),
                    phone1.to_string(),
                ].join(",")
            }),
            self.phone2.as_ref().map(|phone2| {
                [
                    "phone2".to_string(),
                    phone2.to_string(),
                ].join(",")
            }),
            self.po_box.as_ref().map(|po_box| {
                [
                    "poBox".to_string(),
                    po_box.to_string(),
                ].join(",")
            }),
            self.post_code.as_ref().map(|post_code| {
                [
                    "postCode".to_string(),
                    post_code.to_string(),
                ].join(",")
            }),
            self.salutation.as_ref().map(|salutation| {
                [
                    "salutation".to_string(),
                    salutation.to_string(),
                ].join(",")
            }),
            self.street.as_ref().map(|street| {
                [
                    "street".to_string(),
                    street.to_string(),
                ].join(",")
            }),
            self.title.as_ref().map(|title| {
                [
                    "title".to_string(),
                    title.to_string(),
                ].join(",")
            }),
        ];

        write!(f, "{}", params.into_iter().flatten().collect::<Vec<_>>().join(","))
    }
}

/// Converts Query Parameters representation (style=form, explode=false) to a Address value
/// as specified in <https://swagger.io/docs/specification/serialization/>
/// Should be implemented in a serde deserializer
impl std::str::FromStr for Address {
    type Err = String;

    fn from_str(s: &str) -> std::result::Result<Self, Self::Err> {
        /// An intermediate representation of the struct to use for parsing.
        #[derive(Default)]
        #[allow(dead_code)]
        struct IntermediateRep {
            pub address_addition1: Vec<String>,
            pub address_addition2: Vec<String>,
            pub address_addition3: Vec<String>,
            pub address_addition4: Vec<String>,
            pub address_type: Vec<String>,
            pub city: Vec<String>,
            pub company_name: Vec<String>,
            pub country: Vec<String>,
            pub district: Vec<String>,
            pub email: Vec<String>,
            pub fax: Vec<String>,
            pub first_name: Vec<String>,
            pub gender: Vec<String>,
            pub house_number: Vec<String>,
            pub is_container_freight_station: Vec<bool>,
            pub is_default: Vec<bool>,
            pub last_name: Vec<String>,
            pub mobile_phone: Vec<String>,
            pub night_shipping: Vec<bool>,
            pub phone1: Vec<String>,
            pub phone2: Vec<String>,
            pub po_box: Vec<String>,
            pub post_code: Vec<String>,
            pub salutation: Vec<String>,
            pub street: Vec<String>,
            pub title: Vec<String>,
        }

        let mut intermediate_rep = IntermediateRep::default();

        // Parse into intermediate representation
        let mut string_iter = s.split(',');
        let mut key_result = string_iter.next();

        while key_result.is_some() {
            let val = match string_iter.next() {
                Some(x) => x,
                None => return std::result::Result::Err("Missing value while parsing Address".to_string())
            };

            if let Some(key) = key_result {
                #[allow(clippy::match_single_binding)]
                match key {
                    #[allow(clippy::redundant_clone)]
                    "addressAddition1" => intermediate_rep.address_addition1.push(<String as std::str::FromStr>::from_str(val).map_err(|x| x.to_string())?),
                    #[allow(clippy::redundant_clone)]
                    "addressAddition2" => intermediate_rep.address_addition2.push(<String as std::str::FromStr>::from_str(val).map_err(|x| x.to_string())?),
                    #[allow(clippy::redundant_clone)]
                    "addressAddition3" => intermediate_rep.address_addition3.push(<String as std::str::FromStr>::from_str(val).map_err(|x| x.to_string())?),
                    #[allow(clippy::redundant_clone)]
                    "addressAddition4" => intermediate_rep.address_addition4.push(<String as std::str::FromStr>::from_str(val).map_err(|x| x.to_string())?),
                    #[allow(clippy::redundant_clone)]
                    "addressType" => intermediate_rep.address_type.push(<String as std::str::FromStr>::from_str(val).map_err(|x| x.to_string())?),
                    #[allow(clippy::redundant_clone)]
                    "city" => intermediate_rep.city.push(<String as std::str::FromStr>::from_str(val).map_err(|x| x.to_string())?),
                    #[allow(clippy::redundant_clone)]
                    "companyName" => intermediate_rep.company_name.push(<String as std::str::FromStr>::from_str(val).map_err(|x| x.to_string())?),
                    #[allow(clippy::redundant_clone)]
                    "country" => intermediate_rep.country.push(<String as std::str::FromStr>::from_str(val).map_err(|x| x.to_string())?),
                    #[allow(clippy::redundant_clone)]
                    "district" => intermediate_rep.district.push(<String as std::str::FromStr>::from_str(val).map_err(|x| x.to_string())?),
                    #[allow(clippy::redundant_clone)]
                    "email" => intermediate_rep.email.push(<String as std::str::FromStr>::from_str(val).map_err(|x| x.to_string())?),
                    #[allow(clippy::redundant_clone)]
                    "fax" => intermediate_rep.fax.push(<String as std::str::FromStr>::from_str(val).map_err(|x| x.to_string())?),
                    #[allow(clippy::redundant_clone)]
                    "firstName" => intermediate_rep.first_name.push(<String as std::str::FromStr>::from_str(val).map_err(|x| x.to_string())?),
                    #[allow(clippy::redundant_clone)]
                    "gender" => intermediate_rep.gender.push(<String as std::str::FromStr>::from_str(val).map_err(|x| x.to_string())?),
                    #[allow(clippy::redundant_clone)]
                    "houseNumber" => intermediate_rep.house_number.push(<String as std::str::FromStr>::from_str(val).map_err(|x| x.to_string())?),
                    #[allow(clippy::redundant_clone)]
                    "isContainerFreightStation" => intermediate_rep.is_container_freight_station.push(<bool as std::str::FromStr>::from_str(val).map_err(|x| x.to_string())?),
                    #[allow(clippy::redundant_clone)]
                    "isDefault" => intermediate_rep.is_default.push(<bool as std::str::FromStr>::from_str(val).map_err(|x| x.to_string())?),
                    #[allow(clippy::redundant_clone)]
                    "lastName" => intermediate_rep.last_name.push(<String as std::str::FromStr>::from_str(val).map_err(|x| x.to_string())?),
                    #[allow(clippy::redundant_clone)]
                    "mobilePhone" => intermediate_rep.mobile_phone.push(<String as std::str::FromStr>::from_str(val).map_err(|x| x.to_string())?),
                    #[allow(clippy::redundant_clone)]
                    "nightShipping" => intermediate_rep.night_shipping.push(<bool as std::str::FromStr>::from_str(val).map_err(|x| x.to_string())?),
                    #[allow(clippy::redundant_clone)]
                    "phone1" => intermediate_rep.phone1.push(<String as std::str::FromStr>::from_str(val).map_err(|x| x.to_string())?),
                    #[allow(clippy::redundant_clone)]
                    "phone2" => intermediate_rep.phone2.push(<String as std::str::FromStr>::from_str(val).map_err(|x| x.to_string())?),
                    #[allow(clippy::redundant_clone)]
                    "poBox" => intermediate_rep.po_box.push(<String as std::str::FromStr>::from_str(val).map_err(|x| x.to_string())?),
                    #[allow(clippy::redundant_clone)]
                    "postCode" => intermediate_rep.post_code.push(<String as std::str::FromStr>::from_str(val).map_err(|x| x.to_string())?),
                    #[allow(clippy::redundant_clone)]
                    "salutation" => intermediate_rep.salutation.push(<String as std::str::FromStr>::from_str(val).map_err(|x| x.to_string())?),
                    #[allow(clippy::redundant_clone)]
                    "street" => intermediate_rep.street.push(<String as std::str::FromStr>::from_str(val).map_err(|x| x.to_string())?),
                    #[allow(clippy::redundant_clone)]
                    "title" => intermediate_rep.title.push(<String as std::str::FromStr>::from_str(val).map_err(|x| x.to_string())?),
                    _ => return std::result::Result::Err("Unexpected key while parsing Address".to_string())
                }
            }

            // Get the next key
            key_result = string_iter.next();
        }

        // Use the intermediate representation to return the struct
        std::result::Result::Ok(Address {
            address_addition1: intermediate_rep.address_addition1.into_iter().next(),
            address_addition2: intermediate_rep.address_addition2.into_iter().next(),
            address_addition3: intermediate_rep.address_addition3.into_iter().next(),
            address_addition4: intermediate_rep.address_addition4.into_iter().next(),
            address_type: intermediate_rep.address_type.into_iter().next(),
            city: intermediate_rep.city.into_iter().next(),
            company_name: intermediate_rep.company_name.into_iter().next(),
            country: intermediate_rep.country.into_iter().next(),
            district: intermediate_rep.district.into_iter().next(),
            email: intermediate_rep.email.into_iter().next(),
            fax: intermediate_rep.fax.into_iter().next(),
            first_name: intermediate_rep.first_name.into_iter().next(),
            gender: intermediate_rep.gender.into_iter().next(),
            house_number: intermediate_rep.house_number.into_iter().next(),
            is_container_freight_station: intermediate_rep.is_container_freight_station.into_iter().next(),
            is_default: intermediate_rep.is_default.into_iter().next(),
            last_name: intermediate_rep.last_name.into_iter().next(),
            mobile_phone: intermediate_rep.mobile_phone.into_iter().next(),
            night_shipping: intermediate_rep.night_shipping.into_iter().next(),
            phone1: intermediate_rep.phone1.into_iter().next(),
            phone2: intermediate_rep.phone2.into_iter().next(),
            po_box: intermediate_rep.po_box.into_iter().next(),
            post_code: intermediate_rep.post_code.into_iter().next(),
            salutation: intermediate_rep.salutation.into_iter().next(),
            street: intermediate_rep.street.into_iter().next(),
            title: intermediate_rep.title.into_iter().next(),
        })
    }
}

// Methods for converting between header::IntoHeaderValue<Address> and hyper::header::HeaderValue

#[cfg(any(feature = "client", feature = "server"))]
impl std::convert::TryFrom<header::IntoHeaderValue<Address>> for hyper::header::HeaderValue {
    type Error = String;

    fn try_from(hdr_value: header::IntoHeaderValue<Address>) -> std::result::Result<Self, Self::Error> {
        let hdr_value = hdr_value.to_string();
        match hyper::header::HeaderValue::from_str(&hdr_value) {
             std::result::Result::Ok(value) => std::result::Result::Ok(value),
             std::result::Result::Err(e) => std::result::Result::Err(
                 format!("Invalid header value for Address - value: {hdr_value} is invalid {e}"))
        }
    }
}

#[cfg(any(feature = "client", feature = "server"))]
impl std::convert::TryFrom<hyper::header::HeaderValue> for header::IntoHeaderValue<Address> {
    type Error = String;

    fn try_from(hdr_value: hyper::header::HeaderValue) -> std::result::Result<Self, Self::Error> {
        match hdr_value.to_str() {
             std::result::Result::Ok(value) => {
                    match <Address as std::str::FromStr>::from_str(value) {
                        std::result::Result::Ok(value) => std::result::Result::Ok(header::IntoHeaderValue(value)),
                        std::result::Result::Err(err) => std::result::Result::Err(
                            format!("Unable to convert header value '{value}' into Address - {err}"))
                    }
             },
             std::result::Result::Err(e) => std::result::Result::Err(
                 format!("Unable to convert header: {hdr_value:?} to string: {e}"))
        }
    }
}

#[cfg(any(feature = "client", feature = "server"))]
impl std::convert::TryFrom<header::IntoHeaderValue<Vec<Address>>> for hyper::header::HeaderValue {
    type Error = String;

    fn try_from(hdr_values: header::IntoHeaderValue<Vec<Address>>) -> std::result::Result<Self, Self::Error> {
        let hdr_values : Vec<String> = hdr_values.0.into_iter().map(|hdr_value| {
            hdr_value.to_string()
        }).collect();

        match hyper::header::HeaderValue::from_str(&hdr_values.join(", ")) {
           std::result::Result::Ok(hdr_value) => std::result::Result::Ok(hdr_value),
           std::result::Result::Err(e) => std::result::Result::Err(format!("Unable to convert {hdr_values:?} into a header - {e}",))
        }
    }
}

#[cfg(any(feature = "client", feature = "server"))]
impl std::convert::TryFrom<hyper::header::HeaderValue> for header::IntoHeaderValue<Vec<Address>> {
    type Error = String;

    fn try_from(hdr_values: hyper::header::HeaderValue) -> std::result::Result<Self, Self::Error> {
        match hdr_values.to_str() {
            std::result::Result::Ok(hdr_values) => {
                let hdr_values : std::vec::Vec<Address> = hdr_values
                .split(',')
                .filter_map(|hdr_value| match hdr_value.trim() {
                    "" => std::option::Option::None,
                    hdr_value => std::option::Option::Some({
                        match <Address as std::str::FromStr>::from_str(hdr_value) {
                            std::result::Result::Ok(value) => std::result::Result::Ok(value),
                            std::result::Result::Err(err) => std::result::Result::Err(
                                format!("Unable to convert header value '{hdr_value}' into Address - {err}"))
                        }
                    })
                }).collect::<std::result::Result<std::vec::Vec<_>, String>>()?;

                std::result::Result::Ok(header::IntoHeaderValue(hdr_values))
            },
            std::result::Result::Err(e) => std::result::Result::Err(format!("Unable to parse header: {hdr_values:?} as a string - {e}")),
        }
    }
}

#[derive(Debug, Clone, PartialEq, Validate, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "conversion", derive(frunk::LabelledGeneric))]
pub struct Customer {
    #[serde(rename = "addresses")]

    #[cfg_attr(feature = "validate", validate)]
    #[serde(skip_serializing_if="Option::is_none")]
    pub addresses: Option<Vec<models::Address>>,

    #[serde(rename = "bankAccounts")]

    #[cfg_attr(feature = "validate", validate)]
    #[serde(skip_serializing_if="Option::is_none")]
    pub bank_accounts: Option<Vec<models::CustomerBankAccount>>,

    #[serde(rename = "companyName")]

    #[serde(skip_serializing_if="Option::is_none")]
    pub company_name: Option<String>,

    #[serde(rename = "creationDate")]

    #[serde(skip_serializing_if="Option::is_none")]
    pub creation_date: Option<chrono::DateTime::<chrono::Utc>>,

    #[serde(rename = "customerBalances")]

    #[cfg_attr(feature = "validate", validate)]
    #[serde(skip_serializing_if="Option::is_none")]
    pub customer_balances: Option<Vec<models::CustomerBalance>>,

    #[serde(rename = "customerType")]

    #[serde(skip_serializing_if="Option::is_none")]
    pub customer_type: Option<String>,

    #[serde(rename = "dayOfBirth")]

    #[serde(skip_serializing_if="Option::is_none")]
    pub day_of_birth: Option<chrono::naive::NaiveDate>,

    #[serde(rename = "email")]

    #[serde(skip_serializing_if="Option::is_none")]
    pub email: Option<String>,

    #[serde(rename = "fax")]

    #[serde(skip_serializing_if="Option::is_none")]
    pub fax: Option<String>,

    #[serde(rename = "firstName")]

    #[serde(skip_serializing_if="Option::is_none")]
    pub first_name: Option<String>,

    #[serde(rename = "gender")]

    #[serde(skip_serializing_if="Option::is_none")]
    pub gender: Option<String>,

    #[serde(rename = "hasNewsletter")]

    #[serde(skip_serializing_if="Option::is_none")]
    pub has_newsletter: Option<bool>,

    #[serde(rename = "invoiceAndCreditNotes")]

    #[cfg_attr(feature = "validate", validate)]
    #[serde(skip_serializing_if="Option::is_none")]
    pub invoice_and_credit_notes: Option<Vec<models::CustomerInvoiceAndCreditNote>>,

    #[serde(rename = "isActive")]

    #[serde(skip_serializing_if="Option::is_none")]
    pub is_active: Option<bool>,

    #[serde(rename = "isNewCustomer")]

    #[serde(skip_serializing_if="Option::is_none")]
    pub is_new_customer: Option<bool>,

    #[serde(rename = "lastName")]

    #[serde(skip_serializing_if="Option::is_none")]
    pub last_name: Option<String>,

    #[serde(rename = "mobilePhone")]

    #[serde(skip_serializing_if="Option::is_none")]
    pub mobile_phone: Option<String>,

    #[serde(rename = "orders")]

    #[cfg_attr(feature = "validate", validate)]
    #[serde(skip_serializing_if="Option::is_none")]
    pub orders: Option<Vec<models::CustomerOrder>>,

    #[serde(rename = "phone1")]

    #[serde(skip_serializing_if="Option::is_none")]
    pub phone1: Option<String>,

    #[serde(rename = "phone2")]

    #[serde(skip_serializing_if="Option::is_none")]
    pub phone2: Option<String>,

    #[serde(rename = "shopCustomerNo")]

    #[serde(skip_serializing_if="Option::is_none")]
    pub shop_customer_no: Option<String>,

    #[serde(rename = "shopCustomerNumber")]

    #[serde(skip_serializing_if="Option::is_none")]
    pub shop_customer_number: Option<String>,

    #[serde(rename = "title")]

    #[serde(skip_serializing_if="Option::is_none")]
    pub title: Option<String>,

}

#[cfg(feature = "validate")]
impl serde_valid::validation::ValidateCompositedMinLength for Customer {
    fn validate_composited_min_length(
        &self,
        _min_length: usize,
    ) -> Result<(), serde_valid::validation::Composited<serde_valid::validation::error::MinLengthError>> {
        Ok(())
    }
}

#[cfg(feature = "validate")]
impl serde_valid::validation::ValidateCompositedMaxLength for Customer {
    fn validate_composited_max_length(
        &self,
        _max_length: usize,
    ) -> Result<(), serde_valid::validation::Composited<serde_valid::validation::error::MaxLengthError>> {
        Ok(())
    }
}


impl Customer {
    #[allow(clippy::new_without_default)]
    pub fn new() -> Customer {
        Customer {
            addresses: None,
            bank_accounts: None,
            company_name: None,
            creation_date: None,
            customer_balances: None,
            customer_type: None,
            day_of_birth: None,
            email: None,
            fax: None,
            first_name: None,
            gender: None,
            has_newsletter: None,
            invoice_and_credit_notes: None,
            is_active: None,
            is_new_customer: None,
            last_name: None,
            mobile_phone: None,
            orders: None,
            phone1: None,
            phone2: None,
            shop_customer_no: None,
            shop_customer_number: None,
            title: None,
        }
    }
}

/// Converts the Customer value to the Query Parameters representation (style=form, explode=false)
/// specified in <https://swagger.io/docs/specification/serialization/>
/// Should be implemented in a serde serializer
impl std::fmt::Display for Customer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let params: Vec<Option<String>> = vec![
            // Skipping non-primitive type addresses in query parameter serialization
            // Skipping non-primitive type bankAccounts in query parameter serialization
            self.company_name.as_ref().map(|company_name| {
                [
                    "companyName".to_string(),
                    company_name.to_string(),
                ].join(",")
            }),
            // Skipping non-primitive type creationDate in query parameter serialization
            // Skipping non-primitive type customerBalances in query parameter serialization
            self.customer_type.as_ref().map(|customer_type| {
                [
                    "customerType".to_string(),
                    customer_type.to_string(),
                ].join(",")
            }),
            // Skipping non-primitive type dayOfBirth in query parameter serialization
            self.email.as_ref().map(|email| {
                [
                    "email".to_string(),
                    email.to_string(),
                ].join(",")
            }),
            self.fax.as_ref().map(|fax| {
                [
                    "fax".to_string(),
                    fax.to_string(),
                ].join(",")
            }),
            self.first_name.as_ref().map(|first_name| {
                [
                    "firstName".to_string(),
                    first_name.to_string(),
                ].join(",")
            }),
            self.gender.as_ref().map(|gender| {
                [
                    "gender".to_string(),
                    gender.to_string(),
                ].join(",")
            }),
            self.has_newsletter.as_ref().map(|has_newsletter| {
                [
                    "hasNewsletter".to_string(),
                    has_newsletter.to_string(),
                ].join(",")
            }),
            // Skipping non-primitive type invoiceAndCreditNotes in query parameter serialization
            self.is_active.as_ref().map(|is_active| {
                [
                    "isActive".to_string(),
                    is_active.to_string(),
                ].join(",")
            }),
            self.is_new_customer.as_ref().map(|is_new_customer| {
                [
                    "isNewCustomer".to_string(),
                    is_new_customer.to_string(),
                ].join(",")
            }),
            self.last_name.as_ref().map(|last_name| {
                [
                    "lastName".to_string(),
                    last_name.to_string(),
                ].join(",")
            }),
            self.mobile_phone.as_ref().map(|mobile_phone| {
                [
                    "mobilePhone".to_string(),
                    mobile_phone.to_string(),
                ].join(",")
            }),
            // Skipping non-primitive type orders in query parameter serialization
            self.phone1.as_ref().map(|phone1| {
                [
                    "phone1".to_string(),
                    phone1.to_string(),
                ].join(",")
            }),
            self.phone2.as_ref().map(|phone2| {
                [
                    "phone2".to_string(),
                    phone2.to_string(),
                ].join(",")
            }),
            self.shop_customer_no.as_ref().map(|shop_customer_no| {
                [
                    "shopCustomerNo".to_string(),
                    shop_customer_no.to_string(),
                ].join(",")
            }),
            self.shop_customer_number.as_ref().map(|shop_customer_number| {
                [
                    "shopCustomerNumber".to_string(),
                    shop_customer_number.to_string(),
                ].join(",")
            }),
            self.title.as_ref().map(|title| {
                [
                    "title".to_string(),
                    title.to_string(),
                ].join(",")
            }),
        ];

        write!(f, "{}", params.into_iter().flatten().collect::<Vec<_>>().join(","))
    }
}

/// Converts Query Parameters representation (style=form, explode=false) to a Customer value
/// as specified in <https://swagger.io/docs/specification/serialization/>
/// Should be implemented in a serde deserializer
impl std::str::FromStr for Customer {
    type Err = String;

    fn from_str(s: &str) -> std::result::Result<Self, Self::Err> {
        /// An intermediate representation of the struct to use for parsing.
        #[derive(Default)]
        #[allow(dead_code)]
        struct IntermediateRep {
            pub addresses: Vec<Vec<models::Address>>,
            pub bank_accounts: Vec<Vec<models::CustomerBankAccount>>,
            pub company_name: Vec<String>,
            pub creation_date: Vec<chrono::DateTime::<chrono::Utc>>,
            pub customer_balances: Vec<Vec<models::CustomerBalance>>,
            pub customer_type: Vec<String>,
            pub day_of_birth: Vec<chrono::naive::NaiveDate>,
            pub email: Vec<String>,
            pub fax: Vec<String>,
            pub first_name: Vec<String>,
            pub gender: Vec<String>,
            pub has_newsletter: Vec<bool>,
            pub invoice_and_credit_notes: Vec<Vec<models::CustomerInvoiceAndCreditNote>>,
            pub is_active: Vec<bool>,
            pub is_new_customer: Vec<bool>,
            pub last_name: Vec<String>,
            pub mobile_phone: Vec<String>,
            pub orders: Vec<Vec<models::CustomerOrder>>,
            pub phone1: Vec<String>,
            pub phone2: Vec<String>,
            pub shop_customer_no: Vec<String>,
            pub shop_customer_number: Vec<String>,
            pub title: Vec<String>,
        }

        let mut intermediate_rep = IntermediateRep::default();

        // Parse into intermediate representation
        let mut string_iter = s.split(',');
        let mut key_result = string_iter.next();

        while key_result.is_some() {
            let val = match string_iter.next() {
                Some(x) => x,
                None => return std::result::Result::Err("Missing value while parsing Customer".to_string())
            };

            if let Some(key) = key_result {
                #[allow(clippy::match_single_binding)]
                match key {
                    "addresses" => return std::result::Result::Err("Parsing a container in this style is not supported in Customer".to_string()),
                    "bankAccounts" => return std::result::Result::Err("Parsing a container in this style is not supported in Customer".to_string()),
                    #[allow(clippy::redundant_clone)]
                    "companyName" => intermediate_rep.company_name.push(<String as std::str::FromStr>::from_str(val).map_err(|x| x.to_string())?),
                    #[allow(clippy::redundant_clone)]
                    "creationDate" => intermediate_rep.creation_date.push(<chrono::DateTime::<chrono::Utc> as std::str::FromStr>::from_str(val).map_err(|x| x.to_string())?),
                    "customerBalances" => return std::result::Result::Err("Parsing a container in this style is not supported in Customer".to_string()),
                    #[allow(clippy::redundant_clone)]
                    "customerType" => intermediate_rep.customer_type.push(<String as std::str::FromStr>::from_str(val).map_err(|x| x.to_string())?),
                    #[allow(clippy::redundant_clone)]
                    "dayOfBirth" => intermediate_rep.day_of_birth.push(<chrono::naive::NaiveDate as std::str::FromStr>::from_str(val).map_err(|x| x.to_string())?),
                    #[allow(clippy::redundant_clone)]
                    "email" => intermediate_rep.email.push(<String as std::str::FromStr>::from_str(val).map_err(|x| x.to_string())?),
                    #[allow(clippy::redundant_clone)]
                    "fax" => intermediate_rep.fax.push(<String as std::str::FromStr>::from_str(val).map_err(|x| x.to_string())?),
                    #[allow(clippy::redundant_clone)]
                    "firstName" => intermediate_rep.first_name.push(<String as std::str::FromStr>::from_str(val).map_err(|x| x.to_string())?),
                    #[allow(clippy::redundant_clone)]
                    "gender" => intermediate_rep.gender.push(<String as std::str::FromStr>::from_str(val).map_err(|x| x.to_string())?),
                    #[allow(clippy::redundant_clone)]
                    "hasNewsletter" => intermediate_rep.has_newsletter.push(<bool as std::str::FromStr>::from_str(val).map_err(|x| x.to_string())?),
                    "invoiceAndCreditNotes" => return std::result::Result::Err("Parsing a container in this style is not supported in Customer".to_string()),
                    #[allow(clippy::redundant_clone)]
                    "isActive" => intermediate_rep.is_active.push(<bool as std::str::FromStr>::from_str(val).map_err(|x| x.to_string())?),
                    #[allow(clippy::redundant_clone)]
                    "isNewCustomer" => intermediate_rep.is_new_customer.push(<bool as std::str::FromStr>::from_str(val).map_err(|x| x.to_string())?),
                    #[allow(clippy::redundant_clone)]
                    "lastName" => intermediate_rep.last_name.push(<String as std::str::FromStr>::from_str(val).map_err(|x| x.to_string())?),
                    #[allow(clippy::redundant_clone)]
                    "mobilePhone" => intermediate_rep.mobile_phone.push(<String as std::str::FromStr>::from_str(val).map_err(|x| x.to_string())?),
                    "orders" => return std::result::Result::Err("Parsing a container in this style is not supported in Customer".to_string()),
                    #[allow(clippy::redundant_clone)]
                    "phone1" => intermediate_rep.phone1.push(<String as std::str::FromStr>::from_str(val).map_err(|x| x.to_string())?),
                    #[allow(clippy::redundant_clone)]
                    "phone2" => intermediate_rep.phone2.push(<String as std::str::FromStr>::from_str(val).map_err(|x| x.to_string())?),
                    #[allow(clippy::redundant_clone)]
                    "shopCustomerNo" => intermediate_rep.shop_customer_no.push(<String as std::str::FromStr>::from_str(val).map_err(|x| x.to_string())?),
                    #[allow(clippy::redundant_clone)]
                    "shopCustomerNumber" => intermediate_rep.shop_customer_number.push(<String as std::str::FromStr>::from_str(val).map_err(|x| x.to_string())?),
                    #[allow(clippy::redundant_clone)]
                    "title" => intermediate_rep.title.push(<String as std::str::FromStr>::from_str(val).map_err(|x| x.to_string())?),
                    _ => return std::result::Result::Err("Unexpected key while parsing Customer".to_string())
                }
            }

            // Get the next key
            key_result = string_iter.next();
        }

        // Use the intermediate representation to return the struct
        std::result::Result::Ok(Customer {
            addresses: intermediate_rep.addresses.into_iter().next(),
            bank_accounts: intermediate_rep.bank_accounts.into_iter().next(),
            company_name: intermediate_rep.company_name.into_iter().next(),
            creation_date: intermediate_rep.creation_date.into_iter().next(),
            customer_balances: intermediate_rep.customer_balances.into_iter().next(),
            customer_type: intermediate_rep.customer_type.into_iter().next(),
            day_of_birth: intermediate_rep.day_of_birth.into_iter().next(),
            email: intermediate_rep.email.into_iter().next(),
            fax: intermediate_rep.fax.into_iter().next(),
            first_name: intermediate_rep.first_name.into_iter().next(),
            gender: intermediate_rep.gender.into_iter().next(),
            has_newsletter: intermediate_rep.has_newsletter.into_iter().next(),
            invoice_and_credit_notes: intermediate_rep.invoice_and_credit_notes.into_iter().next(),
            is_active: intermediate_rep.is_active.into_iter().next(),
            is_new_customer: intermediate_rep.is_new_customer.into_iter().next(),
            last_name: intermediate_rep.last_name.into_iter().next(),
            mobile_phone: intermediate_rep.mobile_phone.into_iter().next(),
            orders: intermediate_rep.orders.into_iter().next(),
            phone1: intermediate_rep.phone1.into_iter().next(),
            phone2: intermediate_rep.phone2.into_iter().next(),
            shop_customer_no: intermediate_rep.shop_customer_no.into_iter().next(),
            shop_customer_number: intermediate_rep.shop_customer_number.into_iter().next(),
            title: intermediate_rep.title.into_iter().next(),
        })
    }
}

// Methods for converting between header::IntoHeaderValue<Customer> and hyper::header::HeaderValue

#[cfg(any(feature = "client", feature = "server"))]
impl std::convert::TryFrom<header::IntoHeaderValue<Customer>> for hyper::header::HeaderValue {
    type Error = String;

    fn try_from(hdr_value: header::IntoHeaderValue<Customer>) -> std::result::Result<Self, Self::Error> {
        let hdr_value = hdr_value.to_string();
        match hyper::header::HeaderValue::from_str(&hdr_value) {
             std::result::Result::Ok(value) => std::result::Result::Ok(value),
             std::result::Result::Err(e) => std::result::Result::Err(
                 format!("Invalid header value for Customer - value: {hdr_value} is invalid {e}"))
        }
    }
}

#[cfg(any(feature = "client", feature = "server"))]
impl std::convert::TryFrom<hyper::header::HeaderValue> for header::IntoHeaderValue<Customer> {
    type Error = String;

    fn try_from(hdr_value: hyper::header::HeaderValue) -> std::result::Result<Self, Self::Error> {
        match hdr_value.to_str() {
             std::result::Result::Ok(value) => {
                    match <Customer as std::str::FromStr>::from_str(value) {
                        std::result::Result::Ok(value) => std::result::Result::Ok(header::IntoHeaderValue(value)),
                        std::result::Result::Err(err) => std::result::Result::Err(
                            format!("Unable to convert header value '{value}' into Customer - {err}"))
                    }
             },
             std::result::Result::Err(e) => std::result::Result::Err(
                 format!("Unable to convert header: {hdr_value:?} to string: {e}"))
        }
    }
}

#[cfg(any(feature = "client", feature = "server"))]
impl std::convert::TryFrom<header::IntoHeaderValue<Vec<Customer>>> for hyper::header::HeaderValue {
    type Error = String;

    fn try_from(hdr_values: header::IntoHeaderValue<Vec<Customer>>) -> std::result::Result<Self, Self::Error> {
        let hdr_values : Vec<String> = hdr_values.0.into_iter().map(|hdr_value| {
            hdr_value.to_string()
        }).collect();

        match hyper::header::HeaderValue::from_str(&hdr_values.join(", ")) {
           std::result::Result::Ok(hdr_value) => std::result::Result::Ok(hdr_value),
           std::result::Result::Err(e) => std::result::Result::Err(format!("Unable to convert {hdr_values:?} into a header - {e}",))
        }
    }
}

#[cfg(any(feature = "client", feature = "server"))]
impl std::convert::TryFrom<hyper::header::HeaderValue> for header::IntoHeaderValue<Vec<Customer>> {
    type Error = String;

    fn try_from(hdr_values: hyper::header::HeaderValue) -> std::result::Result<Self, Self::Error> {
        match hdr_values.to_str() {
            std::result::Result::Ok(hdr_values) => {
                let hdr_values : std::vec::Vec<Customer> = hdr_values
                .split(',')
                .filter_map(|hdr_value| match hdr_value.trim() {
                    "" => std::option::Option::None,
                    hdr_value => std::option::Option::Some({
                        match <Customer as std::str::FromStr>::from_str(hdr_value) {
                            std::result::Result::Ok(value) => std::result::Result::Ok(value),
                            std::result::Result::Err(err) => std::result::Result::Err(
                                format!("Unable to convert header value '{hdr_value}' into Customer - {err}"))
                        }
                    })
                }).collect::<std::result::Result<std::vec::Vec<_>, String>>()?;

                std::result::Result::Ok(header::IntoHeaderValue(hdr_values))
            },
            std::result::Result::Err(e) => std::result::Result::Err(format!("Unable to parse header: {hdr_values:?} as a string - {e}")),
        }
    }
}

#[derive(Debug, Clone, PartialEq, Validate, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "conversion", derive(frunk::LabelledGeneric))]
pub struct CustomerBalance {
    #[serde(rename = "bookedCreditSum")]

    #[serde(skip_serializing_if="Option::is_none")]
    pub booked_credit_sum: Option<f64>,

    #[serde(rename = "bookedDebitSum")]

    #[serde(skip_serializing_if="Option::is_none")]
    pub booked_debit_sum: Option<f64>,

    #[serde(rename = "chargedCreditSum")]

    #[serde(skip_serializing_if="Option::is_none")]
    pub charged_credit_sum: Option<f64>,

    #[serde(rename = "chargedDebitSum")]

    #[serde(skip_serializing_if="Option::is_none")]
    pub charged_debit_sum: Option<f64>,

    #[serde(rename = "chargedOpenSum")]

    #[serde(skip_serializing_if="Option::is_none")]
    pub charged_open_sum: Option<f64>,

    #[serde(rename = "currency")]

    #[serde(skip_serializing_if="Option::is_none")]
    pub currency: Option<String>,

    #[serde(rename = "invoicingCreditSum")]

    #[serde(skip_serializing_if="Option::is_none")]
    pub invoicing_credit_sum: Option<f64>,

    #[serde(rename = "invoicingDebitSum")]

    #[serde(skip_serializing_if="Option::is_none")]
    pub invoicing_debit_sum: Option<f64>,

    #[serde(rename = "negativeBookedOpenSum")]

    #[serde(skip_serializing_if="Option::is_none")]
    pub negative_booked_open_sum: Option<f64>,

    #[serde(rename = "openInvoiceAmount")]

    #[serde(skip_serializing_if="Option::is_none")]
    pub open_invoice_amount: Option<f64>,

    #[serde(rename = "openInvoiceAmountCalculationDate")]

    #[serde(skip_serializing_if="Option::is_none")]
    pub open_invoice_amount_calculation_date: Option<chrono::DateTime::<chrono::Utc>>,

    #[serde(rename = "positiveBookedOpenSum")]

    #[serde(skip_serializing_if="Option::is_none")]
    pub positive_booked_open_sum: Option<f64>,

}

#[cfg(feature = "validate")]
impl serde_valid::validation::ValidateCompositedMinLength for CustomerBalance {
    fn validate_composited_min_length(
        &self,
        _min_length: usize,
    ) -> Result<(), serde_valid::validation::Composited<serde_valid::validation::error::MinLengthError>> {
        Ok(())
    }
}

#[cfg(feature = "validate")]
impl serde_valid::validation::ValidateCompositedMaxLength for CustomerBalance {
    fn validate_composited_max_length(
        &self,
        _max_length: usize,
    ) -> Result<(), serde_valid::validation::Composited<serde_valid::validation::error::MaxLengthError>> {
        Ok(())
    }
}


impl CustomerBalance {
    #[allow(clippy::new_without_default)]
    pub fn new() -> CustomerBalance {
        CustomerBalance {
            booked_credit_sum: None,
            booked_debit_sum: None,
            charged_credit_sum: None,
            charged_debit_sum: None,
            charged_open_sum: None,
            currency: None,
            invoicing_credit_sum: None,
            invoicing_debit_sum: None,
            negative_booked_open_sum: None,
            open_invoice_amount: None,
            open_invoice_amount_calculation_date: None,
            positive_booked_open_sum: None,
        }
    }
}

/// Converts the CustomerBalance value to the Query Parameters representation (style=form, explode=false)
/// specified in <https://swagger.io/docs/specification/serialization/>
/// Should be implemented in a serde serializer
impl std::fmt::Display for CustomerBalance {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let params: Vec<Option<String>> = vec![
            self.booked_credit_sum.as_ref().map(|booked_credit_sum| {
                [
                    "bookedCreditSum".to_string(),
                    booked_credit_sum.to_string(),
                ].join(",")
            }),
            self.booked_debit_sum.as_ref().map(|booked_debit_sum| {
                [
                    "bookedDebitSum".to_string(),
                    booked_debit_sum.to_string(),
                ].join(",")
            }),
            self.charged_credit_sum.as_ref().map(|charged_credit_sum| {
                [
                    "chargedCreditSum".to_string(),
                    charged_credit_sum.to_string(),
                ].join(",")
            }),
            self.charged_debit_sum.as_ref().map(|charged_debit_sum| {
                [
                    "chargedDebitSum".to_string(),
                    charged_debit_sum.to_string(),
                ].join(",")
            }),
            self.charged_open_sum.as_ref().map(|charged_open_sum| {
                [
                    "chargedOpenSum".to_string(),
                    charged_open_sum.to_string(),
                ].join(",")
            }),
            self.currency.as_ref().map(|currency| {
                [
                    "currency".to_string(),
                    currency.to_string(),
                ].join(",")
            }),
            self.invoicing_credit_sum.as_ref().map(|invoicing_credit_sum| {
                [
                    "invoicingCreditSum".to_string(),
                    invoicing_credit_sum.to_string(),
                ].join(",")
            }),
            self.invoicing_debit_sum.as_ref().map(|invoicing_debit_sum| {
                [
                    "invoicingDebitSum".to_string(),
                    invoicing_debit_sum.to_string(),
                ].join(",")
            }),
            self.negative_booked_open_sum.as_ref().map(|negative_booked_open_sum| {
                [
                    "negativeBookedOpenSum".to_string(),
                    negative_booked_open_sum.to_string(),
                ].join(",")
            }),
            self.open_invoice_amount.as_ref().map(|open_invoice_amount| {
                [
                    "openInvoiceAmount".to_string(),
                    open_invoice_amount.to_string(),
                ].join(",")
            }),
            // Skipping non-primitive type openInvoiceAmountCalculationDate in query parameter serialization
            self.positive_booked_open_sum.as_ref().map(|positive_booked_open_sum| {
                [
                    "positiveBookedOpenSum".to_string(),
                    positive_booked_open_sum.to_string(),
                ].join(",")
            }),
        ];

        write!(f, "{}", params.into_iter().flatten().collect::<Vec<_>>().join(","))
    }
}

/// Converts Query Parameters representation (style=form, explode=false) to a CustomerBalance value
/// as specified in <https://swagger.io/docs/specification/serialization/>
/// Should be implemented in a serde deserializer
impl std::str::FromStr for CustomerBalance {
    type Err = String;

    fn from_str(s: &str) -> std::result::Result<Self, Self::Err> {
        /// An intermediate representation of the struct to use for parsing.
        #[derive(Default)]
        #[allow(dead_code)]
        struct IntermediateRep {
            pub booked_credit_sum: Vec<f64>,
            pub booked_debit_sum: Vec<f64>,
            pub charged_credit_sum: Vec<f64>,
            pub charged_debit_sum: Vec<f64>,
            pub charged_open_sum: Vec<f64>,
            pub currency: Vec<String>,
            pub invoicing_credit_sum: Vec<f64>,
            pub invoicing_debit_sum: Vec<f64>,
            pub negative_booked_open_sum: Vec<f64>,
            pub open_invoice_amount: Vec<f64>,
            pub open_invoice_amount_calculation_date: Vec<chrono::DateTime::<chrono::Utc>>,
            pub positive_booked_open_sum: Vec<f64>,
        }

        let mut intermediate_rep = IntermediateRep::default();

        // Parse into intermediate representation
        let mut string_iter = s.split(',');
        let mut key_result = string_iter.next();

        while key_result.is_some() {
            let val = match string_iter.next() {
                Some(x) => x,
                None => return std::result::Result::Err("Missing value while parsing CustomerBalance".to_string())
            };

            if let Some(key) = key_result {
                #[allow(clippy::match_single_binding)]
                match key {
                    #[allow(clippy::redundant_clone)]
                    "bookedCreditSum" => intermediate_rep.booked_credit_sum.push(<f64 as std::str::FromStr>::from_str(val).map_err(|x| x.to_string())?),
                    #[allow(clippy::redundant_clone)]
                    "bookedDebitSum" => intermediate_rep.booked_debit_sum.push(<f64 as std::str::FromStr>::from_str(val).map_err(|x| x.to_string())?),
                    #[allow(clippy::redundant_clone)]
                    "chargedCreditSum" => intermediate_rep.charged_credit_sum.push(<f64 as std::str::FromStr>::from_str(val).map_err(|x| x.to_string())?),
                    #[allow(clippy::redundant_clone)]
                    "chargedDebitSum" => intermediate_rep.charged_debit_sum.push(<f64 as std::str::FromStr>::from_str(val).map_err(|x| x.to_string())?),
                    #[allow(clippy::redundant_clone)]
                    "chargedOpenSum" => intermediate_rep.charged_open_sum.push(<f64 as std::str::FromStr>::from_str(val).map_err(|x| x.to_string())?),
                    #[allow(clippy::redundant_clone)]
                    "currency" => intermediate_rep.currency.push(<String as std::str::FromStr>::from_str(val).map_err(|x| x.to_string())?),
                    #[allow(clippy::redundant_clone)]
                    "invoicingCreditSum" => intermediate_rep.invoicing_credit_sum.push(<f64 as std::str::FromStr>::from_str(val).map_err(|x| x.to_string())?),
                    #[allow(clippy::redundant_clone)]
                    "invoicingDebitSum" => intermediate_rep.invoicing_debit_sum.push(<f64 as std::str::FromStr>::from_str(val).map_err(|x| x.to_string())?),
                    #[allow(clippy::redundant_clone)]
                    "negativeBookedOpenSum" => intermediate_rep.negative_booked_open_sum.push(<f64 as std::str::FromStr>::from_str(val).map_err(|x| x.to_string())?),
                    #[allow(clippy::redundant_clone)]
                    "openInvoiceAmount" => intermediate_rep.open_invoice_amount.push(<f64 as std::str::FromStr>::from_str(val).map_err(|x| x.to_string())?),
                    #[allow(clippy::redundant_clone)]
                    "openInvoiceAmountCalculationDate" => intermediate_rep.open_invoice_amount_calculation_date.push(<chrono::DateTime::<chrono::Utc> as std::str::FromStr>::from_str(val).map_err(|x| x.to_string())?),
                    #[allow(clippy::redundant_clone)]
                    "positiveBookedOpenSum" => intermediate_rep.positive_booked_open_sum.push(<f64 as std::str::FromStr>::from_str(val).map_err(|x| x.to_string())?),
                    _ => return std::result::Result::Err("Unexpected key while parsing CustomerBalance".to_string())
                }
            }

            // Get the next key
            key_result = string_iter.next();
        }

        // Use the intermediate representation to return the struct
        std::result::Result::Ok(CustomerBalance {
            booked_credit_sum: intermediate_rep.booked_credit_sum.into_iter().next(),
            booked_debit_sum: intermediate_rep.booked_debit_sum.into_iter().next(),
            charged_credit_sum: intermediate_rep.charged_credit_sum.into_iter().next(),
            charged_debit_sum: intermediate_rep.charged_debit_sum.into_iter().next(),
            charged_open_sum: intermediate_rep.charged_open_sum.into_iter().next(),
            currency: intermediate_rep.currency.into_iter().next(),
            invoicing_credit_sum: intermediate_rep.invoicing_credit_sum.into_iter().next(),
            invoicing_debit_sum: intermediate_rep.invoicing_debit_sum.into_iter().next(),
            negative_booked_open_sum: intermediate_rep.negative_booked_open_sum.into_iter().next(),
            open_invoice_amount: intermediate_rep.open_invoice_amount.into_iter().next(),
            open_invoice_amount_calculation_date: intermediate_rep.open_invoice_amount_calculation_date.into_iter().next(),
            positive_booked_open_sum: intermediate_rep.positive_booked_open_sum.into_iter().next(),
        })
    }
}

// Methods for converting between header::IntoHeaderValue<CustomerBalance> and hyper::header::HeaderValue

#[cfg(any(feature = "client", feature = "server"))]
impl std::convert::TryFrom<header::IntoHeaderValue<CustomerBalance>> for hyper::header::HeaderValue {
    type Error = String;

    fn try_from(hdr_value: header::IntoHeaderValue<CustomerBalance>) -> std::result::Result<Self, Self::Error> {
        let hdr_value = hdr_value.to_string();
        match hyper::header::HeaderValue::from_str(&hdr_value) {
             std::result::Result::Ok(value) => std::result::Result::Ok(value),
             std::result::Result::Err(e) => std::result::Result::Err(
                 format!("Invalid header value for CustomerBalance - value: {hdr_value} is invalid {e}"))
        }
    }
}

#[cfg(any(feature = "client", feature = "server"))]
impl std::convert::TryFrom<hyper::header::HeaderValue> for header::IntoHeaderValue<CustomerBalance> {
    type Error = String;

    fn try_from(hdr_value: hyper::header::HeaderValue) -> std::result::Result<Self, Self::Error> {
        match hdr_value.to_str() {
             std::result::Result::Ok(value) => {
                    match <CustomerBalance as std::str::FromStr>::from_str(value) {
                        std::result::Result::Ok(value) => std::result::Result::Ok(header::IntoHeaderValue(value)),
                        std::result::Result::Err(err) => std::result::Result::Err(
                            format!("Unable to convert header value '{value}' into CustomerBalance - {err}"))
                    }
             },
             std::result::Result::Err(e) => std::result::Result::Err(
                 format!("Unable to convert header: {hdr_value:?} to string: {e}"))
        }
    }
}

#[cfg(any(feature = "client", feature = "server"))]
impl std::convert::TryFrom<header::IntoHeaderValue<Vec<CustomerBalance>>> for hyper::header::HeaderValue {
    type Error = String;

    fn try_from(hdr_values: header::IntoHeaderValue<Vec<CustomerBalance>>) -> std::result::Result<Self, Self::Error> {
        let hdr_values : Vec<String> = hdr_values.0.into_iter().map(|hdr_value| {
            hdr_value.to_string()
        }).collect();

        match hyper::header::HeaderValue::from_str(&hdr_values.join(", ")) {
           std::result::Result::Ok(hdr_value) => std::result::Result::Ok(hdr_value),
           std::result::Result::Err(e) => std::result::Result::Err(format!("Unable to convert {hdr_values:?} into a header - {e}",))
        }
    }
}

#[cfg(any(feature = "client", feature = "server"))]
impl std::convert::TryFrom<hyper::header::HeaderValue> for header::IntoHeaderValue<Vec<CustomerBalance>> {
    type Error = String;

    fn try_from(hdr_values: hyper::header::HeaderValue) -> std::result::Result<Self, Self::Error> {
        match hdr_values.to_str() {
            std::result::Result::Ok(hdr_values) => {
                let hdr_values : std::vec::Vec<CustomerBalance> = hdr_values
                .split(',')
                .filter_map(|hdr_value| match hdr_value.trim() {
                    "" => std::option::Option::None,
                    hdr_value => std::option::Option::Some({
                        match <CustomerBalance as std::str::FromStr>::from_str(hdr_value) {
                            std::result::Result::Ok(value) => std::result::Result::Ok(value),
                            std::result::Result::Err(err) => std::result::Result::Err(
                                format!("Unable to convert header value '{hdr_value}' into CustomerBalance - {err}"))
                        }
                    })
                }).collect::<std::result::Result<std::vec::Vec<_>, String>>()?;

                std::result::Result::Ok(header::IntoHeaderValue(hdr_values))
            },
            std::result::Result::Err(e) => std::result::Result::Err(format!("Unable to parse header: {hdr_values:?} as a string - {e}")),
        }
    }
}

#[derive(Debug, Clone, PartialEq, Validate, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "conversion", derive(frunk::LabelledGeneric))]
pub struct CustomerBankAccount {
    #[serde(rename = "accountHolder")]

    #[serde(skip_serializing_if="Option::is_none")]
    pub account_holder: Option<String>,

    #[serde(rename = "accountNumber")]

    #[serde(skip_serializing_if="Option::is_none")]
    pub account_number: Option<String>,

    #[serde(rename = "bankCode")]

    #[serde(skip_serializing_if="Option::is_none")]
    pub bank_code: Option<String>,

    #[serde(rename = "bankName")]

    #[serde(skip_serializing_if="Option::is_none")]
    pub bank_name: Option<String>,

}

#[cfg(feature = "validate")]
impl serde_valid::validation::ValidateCompositedMinLength for CustomerBankAccount {
    fn validate_composited_min_length(
        &self,
        _min_length: usize,
    ) -> Result<(), serde_valid::validation::Composited<serde_valid::validation::error::MinLengthError>> {
        Ok(())
    }
}

#[cfg(feature = "validate")]
impl serde_valid::validation::ValidateCompositedMaxLength for CustomerBankAccount {
    fn validate_composited_max_length(
        &self,
        _max_length: usize,
    ) -> Result<(), serde_valid::validation::Composited<serde_valid::validation::error::MaxLengthError>> {
        Ok(())
    }
}


impl CustomerBankAccount {
    #[allow(clippy::new_without_default)]
    pub fn new() -> CustomerBankAccount {
        CustomerBankAccount {
            account_holder: None,
            account_number: None,
            bank_code: None,
            bank_name: None,
        }
    }
}

/// Converts the CustomerBankAccount value to the Query Parameters representation (style=form, explode=false)
/// specified in <https://swagger.io/docs/specification/serialization/>
/// Should be implemented in a serde serializer
impl std::fmt::Display for CustomerBankAccount {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let params: Vec<Option<String>> = vec![
            self.account_holder.as_ref().map(|account_holder| {
                [
                    "accountHolder".to_string(),
                    account_holder.to_string(),
                ].join(",")
            }),
            self.account_number.as_ref().map(|account_number| {
                [
                    "accountNumber".to_string(),
                    account_number.to_string(),
                ].join(",")
            }),
            self.bank_code.as_ref().map(|bank_code| {
                [
                    "bankCode".to_string(),
                    bank_code.to_string(),
                ].join(",")
            }),
            self.bank_name.as_ref().map(|bank_name| {
                [
                    "bankName".to_string(),
                    bank_name.to_string(),
                ].join(",")
            }),
        ];

        write!(f, "{}", params.into_iter().flatten().collect::<Vec<_>>().join(","))
    }
}

/// Converts Query Parameters representation (style=form, explode=false) to a CustomerBankAccount value
/// as specified in <https://swagger.io/docs/specification/serialization/>
/// Should be implemented in a serde deserializer
impl std::str::FromStr for CustomerBankAccount {
    type Err = String;

    fn from_str(s: &str) -> std::result::Result<Self, Self::Err> {
        /// An intermediate representation of the struct to use for parsing.
        #[derive(Default)]
        #[allow(dead_code)]
        struct IntermediateRep {
            pub account_holder: Vec<String>,
            pub account_number: Vec<String>,
            pub bank_code: Vec<String>,
            pub bank_name: Vec<String>,
        }

        let mut intermediate_rep = IntermediateRep::default();

        // Parse into intermediate representation
        let mut string_iter = s.split(',');
        let mut key_result = string_iter.next();

        while key_result.is_some() {
            let val = match string_iter.next() {
                Some(x) => x,
                None => return std::result::Result::Err("Missing value while parsing CustomerBankAccount".to_string())
            };

            if let Some(key) = key_result {
                #[allow(clippy::match_single_binding)]
                match key {
                    #[allow(clippy::redundant_clone)]
                    "accountHolder" => intermediate_rep.account_holder.push(<String as std::str::FromStr>::from_str(val).map_err(|x| x.to_string())?),
                    #[allow(clippy::redundant_clone)]
                    "accountNumber" => intermediate_rep.account_number.push(<String as std::str::FromStr>::from_str(val).map_err(|x| x.to_string())?),
                    #[allow(clippy::redundant_clone)]
                    "bankCode" => intermediate_rep.bank_code.push(<String as std::str::FromStr>::from_str(val).map_err(|x| x.to_string())?),
                    #[allow(clippy::redundant_clone)]
                    "bankName" => intermediate_rep.bank_name.push(<String as std::str::FromStr>::from_str(val).map_err(|x| x.to_string())?),
                    _ => return std::result::Result::Err("Unexpected key while parsing CustomerBankAccount".to_string())
                }
            }

            // Get the next key
            key_result = string_iter.next();
        }

        // Use the intermediate representation to return the struct
        std::result::Result::Ok(CustomerBankAccount {
            account_holder: intermediate_rep.account_holder.into_iter().next(),
            account_number: intermediate_rep.account_number.into_iter().next(),
            bank_code: intermediate_rep.bank_code.into_iter().next(),
            bank_name: intermediate_rep.bank_name.into_iter().next(),
        })
    }
}

// Methods for converting between header::IntoHeaderValue<CustomerBankAccount> and hyper::header::HeaderValue

#[cfg(any(feature = "client", feature = "server"))]
impl std::convert::TryFrom<header::IntoHeaderValue<CustomerBankAccount>> for hyper::header::HeaderValue {
    type Error = String;

    fn try_from(hdr_value: header::IntoHeaderValue<CustomerBankAccount>) -> std::result::Result<Self, Self::Error> {
        let hdr_value = hdr_value.to_string();
        match hyper::header::HeaderValue::from_str(&hdr_value) {
             std::result::Result::Ok(value) => std::result::Result::Ok(value),
             std::result::Result::Err(e) => std::result::Result::Err(
                 format!("Invalid header value for CustomerBankAccount - value: {hdr_value} is invalid {e}"))
        }
    }
}

#[cfg(any(feature = "client", feature = "server"))]
impl std::convert::TryFrom<hyper::header::HeaderValue> for header::IntoHeaderValue<CustomerBankAccount> {
    type Error = String;

    fn try_from(hdr_value: hyper::header::HeaderValue) -> std::result::Result<Self, Self::Error> {
        match hdr_value.to_str() {
             std::result::Result::Ok(value) => {
                    match <CustomerBankAccount as std::str::FromStr>::from_str(value) {
                        std::result::Result::Ok(value) => std::result::Result::Ok(header::IntoHeaderValue(value)),
                        std::result::Result::Err(err) => std::result::Result::Err(
                            format!("Unable to convert header value '{value}' into CustomerBankAccount - {err}"))
                    }
             },
             std::result::Result::Err(e) => std::result::Result::Err(
                 format!("Unable to convert header: {hdr_value:?} to string: {e}"))
        }
    }
}

#[cfg(any(feature = "client", feature = "server"))]
impl std::convert::TryFrom<header::IntoHeaderValue<Vec<CustomerBankAccount>>> for hyper::header::HeaderValue {
    type Error = String;

    fn try_from(hdr_values: header::IntoHeaderValue<Vec<CustomerBankAccount>>) -> std::result::Result<Self, Self::Error> {
        let hdr_values : Vec<String> = hdr_values.0.into_iter().map(|hdr_value| {
            hdr_value.to_string()
        }).collect();

        match hyper::header::HeaderValue::from_str(&hdr_values.join(", ")) {
           std::result::Result::Ok(hdr_value) => std::result::Result::Ok(hdr_value),
           std::result::Result::Err(e) => std::result::Result::Err(format!("Unable to convert {hdr_values:?} into a header - {e}",))
        }
    }
}

#[cfg(any(feature = "client", feature = "server"))]
impl std::convert::TryFrom<hyper::header::HeaderValue> for header::IntoHeaderValue<Vec<CustomerBankAccount>> {
    type Error = String;

    fn try_from(hdr_values: hyper::header::HeaderValue) -> std::result::Result<Self, Self::Error> {
        match hdr_values.to_str() {
            std::result::Result::Ok(hdr_values) => {
                let hdr_values : std::vec::Vec<CustomerBankAccount> = hdr_values
                .split(',')
                .filter_map(|hdr_value| match hdr_value.trim() {
                    "" => std::option::Option::None,
                    hdr_value => std::option::Option::Some({
                        match <CustomerBankAccount as std::str::FromStr>::from_str(hdr_value) {
                            std::result::Result::Ok(value) => std::result::Result::Ok(value),
                            std::result::Result::Err(err) => std::result::Result::Err(
                                format!("Unable to convert header value '{hdr_value}' into CustomerBankAccount - {err}"))
                        }
                    })
                }).collect::<std::result::Result<std::vec::Vec<_>, String>>()?;

                std::result::Result::Ok(header::IntoHeaderValue(hdr_values))
            },
            std::result::Result::Err(e) => std::result::Result::Err(format!("Unable to parse header: {hdr_values:?} as a string - {e}")),
        }
    }
}

#[derive(Debug, Clone, PartialEq, Validate, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "conversion", derive(frunk::LabelledGeneric))]
pub struct CustomerInvoiceAndCreditNote {
    #[serde(rename = "currency")]

    #[serde(skip_serializing_if="Option::is_none")]
    pub currency: Option<String>,

    #[serde(rename = "invoiceNo")]

    #[serde(skip_serializing_if="Option::is_none")]
    pub invoice_no: Option<String>,

    #[serde(rename = "invoiceNumber")]

    #[serde(skip_serializing_if="Option::is_none")]
    pub invoice_number: Option<String>,

    #[serde(rename = "invoicePositions")]

    #[cfg_attr(feature = "validate", validate)]
    #[serde(skip_serializing_if="Option::is_none")]
    pub invoice_positions: Option<Vec<models::CustomerInvoicePosition>>,

    #[serde(rename = "invoicingDate")]

    #[serde(skip_serializing_if="Option::is_none")]
    pub invoicing_date: Option<chrono::DateTime::<chrono::Utc>>,

    #[serde(rename = "paymentDueDate")]

    #[serde(skip_serializing_if="Option::is_none")]
    pub payment_due_date: Option<chrono::DateTime::<chrono::Utc>>,

    #[serde(rename = "paymentMethod")]

    #[serde(skip_serializing_if="Option::is_none")]
    pub payment_method: Option<String>,

    #[serde(rename = "referenceInvoiceNo")]

    #[serde(skip_serializing_if="Option::is_none")]
    pub reference_invoice_no: Option<String>,

    #[serde(rename = "referenceInvoiceNumber")]

    #[serde(skip_serializing_if="Option::is_none")]
    pub reference_invoice_number: Option<String>,

    #[serde(rename = "relatedShopOrderNos")]

    #[serde(skip_serializing_if="Option::is_none")]
    pub related_shop_order_nos: Option<Vec<String>>,

    #[serde(rename = "relatedShopOrderNumbers")]

    #[serde(skip_serializing_if="Option::is_none")]
    pub related_shop_order_numbers: Option<Vec<String>>,

    #[serde(rename = "type")]

    #[serde(skip_serializing_if="Option::is_none")]
    pub r#type: Option<String>,

}

#[cfg(feature = "validate")]
impl serde_valid::validation::ValidateCompositedMinLength for CustomerInvoiceAndCreditNote {
    fn validate_composited_min_length(
        &self,
        _min_length: usize,
    ) -> Result<(), serde_valid::validation::Composited<serde_valid::validation::error::MinLengthError>> {
        Ok(())
    }
}

#[cfg(feature = "validate")]
impl serde_valid::validation::ValidateCompositedMaxLength for CustomerInvoiceAndCreditNote {
    fn validate_composited_max_length(
        &self,
        _max_length: usize,
    ) -> Result<(), serde_valid::validation::Composited<serde_valid::validation::error::MaxLengthError>> {
        Ok(())
    }
}


impl CustomerInvoiceAndCreditNote {
    #[allow(clippy::new_without_default)]
    pub fn new() -> CustomerInvoiceAndCreditNote {
        CustomerInvoiceAndCreditNote {
            currency: None,
            invoice_no: None,
            invoice_number: None,
            invoice_positions: None,
            invoicing_date: None,
            payment_due_date: None,
            payment_method: None,
            reference_invoice_no: None,
            reference_invoice_number: None,
            related_shop_order_nos: None,
            related_shop_order_numbers: None,
            r#type: None,
        }
    }
}

/// Converts the CustomerInvoiceAndCreditNote value to the Query Parameters representation (style=form, explode=false)
/// specified in <https://swagger.io/docs/specification/serialization/>
/// Should be implemented in a serde serializer
impl std::fmt::Display for CustomerInvoiceAndCreditNote {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let params: Vec<Option<String>> = vec![
            self.currency.as_ref().map(|currency| {
                [
                    "currency".to_string(),
                    currency.to_string(),
                ].join(",")
            }),
            self.invoice_no.as_ref().map(|invoice_no| {
                [
                    "invoiceNo".to_string(),
                    invoice_no.to_string(),
                ].join(",")
            }),
            self.invoice_number.as_ref().map(|invoice_number| {
                [
                    "invoiceNumber".to_string(),
                    invoice_number.to_string(),
                ].join(",")
            }),
            // Skipping non-primitive type invoicePositions in query parameter serialization
            // Skipping non-primitive type invoicingDate in query parameter serialization
            // Skipping non-primitive type paymentDueDate in query parameter serialization
            self.payment_method.as_ref().map(|payment_method| {
                [
                    "paymentMethod".to_string(),
                    payment_method.to_string(),
                ].join(",")
            }),
            self.reference_invoice_no.as_ref().map(|reference_invoice_no| {
                [
                    "referenceInvoiceNo".to_string(),
                    reference_invoice_no.to_string(),
                ].join(",")
            }),
            self.reference_invoice_number.as_ref().map(|reference_invoice_number| {
                [
                    "referenceInvoiceNumber".to_string(),
                    reference_invoice_number.to_string(),
                ].join(",")
            }),
            self.related_shop_order_nos.as_ref().map(|related_shop_order_nos| {
                [
                    "relatedShopOrderNos".to_string(),
                    related_shop_order_nos.iter().map(|x| x.to_string()).collect::<Vec<_>>().join(","),
                ].join(",")
            }),
            self.related_shop_order_numbers.as_ref().map(|related_shop_order_numbers| {
                [
                    "relatedShopOrderNumbers".to_string(),
                    related_shop_order_numbers.iter().map(|x| x.to_string()).collect::<Vec<_>>().join(","),
                ].join(",")
            }),
            self.r#type.as_ref().map(|r#type| {
                [
                    "type".to_string(),
                    r#type.to_string(),
                ].join(",")
            }),
        ];

        write!(f, "{}", params.into_iter().flatten().collect::<Vec<_>>().join(","))
    }
}

/// Converts Query Parameters representation (style=form, explode=false) to a CustomerInvoiceAndCreditNote value
/// as specified in <https://swagger.io/docs/specification/serialization/>
/// Should be implemented in a serde deserializer
impl std::str::FromStr for CustomerInvoiceAndCreditNote {
    type Err = String;

    fn from_str(s: &str) -> std::result::Result<Self, Self::Err> {
        /// An intermediate representation of the struct to use for parsing.
        #[derive(Default)]
        #[allow(dead_code)]
        struct IntermediateRep {
            pub currency: Vec<String>,
            pub invoice_no: Vec<String>,
            pub invoice_number: Vec<String>,
            pub invoice_positions: Vec<Vec<models::CustomerInvoicePosition>>,
            pub invoicing_date: Vec<chrono::DateTime::<chrono::Utc>>,
            pub payment_due_date: Vec<chrono::DateTime::<chrono::Utc>>,
            pub payment_method: Vec<String>,
            pub reference_invoice_no: Vec<String>,
            pub reference_invoice_number: Vec<String>,
            pub related_shop_order_nos: Vec<Vec<String>>,
            pub related_shop_order_numbers: Vec<Vec<String>>,
            pub r#type: Vec<String>,
        }

        let mut intermediate_rep = IntermediateRep::default();

        // Parse into intermediate representation
        let mut string_iter = s.split(',');
        let mut key_result = string_iter.next();

        while key_result.is_some() {
            let val = match string_iter.next() {
                Some(x) => x,
                None => return std::result::Result::Err("Missing value while parsing CustomerInvoiceAndCreditNote".to_string())
            };

            if let Some(key) = key_result {
                #[allow(clippy::match_single_binding)]
                match key {
                    #[allow(clippy::redundant_clone)]
                    "currency" => intermediate_rep.currency.push(<String as std::str::FromStr>::from_str(val).map_err(|x| x.to_string())?),
                    #[allow(clippy::redundant_clone)]
                    "invoiceNo" => intermediate_rep.invoice_no.push(<String as std::str::FromStr>::from_str(val).map_err(|x| x.to_string())?),
                    #[allow(clippy::redundant_clone)]
                    "invoiceNumber" => intermediate_rep.invoice_number.push(<String as std::str::FromStr>::from_str(val).map_err(|x| x.to_string())?),
                    "invoicePositions" => return std::result::Result::Err("Parsing a container in this style is not supported in CustomerInvoiceAndCreditNote".to_string()),
                    #[allow(clippy::redundant_clone)]
                    "invoicingDate" => intermediate_rep.invoicing_date.push(<chrono::DateTime::<chrono::Utc> as std::str::FromStr>::from_str(val).map_err(|x| x.to_string())?),
                    #[allow(clippy::redundant_clone)]
                    "paymentDueDate" => intermediate_rep.payment_due_date.push(<chrono::DateTime::<chrono::Utc> as std::str::FromStr>::from_str(val).map_err(|x| x.to_string())?),
                    #[allow(clippy::redundant_clone)]
                    "paymentMethod" => intermediate_rep.payment_method.push(<String as std::str::FromStr>::from_str(val).map_err(|x| x.to_string())?),
                    #[allow(clippy::redundant_clone)]
                    "referenceInvoiceNo" => intermediate_rep.reference_invoice_no.push(<String as std::str::FromStr>::from_str(val).map_err(|x| x.to_string())?),
                    #[allow(clippy::redundant_clone)]
                    "referenceInvoiceNumber" => intermediate_rep.reference_invoice_number.push(<String as std::str::FromStr>::from_str(val).map_err(|x| x.to_string())?),
                    "relatedShopOrderNos" => return std::result::Result::Err("Parsing a container in this style is not supported in CustomerInvoiceAndCreditNote".to_string()),
                    "relatedShopOrderNumbers" => return std::result::Result::Err("Parsing a container in this style is not supported in CustomerInvoiceAndCreditNote".to_string()),
                    #[allow(clippy::redundant_clone)]
                    "type" => intermediate_rep.r#type.push(<String as std::str::FromStr>::from_str(val).map_err(|x| x.to_string())?),
                    _ => return std::result::Result::Err("Unexpected key while parsing CustomerInvoiceAndCreditNote".to_string())
                }
            }

            // Get the next key
            key_result = string_iter.next();
        }

        // Use the intermediate representation to return the struct
        std::result::Result::Ok(CustomerInvoiceAndCreditNote {
            currency: intermediate_rep.currency.into_iter().next(),
            invoice_no: intermediate_rep.invoice_no.into_iter().next(),
            invoice_number: intermediate_rep.invoice_number.into_iter().next(),
            invoice_positions: intermediate_rep.invoice_positions.into_iter().next(),
            invoicing_date: intermediate_rep.invoicing_date.into_iter().next(),
            payment_due_date: intermediate_rep.payment_due_date.into_iter().next(),
            payment_method: intermediate_rep.payment_method.into_iter().next(),
            reference_invoice_no: intermediate_rep.reference_invoice_no.into_iter().next(),
            reference_invoice_number: intermediate_rep.reference_invoice_number.into_iter().next(),
            related_shop_order_nos: intermediate_rep.related_shop_order_nos.into_iter().next(),
            related_shop_order_numbers: intermediate_rep.related_shop_order_numbers.into_iter().next(),
            r#type: intermediate_rep.r#type.into_iter().next(),
        })
    }
}

// Methods for converting between header::IntoHeaderValue<CustomerInvoiceAndCreditNote> and hyper::header::HeaderValue

#[cfg(any(feature = "client", feature = "server"))]
impl std::convert::TryFrom<header::IntoHeaderValue<CustomerInvoiceAndCreditNote>> for hyper::header::HeaderValue {
    type Error = String;

    fn try_from(hdr_value: header::IntoHeaderValue<CustomerInvoiceAndCreditNote>) -> std::result::Result<Self, Self::Error> {
        let hdr_value = hdr_value.to_string();
        match hyper::header::HeaderValue::from_str(&hdr_value) {
             std::result::Result::Ok(value) => std::result::Result::Ok(value),
             std::result::Result::Err(e) => std::result::Result::Err(
                 format!("Invalid header value for CustomerInvoiceAndCreditNote - value: {hdr_value} is invalid {e}"))
        }
    }
}

#[cfg(any(feature = "client", feature = "server"))]
impl std::convert::TryFrom<hyper::header::HeaderValue> for header::IntoHeaderValue<CustomerInvoiceAndCreditNote> {
    type Error = String;

    fn try_from(hdr_value: hyper::header::HeaderValue) -> std::result::Result<Self, Self::Error> {
        match hdr_value.to_str() {
             std::result::Result::Ok(value) => {
                    match <CustomerInvoiceAndCreditNote as std::str::FromStr>::from_str(value) {
                        std::result::Result::Ok(value) => std::result::Result::Ok(header::IntoHeaderValue(value)),
                        std::result::Result::Err(err) => std::result::Result::Err(
                            format!("Unable to convert header value '{value}' into CustomerInvoiceAndCreditNote - {err}"))
                    }
             },
             std::result::Result::Err(e) => std::result::Result::Err(
                 format!("Unable to convert header: {hdr_value:?} to string: {e}"))
        }
    }
}

#[cfg(any(feature = "client", feature = "server"))]
impl std::convert::TryFrom<header::IntoHeaderValue<Vec<CustomerInvoiceAndCreditNote>>> for hyper::header::HeaderValue {
    type Error = String;

    fn try_from(hdr_values: header::IntoHeaderValue<Vec<CustomerInvoiceAndCreditNote>>) -> std::result::Result<Self, Self::Error> {
        let hdr_values : Vec<String> = hdr_values.0.into_iter().map(|hdr_value| {
            hdr_value.to_string()
        }).collect();

        match hyper::header::HeaderValue::from_str(&hdr_values.join(", ")) {
           std::result::Result::Ok(hdr_value) => std::result::Result::Ok(hdr_value),
           std::result::Result::Err(e) => std::result::Result::Err(format!("Unable to convert {hdr_values:?} into a header - {e}",))
        }
    }
}

#[cfg(any(feature = "client", feature = "server"))]
impl std::convert::TryFrom<hyper::header::HeaderValue> for header::IntoHeaderValue<Vec<CustomerInvoiceAndCreditNote>> {
    type Error = String;

    fn try_from(hdr_values: hyper::header::HeaderValue) -> std::result::Result<Self, Self::Error> {
        match hdr_values.to_str() {
            std::result::Result::Ok(hdr_values) => {
                let hdr_values : std::vec::Vec<CustomerInvoiceAndCreditNote> = hdr_values
                .split(',')
                .filter_map(|hdr_value| match hdr_value.trim() {
                    "" => std::option::Option::None,
                    hdr_value => std::option::Option::Some({
                        match <CustomerInvoiceAndCreditNote as std::str::FromStr>::from_str(hdr_value) {
                            std::result::Result::Ok(value) => std::result::Result::Ok(value),
                            std::result::Result::Err(err) => std::result::Result::Err(
                                format!("Unable to convert header value '{hdr_value}' into CustomerInvoiceAndCreditNote - {err}"))
                        }
                    })
                }).collect::<std::result::Result<std::vec::Vec<_>, String>>()?;

                std::result::Result::Ok(header::IntoHeaderValue(hdr_values))
            },
            std::result::Result::Err(e) => std::result::Result::Err(format!("Unable to parse header: {hdr_values:?} as a string - {e}")),
        }
    }
}

#[derive(Debug, Clone, PartialEq, Validate, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "conversion", derive(frunk::LabelledGeneric))]
pub struct CustomerInvoicePosition {
    #[serde(rename = "chargeGross")]

    #[serde(skip_serializing_if="Option::is_none")]
    pub charge_gross: Option<f64>,

    #[serde(rename = "chargeNet")]

    #[serde(skip_serializing_if="Option::is_none")]
    pub charge_net: Option<f64>,

    #[serde(rename = "quantity")]

    #[serde(skip_serializing_if="Option::is_none")]
    pub quantity: Option<i32>,

    #[serde(rename = "salesItemGross")]

    #[serde(skip_serializing_if="Option::is_none")]
    pub sales_item_gross: Option<f64>,

    #[serde(rename = "salesItemNet")]

    #[serde(skip_serializing_if="Option::is_none")]
    pub sales_item_net: Option<f64>,

    #[serde(rename = "shopArticleNo")]

    #[serde(skip_serializing_if="Option::is_none")]
    pub shop_article_no: Option<String>,

    #[serde(rename = "shopArticleNumber")]

    #[serde(skip_serializing_if="Option::is_none")]
    pub shop_article_number: Option<String>,

    #[serde(rename = "shopOrderNo")]

    #[serde(skip_serializing_if="Option::is_none")]
    pub shop_order_no: Option<String>,

    #[serde(rename = "shopOrderNumber")]

    #[serde(skip_serializing_if="Option::is_none")]
    pub shop_order_number: Option<String>,

}

#[cfg(feature = "validate")]
impl serde_valid::validation::ValidateCompositedMinLength for CustomerInvoicePosition {
    fn validate_composited_min_length(
        &self,
        _min_length: usize,
    ) -> Result<(), serde_valid::validation::Composited<serde_valid::validation::error::MinLengthError>> {
        Ok(())
    }
}

#[cfg(feature = "validate")]
impl serde_valid::validation::ValidateCompositedMaxLength for CustomerInvoicePosition {
    fn validate_composited_max_length(
        &self,
        _max_length: usize,
    ) -> Result<(), serde_valid::validation::Composited<serde_valid::validation::error::MaxLengthError>> {
        Ok(())
    }
}


impl CustomerInvoicePosition {
    #[allow(clippy::new_without_default)]
    pub fn new() -> CustomerInvoicePosition {
        CustomerInvoicePosition {
            charge_gross: None,
            charge_net: None,
            quantity: None,
            sales_item_gross: None,
            sales_item_net: None,
            shop_article_no: None,
            shop_article_number: None,
            shop_order_no: None,
            shop_order_number: None,
        }
    }
}

/// Converts the CustomerInvoicePosition value to the Query Parameters representation (style=form, explode=false)
/// specified in <https://swagger.io/docs/specification/serialization/>
/// Should be implemented in a serde serializer
impl std::fmt::Display for CustomerInvoicePosition {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let params: Vec<Option<String>> = vec![
            self.charge_gross.as_ref().map(|charge_gross| {
                [
                    "chargeGross".to_string(),
                    charge_gross.to_string(),
                ].join(",")
            }),
            self.charge_net.as_ref().map(|charge_net| {
                [
                    "chargeNet".to_string(),
                    charge_net.to_string(),
                ].join(",")
            }),
            self.quantity.as_ref().map(|quantity| {
                [
                    "quantity".to_string(),
                    quantity.to_string(),
                ].join(",")
            }),
            self.sales_item_gross.as_ref().map(|sales_item_gross| {
                [
                    "salesItemGross".to_string(),
                    sales_item_gross.to_string(),
                ].join(",")
            }),
            self.sales_item_net.as_ref().map(|sales_item_net| {
                [
                    "salesItemNet".to_string(),
                    sales_item_net.to_string(),
                ].join(",")
            }),
            self.shop_article_no.as_ref().map(|shop_article_no| {
                [
                    "shopArticleNo".to_string(),
                    shop_article_no.to_string(),
                ].join(",")
            }),
            self.shop_article_number.as_ref().map(|shop_article_number| {
                [
                    "shopArticleNumber".to_string(),
                    shop_article_number.to_string(),
                ].join(",")
            }),
            self.shop_order_no.as_ref().map(|shop_order_no| {
                [
                    "shopOrderNo".to_string(),
                    shop_order_no.to_string(),
                ].join(",")
            }),
            self.shop_order_number.as_ref().map(|shop_order_number| {
                [
                    "shopOrderNumber".to_string(),
                    shop_order_number.to_string(),
                ].join(",")
            }),
        ];

        write!(f, "{}", params.into_iter().flatten().collect::<Vec<_>>().join(","))
    }
}

/// Converts Query Parameters representation (style=form, explode=false) to a CustomerInvoicePosition value
/// as specified in <https://swagger.io/docs/specification/serialization/>
/// Should be implemented in a serde deserializer
impl std::str::FromStr for CustomerInvoicePosition {
    type Err = String;

    fn from_str(s: &str) -> std::result::Result<Self, Self::Err> {
        /// An intermediate representation of the struct to use for parsing.
        #[derive(Default)]
        #[allow(dead_code)]
        struct IntermediateRep {
            pub charge_gross: Vec<f64>,
            pub charge_net: Vec<f64>,
            pub quantity: Vec<i32>,
            pub sales_item_gross: Vec<f64>,
            pub sales_item_net: Vec<f64>,
            pub shop_article_no: Vec<String>,
            pub shop_article_number: Vec<String>,
            pub shop_order_no: Vec<String>,
            pub shop_order_number: Vec<String>,
        }

        let mut intermediate_rep = IntermediateRep::default();

        // Parse into intermediate representation
        let mut string_iter = s.split(',');
        let mut key_result = string_iter.next();

        while key_result.is_some() {
            let val = match string_iter.next() {
                Some(x) => x,
                None => return std::result::Result::Err("Missing value while parsing CustomerInvoicePosition".to_string())
            };

            if let Some(key) = key_result {
                #[allow(clippy::match_single_binding)]
                match key {
                    #[allow(clippy::redundant_clone)]
                    "chargeGross" => intermediate_rep.charge_gross.push(<f64 as std::str::FromStr>::from_str(val).map_err(|x| x.to_string())?),
                    #[allow(clippy::redundant_clone)]
                    "chargeNet" => intermediate_rep.charge_net.push(<f64 as std::str::FromStr>::from_str(val).map_err(|x| x.to_string())?),
                    #[allow(clippy::redundant_clone)]
                    "quantity" => intermediate_rep.quantity.push(<i32 as std::str::FromStr>::from_str(val).map_err(|x| x.to_string())?),
                    #[allow(clippy::redundant_clone)]
                    "salesItemGross" => intermediate_rep.sales_item_gross.push(<f64 as std::str::FromStr>::from_str(val).map_err(|x| x.to_string())?),
                    #[allow(clippy::redundant_clone)]
                    "salesItemNet" => intermediate_rep.sales_item_net.push(<f64 as std::str::FromStr>::from_str(val).map_err(|x| x.to_string())?),
                    #[allow(clippy::redundant_clone)]
                    "shopArticleNo" => intermediate_rep.shop_article_no.push(<String as std::str::FromStr>::from_str(val).map_err(|x| x.to_string())?),
                    #[allow(clippy::redundant_clone)]
                    "shopArticleNumber" => intermediate_rep.shop_article_number.push(<String as std::str::FromStr>::from_str(val).map_err(|x| x.to_string())?),
                    #[allow(clippy::redundant_clone)]
                    "shopOrderNo" => intermediate_rep.shop_order_no.push(<String as std::str::FromStr>::from_str(val).map_err(|x| x.to_string())?),
                    #[allow(clippy::redundant_clone)]
                    "shopOrderNumber" => intermediate_rep.shop_order_number.push(<String as std::str::FromStr>::from_str(val).map_err(|x| x.to_string())?),
                    _ => return std::result::Result::Err("Unexpected key while parsing CustomerInvoicePosition".to_string())
                }
            }

            // Get the next key
            key_result = string_iter.next();
        }

        // Use the intermediate representation to return the struct
        std::result::Result::Ok(CustomerInvoicePosition {
            charge_gross: intermediate_rep.charge_gross.into_iter().next(),
            charge_net: intermediate_rep.charge_net.into_iter().next(),
            quantity: intermediate_rep.quantity.into_iter().next(),
            sales_item_gross: intermediate_rep.sales_item_gross.into_iter().next(),
            sales_item_net: intermediate_rep.sales_item_net.into_iter().next(),
            shop_article_no: intermediate_rep.shop_article_no.into_iter().next(),
            shop_article_number: intermediate_rep.shop_article_number.into_iter().next(),
            shop_order_no: intermediate_rep.shop_order_no.into_iter().next(),
            shop_order_number: intermediate_rep.shop_order_number.into_iter().next(),
        })
    }
}

// Methods for converting between header::IntoHeaderValue<CustomerInvoicePosition> and hyper::header::HeaderValue

#[cfg(any(feature = "client", feature = "server"))]
impl std::convert::TryFrom<header::IntoHeaderValue<CustomerInvoicePosition>> for hyper::header::HeaderValue {
    type Error = String;

    fn try_from(hdr_value: header::IntoHeaderValue<CustomerInvoicePosition>) -> std::result::Result<Self, Self::Error> {
        let hdr_value = hdr_value.to_string();
        match hyper::header::HeaderValue::from_str(&hdr_value) {
             std::result::Result::Ok(value) => std::result::Result::Ok(value),
             std::result::Result::Err(e) => std::result::Result::Err(
                 format!("Invalid header value for CustomerInvoicePosition - value: {hdr_value} is invalid {e}"))
        }
    }
}

#[cfg(any(feature = "client", feature = "server"))]
impl std::convert::TryFrom<hyper::header::HeaderValue> for header::IntoHeaderValue<CustomerInvoicePosition> {
    type Error = String;

    fn try_from(hdr_value: hyper::header::HeaderValue) -> std::result::Result<Self, Self::Error> {
        match hdr_value.to_str() {
             std::result::Result::Ok(value) => {
                    match <CustomerInvoicePosition as std::str::FromStr>::from_str(value) {
                        std::result::Result::Ok(value) => std::result::Result::Ok(header::IntoHeaderValue(value)),
                        std::result::Result::Err(err) => std::result::Result::Err(
                            format!("Unable to convert header value '{value}' into CustomerInvoicePosition - {err}"))
                    }
             },
             std::result::Result::Err(e) => std::result::Result::Err(
                 format!("Unable to convert header: {hdr_value:?} to string: {e}"))
        }
    }
}

#[cfg(any(feature = "client", feature = "server"))]
impl std::convert::TryFrom<header::IntoHeaderValue<Vec<CustomerInvoicePosition>>> for hyper::header::HeaderValue {
    type Error = String;

    fn try_from(hdr_values: header::IntoHeaderValue<Vec<CustomerInvoicePosition>>) -> std::result::Result<Self, Self::Error> {
        let hdr_values : Vec<String> = hdr_values.0.into_iter().map(|hdr_value| {
            hdr_value.to_string()
        }).collect();

        match hyper::header::HeaderValue::from_str(&hdr_values.join(", ")) {
           std::result::Result::Ok(hdr_value) => std::result::Result::Ok(hdr_value),
           std::result::Result::Err(e) => std::result::Result::Err(format!("Unable to convert {hdr_values:?} into a header - {e}",))
        }
    }
}

#[cfg(any(feature = "client", feature = "server"))]
impl std::convert::TryFrom<hyper::header::HeaderValue> for header::IntoHeaderValue<Vec<CustomerInvoicePosition>> {
    type Error = String;

    fn try_from(hdr_values: hyper::header::HeaderValue) -> std::result::Result<Self, Self::Error> {
        match hdr_values.to_str() {
            std::result::Result::Ok(hdr_values) => {
                let hdr_values : std::vec::Vec<CustomerInvoicePosition> = hdr_values
                .split(',')
                .filter_map(|hdr_value| match hdr_value.trim() {
                    "" => std::option::Option::None,
                    hdr_value => std::option::Option::Some({
                        match <CustomerInvoicePosition as std::str::FromStr>::from_str(hdr_value) {
                            std::result::Result::Ok(value) => std::result::Result::Ok(value),
                            std::result::Result::Err(err) => std::result::Result::Err(
                                format!("Unable to convert header value '{hdr_value}' into CustomerInvoicePosition - {err}"))
                        }
                    })
                }).collect::<std::result::Result<std::vec::Vec<_>, String>>()?;

                std::result::Result::Ok(header::IntoHeaderValue(hdr_values))
            },
            std::result::Result::Err(e) => std::result::Result::Err(format!("Unable to parse header: {hdr_values:?} as a string - {e}")),
        }
    }
}

#[derive(Debug, Clone, PartialEq, Validate, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "conversion", derive(frunk::LabelledGeneric))]
pub struct CustomerOrder {
    #[serde(rename = "carrier")]

    #[serde(skip_serializing_if="Option::is_none")]
    pub carrier: Option<String>,

    #[serde(rename = "currency")]

    #[serde(skip_serializing_if="Option::is_none")]
    pub currency: Option<String>,

    #[serde(rename = "id")]

    #[serde(skip_serializing_if="Option::is_none")]
    pub id: Option<i32>,

    #[serde(rename = "orderPositions")]

    #[cfg_attr(feature = "validate", validate)]
    #[serde(skip_serializing_if="Option::is_none")]
    pub order_positions: Option<Vec<models::CustomerOrderPosition>>,

    #[serde(rename = "paymentMethod")]

    #[serde(skip_serializing_if="Option::is_none")]
    pub payment_method: Option<String>,

    #[serde(rename = "paymentProviderOrderNo")]

    #[serde(skip_serializing_if="Option::is_none")]
    pub payment_provider_order_no: Option<String>,

    #[serde(rename = "paymentProviderOrderNumber")]

    #[serde(skip_serializing_if="Option::is_none")]
    pub payment_provider_order_number: Option<String>,

    #[serde(rename = "recalculatedShopSubTotalGrossDiscounted")]

    #[serde(skip_serializing_if="Option::is_none")]
    pub recalculated_shop_sub_total_gross_discounted: Option<f64>,

    #[serde(rename = "recalculatedShopSubTotalNetDiscounted")]

    #[serde(skip_serializing_if="Option::is_none")]
    pub recalculated_shop_sub_total_net_discounted: Option<f64>,

    #[serde(rename = "shopCustomerOrderNo")]

    #[serde(skip_serializing_if="Option::is_none")]
    pub shop_customer_order_no: Option<String>,

    #[serde(rename = "shopCustomerOrderNumber")]

    #[serde(skip_serializing_if="Option::is_none")]
    pub shop_customer_order_number: Option<String>,

    #[serde(rename = "shopOrderCreationDate")]

    #[serde(skip_serializing_if="Option::is_none")]
    pub shop_order_creation_date: Option<chrono::DateTime::<chrono::Utc>>,

    #[serde(rename = "shopOrderNo")]

    #[serde(skip_serializing_if="Option::is_none")]
    pub shop_order_no: Option<String>,

    #[serde(rename = "shopOrderNumber")]

    #[serde(skip_serializing_if="Option::is_none")]
    pub shop_order_number: Option<String>,

    #[serde(rename = "shopSubTotalGross")]

    #[serde(skip_serializing_if="Option::is_none")]
    pub shop_sub_total_gross: Option<f64>,

    #[serde(rename = "shopSubTotalGrossDiscounted")]

    #[serde(skip_serializing_if="Option::is_none")]
    pub shop_sub_total_gross_discounted: Option<f64>,

    #[serde(rename = "shopSubTotalNet")]

    #[serde(skip_serializing_if="Option::is_none")]
    pub shop_sub_total_net: Option<f64>,

    #[serde(rename = "shopSubTotalNetDiscounted")]

    #[serde(skip_serializing_if="Option::is_none")]
    pub shop_sub_total_net_discounted: Option<f64>,

    #[serde(rename = "shopTotalGross")]

    #[serde(skip_serializing_if="Option::is_none")]
    pub shop_total_gross: Option<f64>,

    #[serde(rename = "shopTotalNet")]

    #[serde(skip_serializing_if="Option::is_none")]
    pub shop_total_net: Option<f64>,

}

#[cfg(feature = "validate")]
impl serde_valid::validation::ValidateCompositedMinLength for CustomerOrder {
    fn validate_composited_min_length(
        &self,
        _min_length: usize,
    ) -> Result<(), serde_valid::validation::Composited<serde_valid::validation::error::MinLengthError>> {
        Ok(())
    }
}

#[cfg(feature = "validate")]
impl serde_valid::validation::ValidateCompositedMaxLength for CustomerOrder {
    fn validate_composited_max_length(
        &self,
        _max_length: usize,
    ) -> Result<(), serde_valid::validation::Composited<serde_valid::validation::error::MaxLengthError>> {
        Ok(())
    }
}


impl CustomerOrder {
    #[allow(clippy::new_without_default)]
    pub fn new() -> CustomerOrder {
        CustomerOrder {
            carrier: None,
            currency: None,
            id: None,
            order_positions: None,
            payment_method: None,
            payment_provider_order_no: None,
            payment_provider_order_number: None,
            recalculated_shop_sub_total_gross_discounted: None,
            recalculated_shop_sub_total_net_discounted: None,
            shop_customer_order_no: None,
            shop_customer_order_number: None,
            shop_order_creation_date: None,
            shop_order_no: None,
            shop_order_number: None,
            shop_sub_total_gross: None,
            shop_sub_total_gross_discounted: None,
            shop_sub_total_net: None,
            shop_sub_total_net_discounted: None,
            shop_total_gross: None,
            shop_total_net: None,
        }
    }
}

/// Converts the CustomerOrder value to the Query Parameters representation (style=form, explode=false)
/// specified in <https://swagger.io/docs/specification/serialization/>
/// Should be implemented in a serde serializer
impl std::fmt::Display for CustomerOrder {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let params: Vec<Option<String>> = vec![
            self.carrier.as_ref().map(|carrier| {
                [
                    "carrier".to_string(),
                    carrier.to_string(),
                ].join(",")
            }),
            self.currency.as_ref().map(|currency| {
                [
                    "currency".to_string(),
                    currency.to_string(),
                ].join(",")
            }),
            self.id.as_ref().map(|id| {
                [
                    "id".to_string(),
                    id.to_string(),
                ].join(",")
            }),
            // Skipping non-primitive type orderPositions in query parameter serialization
            self.payment_method.as_ref().map(|payment_method| {
                [
                    "paymentMethod".to_string(),
                    payment_method.to_string(),
                ].join(",")
            }),
            self.payment_provider_order_no.as_ref().map(|payment_provider_order_no| {
                [
                    "paymentProviderOrderNo".to_string(),
                    payment_provider_order_no.to_string(),
                ].join(",")
            }),
            self.payment_provider_order_number.as_ref().map(|payment_provider_order_number| {
                [
                    "paymentProviderOrderNumber".to_string(),
                    payment_provider_order_number.to_string(),
                ].join(",")
            }),
            self.recalculated_shop_sub_total_gross_discounted.as_ref().map(|recalculated_shop_sub_total_gross_discounted| {
                [
                    "recalculatedShopSubTotalGrossDiscounted".to_string(),
                    recalculated_shop_sub_total_gross_discounted.to_string(),
                ].join(",")
            }),
            self.recalculated_shop_sub_total_net_discounted.as_ref().map(|recalculated_shop_sub_total_net_discounted| {
                [
                    "recalculatedShopSubTotalNetDiscounted".to_string(),
                    recalculated_shop_sub_total_net_discounted.to_string(),
                ].join(",")
            }),
            self.shop_customer_order_no.as_ref().map(|shop_customer_order_no| {
                [
                    "shopCustomerOrderNo".to_string(),
                    shop_customer_order_no.to_string(),
                ].join(",")
            }),
            self.shop_customer_order_number.as_ref().map(|shop_customer_order_number| {
                [
                    "shopCustomerOrderNumber".to_string(),
                    shop_customer_order_number.to_string(),
                ].join(",")
            }),
            // Skipping non-primitive type shopOrderCreationDate in query parameter serialization
            self.shop_order_no.as_ref().map(|shop_order_no| {
                [
                    "shopOrderNo".to_string(),
                    shop_order_no.to_string(),
                ].join(",")
            }),
            self.shop_order_number.as_ref().map(|shop_order_number| {
                [
                    "shopOrderNumber".to_string(),
                    shop_order_number.to_string(),
                ].join(",")
            }),
            self.shop_sub_total_gross.as_ref().map(|shop_sub_total_gross| {
                [
                    "shopSubTotalGross".to_string(),
                    shop_sub_total_gross.to_string(),
                ].join(",")
            }),
            self.shop_sub_total_gross_discounted.as_ref().map(|shop_sub_total_gross_discounted| {
                [
                    "shopSubTotalGrossDiscounted".to_string(),
                    shop_sub_total_gross_discounted.to_string(),
                ].join(",")
            }),
            self.shop_sub_total_net.as_ref().map(|shop_sub_total_net| {
                [
                    "shopSubTotalNet".to_string(),
                    shop_sub_total_net.to_string(),
                ].join(",")
            }),
            self.shop_sub_total_net_discounted.as_ref().map(|shop_sub_total_net_discounted| {
                [
                    "shopSubTotalNetDiscounted".to_string(),
                    shop_sub_total_net_discounted.to_string(),
                ].join(",")
            }),
            self.shop_total_gross.as_ref().map(|shop_total_gross| {
                [
                    "shopTotalGross".to_string(),
                    shop_total_gross.to_string(),
                ].join(",")
            }),
            self.shop_total_net.as_ref().map(|shop_total_net| {
                [
                    "shopTotalNet".to_string(),
                    shop_total_net.to_string(),
                ].join(",")
            }),
        ];

        write!(f, "{}", params.into_iter().flatten().collect::<Vec<_>>().join(","))
    }
}

/// Converts Query Parameters representation (style=form, explode=false) to a CustomerOrder value
/// as specified in <https://swagger.io/docs/specification/serialization/>
/// Should be implemented in a serde deserializer
impl std::str::FromStr for CustomerOrder {
    type Err = String;

    fn from_str(s: &str) -> std::result::Result<Self, Self::Err> {
        /// An intermediate representation of the struct to use for parsing.
        #[derive(Default)]
        #[allow(dead_code)]
        struct IntermediateRep {
            pub carrier: Vec<String>,
            pub currency: Vec<String>,
            pub id: Vec<i32>,
            pub order_positions: Vec<Vec<models::CustomerOrderPosition>>,
            pub payment_method: Vec<String>,
            pub payment_provider_order_no: Vec<String>,
            pub payment_provider_order_number: Vec<String>,
            pub recalculated_shop_sub_total_gross_discounted: Vec<f64>,
            pub recalculated_shop_sub_total_net_discounted: Vec<f64>,
            pub shop_customer_order_no: Vec<String>,
            pub shop_customer_order_number: Vec<String>,
            pub shop_order_creation_date: Vec<chrono::DateTime::<chrono::Utc>>,
            pub shop_order_no: Vec<String>,
            pub shop_order_number: Vec<String>,
            pub shop_sub_total_gross: Vec<f64>,
            pub shop_sub_total_gross_discounted: Vec<f64>,
            pub shop_sub_total_net: Vec<f64>,
            pub shop_sub_total_net_discounted: Vec<f64>,
            pub shop_total_gross: Vec<f64>,
            pub shop_total_net: Vec<f64>,
        }

        let mut intermediate_rep = IntermediateRep::default();

        // Parse into intermediate representation
        let mut string_iter = s.split(',');
        let mut key_result = string_iter.next();

        while key_result.is_some() {
            let val = match string_iter.next() {
                Some(x) => x,
                None => return std::result::Result::Err("Missing value while parsing CustomerOrder".to_string())
            };

            if let Some(key) = key_result {
                #[allow(clippy::match_single_binding)]
                match key {
                    #[allow(clippy::redundant_clone)]
                    "carrier" => intermediate_rep.carrier.push(<String as std::str::FromStr>::from_str(val).map_err(|x| x.to_string())?),
                    #[allow(clippy::redundant_clone)]
                    "currency" => intermediate_rep.currency.push(<String as std::str::FromStr>::from_str(val).map_err(|x| x.to_string())?),
                    #[allow(clippy::redundant_clone)]
                    "id" => intermediate_rep.id.push(<i32 as std::str::FromStr>::from_str(val).map_err(|x| x.to_string())?),
                    "orderPositions" => return std::result::Result::Err("Parsing a container in this style is not supported in CustomerOrder".to_string()),
                    #[allow(clippy::redundant_clone)]
                    "paymentMethod" => intermediate_rep.payment_method.push(<String as std::str::FromStr>::from_str(val).map_err(|x| x.to_string())?),
                    #[allow(clippy::redundant_clone)]
                    "paymentProviderOrderNo" => intermediate_rep.payment_provider_order_no.push(<String as std::str::FromStr>::from_str(val).map_err(|x| x.to_string())?),
                    #[allow(clippy::redundant_clone)]
                    "paymentProviderOrderNumber" => intermediate_rep.payment_provider_order_number.push(<String as std::str::FromStr>::from_str(val).map_err(|x| x.to_string())?),
                    #[allow(clippy::redundant_clone)]
                    "recalculatedShopSubTotalGrossDiscounted" => intermediate_rep.recalculated_shop_sub_total_gross_discounted.push(<f64 as std::str::FromStr>::from_str(val).map_err(|x| x.to_string())?),
                    #[allow(clippy::redundant_clone)]
                    "recalculatedShopSubTotalNetDiscounted" => intermediate_rep.recalculated_shop_sub_total_net_discounted.push(<f64 as std::str::FromStr>::from_str(val).map_err(|x| x.to_string())?),
                    #[allow(clippy::redundant_clone)]
                    "shopCustomerOrderNo" => intermediate_rep.shop_customer_order_no.push(<String as std::str::FromStr>::from_str(val).map_err(|x| x.to_string())?),
                    #[allow(clippy::redundant_clone)]
                    "shopCustomerOrderNumber" => intermediate_rep.shop_customer_order_number.push(<String as std::str::FromStr>::from_str(val).map_err(|x| x.to_string())?),
                    #[allow(clippy::redundant_clone)]
                    "shopOrderCreationDate" => intermediate_rep.shop_order_creation_date.push(<chrono::DateTime::<chrono::Utc> as std::str::FromStr>::from_str(val).map_err(|x| x.to_string())?),
                    #[allow(clippy::redundant_clone)]
                    "shopOrderNo" => intermediate_rep.shop_order_no.push(<String as std::str::FromStr>::from_str(val).map_err(|x| x.to_string())?),
                    #[allow(clippy::redundant_clone)]
                    "shopOrderNumber" => intermediate_rep.shop_order_number.push(<String as std::str::FromStr>::from_str(val).map_err(|x| x.to_string())?),
                    #[allow(clippy::redundant_clone)]
                    "shopSubTotalGross" => intermediate_rep.shop_sub_total_gross.push(<f64 as std::str::FromStr>::from_str(val).map_err(|x| x.to_string())?),
                    #[allow(clippy::redundant_clone)]
                    "shopSubTotalGrossDiscounted" => intermediate_rep.shop_sub_total_gross_discounted.push(<f64 as std::str::FromStr>::from_str(val).map_err(|x| x.to_string())?),
                    #[allow(clippy::redundant_clone)]
                    "shopSubTotalNet" => intermediate_rep.shop_sub_total_net.push(<f64 as std::str::FromStr>::from_str(val).map_err(|x| x.to_string())?),
                    #[allow(clippy::redundant_clone)]
                    "shopSubTotalNetDiscounted" => intermediate_rep.shop_sub_total_net_discounted.push(<f64 as std::str::FromStr>::from_str(val).map_err(|x| x.to_string())?),
                    #[allow(clippy::redundant_clone)]
                    "shopTotalGross" => intermediate_rep.shop_total_gross.push(<f64 as std::str::FromStr>::from_str(val).map_err(|x| x.to_string())?),
                    #[allow(clippy::redundant_clone)]
                    "shopTotalNet" => intermediate_rep.shop_total_net.push(<f64 as std::str::FromStr>::from_str(val).map_err(|x| x.to_string())?),
                    _ => return std::result::Result::Err("Unexpected key while parsing CustomerOrder".to_string())
                }
            }

            // Get the next key
            key_result = string_iter.next();
        }

        // Use the intermediate representation to return the struct
        std::result::Result::Ok(CustomerOrder {
            carrier: intermediate_rep.carrier.into_iter().next(),
            currency: intermediate_rep.currency.into_iter().next(),
            id: intermediate_rep.id.into_iter().next(),
            order_positions: intermediate_rep.order_positions.into_iter().next(),
            payment_method: intermediate_rep.payment_method.into_iter().next(),
            payment_provider_order_no: intermediate_rep.payment_provider_order_no.into_iter().next(),
            payment_provider_order_number: intermediate_rep.payment_provider_order_number.into_iter().next(),
            recalculated_shop_sub_total_gross_discounted: intermediate_rep.recalculated_shop_sub_total_gross_discounted.into_iter().next(),
            recalculated_shop_sub_total_net_discounted: intermediate_rep.recalculated_shop_sub_total_net_discounted.into_iter().next(),
            shop_customer_order_no: intermediate_rep.shop_customer_order_no.into_iter().next(),
            shop_customer_order_number: intermediate_rep.shop_customer_order_number.into_iter().next(),
            shop_order_creation_date: intermediate_rep.shop_order_creation_date.into_iter().next(),
            shop_order_no: intermediate_rep.shop_order_no.into_iter().next(),
            shop_order_number: intermediate_rep.shop_order_number.into_iter().next(),
            shop_sub_total_gross: intermediate_rep.shop_sub_total_gross.into_iter().next(),
            shop_sub_total_gross_discounted: intermediate_rep.shop_sub_total_gross_discounted.into_iter().next(),
            shop_sub_total_net: intermediate_rep.shop_sub_total_net.into_iter().next(),
            shop_sub_total_net_discounted: intermediate_rep.shop_sub_total_net_discounted.into_iter().next(),
            shop_total_gross: intermediate_rep.shop_total_gross.into_iter().next(),
            shop_total_net: intermediate_rep.shop_total_net.into_iter().next(),
        })
    }
}

// Methods for converting between header::IntoHeaderValue<CustomerOrder> and hyper::header::HeaderValue

#[cfg(any(feature = "client", feature = "server"))]
impl std::convert::TryFrom<header::IntoHeaderValue<CustomerOrder>> for hyper::header::HeaderValue {
    type Error = String;

    fn try_from(hdr_value: header::IntoHeaderValue<CustomerOrder>) -> std::result::Result<Self, Self::Error> {
        let hdr_value = hdr_value.to_string();
        match hyper::header::HeaderValue::from_str(&hdr_value) {
             std::result::Result::Ok(value) => std::result::Result::Ok(value),
             std::result::Result::Err(e) => std::result::Result::Err(
                 format!("Invalid header value for CustomerOrder - value: {hdr_value} is invalid {e}"))
        }
    }
}

#[cfg(any(feature = "client", feature = "server"))]
impl std::convert::TryFrom<hyper::header::HeaderValue> for header::IntoHeaderValue<CustomerOrder> {
    type Error = String;

    fn try_from(hdr_value: hyper::header::HeaderValue) -> std::result::Result<Self, Self::Error> {
        match hdr_value.to_str() {
             std::result::Result::Ok(value) => {
                    match <CustomerOrder as std::str::FromStr>::from_str(value) {
                        std::result::Result::Ok(value) => std::result::Result::Ok(header::IntoHeaderValue(value)),
                        std::result::Result::Err(err) => std::result::Result::Err(
                            format!("Unable to convert header value '{value}' into CustomerOrder - {err}"))
                    }
             },
             std::result::Result::Err(e) => std::result::Result::Err(
                 format!("Unable to convert header: {hdr_value:?} to string: {e}"))
        }
    }
}

#[cfg(any(feature = "client", feature = "server"))]
impl std::convert::TryFrom<header::IntoHeaderValue<Vec<CustomerOrder>>> for hyper::header::HeaderValue {
    type Error = String;

    fn try_from(hdr_values: header::IntoHeaderValue<Vec<CustomerOrder>>) -> std::result::Result<Self, Self::Error> {
        let hdr_values : Vec<String> = hdr_values.0.into_iter().map(|hdr_value| {
            hdr_value.to_string()
        }).collect();

        match hyper::header::HeaderValue::from_str(&hdr_values.join(", ")) {
           std::result::Result::Ok(hdr_value) => std::result::Result::Ok(hdr_value),
           std::result::Result::Err(e) => std::result::Result::Err(format!("Unable to convert {hdr_values:?} into a header - {e}",))
        }
    }
}

#[cfg(any(feature = "client", feature = "server"))]
impl std::convert::TryFrom<hyper::header::HeaderValue> for header::IntoHeaderValue<Vec<CustomerOrder>> {
    type Error = String;

    fn try_from(hdr_values: hyper::header::HeaderValue) -> std::result::Result<Self, Self::Error> {
        match hdr_values.to_str() {
            std::result::Result::Ok(hdr_values) => {
                let hdr_values : std::vec::Vec<CustomerOrder> = hdr_values
                .split(',')
                .filter_map(|hdr_value| match hdr_value.trim() {
                    "" => std::option::Option::None,
                    hdr_value => std::option::Option::Some({
                        match <CustomerOrder as std::str::FromStr>::from_str(hdr_value) {
                            std::result::Result::Ok(value) => std::result::Result::Ok(value),
                            std::result::Result::Err(err) => std::result::Result::Err(
                                format!("Unable to convert header value '{hdr_value}' into CustomerOrder - {err}"))
                        }
                    })
                }).collect::<std::result::Result<std::vec::Vec<_>, String>>()?;

                std::result::Result::Ok(header::IntoHeaderValue(hdr_values))
            },
            std::result::Result::Err(e) => std::result::Result::Err(format!("Unable to parse header: {hdr_values:?} as a string - {e}")),
        }
    }
}

#[derive(Debug, Clone, PartialEq, Validate, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "conversion", derive(frunk::LabelledGeneric))]
pub struct CustomerOrderPosition {
    #[serde(rename = "orderPosNo")]

    #[serde(skip_serializing_if="Option::is_none")]
    pub order_pos_no: Option<i32>,

    #[serde(rename = "orderPosNumber")]

    #[serde(skip_serializing_if="Option::is_none")]
    pub order_pos_number: Option<i32>,

    #[serde(rename = "quantityCanceled")]

    #[serde(skip_serializing_if="Option::is_none")]
    pub quantity_canceled: Option<i32>,

    #[serde(rename = "quantityOrdered")]

    #[serde(skip_serializing_if="Option::is_none")]
    pub quantity_ordered: Option<i32>,

    #[serde(rename = "quantityRefunded")]

    #[serde(skip_serializing_if="Option::is_none")]
    pub quantity_refunded: Option<i32>,

    #[serde(rename = "quantityReturned")]

    #[serde(skip_serializing_if="Option::is_none")]
    pub quantity_returned: Option<i32>,

    #[serde(rename = "returnDate")]

    #[serde(skip_serializing_if="Option::is_none")]
    pub return_date: Option<chrono::DateTime::<chrono::Utc>>,

    #[serde(rename = "shippingAddress")]

    #[cfg_attr(feature = "validate", validate)]
    #[serde(skip_serializing_if="Option::is_none")]
    pub shipping_address: Option<models::Address>,

    #[serde(rename = "shopArticleName")]

    #[serde(skip_serializing_if="Option::is_none")]
    pub shop_article_name: Option<String>,

    #[serde(rename = "shopArticleNo")]

    #[serde(skip_serializing_if="Option::is_none")]
    pub shop_article_no: Option<String>,

    #[serde(rename = "shopArticleNumber")]

    #[serde(skip_serializing_if="Option::is_none")]
    pub shop_article_number: Option<String>,

    #[serde(rename = "shopItemGross")]

    #[serde(skip_serializing_if="Option::is_none")]
    pub shop_item_gross: Option<f64>,

    #[serde(rename = "shopItemGrossDiscounted")]

    #[serde(skip_serializing_if="Option::is_none")]
    pub shop_item_gross_discounted: Option<f64>,

    #[serde(rename = "shopItemNet")]

    #[serde(skip_serializing_if="Option::is_none")]
    pub shop_item_net: Option<f64>,

    #[serde(rename = "shopItemNetDiscounted")]

    #[serde(skip_serializing_if="Option::is_none")]
    pub shop_item_net_discounted: Option<f64>,

    #[serde(rename = "shopItemTax")]

    #[serde(skip_serializing_if="Option::is_none")]
    pub shop_item_tax: Option<f64>,

    #[serde(rename = "shopPosGross")]

    #[serde(skip_serializing_if="Option::is_none")]
    pub shop_pos_gross: Option<f64>,

    #[serde(rename = "shopPosGrossDiscounted")]

    #[serde(skip_serializing_if="Option::is_none")]
    pub shop_pos_gross_discounted: Option<f64>,

    #[serde(rename = "shopPosNet")]

    #[serde(skip_serializing_if="Option::is_none")]
    pub shop_pos_net: Option<f64>,

    #[serde(rename = "shopPosNetDiscounted")]

    #[serde(skip_serializing_if="Option::is_none")]
    pub shop_pos_net_discounted: Option<f64>,

    #[serde(rename = "shopPosTax")]

    #[serde(skip_serializing_if="Option::is_none")]
    pub shop_pos_tax: Option<f64>,

    #[serde(rename = "shopUnit")]

    #[serde(skip_serializing_if="Option::is_none")]
    pub shop_unit: Option<String>,

}

#[cfg(feature = "validate")]
impl serde_valid::validation::ValidateCompositedMinLength for CustomerOrderPosition {
    fn validate_composited_min_length(
        &self,
        _min_length: usize,
    ) -> Result<(), serde_valid::validation::Composited<serde_valid::validation::error::MinLengthError>> {
        Ok(())
    }
}

#[cfg(feature = "validate")]
impl serde_valid::validation::ValidateCompositedMaxLength for CustomerOrderPosition {
    fn validate_composited_max_length(
        &self,
        _max_length: usize,
    ) -> Result<(), serde_valid::validation::Composited<serde_valid::validation::error::MaxLengthError>> {
        Ok(())
    }
}


impl CustomerOrderPosition {
    #[allow(clippy::new_without_default)]
    pub fn new() -> CustomerOrderPosition {
        CustomerOrderPosition {
            order_pos_no: None,
            order_pos_number: None,
            quantity_canceled: None,
            quantity_ordered: None,
            quantity_refunded: None,
            quantity_returned: None,
            return_date: None,
            shipping_address: None,
            shop_article_name: None,
            shop_article_no: None,
            shop_article_number: None,
            shop_item_gross: None,
            shop_item_gross_discounted: None,
            shop_item_net: None,
            shop_item_net_discounted: None,
            shop_item_tax: None,
            shop_pos_gross: None,
            shop_pos_gross_discounted: None,
            shop_pos_net: None,
            shop_pos_net_discounted: None,
            shop_pos_tax: None,
            shop_unit: None,
        }
    }
}

/// Converts the CustomerOrderPosition value to the Query Parameters representation (style=form, explode=false)
/// specified in <https://swagger.io/docs/specification/serialization/>
/// Should be implemented in a serde serializer
impl std::fmt::Display for CustomerOrderPosition {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let params: Vec<Option<String>> = vec![
            self.order_pos_no.as_ref().map(|order_pos_no| {
                [
                    "orderPosNo".to_string(),
                    order_pos_no.to_string(),
                ].join(",")
            }),
            self.order_pos_number.as_ref().map(|order_pos_number| {
                [
                    "orderPosNumber".to_string(),
                    order_pos_number.to_string(),
                ].join(",")
            }),
            self.quantity_canceled.as_ref().map(|quantity_canceled| {
                [
                    "quantityCanceled".to_string(),
                    quantity_canceled.to_string(),
                ].join(",")
            }),
            self.quantity_ordered.as_ref().map(|quantity_ordered| {
                [
                    "quantityOrdered".to_string(),
                    quantity_ordered.to_string(),
                ].join(",")
            }),
            self.quantity_refunded.as_ref().map(|quantity_refunded| {
                [
                    "quantityRefunded".to_string(),
                    quantity_refunded.to_string(),
                ].join(",")
            }),
            self.quantity_returned.as_ref().map(|quantity_returned| {
                [
                    "quantityReturned".to_string(),
                    quantity_returned.to_string(),
                ].join(",")
            }),
            // Skipping non-primitive type returnDate in query parameter serialization
            // Skipping non-primitive type shippingAddress in query parameter serialization
            self.shop_article_name.as_ref().map(|shop_article_name| {
                [
                    "shopArticleName".to_string(),
                    shop_article_name.to_string(),
                ].join(",")
            }),
            self.shop_article_no.as_ref().map(|shop_article_no| {
                [
                    "shopArticleNo".to_string(),
                    shop_article_no.to_string(),
                ].join(",")
            }),
            self.shop_article_number.as_ref().map(|shop_article_number| {
                [
                    "shopArticleNumber".to_string(),
                    shop_article_number.to_string(),
                ].join(",")
            }),
            self.shop_item_gross.as_ref().map(|shop_item_gross| {
                [
                    "shopItemGross".to_string(),
                    shop_item_gross.to_string(),
                ].join(",")
            }),
            self.shop_item_gross_discounted.as_ref().map(|shop_item_gross_discounted| {
                [
                    "shopItemGrossDiscounted".to_string(),
                    shop_item_gross_discounted.to_string(),
                ].join(",")
            }),
            self.shop_item_net.as_ref().map(|shop_item_net| {
                [
                    "shopItemNet".to_string(),
                    shop_item_net.to_string(),
                ].join(",")
            }),
            self.shop_item_net_discounted.as_ref().map(|shop_item_net_discounted| {
                [
                    "shopItemNetDiscounted".to_string(),
                    shop_item_net_discounted.to_string(),
                ].join(",")
            }),
            self.shop_item_tax.as_ref().map(|shop_item_tax| {
                [
                    "shopItemTax".to_string(),
                    shop_item_tax.to_string(),
                ].join(",")
            }),
            self.shop_pos_gross.as_ref().map(|shop_pos_gross| {
                [
                    "shopPosGross".to_string(),
                    shop_pos_gross.to_string(),
                ].join(",")
            }),
            self.shop_pos_gross_discounted.as_ref().map(|shop_pos_gross_discounted| {
                [
                    "shopPosGrossDiscounted".to_string(),
                    shop_pos_gross_discounted.to_string(),
                ].join(",")
            }),
            self.shop_pos_net.as_ref().map(|shop_pos_net| {
                [
                    "shopPosNet".to_string(),
                    shop_pos_net.to_string(),
                ].join(",")
            }),
            self.shop_pos_net_discounted.as_ref().map(|shop_pos_net_discounted| {
                [
                    "shopPosNetDiscounted".to_string(),
                    shop_pos_net_discounted.to_string(),
                ].join(",")
            }),
            self.shop_pos_tax.as_ref().map(|shop_pos_tax| {
                [
                    "shopPosTax".to_string(),
                    shop_pos_tax.to_string(),
                ].join(",")
            }),
            self.shop_unit.as_ref().map(|shop_unit| {
                [
                    "shopUnit".to_string(),
                    shop_unit.to_string(),
                ].join(",")
            }),
        ];

        write!(f, "{}", params.into_iter().flatten().collect::<Vec<_>>().join(","))
    }
}

/// Converts Query Parameters representation (style=form, explode=false) to a CustomerOrderPosition value
/// as specified in <https://swagger.io/docs/specification/serialization/>
/// Should be implemented in a serde deserializer
impl std::str::FromStr for CustomerOrderPosition {
    type Err = String;

    fn from_str(s: &str) -> std::result::Result<Self, Self::Err> {
        /// An intermediate representation of the struct to use for parsing.
        #[derive(Default)]
        #[allow(dead_code)]
        struct IntermediateRep {
            pub order_pos_no: Vec<i32>,
            pub order_pos_number: Vec<i32>,
            pub quantity_canceled: Vec<i32>,
            pub quantity_ordered: Vec<i32>,
            pub quantity_refunded: Vec<i32>,
            pub quantity_returned: Vec<i32>,
            pub return_date: Vec<chrono::DateTime::<chrono::Utc>>,
            pub shipping_address: Vec<models::Address>,
            pub shop_article_name: Vec<String>,
            pub shop_article_no: Vec<String>,
            pub shop_article_number: Vec<String>,
            pub shop_item_gross: Vec<f64>,
            pub shop_item_gross_discounted: Vec<f64>,
            pub shop_item_net: Vec<f64>,
            pub shop_item_net_discounted: Vec<f64>,
            pub shop_item_tax: Vec<f64>,
            pub shop_pos_gross: Vec<f64>,
            pub shop_pos_gross_discounted: Vec<f64>,
            pub shop_pos_net: Vec<f64>,
            pub shop_pos_net_discounted: Vec<f64>,
            pub shop_pos_tax: Vec<f64>,
            pub shop_unit: Vec<String>,
        }

        let mut intermediate_rep = IntermediateRep::default();

        // Parse into intermediate representation
        let mut string_iter = s.split(',');
        let mut key_result = string_iter.next();

        while key_result.is_some() {
            let val = match string_iter.next() {
                Some(x) => x,
                None => return std::result::Result::Err("Missing value while parsing CustomerOrderPosition".to_string())
            };

            if let Some(key) = key_result {
                #[allow(clippy::match_single_binding)]
                match key {
                    #[allow(clippy::redundant_clone)]
                    "orderPosNo" => intermediate_rep.order_pos_no.push(<i32 as std::str::FromStr>::from_str(val).map_err(|x| x.to_string())?),
                    #[allow(clippy::redundant_clone)]
                    "orderPosNumber" => intermediate_rep.order_pos_number.push(<i32 as std::str::FromStr>::from_str(val).map_err(|x| x.to_string())?),
                    #[allow(clippy::redundant_clone)]
                    "quantityCanceled" => intermediate_rep.quantity_canceled.push(<i32 as std::str::FromStr>::from_str(val).map_err(|x| x.to_string())?),
                    #[allow(clippy::redundant_clone)]
                    "quantityOrdered" => intermediate_rep.quantity_ordered.push(<i32 as std::str::FromStr>::from_str(val).map_err(|x| x.to_string())?),
                    #[allow(clippy::redundant_clone)]
                    "quantityRefunded" => intermediate_rep.quantity_refunded.push(<i32 as std::str::FromStr>::from_str(val).map_err(|x| x.to_string())?),
                    #[allow(clippy::redundant_clone)]
                    "quantityReturned" => intermediate_rep.quantity_returned.push(<i32 as std::str::FromStr>::from_str(val).map_err(|x| x.to_string())?),
                    #[allow(clippy::redundant_clone)]
                    "returnDate" => intermediate_rep.return_date.push(<chrono::DateTime::<chrono::Utc> as std::str::FromStr>::from_str(val).map_err(|x| x.to_string())?),
                    #[allow(clippy::redundant_clone)]
                    "shippingAddress" => intermediate_rep.shipping_address.push(<models::Address as std::str::FromStr>::from_str(val).map_err(|x| x.to_string())?),
                    #[allow(clippy::redundant_clone)]
                    "shopArticleName" => intermediate_rep.shop_article_name.push(<String as std::str::FromStr>::from_str(val).map_err(|x| x.to_string())?),
                    #[allow(clippy::redundant_clone)]
                    "shopArticleNo" => intermediate_rep.shop_article_no.push(<String as std::str::FromStr>::from_str(val).map_err(|x| x.to_string())?),
                    #[allow(clippy::redundant_clone)]
                    "shopArticleNumber" => intermediate_rep.shop_article_number.push(<String as std::str::FromStr>::from_str(val).map_err(|x| x.to_string())?),
                    #[allow(clippy::redundant_clone)]
                    "shopItemGross" => intermediate_rep.shop_item_gross.push(<f64 as std::str::FromStr>::from_str(val).map_err(|x| x.to_string())?),
                    #[allow(clippy::redundant_clone)]
                    "shopItemGrossDiscounted" => intermediate_rep.shop_item_gross_discounted.push(<f64 as std::str::FromStr>::from_str(val).map_err(|x| x.to_string())?),
                    #[allow(clippy::redundant_clone)]
                    "shopItemNet" => intermediate_rep.shop_item_net.push(<f64 as std::str::FromStr>::from_str(val).map_err(|x| x.to_string())?),
                    #[allow(clippy::redundant_clone)]
                    "shopItemNetDiscounted" => intermediate_rep.shop_item_net_discounted.push(<f64 as std::str::FromStr>::from_str(val).map_err(|x| x.to_string())?),
                    #[allow(clippy::redundant_clone)]
                    "shopItemTax" => intermediate_rep.shop_item_tax.push(<f64 as std::str::FromStr>::from_str(val).map_err(|x| x.to_string())?),
                    #[allow(clippy::redundant_clone)]
                    "shopPosGross" => intermediate_rep.shop_pos_gross.push(<f64 as std::str::FromStr>::from_str(val).map_err(|x| x.to_string())?),
                    #[allow(clippy::redundant_clone)]
                    "shopPosGrossDiscounted" => intermediate_rep.shop_pos_gross_discounted.push(<f64 as std::str::FromStr>::from_str(val).map_err(|x| x.to_string())?),
                    #[allow(clippy::redundant_clone)]
                    "shopPosNet" => intermediate_rep.shop_pos_net.push(<f64 as std::str::FromStr>::from_str(val).map_err(|x| x.to_string())?),
                    #[allow(clippy::redundant_clone)]
                    "shopPosNetDiscounted" => intermediate_rep.shop_pos_net_discounted.push(<f64 as std::str::FromStr>::from_str(val).map_err(|x| x.to_string())?),
                    #[allow(clippy::redundant_clone)]
                    "shopPosTax" => intermediate_rep.shop_pos_tax.push(<f64 as std::str::FromStr>::from_str(val).map_err(|x| x.to_string())?),
                    #[allow(clippy::redundant_clone)]
                    "shopUnit" => intermediate_rep.shop_unit.push(<String as std::str::FromStr>::from_str(val).map_err(|x| x.to_string())?),
                    _ => return std::result::Result::Err("Unexpected key while parsing CustomerOrderPosition".to_string())
                }
            }

            // Get the next key
            key_result = string_iter.next();
        }

        // Use the intermediate representation to return the struct
        std::result::Result::Ok(CustomerOrderPosition {
            order_pos_no: intermediate_rep.order_pos_no.into_iter().next(),
            order_pos_number: intermediate_rep.order_pos_number.into_iter().next(),
            quantity_canceled: intermediate_rep.quantity_canceled.into_iter().next(),
            quantity_ordered: intermediate_rep.quantity_ordered.into_iter().next(),
            quantity_refunded: intermediate_rep.quantity_refunded.into_iter().next(),
            quantity_returned: intermediate_rep.quantity_returned.into_iter().next(),
            return_date: intermediate_rep.return_date.into_iter().next(),
            shipping_address: intermediate_rep.shipping_address.into_iter().next(),
            shop_article_name: intermediate_rep.shop_article_name.into_iter().next(),
            shop_article_no: intermediate_rep.shop_article_no.into_iter().next(),
            shop_article_number: intermediate_rep.shop_article_number.into_iter().next(),
            shop_item_gross: intermediate_rep.shop_item_gross.into_iter().next(),
            shop_item_gross_discounted: intermediate_rep.shop_item_gross_discounted.into_iter().next(),
            shop_item_net: intermediate_rep.shop_item_net.into_iter().next(),
            shop_item_net_discounted: intermediate_rep.shop_item_net_discounted.into_iter().next(),
            shop_item_tax: intermediate_rep.shop_item_tax.into_iter().next(),
            shop_pos_gross: intermediate_rep.shop_pos_gross.into_iter().next(),
            shop_pos_gross_discounted: intermediate_rep.shop_pos_gross_discounted.into_iter().next(),
            shop_pos_net: intermediate_rep.shop_pos_net.into_iter().next(),
            shop_pos_net_discounted: intermediate_rep.shop_pos_net_discounted.into_iter().next(),
            shop_pos_tax: intermediate_rep.shop_pos_tax.into_iter().next(),
            shop_unit: intermediate_rep.shop_unit.into_iter().next(),
        })
    }
}

// Methods for converting between header::IntoHeaderValue<CustomerOrderPosition> and hyper::header::HeaderValue

#[cfg(any(feature = "client", feature = "server"))]
impl std::convert::TryFrom<header::IntoHeaderValue<CustomerOrderPosition>> for hyper::header::HeaderValue {
    type Error = String;

    fn try_from(hdr_value: header::IntoHeaderValue<CustomerOrderPosition>) -> std::result::Result<Self, Self::Error> {
        let hdr_value = hdr_value.to_string();
        match hyper::header::HeaderValue::from_str(&hdr_value) {
             std::result::Result::Ok(value) => std::result::Result::Ok(value),
             std::result::Result::Err(e) => std::result::Result::Err(
                 format!("Invalid header value for CustomerOrderPosition - value: {hdr_value} is invalid {e}"))
        }
    }
}

#[cfg(any(feature = "client", feature = "server"))]
impl std::convert::TryFrom<hyper::header::HeaderValue> for header::IntoHeaderValue<CustomerOrderPosition> {
    type Error = String;

    fn try_from(hdr_value: hyper::header::HeaderValue) -> std::result::Result<Self, Self::Error> {
        match hdr_value.to_str() {
             std::result::Result::Ok(value) => {
                    match <CustomerOrderPosition as std::str::FromStr>::from_str(value) {
                        std::result::Result::Ok(value) => std::result::Result::Ok(header::IntoHeaderValue(value)),
                        std::result::Result::Err(err) => std::result::Result::Err(
                            format!("Unable to convert header value '{value}' into CustomerOrderPosition - {err}"))
                    }
             },
             std::result::Result::Err(e) => std::result::Result::Err(
                 format!("Unable to convert header: {hdr_value:?} to string: {e}"))
        }
    }
}

#[cfg(any(feature = "client", feature = "server"))]
impl std::convert::TryFrom<header::IntoHeaderValue<Vec<CustomerOrderPosition>>> for hyper::header::HeaderValue {
    type Error = String;

    fn try_from(hdr_values: header::IntoHeaderValue<Vec<CustomerOrderPosition>>) -> std::result::Result<Self, Self::Error> {
        let hdr_values : Vec<String> = hdr_values.0.into_iter().map(|hdr_value| {
            hdr_value.to_string()
        }).collect();

        match hyper::header::HeaderValue::from_str(&hdr_values.join(", ")) {
           std::result::Result::Ok(hdr_value) => std::result::Result::Ok(hdr_value),
           std::result::Result::Err(e) => std::result::Result::Err(format!("Unable to convert {hdr_values:?} into a header - {e}",))
        }
    }
}

#[cfg(any(feature = "client", feature = "server"))]
impl std::convert::TryFrom<hyper::header::HeaderValue> for header::IntoHeaderValue<Vec<CustomerOrderPosition>> {
    type Error = String;

    fn try_from(hdr_values: hyper::header::HeaderValue) -> std::result::Result<Self, Self::Error> {
        match hdr_values.to_str() {
            std::result::Result::Ok(hdr_values) => {
                let hdr_values : std::vec::Vec<CustomerOrderPosition> = hdr_values
                .split(',')
                .filter_map(|hdr_value| match hdr_value.trim() {
                    "" => std::option::Option::None,
                    hdr_value => std::option::Option::Some({
                        match <CustomerOrderPosition as std::str::FromStr>::from_str(hdr_value) {
                            std::result::Result::Ok(value) => std::result::Result::Ok(value),
                            std::result::Result::Err(err) => std::result::Result::Err(
                                format!("Unable to convert header value '{hdr_value}' into CustomerOrderPosition - {err}"))
                        }
                    })
                }).collect::<std::result::Result<std::vec::Vec<_>, String>>()?;

                std::result::Result::Ok(header::IntoHeaderValue(hdr_values))
            },
            std::result::Result::Err(e) => std::result::Result::Err(format!("Unable to parse header: {hdr_values:?} as a string - {e}")),
        }
    }
}
