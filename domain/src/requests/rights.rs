//! Who may work on which requests.

use super::{NotDone, Refused};
use crate::access::{Grant, Permission, may, may_everywhere};
use crate::audit::Actor;
use crate::names::{RequestId, ShopName};
use crate::refusal::{Fault, Stopped};
use crate::request::Request;
use crate::store::{Shop, View};

/// The shop, if the actor may work on its requests.
pub(crate) fn shop(view: &dyn View, actor: &Actor, name: &ShopName) -> Result<Shop, NotDone> {
    let shop = view.shop(name)?;
    let Actor::Staff(user) = actor else {
        return shop.ok_or_else(|| Stopped::Refused(Refused::UnknownShop(name.clone())));
    };
    let grants = view.grants(user)?;
    let wanted = Permission::ManageDataRequests;
    match shop {
        Some(shop) if may(wanted, &grants, &view.lineage(&shop.organization)?) => Ok(shop),
        // Who may work everywhere may know that there is nothing; all others learn nothing about shops.
        None if may_everywhere(wanted, &grants) => Err(Stopped::Refused(Refused::UnknownShop(name.clone()))),
        Some(_) | None => Err(Stopped::Refused(Refused::Forbidden)),
    }
}

/// The request, if the actor may work on it. One of another shop is like one that does not exist.
pub(crate) fn request(view: &dyn View, actor: &Actor, id: &RequestId) -> Result<Request, NotDone> {
    somewhere(view, actor)?;
    let request = view.request(id)?.ok_or(Stopped::Refused(Refused::UnknownRequest))?;
    match shop(view, actor, &request.shop) {
        Ok(_) => Ok(request),
        Err(Stopped::Refused(_)) => Err(Stopped::Refused(Refused::UnknownRequest)),
        Err(fault) => Err(fault),
    }
}

/// The same, if the actor may also see whose data it is about.
pub(crate) fn request_with_data(view: &dyn View, actor: &Actor, id: &RequestId) -> Result<Request, NotDone> {
    let request = request(view, actor, id)?;
    require_view(view, actor, &request.shop)?;
    Ok(request)
}

/// Nothing, if the actor may see whose data the requests of this shop are about.
pub(crate) fn require_view(view: &dyn View, actor: &Actor, shop: &ShopName) -> Result<(), NotDone> {
    if may_view(view, actor, shop)? { Ok(()) } else { Err(Stopped::Refused(Refused::MayNotView)) }
}

/// Nothing, if the actor may work on the requests of any shop.
pub(crate) fn somewhere(view: &dyn View, actor: &Actor) -> Result<(), NotDone> {
    match actor {
        Actor::Staff(user) if !may_somewhere(&view.grants(user)?) => Err(Stopped::Refused(Refused::Forbidden)),
        _ => Ok(()),
    }
}

/// Every shop whose requests the actor may work on.
pub(crate) fn shops(view: &dyn View, actor: &Actor) -> Result<Vec<ShopName>, NotDone> {
    let shops = view.shops()?;
    let Actor::Staff(user) = actor else { return Ok(shops.into_iter().map(|shop| shop.name).collect()) };
    let grants = view.grants(user)?;
    if !may_somewhere(&grants) {
        return Err(Stopped::Refused(Refused::Forbidden));
    }
    let mut allowed = Vec::new();
    for shop in shops {
        if may(Permission::ManageDataRequests, &grants, &view.lineage(&shop.organization)?) {
            allowed.push(shop.name);
        }
    }
    Ok(allowed)
}

fn may_somewhere(grants: &[Grant]) -> bool {
    grants.iter().any(|grant| grant.permissions.contains(&Permission::ManageDataRequests))
}

/// Whether the actor may see whose data a request of this shop is about.
pub(crate) fn may_view(view: &dyn View, actor: &Actor, shop: &ShopName) -> Result<bool, Fault> {
    let Actor::Staff(user) = actor else { return Ok(true) };
    let Some(shop) = view.shop(shop)? else { return Ok(false) };
    let grants = view.grants(user)?;
    Ok(may(Permission::ViewGdprRelevantData, &grants, &view.lineage(&shop.organization)?))
}
