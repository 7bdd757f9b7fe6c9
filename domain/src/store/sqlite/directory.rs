//! The statements about organizations, shops, roles and users.

use std::collections::BTreeSet;

use rusqlite::{Connection, OptionalExtension, Params, named_params};

use super::{StoreError, parsed, unreadable};
use crate::access::{Grant, Permission};
use crate::names::{OrganizationName, RoleName, ShopName, UserName};
use crate::store::{Shop, User};

const LINEAGE: &str = "
    WITH RECURSIVE up (id, name, parent_id, distance) AS (
        SELECT id, name, parent_id, 0 FROM organizations WHERE name = :name
        UNION ALL
        SELECT parent.id, parent.name, parent.parent_id, distance + 1
        FROM organizations AS parent JOIN up ON parent.id = up.parent_id
    )
    SELECT name FROM up ORDER BY distance";

const SHOP: &str = "
    SELECT organizations.name, site FROM shops JOIN organizations ON organizations.id = organization_id
    WHERE shops.name = :name";

// A role without permissions still is a role: hence the outer join.
const ROLE: &str = "
    SELECT permission FROM roles LEFT JOIN role_permissions ON role_id = roles.id WHERE roles.name = :name";

const GRANTS: &str = "
    SELECT organizations.name, permission
    FROM grants
    JOIN users ON users.id = user_id
    JOIN organizations ON organizations.id = organization_id
    JOIN role_permissions ON role_permissions.role_id = grants.role_id
    WHERE users.name = :name
    ORDER BY organizations.id";

const IS_EMPTY: &str = "
    SELECT NOT EXISTS (SELECT 1 FROM shops) AND NOT EXISTS (SELECT 1 FROM users)
       AND NOT EXISTS (SELECT 1 FROM customers) AND NOT EXISTS (SELECT 1 FROM requests)";

fn texts(db: &Connection, sql: &str, parameters: impl Params) -> Result<Vec<Option<String>>, StoreError> {
    let mut statement = db.prepare_cached(sql)?;
    let rows = statement.query_map(parameters, |row| row.get(0))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

fn changes_one(db: &Connection, sql: &str, parameters: impl Params) -> Result<bool, StoreError> {
    Ok(db.prepare_cached(sql)?.execute(parameters)? == 1)
}

fn permission(code: &str) -> Result<Permission, StoreError> {
    Permission::from_code(code).ok_or_else(|| unreadable("role_permissions.permission"))
}

pub(super) fn lineage(db: &Connection, organization: &OrganizationName) -> Result<Vec<OrganizationName>, StoreError> {
    let names = texts(db, LINEAGE, named_params! {":name": organization.as_str()})?;
    names.into_iter().flatten().map(|name| parsed("organizations.name", &name)).collect()
}

pub(super) fn shop(db: &Connection, name: &ShopName) -> Result<Option<Shop>, StoreError> {
    let mut statement = db.prepare_cached(SHOP)?;
    let found: Option<(String, String)> =
        statement.query_row(named_params! {":name": name.as_str()}, |row| Ok((row.get(0)?, row.get(1)?))).optional()?;
    let Some((organization, site)) = found else { return Ok(None) };
    Ok(Some(Shop {
        name: name.clone(),
        organization: parsed("organizations.name", &organization)?,
        site: parsed("shops.site", &site)?,
    }))
}

pub(super) fn shops(db: &Connection) -> Result<Vec<Shop>, StoreError> {
    let names = texts(db, "SELECT name FROM shops ORDER BY name", ())?;
    let mut shops = Vec::new();
    for name in names.into_iter().flatten() {
        shops.extend(shop(db, &parsed("shops.name", &name)?)?);
    }
    Ok(shops)
}

pub(super) fn role(db: &Connection, name: &RoleName) -> Result<Option<BTreeSet<Permission>>, StoreError> {
    let codes = texts(db, ROLE, named_params! {":name": name.as_str()})?;
    if codes.is_empty() {
        return Ok(None);
    }
    codes.into_iter().flatten().map(|code| permission(&code)).collect::<Result<_, _>>().map(Some)
}

pub(super) fn user(db: &Connection, name: &UserName) -> Result<Option<User>, StoreError> {
    let sql = "SELECT password_hash FROM users WHERE name = :name";
    let found = texts(db, sql, named_params! {":name": name.as_str()})?.into_iter().flatten().next();
    Ok(found.map(|password_hash| User { name: name.clone(), password_hash }))
}

pub(super) fn grants(db: &Connection, user: &UserName) -> Result<Vec<Grant>, StoreError> {
    let mut statement = db.prepare_cached(GRANTS)?;
    let rows = statement.query_map(named_params! {":name": user.as_str()}, |row| Ok((row.get(0)?, row.get(1)?)))?;
    let mut grants: Vec<Grant> = Vec::new();
    for row in rows {
        let (organization, code): (String, String) = row?;
        let permission = permission(&code)?;
        match grants.last_mut() {
            Some(grant) if grant.organization.as_str() == organization => {
                grant.permissions.insert(permission);
            }
            _ => grants.push(Grant {
                organization: parsed("organizations.name", &organization)?,
                permissions: BTreeSet::from([permission]),
            }),
        }
    }
    Ok(grants)
}

pub(super) fn is_empty(db: &Connection) -> Result<bool, StoreError> {
    Ok(db.query_row(IS_EMPTY, (), |row| row.get(0))?)
}

pub(super) fn insert_organization(
    db: &Connection,
    name: &OrganizationName,
    parent: &OrganizationName,
) -> Result<bool, StoreError> {
    let sql = "
        INSERT INTO organizations (name, parent_id) SELECT :name, id FROM organizations WHERE name = :parent
        ON CONFLICT (name) DO NOTHING";
    changes_one(db, sql, named_params! {":name": name.as_str(), ":parent": parent.as_str()})
}

pub(super) fn insert_shop(db: &Connection, shop: &Shop) -> Result<bool, StoreError> {
    let sql = "
        INSERT INTO shops (name, organization_id, site)
        SELECT :name, id, :site FROM organizations WHERE name = :organization
        ON CONFLICT (name) DO NOTHING";
    changes_one(
        db,
        sql,
        named_params! {
            ":name": shop.name.as_str(),
            ":organization": shop.organization.as_str(),
            ":site": shop.site.as_str(),
        },
    )
}

pub(super) fn insert_role(
    db: &Connection,
    name: &RoleName,
    permissions: &BTreeSet<Permission>,
) -> Result<bool, StoreError> {
    let sql = "INSERT INTO roles (name) VALUES (:name) ON CONFLICT (name) DO NOTHING";
    if !changes_one(db, sql, named_params! {":name": name.as_str()})? {
        return Ok(false);
    }
    let sql = "INSERT INTO role_permissions SELECT id, :permission FROM roles WHERE name = :name";
    for permission in permissions {
        changes_one(db, sql, named_params! {":name": name.as_str(), ":permission": permission.code()})?;
    }
    Ok(true)
}

pub(super) fn insert_user(db: &Connection, user: &User) -> Result<bool, StoreError> {
    let sql = "INSERT INTO users (name, password_hash) VALUES (:name, :hash) ON CONFLICT (name) DO NOTHING";
    changes_one(db, sql, named_params! {":name": user.name.as_str(), ":hash": user.password_hash})
}

pub(super) fn insert_grant(
    db: &Connection,
    user: &UserName,
    role: &RoleName,
    organization: &OrganizationName,
) -> Result<bool, StoreError> {
    let sql = "
        INSERT INTO grants (user_id, role_id, organization_id)
        SELECT users.id, roles.id, organizations.id FROM users, roles, organizations
        WHERE users.name = :user AND roles.name = :role AND organizations.name = :organization
        ON CONFLICT DO NOTHING";
    changes_one(
        db,
        sql,
        named_params! {
            ":user": user.as_str(),
            ":role": role.as_str(),
            ":organization": organization.as_str(),
        },
    )
}
