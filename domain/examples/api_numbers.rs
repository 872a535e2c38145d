//! Reads API numbers, one per line, and says how many are valid and survive being written and read again.
//!
//! `tail -n +2 boreholes.csv | cut -d, -f1 | tr -d '"' | cargo run --release -p wellflow-domain --example api_numbers`
#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a program for a terminal"
)]

use std::io::BufRead;
use std::process::ExitCode;

use wellflow_domain::api_number::ApiNumber;

fn main() -> ExitCode {
    let (mut good, mut bad) = (0u64, 0u64);
    for line in std::io::stdin().lock().lines().map_while(Result::ok) {
        let fault = match ApiNumber::parse(&line) {
            Err(error) => Some(error.to_string()),
            Ok(number) => {
                let written = number.to_string();
                let same_digits = written.replace('-', "") == line.replace('-', "").trim();
                let survives = ApiNumber::parse(&written).is_ok_and(|again| again == number);
                (!same_digits || !survives).then(|| format!("is written as {written}"))
            }
        };
        match fault {
            None => good += 1,
            Some(fault) => {
                bad += 1;
                eprintln!("{line}: {fault}");
            }
        }
    }
    println!("{good} API numbers are valid and canonical, {bad} are not");
    if bad == 0 {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}
