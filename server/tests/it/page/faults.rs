//! What people see when something of ours fails.

use std::sync::atomic::Ordering;

use super::{FIRST, heading, open, press};
use crate::support::flaky::{AWAY, BROKEN, PANICKING, WELL, flaky};

#[tokio::test]
async fn while_the_store_is_away_the_page_asks_to_come_back() {
    let (service, mood) = flaky().await;
    let request = service.request();
    mood.store(AWAY, Ordering::SeqCst);
    for page in [open(&service, &request).await.expect(503), press(&service, &request).await.expect(503)] {
        assert_eq!(heading(&page), "Please try again in a moment");
        assert_eq!(page.header("retry-after"), "5");
        assert!(!page.text().contains("secret"));
    }
    mood.store(WELL, Ordering::SeqCst);
    assert_eq!(heading(&press(&service, &request).await.expect(200)), FIRST);
}

#[tokio::test]
async fn a_fault_is_a_page_with_a_number_to_tell_and_nothing_else() {
    let (service, mood) = flaky().await;
    let request = service.request();
    mood.store(BROKEN, Ordering::SeqCst);
    for page in [open(&service, &request).await.expect(500), press(&service, &request).await.expect(500)] {
        assert_eq!(heading(&page), "Something went wrong");
        assert!(page.text().contains(page.header("x-span-id")), "{}", page.text());
        assert!(!page.text().contains("secret") && !page.text().contains(&request.hash));
    }
    mood.store(PANICKING, Ordering::SeqCst);
    let page = press(&service, &request).await;
    assert!(matches!(page.status, 500 | 503) && !page.text().contains("secret"), "{page:?}");
    mood.store(WELL, Ordering::SeqCst);
    assert_eq!(heading(&press(&service, &request).await.expect(200)), FIRST);
}
