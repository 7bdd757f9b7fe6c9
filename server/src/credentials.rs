use domain::names::UserName;
#[derive(Clone)]
pub struct Credentials;
pub enum NotProved {
    Rejected,
    Fault(domain::refusal::Fault),
}
impl Credentials {
    pub async fn basic(&self, _user: &str, _password: &str) -> Result<UserName, NotProved> {
        Err(NotProved::Rejected)
    }
    pub async fn bearer(&self, _token: &str) -> Result<UserName, NotProved> {
        Err(NotProved::Rejected)
    }
}
