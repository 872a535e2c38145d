//! Tells cargo that a new migration file changes the crate: the embedding macro only knows the files it saw.

fn main() {
    println!("cargo::rerun-if-changed=.");
}
