//! Mails on their way: claimed by one process at a time, sent or tried again, and gone afterwards.

mod claims;
mod letters;
mod secrets;
mod tries;
