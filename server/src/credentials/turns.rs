//! Whose password is checked next. Every other turn goes from client to client, and there from user to user: however many
//! tries one of them has waiting, each of the others is soon next. The turns between go to whoever has waited longest: so
//! nobody waits longer than for twice as many turns as there are places.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::oneshot;

use crate::throttle::Lane;

/// So many at once, and a bounded queue.
pub(super) struct Turns {
    places: usize,
    state: Mutex<State>,
}

struct State {
    free: usize,
    waiting: usize,
    /// Tries that came, and turns that were given.
    came: u64,
    given: u64,
    /// In the order in which they are next, like all below.
    clients: VecDeque<OfClient>,
}

struct OfClient {
    key: u64,
    waiting: usize,
    users: VecDeque<OfUser>,
}

struct OfUser {
    key: u64,
    tries: VecDeque<Try>,
}

struct Try {
    number: u64,
    give: oneshot::Sender<Turn>,
}

/// A turn, until dropped: then it is somebody else's.
pub(super) struct Turn(Arc<Turns>);

/// There is no place in the queue for one more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Crowded;

impl Turns {
    /// `at_once` turns, and `places` to wait for one.
    pub(super) fn new(at_once: usize, places: usize) -> Arc<Self> {
        let state = State { free: at_once, waiting: 0, came: 0, given: 0, clients: VecDeque::new() };
        Arc::new(Self { places, state: Mutex::new(state) })
    }

    /// Waits for a turn, which goes to somebody else when this is no longer waited for.
    ///
    /// # Errors
    /// [`Crowded`], also after some waiting: when all places are taken, whoever came last of those with the most tries has
    /// to go.
    pub(super) async fn turn(self: &Arc<Self>, lane: Lane) -> Result<Turn, Crowded> {
        let (give, given) = oneshot::channel();
        {
            let mut state = self.state();
            if state.waiting >= self.places {
                state.forget_those_who_left();
            }
            state.push(lane, give);
            if state.waiting > self.places {
                state.drop_one_of_the_most();
            }
        }
        self.give();
        given.await.map_err(|_| Crowded)
    }

    /// Nothing panics while it is held.
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Gives the turns that are free to those who are next.
    fn give(self: &Arc<Self>) {
        loop {
            let next = {
                let mut state = self.state();
                let next = if state.free > 0 { state.pop() } else { None };
                state.free -= usize::from(next.is_some());
                next
            };
            let Some(next) = next else { return };
            // Who has left is passed over: the turn stays free.
            if next.is_closed() {
                self.state().free += 1;
            } else {
                // Whoever leaves just now drops it, which gives it to the next.
                let _ = next.send(Turn(Arc::clone(self)));
            }
        }
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        self.0.state().free += 1;
        self.0.give();
    }
}

impl State {
    fn push(&mut self, lane: Lane, give: oneshot::Sender<Turn>) {
        self.waiting += 1;
        self.came += 1;
        let waits = Try { number: self.came, give };
        let found = self.clients.iter().position(|it| it.key == lane.client);
        let at = found.unwrap_or_else(|| {
            self.clients.push_back(OfClient { key: lane.client, waiting: 0, users: VecDeque::new() });
            self.clients.len() - 1
        });
        let Some(client) = self.clients.get_mut(at) else { return };
        client.waiting += 1;
        match client.users.iter_mut().find(|it| it.key == lane.user) {
            Some(user) => user.tries.push_back(waits),
            None => client.users.push_back(OfUser { key: lane.user, tries: [waits].into() }),
        }
    }

    fn pop(&mut self) -> Option<oneshot::Sender<Turn>> {
        self.given += 1;
        let next = if self.given.is_multiple_of(2) { self.pop_the_oldest() } else { self.pop_the_next() };
        next.map(|it| it.give)
    }

    fn pop_the_oldest(&mut self) -> Option<Try> {
        let oldest = |user: &OfUser| user.tries.front().map_or(u64::MAX, |it| it.number);
        let of_client = |client: &OfClient| client.users.iter().map(oldest).min().unwrap_or(u64::MAX);
        let client = self.clients.iter_mut().min_by_key(|it| of_client(it))?;
        let next = client.users.iter_mut().min_by_key(|it| oldest(it))?.tries.pop_front();
        client.users.retain(|it| !it.tries.is_empty());
        client.waiting -= 1;
        self.waiting -= 1;
        self.clients.retain(|it| it.waiting > 0);
        next
    }

    /// Of the client whose turn it is, for the user whose turn it is there.
    fn pop_the_next(&mut self) -> Option<Try> {
        let mut client = self.clients.pop_front()?;
        let mut user = client.users.pop_front()?;
        let next = user.tries.pop_front();
        if !user.tries.is_empty() {
            client.users.push_back(user);
        }
        client.waiting -= 1;
        self.waiting -= 1;
        if client.waiting > 0 {
            self.clients.push_back(client);
        }
        next
    }

    /// Who of those with the most tries came last is told to go.
    fn drop_one_of_the_most(&mut self) {
        let Some(client) = self.clients.iter_mut().max_by_key(|it| it.waiting) else { return };
        let Some(user) = client.users.iter_mut().max_by_key(|it| it.tries.len()) else { return };
        drop(user.tries.pop_back());
        client.users.retain(|it| !it.tries.is_empty());
        client.waiting -= 1;
        self.waiting -= 1;
        self.clients.retain(|it| it.waiting > 0);
    }

    fn forget_those_who_left(&mut self) {
        for client in &mut self.clients {
            for user in &mut client.users {
                user.tries.retain(|it| !it.give.is_closed());
            }
            client.users.retain(|it| !it.tries.is_empty());
            client.waiting = client.users.iter().map(|it| it.tries.len()).sum();
        }
        self.clients.retain(|it| it.waiting > 0);
        self.waiting = self.clients.iter().map(|it| it.waiting).sum();
    }
}

#[cfg(test)]
mod tests {
    use futures_util::FutureExt;

    use super::*;

    const fn lane(client: u64, user: u64) -> Lane {
        Lane { client, user }
    }

    /// One who waits, after having been asked once.
    fn waiting(turns: &Arc<Turns>, lane: Lane) -> futures_util::future::BoxFuture<'static, Result<Turn, Crowded>> {
        let turns = Arc::clone(turns);
        let mut waiting = async move { turns.turn(lane).await }.boxed();
        assert!((&mut waiting).now_or_never().is_none(), "has a turn");
        waiting
    }

    #[test]
    fn turns_go_from_client_to_client_and_to_the_oldest_by_turns() {
        let turns = Turns::new(1, 100);
        let mut held = turns.turn(lane(0, 0)).now_or_never().unwrap().unwrap();
        let lanes = [lane(1, 1), lane(1, 1), lane(1, 1), lane(1, 2), lane(1, 1), lane(2, 1), lane(2, 1), lane(3, 9)];
        let mut all: Vec<_> = lanes.into_iter().map(|lane| (lane, waiting(&turns, lane))).collect();
        let mut order = Vec::new();
        while !all.is_empty() {
            drop(held);
            let (at, turn) =
                all.iter_mut().enumerate().find_map(|(at, it)| Some((at, (&mut it.1).now_or_never()?))).unwrap();
            held = turn.unwrap();
            let (lane, _) = all.remove(at);
            order.push((lane.client, lane.user));
        }
        assert_eq!(order, [(1, 1), (1, 1), (1, 1), (2, 1), (1, 2), (3, 9), (1, 1), (2, 1)]);
    }

    #[test]
    fn in_a_full_queue_the_one_with_the_most_tries_gives_way() {
        let turns = Turns::new(1, 4);
        let held = turns.turn(lane(0, 0)).now_or_never().unwrap().unwrap();
        let mut first: Vec<_> = (0..3).map(|_| waiting(&turns, lane(1, 1))).collect();
        let mut other = waiting(&turns, lane(1, 2));
        // One more of the same has to go itself.
        assert_eq!(turns.turn(lane(1, 1)).now_or_never().unwrap().err(), Some(Crowded));
        // Of somebody else, it takes the place of the last of the many.
        let mut one = waiting(&turns, lane(2, 1));
        assert_eq!(first.pop().unwrap().now_or_never().unwrap().err(), Some(Crowded));
        // Those who leave give their place back.
        drop(first);
        let mut more = [waiting(&turns, lane(3, 1)), waiting(&turns, lane(3, 1))];
        drop(held);
        let turn = (&mut other).now_or_never().unwrap().unwrap();
        drop(turn);
        drop((&mut one).now_or_never().unwrap().unwrap());
        for waiting in &mut more {
            drop(waiting.now_or_never().unwrap().unwrap());
        }
        assert_eq!(turns.state().free, 1);
        assert_eq!(turns.state().waiting, 0);
    }

    #[test]
    fn a_turn_of_somebody_who_left_is_the_next_ones() {
        let turns = Turns::new(1, 4);
        let held = turns.turn(lane(0, 0)).now_or_never().unwrap().unwrap();
        let (gone, mut next) = (waiting(&turns, lane(1, 1)), waiting(&turns, lane(1, 1)));
        drop(gone);
        drop(held);
        let turn = (&mut next).now_or_never().unwrap().unwrap();
        // Given, and left before it was taken.
        let left = waiting(&turns, lane(1, 1));
        drop(turn);
        drop(left);
        assert!(turns.turn(lane(2, 1)).now_or_never().unwrap().is_ok());
    }
}
