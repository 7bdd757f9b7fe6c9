//! `/requests/{request-id}`, and what is below it.

mod approval;
mod confirmation_mails;
mod deadline;
mod endings;
mod history;
mod plan;
mod rejection;
mod show;
