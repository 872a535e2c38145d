//! Reads status codes of leases, one per line, and says what each means and how often it stands there; fails on a code without
//! a meaning, and where not every known code occurs.
//!
//! `tail -n +2 lease_area_block.csv | cut -d, -f4 | cargo run --release -p wellflow-domain --example lease_codes`
#![expect(clippy::print_stdout, reason = "a program for a terminal")]

use std::collections::BTreeMap;
use std::io::BufRead;
use std::process::ExitCode;

use wellflow_domain::lease::{LeaseStatus, boem_codes, of_boem, to_boem};

fn main() -> ExitCode {
    let mut counts: BTreeMap<String, u64> = BTreeMap::new();
    for line in std::io::stdin().lock().lines().map_while(Result::ok) {
        *counts.entry(line.trim().to_owned()).or_default() += 1;
    }
    let mut mapped = 0;
    for (code, count) in &counts {
        let status = of_boem(code);
        println!("{code} is {status}: {count}");
        if status != LeaseStatus::Unmapped && to_boem(status) == Some(code) {
            mapped += 1;
        }
    }
    let rows: u64 = counts.values().sum();
    let known = boem_codes().count();
    println!("{rows} rows, {} codes, {mapped} of {known} mapped", counts.len());
    if mapped == counts.len() && mapped == known {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}
