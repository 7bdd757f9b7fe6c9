//! Is everything stored as this program would store it?

use rusqlite::Connection;

use super::{Sqlite, StoreError, parsed, requests, schema};
use crate::customer::document;
use crate::names::RequestId;

/// Whether the pages and indexes are sound, as far as a quick look tells.
pub(super) fn quick(connection: &Connection) -> Result<(), StoreError> {
    let found: String = connection.pragma_query_value(None, "quick_check(1)", |row| row.get(0))?;
    if found == "ok" { Ok(()) } else { Err(StoreError::Corrupt("its pages are damaged".to_owned())) }
}

impl Sqlite {
    /// Looks at the schema and at every page, reference, request and customer, and gives back what is wrong: where, never what stands
    /// there. Reads the whole database; other processes can go on.
    ///
    /// # Errors
    /// [`StoreError`] when it cannot be looked at at all.
    pub fn verify(&self) -> Result<Vec<String>, StoreError> {
        self.file.require(&self.path)?;
        let mut found = Ok(Vec::new());
        let read = self.readers.read(|reader, _| found = findings(reader));
        match read.and(found) {
            // Too damaged even to be looked at.
            Err(StoreError::Corrupt(reason)) => Ok(vec![reason]),
            found => found,
        }
    }
}

impl Sqlite {
    /// Looks whether tables, indexes and triggers are those that this program makes, and gives back which are not.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn verify_schema(&self) -> Result<Vec<String>, StoreError> {
        let mut found = Ok(Vec::new());
        self.readers.read(|reader, _| found = schema::differences(reader))?;
        found
    }
}

fn findings(connection: &Connection) -> Result<Vec<String>, StoreError> {
    let mut findings = pages(connection)?;
    if findings.is_empty() {
        findings.extend(schema::differences(connection)?);
        findings.extend(references(connection)?);
        findings.extend(customers(connection)?);
        findings.extend(all_requests(connection)?);
    }
    Ok(findings)
}

fn pages(connection: &Connection) -> Result<Vec<String>, StoreError> {
    let mut statement = connection.prepare("PRAGMA integrity_check")?;
    let rows = statement.query_map((), |row| row.get::<_, String>(0))?;
    let rows: Vec<String> = rows.collect::<Result<_, _>>()?;
    Ok(rows.into_iter().filter(|row| row != "ok").collect())
}

fn references(connection: &Connection) -> Result<Vec<String>, StoreError> {
    let mut statement = connection.prepare("PRAGMA foreign_key_check")?;
    let rows = statement.query_map((), |row| Ok((row.get::<_, String>(0)?, row.get::<_, String>(2)?)))?;
    let rows: Vec<(String, String)> = rows.collect::<Result<_, _>>()?;
    Ok(rows.into_iter().map(|(from, to)| format!("{from}: a row refers to one of {to} that is not there")).collect())
}

fn customers(connection: &Connection) -> Result<Vec<String>, StoreError> {
    let mut findings = Vec::new();
    let mut statement = connection.prepare("SELECT id, document FROM customers ORDER BY id")?;
    let mut rows = statement.query(())?;
    while let Some(row) = rows.next()? {
        let id: i64 = row.get(0)?;
        let document: String = row.get(1)?;
        let readable = serde_json::from_str(&document).is_ok_and(|customer| document::complete(customer).is_ok());
        if !readable {
            findings.push(format!("customers: the document in row {id} does not follow the contract"));
        }
    }
    Ok(findings)
}

fn all_requests(connection: &Connection) -> Result<Vec<String>, StoreError> {
    let mut findings = Vec::new();
    let mut statement = connection.prepare("SELECT id FROM requests ORDER BY id")?;
    let mut rows = statement.query(())?;
    while let Some(row) = rows.next()? {
        let text: String = row.get(0)?;
        let found = parsed::<RequestId>("requests.id", &text).and_then(|id| requests::find(connection, &id));
        match found {
            Ok(Some(_)) => {}
            Ok(None) => findings.push(format!("requests: {text} belongs to no shop")),
            Err(StoreError::Corrupt(reason)) => findings.push(format!("requests: {text}: {reason}")),
            Err(error) => return Err(error),
        }
    }
    Ok(findings)
}
