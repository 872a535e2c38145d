//! What goes to standard output: results people and scripts read. Logs go to standard error.
//!
//! Invariant: whoever stops reading changes nothing of what the program does and how it ends: its exit code is its verdict, also
//! behind `| head`.

use std::io::{ErrorKind, Write, stderr, stdout};

/// Prints one line.
pub(crate) fn line(text: impl std::fmt::Display) {
    let written = writeln!(stdout(), "{text}");
    if let Err(error) = written
        && error.kind() != ErrorKind::BrokenPipe
    {
        error_line(format!("standard output cannot be written: {error}"));
        // Half a result is none.
        std::process::exit(1);
    }
}

/// Prints one line to standard error: what went wrong, or progress nobody should have to pipe away.
pub(crate) fn error_line(text: impl std::fmt::Display) {
    // There is nobody else to tell.
    let _ = writeln!(stderr(), "{text}");
}
