//! Every problem type has its page (a type without one does not compile) and every page has its type.

#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

fn workspace() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// The `problems.rs` of every crate: where registries are declared.
fn registries(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap().map(Result::unwrap) {
        let path = entry.path();
        if path.is_dir() {
            registries(&path, found);
        } else if path.file_name().is_some_and(|name| name == "problems.rs") {
            found.push(path);
        }
    }
}

/// The second item of `NAME = 404, "slug", "Title";`.
fn declared_slugs(source: &str) -> impl Iterator<Item = String> + '_ {
    source.lines().filter_map(|line| {
        let (_, rest) = line.trim().split_once(" = ")?;
        let (status, rest) = rest.split_once(", \"")?;
        status.parse::<u16>().ok()?;
        rest.split_once('"').map(|(slug, _)| slug.to_owned())
    })
}

#[test]
fn every_page_belongs_to_a_problem_type() {
    let mut files = Vec::new();
    for entry in fs::read_dir(workspace()).unwrap().map(Result::unwrap) {
        let sources = entry.path().join("src");
        if sources.is_dir() {
            registries(&sources, &mut files);
        }
    }
    let declared: BTreeSet<_> = files
        .iter()
        .flat_map(|file| declared_slugs(&fs::read_to_string(file).unwrap()).collect::<Vec<_>>())
        .collect();
    let pages: BTreeSet<_> = fs::read_dir(workspace().join("docs/problems"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .map(|path| path.file_stem().unwrap().to_string_lossy().into_owned())
        .collect();
    assert_eq!(
        pages.difference(&declared).collect::<Vec<_>>(),
        Vec::<&String>::new(),
        "pages without a problem type"
    );
    assert_eq!(
        declared.difference(&pages).collect::<Vec<_>>(),
        Vec::<&String>::new(),
        "problem types without a page"
    );
}

#[test]
fn a_page_opens_with_the_title_and_names_status_and_type() {
    for kind in wellflow_http::HTTP_PROBLEMS {
        let head = format!(
            "# {}\n\nStatus {}, type `/problems/{}`.\n",
            kind.title, kind.status, kind.slug
        );
        assert!(
            kind.page.starts_with(&head),
            "docs/problems/{}.md does not open with\n{head}",
            kind.slug
        );
        for heading in ["## What it means", "## Example", "## What to do"] {
            assert!(
                kind.page.contains(heading),
                "docs/problems/{}.md lacks {heading}",
                kind.slug
            );
        }
    }
}
