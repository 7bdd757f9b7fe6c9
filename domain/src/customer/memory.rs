//! How much of large customer documents is in memory at once.

use std::sync::Arc;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// Documents of more bytes are large. They are read, decoded and written where no other call waits, and within a [`DocumentBudget`].
pub const LARGE: usize = 256 * 1024;

/// The unit of the budget: a semaphore counts no further than 2^32.
const UNIT: usize = 1024;

/// The bytes of large documents that may be in memory at once. Cloning shares it.
#[derive(Clone)]
pub struct DocumentBudget {
    free: Arc<Semaphore>,
    units: u32,
}

/// A part of the budget, given back when it is dropped.
#[derive(Debug)]
pub struct DocumentShare {
    _permit: OwnedSemaphorePermit,
}

impl DocumentBudget {
    /// A budget of so many bytes; of 1 KiB at least, and of 512 MiB at most where memory is addressed with 32 bits.
    #[must_use]
    pub fn new(bytes: usize) -> Self {
        let units = (bytes / UNIT).clamp(1, Semaphore::MAX_PERMITS.min(u32::MAX as usize));
        let units = u32::try_from(units).unwrap_or(u32::MAX);
        Self { free: Arc::new(Semaphore::new(units as usize)), units }
    }

    /// Waits for room for a document of so many bytes, in the order of the calls. One that is longer than the budget takes
    /// all of it: it is alone then. `None`: the service is ending.
    pub async fn share(&self, bytes: usize) -> Option<DocumentShare> {
        let units = u32::try_from(bytes.div_ceil(UNIT)).unwrap_or(u32::MAX).min(self.units);
        let permit = Arc::clone(&self.free).acquire_many_owned(units).await.ok()?;
        Some(DocumentShare { _permit: permit })
    }
}

#[cfg(test)]
mod tests {
    use std::future::Future;
    use std::pin::pin;
    use std::task::{Context, Waker};

    use super::*;

    fn now(budget: &DocumentBudget, bytes: usize) -> Option<DocumentShare> {
        match pin!(budget.share(bytes)).poll(&mut Context::from_waker(Waker::noop())) {
            std::task::Poll::Ready(share) => share,
            std::task::Poll::Pending => None,
        }
    }

    #[test]
    fn documents_wait_for_room_and_one_that_is_longer_than_the_budget_is_alone() {
        let budget = DocumentBudget::new(100 * UNIT);
        let (one, two) = (now(&budget, 60 * UNIT), now(&budget, 40 * UNIT));
        assert!(one.is_some() && two.is_some());
        assert!(now(&budget, 1).is_none(), "the budget is spent");
        drop(one);
        assert!(now(&budget, 1_000 * UNIT).is_none(), "somebody is there");
        drop(two);
        let alone = now(&budget, 1_000 * UNIT);
        assert!(alone.is_some() && now(&budget, 1).is_none());
        drop(alone);
        assert!(now(&budget, 1).is_some());
    }
}
