//! What `check` and `audit verify` look at in the same way, and what neither can tell.

use domain::audit::{Journal, compare, verify};
use domain::seal::MasterKey;
use domain::store::Store;

use super::failed::Failed;

/// What nothing in the database proves.
pub(super) const NOT_VERIFIABLE: [&str; 3] = [
    "users, roles, grants, organizations and shops, which the audit log does not record",
    "customers who were added or changed by other programs",
    "an older state of the whole database (compare with the last `audit export`)",
];

/// The same, for people.
pub(super) fn not_verifiable() -> String {
    format!("cannot be verified: {}", NOT_VERIFIABLE.join("; "))
}

/// What is wrong with the audit log, or does not agree with it.
pub(super) fn of_log(store: &dyn Store, key: &MasterKey, journal: &Journal) -> Result<Vec<String>, Failed> {
    let mut findings = Vec::new();
    if let Err(broken) = verify(store, key, 0, &|_| {}).map_err(Failed::work)? {
        findings.push(format!("the audit log is not what was written: {broken}"));
    }
    let inconsistencies = compare(store, journal, 0, &|_| {}).map_err(Failed::work)?;
    findings.extend(inconsistencies.iter().map(ToString::to_string));
    Ok(findings)
}
