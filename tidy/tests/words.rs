//! Words that may not stand in the project: work left undone, tests switched off, paths of a machine.

#![expect(clippy::expect_used, reason = "a test fails by panicking")]

use wellflow_tidy::tree;

/// Pieces are joined here, so that this file does not hold what it forbids.
fn unfinished() -> Vec<String> {
    [
        ["to", "do!("],
        ["unimple", "mented!("],
        ["#[ign", "ore"],
        ["FIX", "ME"],
        ["XX", "X"],
        ["T", "ODO"],
    ]
    .iter()
    .map(|parts| parts.concat())
    .collect()
}

fn machine_paths() -> Vec<String> {
    [["/wo", "rk/"], ["/ro", "ot/"], ["/ho", "me/"], ["../sha", "red"]]
        .iter()
        .map(|parts| parts.concat())
        .collect()
}

fn found(extensions: &[&str], words: &[String]) -> Vec<String> {
    let files = tree::files(extensions).expect("the repository is readable");
    let mut found = Vec::new();
    for file in files.iter() {
        for (number, line) in file.text.lines().enumerate() {
            found.extend(
                words
                    .iter()
                    .filter(|word| line.contains(word.as_str()))
                    .map(|word| format!("{}:{}: {word}", file.path, number + 1)),
            );
        }
    }
    found
}

#[test]
fn no_work_is_left_undone_and_no_test_is_switched_off() {
    let found = found(&["rs", "sql", "toml"], &unfinished());
    assert!(found.is_empty(), "{found:#?}");
}

#[test]
fn no_path_of_a_machine_stands_in_the_project() {
    let found = found(&["rs", "sql", "toml", "md", "yml", "json"], &machine_paths());
    assert!(found.is_empty(), "{found:#?}");
}
