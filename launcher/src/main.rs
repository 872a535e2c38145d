//! The binary `wellflow`; everything lives in the library.

use std::process::ExitCode;

fn main() -> ExitCode {
    wellflow_launcher::main()
}
