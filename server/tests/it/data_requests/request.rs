//! `/requests/{request-id}`, and what is below it.

mod confirmation_mails;
mod deadline;
mod endings;
mod history;
mod rejection;
mod show;
