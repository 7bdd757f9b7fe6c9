//! `serve`: the server itself.

use clap::Args;

use super::context::Context;
use super::failed::Failed;
use super::ledger::settle;
use super::logging;
use super::output::print;
use crate::assemble::{assemble, open};
use crate::background::Background;
use crate::config::{Listen, Loaded};
use crate::demo;
use crate::layers::log_panics_without_their_message;
use crate::serve::{Drained, Listeners, serve};
use crate::system::open_files;

/// Most calls that wait for the database or check a password at once.
const BLOCKING_THREADS: usize = 64;
/// Open files that are no connections: a database has three, and some spare.
const OTHER_FILES: usize = 3 * BLOCKING_THREADS + 32;

/// Start the server
///
/// Prints the addresses it listens on as its first lines, and logs to standard error. SIGTERM and SIGINT make it finish what
/// it has begun and exit with 0.
///
/// It speaks HTTP without TLS: put a reverse proxy in front of it before anybody outside can reach it.
#[derive(Args)]
#[command(after_help = "Examples:\n\
    \x20 gdpr-server serve\n\
    \x20 gdpr-server serve --listen 127.0.0.1:0\n\
    \x20 gdpr-server --database demo.db serve --demo")]
pub(super) struct Serve {
    /// IP address and port, or unix:/path/to/socket, or several with commas; port 0 takes any free one; also
    /// GDPR_LISTEN [default: 127.0.0.1:8080]
    #[arg(long, value_name = "ADDRESS")]
    listen: Option<String>,
    /// Load invented data into an empty database, and print calls to paste
    ///
    /// A database that is not empty is left as it is. Passwords of the demo's users are different for each database.
    #[arg(long)]
    demo: bool,
}

impl Serve {
    pub(super) fn run(self, context: &Context) -> Result<(), Failed> {
        let loaded = context.load(self.listen.into_iter().map(|address| ("listen", address)).collect())?;
        let _logging = logging::start(&loaded.config.log);
        log_panics_without_their_message();
        for warning in &loaded.warnings {
            tracing::warn!("{warning}");
        }
        let (connections, others) = (loaded.config.limits.connections, OTHER_FILES);
        if let Some(files) = open_files().filter(|files| *files < (connections + others) as u64) {
            tracing::warn!(
                files,
                connections,
                "limits.connections is more than the system allows: lower it, or raise the limit of open files (ulimit -n)"
            );
        }
        let mut runtime = tokio::runtime::Builder::new_multi_thread();
        // Each may hold a connection to the database: bounded, so that file descriptors are left for callers.
        let runtime = runtime.enable_all().max_blocking_threads(BLOCKING_THREADS).build();
        let runtime = runtime.map_err(|error| Failed::Work(format!("the server cannot start its threads: {error}")))?;
        runtime.block_on(run(&loaded, self.demo))
    }
}

async fn run(loaded: &Loaded, demo: bool) -> Result<(), Failed> {
    let config = &loaded.config;
    // First of all, so that a second server on the same address changes nothing.
    let listeners = Listeners::bind(&config.listen, config.listen_mode).map_err(|error| {
        Failed::Work(format!("{error}; choose another address with --listen, or port 0 for any free port"))
    })?;
    let places = listeners.places().map_err(|error| Failed::Work(format!("cannot listen: {error}")))?;
    let signals = Signals::new().map_err(|error| Failed::Work(format!("cannot wait for signals: {error}")))?;
    let parts = open(config)?;
    if let Some(why) = settle(config, &parts.fulfilment(config))? {
        return Err(Failed::Work(why));
    }
    let shown = if demo { Some(demo::prepare(&parts, config, &places).await.map_err(Failed::work)?) } else { None };
    for shop in parts.shops.names() {
        if parts.store.read("shop", |view| view.shop(shop))?.is_none() {
            tracing::warn!(%shop, "there is a profile of a shop that does not exist; is the name of its folder right?");
        }
    }
    for webhook in &config.webhooks {
        for shop in &webhook.shops {
            if parts.store.read("shop", |view| view.shop(shop))?.is_none() {
                let endpoint = webhook.name.as_str();
                tracing::warn!(%shop, endpoint, "webhooks name a shop that does not exist; is its name right?");
            }
        }
    }
    let app = assemble(config, parts)?;
    for place in &places {
        match place {
            Listen::Tcp(address) => print(&format!("listening on http://{address}"))?,
            Listen::Unix(_) => print(&format!("listening on {place}"))?,
        }
    }
    if let Some(shown) = shown {
        print(&shown)?;
    }
    for place in &places {
        tracing::info!(address = %place, "listening");
    }
    tracing::info!(database = %config.database.display(), "ready");
    let background = Background::start(&app).map_err(Failed::work)?;
    let drained = serve(listeners, app, signals.any()).await;
    background.stop(config.limits.shutdown_grace).await;
    match drained {
        Drained::All => tracing::info!("stopped"),
        Drained::GaveUp => tracing::warn!("stopped while calls were still open: limits.shutdown_grace was over"),
    }
    Ok(())
}

/// The signals that end the server. They are caught from the moment this exists.
struct Signals {
    #[cfg(unix)]
    terminate: tokio::signal::unix::Signal,
    #[cfg(unix)]
    interrupt: tokio::signal::unix::Signal,
}

impl Signals {
    #[cfg(unix)]
    fn new() -> std::io::Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};
        Ok(Self { terminate: signal(SignalKind::terminate())?, interrupt: signal(SignalKind::interrupt())? })
    }

    #[cfg(unix)]
    async fn any(mut self) {
        let name = tokio::select! {
            _ = self.terminate.recv() => "SIGTERM",
            _ = self.interrupt.recv() => "SIGINT",
        };
        tracing::info!(signal = name, "stopping: finishing what has begun");
    }

    #[cfg(not(unix))]
    fn new() -> std::io::Result<Self> {
        Ok(Self {})
    }

    #[cfg(not(unix))]
    async fn any(self) {
        let _ = tokio::signal::ctrl_c().await;
    }
}
