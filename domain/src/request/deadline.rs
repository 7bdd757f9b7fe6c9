//! Until when a request has to be answered: Art. 12(3) and 12(6) GDPR.
//!
//! One calendar month from receipt, by at most two further months later if that is decided and said within the first. A
//! month is the calendar's: received on 31 January, due on 28 or 29 February (Regulation 1182/71, Art. 3(2)(c)).
//!
//! Months are counted in UTC and to the moment, so the end is never later than the end of the day that any controller's
//! calendar gives.

use chrono::{Months, TimeDelta};

use crate::clock::Timestamp;

/// The most months by which the time may be extended.
pub const MAX_EXTENSION: u8 = 2;

/// When a request came, and until when it has to be answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Deadline {
    /// When the wish reached the controller: the time runs from here.
    pub received_at: Timestamp,
    /// That it takes longer, if that was decided.
    pub extension: Option<Extension>,
    /// For how long it did not run, because the controller had reasonable doubts about who was asking (Art. 12(6)).
    pub paused: TimeDelta,
    /// Since when there are such doubts, if there are any now.
    pub doubt_since: Option<Timestamp>,
}

/// More time, once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Extension {
    /// When it was decided.
    pub at: Timestamp,
    /// By how many months: 1 to [`MAX_EXTENSION`].
    pub months: u8,
}

/// Why there is no more time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotExtended {
    /// It was extended before.
    Already,
    /// The first month is over.
    TooLate,
    /// Not 1 to [`MAX_EXTENSION`] months.
    Months,
}

impl Deadline {
    /// The time of a request that came at `received_at`.
    #[must_use]
    pub fn of(received_at: Timestamp) -> Self {
        Self { received_at, extension: None, paused: TimeDelta::zero(), doubt_since: None }
    }

    /// The end of the first month: one calendar month from receipt, and as much later as the time stood still.
    #[must_use]
    pub fn first_due_at(&self) -> Timestamp {
        self.after(1)
    }

    /// Until when the request has to be answered. Doubts that have not been settled yet will put it off further.
    #[must_use]
    pub fn due_at(&self) -> Timestamp {
        self.after(1 + self.extension.map_or(0, |extension| u32::from(extension.months)))
    }

    fn after(&self, months: u32) -> Timestamp {
        // Only years that no calendar has could overflow; a request is then due at once rather than never.
        let due = self.received_at.checked_add_months(Months::new(months)).unwrap_or(self.received_at);
        due.checked_add_signed(self.paused).unwrap_or(due)
    }

    /// The same with `months` more, decided at `now`.
    ///
    /// # Errors
    /// [`NotExtended`].
    pub fn extended(self, months: u8, now: Timestamp) -> Result<Self, NotExtended> {
        if !(1..=MAX_EXTENSION).contains(&months) {
            return Err(NotExtended::Months);
        }
        if self.extension.is_some() {
            return Err(NotExtended::Already);
        }
        // While there are doubts the month does not run; but those that came after its end bring none of it back.
        let ran_until = self.doubt_since.map_or(now, |since| since.min(now));
        if ran_until >= self.first_due_at() {
            return Err(NotExtended::TooLate);
        }
        Ok(Self { extension: Some(Extension { at: now, months }), ..self })
    }

    /// The same, standing still from `now` on. `None`: it does already.
    #[must_use]
    pub fn doubted(self, now: Timestamp) -> Option<Self> {
        self.doubt_since.is_none().then_some(Self { doubt_since: Some(now), ..self })
    }

    /// The same, running again from `now` on. `None`: it does already.
    #[must_use]
    pub fn settled(self, now: Timestamp) -> Option<Self> {
        let since = self.doubt_since?;
        // A clock that was put back does not take time away.
        let stood_still = now.signed_duration_since(since).max(TimeDelta::zero());
        Some(Self { doubt_since: None, paused: self.paused + stood_still, ..self })
    }
}
