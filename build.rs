//! The build step, for every crate in generated/ and for the server: see codegen/src/lib.rs.

fn main() {
    codegen::build_script::run();
}
