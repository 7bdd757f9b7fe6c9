//! The program: see [`gdpr_server::cli`].

use std::process::ExitCode;

// The C library keeps what one thread allocated and another one freed: large customer documents would stay in memory.
#[cfg(unix)]
#[global_allocator]
static ALLOCATOR: tikv_jemallocator::Jemalloc = tikv_jemallocator::Jemalloc;

fn main() -> ExitCode {
    gdpr_server::cli::main()
}
