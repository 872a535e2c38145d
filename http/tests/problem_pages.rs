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

/// `NAME = 404, "slug", "Title";`, also where it is broken over lines.
fn declared(source: &str) -> Vec<Declared> {
    let statements = source
        .split(';')
        .map(|statement| statement.split_whitespace().collect::<Vec<_>>().join(" "));
    let parts = |statement: String| {
        let (_, rest) = statement.split_once(" = ")?;
        let (status, rest) = rest
            .rsplit_once("= ")
            .map_or(rest, |(_, last)| last)
            .split_once(", \"")?;
        let (slug, rest) = rest.split_once("\", \"")?;
        Some(Declared {
            status: status.parse().ok()?,
            slug: slug.to_owned(),
            title: rest.strip_suffix('"')?.to_owned(),
        })
    };
    statements.filter_map(parts).collect()
}

struct Declared {
    status: u16,
    slug: String,
    title: String,
}

/// What every crate of the workspace declares.
fn all_declared() -> Vec<Declared> {
    let mut files = Vec::new();
    for entry in fs::read_dir(workspace()).unwrap().map(Result::unwrap) {
        let sources = entry.path().join("src");
        if sources.is_dir() {
            registries(&sources, &mut files);
        }
    }
    files
        .iter()
        .flat_map(|file| declared(&fs::read_to_string(file).unwrap()))
        .collect()
}

#[test]
fn the_scan_finds_every_problem_type() {
    let found: BTreeSet<_> = all_declared().into_iter().map(|kind| kind.slug).collect();
    for kind in wellflow_http::HTTP_PROBLEMS {
        assert!(found.contains(kind.slug), "{}", kind.slug);
    }
}

#[test]
fn every_page_belongs_to_a_problem_type() {
    let declared: BTreeSet<_> = all_declared().into_iter().map(|kind| kind.slug).collect();
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
    for Declared { status, slug, title } in all_declared() {
        let page = fs::read_to_string(workspace().join(format!("docs/problems/{slug}.md"))).unwrap();
        let head = format!("# {title}\n\nStatus {status}, type `/problems/{slug}`.\n");
        assert!(
            page.starts_with(&head),
            "docs/problems/{slug}.md does not open with\n{head}"
        );
        for heading in ["## What it means", "## Example", "## What to do"] {
            assert!(page.contains(heading), "docs/problems/{slug}.md lacks {heading}");
        }
    }
}
