//! What can be done with data requests, through the doors that callers use, on a real database file.

mod confirm;
mod destination;
mod handling;
mod intake;
mod listing;
mod public_form;
mod repeats;
mod rights;
mod subjects;
