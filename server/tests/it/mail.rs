//! Mails over real sockets, to a real SMTP server.

mod post;
mod smtp;
