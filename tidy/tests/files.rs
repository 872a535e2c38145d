//! How long a file may be, what it must say about itself, and what it may not be called.

#![expect(clippy::expect_used, reason = "a test fails by panicking")]

use wellflow_tidy::tree::{self, SourceFile};

const HARD_LIMIT: usize = 500;
const SOFT_LIMIT: usize = 400;

/// Files above the soft limit, with the length they had when they were let in. A line may shrink or go, never grow.
const LONG_FILES: &[(&str, usize)] = &[];

/// Names that say nothing about what they hold.
const EMPTY_NAMES: &[&str] = &[
    "common", "shared", "util", "utils", "helpers", "core", "base", "misc", "types",
];

fn rust() -> Vec<SourceFile> {
    tree::files(&["rs"]).expect("the repository is readable")
}

#[test]
fn no_file_grows_past_the_limit() {
    let mut broken = Vec::new();
    for file in rust().iter().filter(|file| !file.is_test()) {
        let lines = file.lines();
        let allowed = LONG_FILES
            .iter()
            .find(|(path, _)| *path == file.path)
            .map_or(SOFT_LIMIT, |(_, lines)| *lines);
        if lines > allowed || lines > HARD_LIMIT {
            broken.push(format!(
                "{}: {lines} lines, allowed {}",
                file.path,
                allowed.min(HARD_LIMIT)
            ));
        }
    }
    assert!(broken.is_empty(), "split these by what they do: {broken:#?}");
}

#[test]
fn the_list_of_long_files_only_shrinks() {
    let files = rust();
    let mut stale = Vec::new();
    for (path, allowed) in LONG_FILES {
        match files
            .iter()
            .find(|file| file.path == *path)
            .map(SourceFile::lines)
        {
            Some(lines) if lines > SOFT_LIMIT && lines == *allowed => {}
            Some(lines) => stale.push(format!("{path}: listed with {allowed} lines, has {lines}")),
            None => stale.push(format!("{path}: does not exist")),
        }
    }
    assert!(stale.is_empty(), "bring the list up to date: {stale:#?}");
}

#[test]
fn every_crate_and_folder_module_opens_with_its_charter() {
    let mut broken = Vec::new();
    for file in rust() {
        let must_speak = file.is_named("lib.rs") || file.is_named("mod.rs") || file.is_named("main.rs");
        if must_speak && !file.text.starts_with("//! ") {
            broken.push(file.path);
        }
    }
    assert!(
        broken.is_empty(),
        "these must open with `//!` and say what they are: {broken:#?}"
    );
}

#[test]
fn nothing_is_named_after_what_it_is_not() {
    let mut broken = Vec::new();
    for file in tree::files(&["rs", "sql", "toml", "md"]).expect("the repository is readable") {
        let parts = file
            .path
            .split('/')
            .map(|part| part.rsplit_once('.').map_or(part, |(stem, _)| stem));
        if parts.into_iter().any(|part| EMPTY_NAMES.contains(&part)) {
            broken.push(file.path.clone());
        }
        for (number, line) in file.text.lines().enumerate() {
            let inline = line
                .trim_start()
                .trim_start_matches("pub(crate) ")
                .trim_start_matches("pub ");
            let name = inline
                .strip_prefix("mod ")
                .and_then(|rest| rest.split([' ', ';', '{']).next());
            if name.is_some_and(|name| EMPTY_NAMES.contains(&name)) {
                broken.push(format!("{}:{}", file.path, number + 1));
            }
        }
    }
    assert!(broken.is_empty(), "name a module by what it does: {broken:#?}");
}
