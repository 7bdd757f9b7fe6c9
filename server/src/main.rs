//! The program: see [`gdpr_server::cli`].

use std::process::ExitCode;

use mimalloc::MiMalloc;

/// A call allocates some hundred times: docs/performance.md has what that costs with the system's own.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

fn main() -> ExitCode {
    gdpr_server::cli::main()
}
