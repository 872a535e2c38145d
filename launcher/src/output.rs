//! What goes to standard output: results people and scripts read. Logs go to standard error.

/// Prints one line.
#[expect(clippy::print_stdout, reason = "the one place results leave the program")]
pub(crate) fn line(text: impl std::fmt::Display) {
    println!("{text}");
}

/// Prints one line to standard error: what went wrong, or progress nobody should have to pipe away.
#[expect(clippy::print_stderr, reason = "the one place failures are told")]
pub(crate) fn error_line(text: impl std::fmt::Display) {
    eprintln!("{text}");
}
