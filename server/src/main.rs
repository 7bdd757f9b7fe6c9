//! The program: see [`gdpr_server::cli`].

use std::process::ExitCode;

fn main() -> ExitCode {
    gdpr_server::cli::main()
}
