//! Tells cargo that a new migration file changes the crate: the embedding macro only knows the files it saw.

fn main() {
    // One line on standard output is how a build script speaks to cargo.
    #[expect(clippy::print_stdout, reason = "a build script speaks to cargo on standard output")]
    {
        println!("cargo::rerun-if-changed=.");
    }
}
