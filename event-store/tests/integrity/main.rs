//! Whatever is done to a ledger behind the program's back is found, and the place is named.
#![expect(clippy::unwrap_used, reason = "a test fails loudly")]

mod checkpoints;
mod evidence;
mod live;
mod older;
mod raw;
mod tampering;
#[path = "../tank/mod.rs"]
mod tank;
mod varied;
