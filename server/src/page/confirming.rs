//! Where the confirmation contract confirms a request: what the page's script calls.

use domain::names::SiteName;

use crate::config::PathPrefix;
use crate::contract::{Contract, Operation, Server};
use crate::layers::mount;

/// The one operation of that contract.
pub(super) struct Confirming {
    prefix: PathPrefix,
    server: &'static Server,
    operation: &'static Operation,
    accept: &'static str,
}

impl Confirming {
    /// The operation, of a server that the world sees below `prefix`. `None`: the contract has none.
    pub(super) fn new(prefix: &PathPrefix) -> Option<Self> {
        let contract = Contract::named("icm-gdpr")?;
        let operation = contract.operations.iter().find(|operation| operation.method == "PUT")?;
        let accept = operation.produces().next()?;
        Some(Self { prefix: prefix.clone(), server: contract.servers.first()?, operation, accept })
    }

    /// The media type of its answers.
    pub(super) fn accept(&self) -> &'static str {
        self.accept
    }

    /// Its path for a request of this site, as the world sees it.
    pub(super) fn path(&self, site: &SiteName, id: &str) -> String {
        let default = |name: &str| {
            let mut variables = self.server.variables.iter();
            variables.find(|variable| variable.name == name).map_or("-", |variable| variable.default)
        };
        let variable = |name: &str| if name == "siteName" { site.as_str() } else { default(name) }.to_owned();
        format!("{}{}{}", self.prefix, filled(self.server.path, variable), self.target(id))
    }

    /// The same below the contract's server.
    pub(super) fn target(&self, id: &str) -> String {
        filled(self.operation.path, |_| id.to_owned())
    }
}

/// The path that a template with `{names}` stands for.
fn filled(template: &str, value: impl Fn(&str) -> String) -> String {
    let name = |segment: &str| match segment.strip_prefix('{').and_then(|name| name.strip_suffix('}')) {
        Some(name) => value(name),
        None => segment.to_owned(),
    };
    mount::encode(&template.split('/').skip(1).map(name).collect::<Vec<_>>())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_is_confirmed_at_its_site_below_the_prefix() {
        let site = "Ein Shop ü-Site".parse().unwrap();
        let confirming = Confirming::new(&"/privacy".parse().unwrap()).unwrap();
        let below = "/INTERSHOP/rest/WFS/Ein%20Shop%20%C3%BC-Site/rest/gdpr-requests/0a-b_c/confirmations";
        assert_eq!(confirming.path(&site, "0a-b_c"), format!("/privacy{below}"));
        assert_eq!(confirming.target("a/b"), "/gdpr-requests/a%2Fb/confirmations");
        assert_eq!(confirming.accept(), "application/vnd.intershop.gdpr.v1+json");
    }
}
