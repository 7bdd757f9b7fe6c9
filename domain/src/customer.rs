//! Customers: which of them the contract covers, and the document each is stored as.

pub mod disclosure;
pub mod document;
pub mod import;
pub mod memory;
mod number;
pub mod orders;

/// What kind of customer somebody is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CustomerType {
    /// A consumer. The customer contract covers these alone.
    B2c,
    /// A company.
    B2b,
}

impl CustomerType {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::B2c, Self::B2b];

    /// The word used in storage, and by the contract's example.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::B2c => "b2c",
            Self::B2b => "b2b",
        }
    }

    /// The type with this code, in upper or lower case.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code().eq_ignore_ascii_case(code))
    }

    /// Whether the customer contract gives out data of such a customer: "only B2C customers are supported".
    #[must_use]
    pub const fn is_covered(self) -> bool {
        matches!(self, Self::B2c)
    }
}
