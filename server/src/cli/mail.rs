//! `mail`: how mails look, and whether they get through.

use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::builder::PossibleValuesParser;
use clap::{Subcommand, builder::TypedValueParser as _};
use domain::clock::Clock;
use domain::entropy::Entropy;
use domain::letter::{Forms, LetterKind};
use domain::message::Language;
use domain::names::ShopName;
use domain::store::{Store, StoreError};
use serde_json::json;

use super::context::Context;
use super::failed::Failed;
use super::output::Output;
use crate::assemble::database;
use crate::config::{Config, TransportKind};
use crate::mail::{self, Bounce, Mail as Sent};
use crate::shops::Shops;
use crate::system::{OsEntropy, SystemClock};
use crate::templates::{Templates, example};

/// Mails: their templates, and a way to see that they arrive
#[derive(Subcommand)]
pub(super) enum Mail {
    /// Write all templates of mails into a folder, to start your own from
    ///
    /// Files that are there already are left as they are. Put those that you change into the folder `mail` of a shop's profile
    /// (see `shops` in the configuration), under the same names.
    #[command(after_help = "Example:\n\
        \x20 gdpr-server mail templates templates/")]
    Templates {
        /// The folder, which is made if it is not there
        folder: PathBuf,
        #[command(flatten)]
        output: Output,
    },
    /// Send an invented mail, to see that it arrives and what it looks like
    ///
    /// It is about a request that does not exist: its link opens nothing. Needs no database.
    #[command(after_help = "Examples:\n\
        \x20 gdpr-server mail test --to you@shop.example --shop inTRONICS\n\
        \x20 gdpr-server mail test --to you@shop.example --shop inTRONICS --kind rejected --language de")]
    Test {
        /// Where it goes
        #[arg(long, value_name = "ADDRESS")]
        to: String,
        /// The shop that it is from
        #[arg(long, value_name = "NAME")]
        shop: ShopName,
        /// Which mail
        #[arg(long, value_name = "KIND", default_value = "confirmation", value_parser = kinds())]
        kind: LetterKind,
        /// In which language [default: the one of the shop]
        #[arg(long, value_name = "TAG")]
        language: Option<String>,
        #[command(flatten)]
        output: Output,
    },
}

fn kinds() -> impl clap::builder::TypedValueParser<Value = LetterKind> {
    let codes = PossibleValuesParser::new(LetterKind::ALL.map(LetterKind::code));
    codes.try_map(|code| LetterKind::from_code(&code).ok_or("no such mail"))
}

impl Mail {
    pub(super) fn run(self, context: &Context) -> Result<(), Failed> {
        match self {
            Self::Templates { folder, output } => templates(&folder, &output),
            Self::Test { to, shop, kind, language, output } => {
                test(context, &to, &shop, kind, language.as_deref(), &output)
            }
        }
    }
}

fn templates(folder: &Path, output: &Output) -> Result<(), Failed> {
    let (mut written, mut kept) = (0_usize, 0_usize);
    for (name, text) in Templates::standard() {
        let path = folder.join(name);
        match put(&path, text) {
            Ok(()) => written += 1,
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => kept += 1,
            Err(error) => return Err(Failed::Work(format!("{} cannot be written: {error}", path.display()))),
        }
    }
    output.result(
        &format!("{written} templates written to {}, {kept} were there already", folder.display()),
        &json!({"written": written, "kept": kept}),
    )
}

/// Whether the database has no such shop.
fn unknown(config: &Config, shop: &ShopName) -> Result<bool, Failed> {
    let store: Arc<dyn Store> = Arc::new(database(config)?);
    Ok(store.read::<_, StoreError>("shop", |view| view.shop(shop))?.is_none())
}

/// A new file with this text.
fn put(path: &Path, text: &str) -> io::Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    OpenOptions::new().write(true).create_new(true).open(path)?.write_all(text.as_bytes())
}

fn test(
    context: &Context,
    to: &str,
    shop: &ShopName,
    kind: LetterKind,
    language: Option<&str>,
    output: &Output,
) -> Result<(), Failed> {
    // Read here and not by the parser of arguments, which would repeat a wrong value.
    let to = to.parse().map_err(|why| Failed::Usage(format!("--to ADDRESS {why}")))?;
    let config = context.load(Vec::new())?.config;
    let shops = Shops::read(&config).map_err(Failed::usage)?;
    let has_profile = shops.names().any(|known| known == shop);
    if !has_profile && config.database.exists() && unknown(&config, shop)? {
        return Err(Failed::Work(format!("there is no shop \"{shop}\"; add it first, with `gdpr-server shop add`")));
    }
    let transport = mail::open(&config.mail, &config.database).map_err(Failed::usage)?;
    let language = match language {
        Some(tag) => Language::find(tag).ok_or_else(|| Failed::usage("--language TAG: there are no mails in it"))?,
        None => domain::policy::Policies::of(&shops, shop).language,
    };
    let now = SystemClock.now();
    let mut random = [0; 16];
    OsEntropy.fill(&mut random).map_err(Failed::work)?;
    let id = format!("test-{:032x}", u128::from_be_bytes(random));
    let letter =
        example(kind, to, language, shop, now).ok_or_else(|| Failed::work("there is no example of this mail"))?;
    let sent = Sent {
        id: id.parse().map_err(Failed::work)?,
        senders: shops.senders(shop).clone(),
        to: letter.to.clone(),
        written: shops.write(&letter).map_err(Failed::work)?,
        language: letter.language.clone(),
        at: now,
    };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.map_err(|error| Failed::Work(format!("cannot start: {error}")))?;
    let taken = runtime.block_on(async {
        let taken = transport.send(&sent).await;
        transport.rest().await;
        taken
    });
    taken.map_err(|bounce: Bounce| {
        Failed::Work(format!("the mail was {bounce}; docs/mail.md says what the code in brackets means"))
    })?;
    let place = match config.mail.transport {
        TransportKind::File => {
            let folder = config.mail.folder.unwrap_or_else(|| mail::folder_beside(&config.database));
            format!("written to {}", folder.join(format!("{id}.eml")).display())
        }
        TransportKind::Smtp => format!("taken by {}", config.mail.host),
        TransportKind::Sendmail => format!("taken by {}", config.mail.command.display()),
    };
    output.result(&format!("the mail was {place}"), &json!({"mail": id, "result": place}))
}
