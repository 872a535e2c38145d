//! A problem type is a page: what a service can answer is explained, and nothing is explained that cannot be answered.

#![expect(clippy::expect_used, reason = "a test fails by panicking")]

use std::collections::BTreeSet;

use wellflow_tidy::tree;

/// Slugs of the pages under `docs/problems`.
fn pages() -> BTreeSet<String> {
    tree::files(&["md"])
        .expect("the repository is readable")
        .iter()
        .filter_map(|file| file.path.strip_prefix("docs/problems/").map(str::to_owned))
        .filter_map(|name| name.strip_suffix(".md").map(str::to_owned))
        .filter(|slug| slug != "README")
        .collect()
}

#[test]
fn there_are_pages_and_their_names_are_slugs() {
    let pages = pages();
    assert!(!pages.is_empty(), "docs/problems holds no page");
    let odd: Vec<&String> = pages
        .iter()
        .filter(|slug| {
            !slug
                .chars()
                .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
        })
        .collect();
    assert!(odd.is_empty(), "{odd:?}");
}

#[test]
fn every_page_is_named_by_code_that_can_answer_it() {
    let rust = tree::files(&["rs"]).expect("the repository is readable");
    let sources: Vec<&str> = rust
        .iter()
        .filter(|file| !file.is_test())
        .map(|file| file.text.as_str())
        .collect();
    let unknown: Vec<String> = pages()
        .into_iter()
        .filter(|slug| !sources.iter().any(|text| text.contains(&format!("\"{slug}\""))))
        .collect();
    assert!(unknown.is_empty(), "no code answers with these: {unknown:#?}");
}

#[test]
fn every_page_opens_with_a_title() {
    let untitled: Vec<String> = tree::files(&["md"])
        .expect("the repository is readable")
        .into_iter()
        .filter(|file| file.path.starts_with("docs/problems/") && !file.text.starts_with("# "))
        .map(|file| file.path)
        .collect();
    assert!(untitled.is_empty(), "{untitled:#?}");
}
