use std::time::Duration;
#[derive(Clone)]
pub struct Limits {
    pub body_bytes: usize,
    pub header_bytes: usize,
    pub uri_bytes: usize,
    pub connections: usize,
    pub header_timeout: Duration,
    pub body_timeout: Duration,
    pub request_timeout: Duration,
    pub idle_timeout: Duration,
    pub shutdown_grace: Duration,
}
pub struct Confirmation {
    pub repeat_grace: Duration,
}
pub struct Cors {
    pub origins: Vec<String>,
}
pub struct Config {
    pub language: String,
    pub limits: Limits,
    pub confirmation: Confirmation,
    pub cors: Cors,
}
