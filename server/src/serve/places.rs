//! Places for connections: so many in all, and so many for each client, so that nobody fills the house. When there is none
//! left, the connection that has been of no use for longest gives up its place: one that is asked for nothing costs its
//! client a new connection at most.
//!
//! Behind a trusted proxy all connections are the proxy's, and over a Unix socket nobody has an address: these have no limit
//! of their own.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::Notify;
use tokio::time::sleep;

use super::patience::Pulse;
use crate::client_address::{Peer, Trusted, is_trusted};
use crate::config::Limits;
use crate::metrics::Metrics;
use crate::throttle::network;

/// How long to wait for a place before looking again for one that is of no use.
const LOOK_AGAIN: Duration = Duration::from_millis(50);

/// All places of a server.
pub(super) struct Places {
    in_all: usize,
    per_client: usize,
    trusted: Vec<Trusted>,
    metrics: Arc<Metrics>,
    freed: Notify,
    taken: Mutex<Taken>,
}

#[derive(Default)]
struct Taken {
    last: u64,
    connections: HashMap<u64, Connection>,
    /// How many each client has, without those that are about to end.
    of_clients: HashMap<Client, usize>,
}

type Client = [u8; 16];

struct Connection {
    client: Option<Client>,
    pulse: Arc<Pulse>,
    end: Arc<Notify>,
    is_ending: bool,
}

/// A place, until dropped.
pub(super) struct Place {
    places: Arc<Places>,
    number: u64,
    end: Arc<Notify>,
}

impl Place {
    /// Notified when the connection has to give its place up, if it still is of no use.
    pub(super) fn end(&self) -> Arc<Notify> {
        Arc::clone(&self.end)
    }
}

impl Places {
    pub(super) fn new(limits: &Limits, trusted: &[Trusted], metrics: &Arc<Metrics>) -> Arc<Self> {
        Arc::new(Self {
            in_all: limits.connections,
            per_client: limits.connections_per_client,
            trusted: trusted.to_vec(),
            metrics: Arc::clone(metrics),
            freed: Notify::new(),
            taken: Mutex::default(),
        })
    }

    /// Waits for a place for a connection from `peer`. `None`: the client has as many as it may have, and uses all of them.
    pub(super) async fn place(self: &Arc<Self>, peer: Peer, pulse: &Arc<Pulse>) -> Option<Place> {
        let client = match peer {
            Peer::Ip(address) if self.per_client > 0 && !is_trusted(peer, &self.trusted) => Some(network(address)),
            Peer::Ip(_) | Peer::Unix => None,
        };
        loop {
            {
                let mut taken = self.taken();
                if let Some(client) = client
                    && taken.of_clients.get(&client).is_some_and(|count| *count >= self.per_client)
                    && !self.end_the_idlest(&mut taken, Some(client))
                {
                    self.metrics.connection_shed("refused");
                    return None;
                }
                if taken.connections.len() < self.in_all {
                    return Some(self.take(&mut taken, client, pulse));
                }
                self.end_the_idlest(&mut taken, None);
            }
            tokio::select! {
                () = self.freed.notified() => {}
                () = sleep(LOOK_AGAIN) => {}
            }
        }
    }

    /// Nothing panics while it is held.
    fn taken(&self) -> MutexGuard<'_, Taken> {
        self.taken.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn take(self: &Arc<Self>, taken: &mut Taken, client: Option<Client>, pulse: &Arc<Pulse>) -> Place {
        taken.last += 1;
        let (number, end) = (taken.last, Arc::<Notify>::default());
        let connection = Connection { client, pulse: Arc::clone(pulse), end: Arc::clone(&end), is_ending: false };
        taken.connections.insert(number, connection);
        if let Some(client) = client {
            *taken.of_clients.entry(client).or_default() += 1;
        }
        Place { places: Arc::clone(self), number, end }
    }

    /// Ends the connection, of this client if one is given, that has been of no use for longest. `false`: all are used.
    fn end_the_idlest(&self, taken: &mut Taken, client: Option<Client>) -> bool {
        let candidates = taken
            .connections
            .values_mut()
            .filter(|it| !it.is_ending && (client.is_none() || it.client == client))
            .filter_map(|it| it.pulse.idle_since().map(|since| (since, it)));
        let Some((_, idlest)) = candidates.min_by_key(|(since, _)| *since) else { return false };
        idlest.is_ending = true;
        idlest.end.notify_one();
        let client = idlest.client;
        taken.gone(client);
        self.metrics.connection_shed("idle");
        true
    }
}

impl Taken {
    /// One fewer of this client.
    fn gone(&mut self, client: Option<Client>) {
        if let Some(client) = client
            && let Some(count) = self.of_clients.get_mut(&client)
        {
            *count -= 1;
            if *count == 0 {
                self.of_clients.remove(&client);
            }
        }
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        {
            let mut taken = self.places.taken();
            let connection = taken.connections.remove(&self.number);
            if let Some(connection) = connection.filter(|it| !it.is_ending) {
                taken.gone(connection.client);
            }
        }
        self.places.freed.notify_one();
    }
}
