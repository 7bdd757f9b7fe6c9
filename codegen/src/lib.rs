//! The build step: is `generated/` made from `specs/`? If not, make it, or say in one line what is missing.
//!
//! ```text
//! specs/<name>-<version>.yaml                                       generated/<name>-api/{src, stamp}
//!        |                                                                      ^
//!      [spec] find, parse -> [prepare] rewrite for the generator -> [stamp] fingerprint: current?
//!                                                                               | no
//!                                                     [ensure] lock, [generator] run, swap src, write stamp
//!
//!      [contracts] the same files as a table of plain data, for the server ($OUT_DIR/contracts.rs)
//!      [swagger_ui] and what it shows them with ($OUT_DIR/swagger-ui/)
//! ```
//!
//! - [`workspace`]: where specs, generated crates and the generator's own installation are.
//! - [`spec`]: one contract file: found by name, read as YAML.
//! - [`mod@prepare`]: the rewrite that makes stock `rust-server` output correct; its result depends on structure only.
//! - [`stamp`]: fingerprints of what the code was made from, and of the code.
//! - [`generator`]: the pinned generator, as a port, and as the Java program that it is.
//! - [`ensure`]: the decision: leave it, make it, or refuse.
//! - [`contracts`]: what the server reads off the contracts instead of repeating it in code.
//! - [`swagger_ui`]: what the server shows the contracts with.
//! - [`build_script`]: what `build.rs` calls.
//!
//! `codegen generate` and `codegen verify` (the binary beside this library) stand behind `make generate` and
//! `make verify-generated`.

pub mod build_script;
pub mod contracts;
pub mod ensure;
mod error;
pub mod generator;
pub mod prepare;
mod references;
pub mod spec;
pub mod stamp;
pub mod swagger_ui;
pub mod workspace;

pub use error::Error;
