//! The guardian of the tests' shared PostgreSQL: `wellflow-test-cluster <directory>`. Started by the testkit.

use std::path::Path;
use std::process::ExitCode;

#[expect(
    clippy::print_stderr,
    reason = "the test process that started the guardian shows this as the reason"
)]
fn main() -> ExitCode {
    let mut arguments = std::env::args_os().skip(1);
    let (Some(directory), None) = (arguments.next(), arguments.next()) else {
        eprintln!("usage: wellflow-test-cluster <directory>");
        return ExitCode::from(2);
    };
    match wellflow_testkit::guard(Path::new(&directory)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(reason) => {
            eprintln!("{reason}");
            ExitCode::FAILURE
        }
    }
}
