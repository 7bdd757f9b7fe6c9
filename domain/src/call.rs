//! What one call brings along beside its parameters, and what is told about it afterwards.

use std::fmt;
use std::sync::{Arc, OnceLock};

use swagger::{Authorization, Has, XSpanIdString};

use crate::customer::memory::DocumentShare;
use crate::message::Language;
use crate::names::{SiteName, UserName};
use crate::refusal::Fault;

/// The context of one call, as the generated traits take it.
///
/// It carries the verified name of the caller and never a credential.
#[derive(Clone)]
pub struct Call {
    span: XSpanIdString,
    authorization: Option<Authorization>,
    caller: Option<UserName>,
    site: Option<SiteName>,
    language: Language,
    resource: String,
    report: Arc<OnceLock<Report>>,
    held: Arc<OnceLock<DocumentShare>>,
}

/// What the log line of a call says about how it went.
#[derive(Debug)]
pub enum Report {
    /// An answer with this code.
    Answered(&'static str),
    /// The same, to somebody who showed something that opens nothing: a guess, perhaps.
    Guessed(&'static str),
    /// A fault of ours; the answer shows nothing of it.
    Failed(Fault),
}

impl Call {
    /// A call under the span id `span` for the resource with the path `resource`, by nobody in particular.
    #[must_use]
    pub fn new(span: String, resource: String, language: Language) -> Self {
        Self {
            span: XSpanIdString(span),
            authorization: None,
            caller: None,
            site: None,
            language,
            resource,
            report: Arc::default(),
            held: Arc::default(),
        }
    }

    /// The same call, by this verified caller.
    #[must_use]
    pub fn by(mut self, caller: UserName) -> Self {
        self.authorization = Some(Authorization {
            subject: caller.to_string(),
            // Permissions are looked up where they are needed, never carried along.
            scopes: swagger::auth::Scopes::Some(std::collections::BTreeSet::new()),
            issuer: None,
        });
        self.caller = Some(caller);
        self
    }

    /// The same call, to this site.
    #[must_use]
    pub fn at_site(mut self, site: Option<SiteName>) -> Self {
        self.site = site;
        self
    }

    /// Who is calling, if somebody proved it.
    #[must_use]
    pub fn caller(&self) -> Option<&UserName> {
        self.caller.as_ref()
    }

    /// The site that was called, if the contract has sites and the name is legal.
    #[must_use]
    pub fn site(&self) -> Option<&SiteName> {
        self.site.as_ref()
    }

    /// The language of messages.
    #[must_use]
    pub fn language(&self) -> &Language {
        &self.language
    }

    /// The path of the resource, for `links.self`.
    #[must_use]
    pub fn resource(&self) -> &str {
        &self.resource
    }

    /// Where the report will be. Kept by whoever writes the log line, since the call itself is handed on.
    #[must_use]
    pub fn report_slot(&self) -> Arc<OnceLock<Report>> {
        Arc::clone(&self.report)
    }

    /// Keeps a share of the memory for large documents until the answer was sent: its text is as long.
    pub fn hold(&self, share: DocumentShare) {
        let _ = self.held.set(share);
    }

    /// Where that share will be, which says that the answer is large.
    #[must_use]
    pub fn held_slot(&self) -> Arc<OnceLock<DocumentShare>> {
        Arc::clone(&self.held)
    }

    /// Notes the code of the answer. The first report counts.
    pub fn answered(&self, code: &'static str) {
        let _ = self.report.set(Report::Answered(code));
    }

    /// Notes the code of the answer to somebody who showed something that opens nothing.
    pub fn guessed(&self, code: &'static str) {
        let _ = self.report.set(Report::Guessed(code));
    }

    /// Notes a fault, and gives what the generated traits want to have for it: a word without detail.
    #[must_use]
    pub fn failed(&self, fault: Fault) -> swagger::ApiError {
        let code = fault.code();
        let _ = self.report.set(Report::Failed(fault));
        swagger::ApiError(code.to_owned())
    }
}

impl fmt::Debug for Call {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The resource may name a customer.
        write!(f, "Call({})", self.span.0)
    }
}

impl Has<XSpanIdString> for Call {
    fn get(&self) -> &XSpanIdString {
        &self.span
    }
    fn get_mut(&mut self) -> &mut XSpanIdString {
        &mut self.span
    }
    fn set(&mut self, value: XSpanIdString) {
        self.span = value;
    }
}

impl Has<Option<Authorization>> for Call {
    fn get(&self) -> &Option<Authorization> {
        &self.authorization
    }
    fn get_mut(&mut self) -> &mut Option<Authorization> {
        &mut self.authorization
    }
    fn set(&mut self, value: Option<Authorization>) {
        self.authorization = value;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn call() -> Call {
        Call::new("span".to_owned(), "/resource".to_owned(), Language::english())
    }

    #[test]
    fn nobody_in_particular_has_no_name_and_no_authorization() {
        let call = call();
        assert!(call.caller().is_none() && call.site().is_none());
        assert!(Has::<Option<Authorization>>::get(&call).is_none());
    }

    #[test]
    fn a_verified_caller_is_named_to_generated_code_without_any_permission() {
        let call = call().by("ann".parse().unwrap());
        assert_eq!(call.caller().map(UserName::as_str), Some("ann"));
        let authorization: &Option<Authorization> = call.get();
        let authorization = authorization.as_ref().unwrap();
        assert_eq!(authorization.subject, "ann");
        assert!(matches!(&authorization.scopes, swagger::auth::Scopes::Some(scopes) if scopes.is_empty()));
    }

    #[test]
    fn generated_code_can_take_the_span_id_and_set_it() {
        let mut call = call();
        assert_eq!(Has::<XSpanIdString>::get(&call).0, "span");
        call.set(XSpanIdString("another".to_owned()));
        assert_eq!(Has::<XSpanIdString>::get(&call).0, "another");
    }

    #[test]
    fn the_first_report_counts_and_all_copies_of_a_call_share_it() {
        let call = call();
        let slot = call.report_slot();
        call.clone().by("ann".parse().unwrap()).answered("first");
        assert_eq!(call.failed(Fault::Raced).0, "store.raced");
        assert!(matches!(slot.get(), Some(Report::Answered("first"))));
    }
}
