//! What the page of a shop looks like: its logo and two colours, as files that the page refers to.

use std::collections::BTreeMap;

use domain::names::ShopName;

use crate::assets::Assets;
use crate::shops::{Brand, Logo, Shops};

/// A brand on the page: a name, and the names of files.
#[derive(Clone, Default)]
pub(crate) struct Look {
    /// What the shop is called.
    pub(crate) name: String,
    /// The sheet with its colours, unless they are ours.
    pub(crate) sheet: Option<String>,
    /// Its logo.
    pub(crate) logo: Option<String>,
}

/// The looks of all shops that have decided about theirs.
#[derive(Default)]
pub(crate) struct Looks(BTreeMap<ShopName, Look>);

impl Looks {
    /// Makes the files of all shops that have a profile.
    pub(crate) fn new(shops: &Shops, assets: &mut Assets) -> Self {
        let look = |shop: &ShopName| {
            let brand = shops.brand(shop);
            let sheet = assets.add("brand", "css", "text/css; charset=utf-8", sheet(&brand));
            let logo = brand.logo.map(|logo| assets.add("logo", extension(&logo), logo.media_type, logo.bytes));
            (shop.clone(), Look { name: brand.name, sheet: Some(sheet), logo })
        };
        Self(shops.names().map(look).collect())
    }

    /// The look of a shop.
    pub(crate) fn of(&self, shop: &ShopName) -> Look {
        self.0.get(shop).cloned().unwrap_or_else(|| Look { name: shop.to_string(), ..Look::default() })
    }
}

fn sheet(brand: &Brand) -> String {
    format!(":root{{--colour:{};--background:{}}}\n", brand.colour, brand.background)
}

fn extension(logo: &Logo) -> &'static str {
    match logo.media_type {
        "image/svg+xml" => "svg",
        "image/jpeg" => "jpg",
        _ => "png",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_colours_of_a_shop_that_has_decided_nothing_are_those_of_the_page() {
        let page = include_str!("../../templates/page/page.css");
        let Brand { colour, background, .. } = Brand::plain("any".to_owned());
        // A colour of three digits is the same written shorter.
        let page = page.replace("--background: #fff;", "--background: #ffffff;");
        for line in [format!("--colour: {colour};"), format!("--background: {background};")] {
            assert!(page.contains(&line), "{line}");
        }
    }
}
