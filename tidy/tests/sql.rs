//! SQL lives in files beside the Rust that runs it, one fixed statement each.

#![expect(clippy::expect_used, reason = "a test fails by panicking")]

use wellflow_tidy::tree::{self, SourceFile};

/// Statements beside Rust code; migrations hold many statements each and are not meant here.
fn statements() -> Vec<SourceFile> {
    let files = tree::files(&["sql"]).expect("the repository is readable");
    files
        .into_iter()
        .filter(|file| !file.path.starts_with("migrations/"))
        .collect()
}

/// The number of statements in a text: `;` outside of comments, quotes and dollar quotes ends one.
fn count(text: &str) -> usize {
    let mut statements = 0;
    let mut pending = false;
    let mut rest = text;
    while let Some(next) = rest.chars().next() {
        if let Some(comment) = rest.strip_prefix("--") {
            rest = comment.split_once('\n').map_or("", |(_, after)| after);
        } else if let Some(comment) = rest.strip_prefix("/*") {
            rest = comment.split_once("*/").map_or("", |(_, after)| after);
        } else if next == '\'' || next == '"' {
            pending = true;
            rest = rest[1..].split_once(next).map_or("", |(_, after)| after);
        } else if let Some(tag) = dollar_tag(rest) {
            pending = true;
            rest = rest[tag.len()..].split_once(tag).map_or("", |(_, after)| after);
        } else {
            if next == ';' {
                statements += usize::from(pending);
                pending = false;
            } else if !next.is_whitespace() {
                pending = true;
            }
            rest = &rest[next.len_utf8()..];
        }
    }
    statements + usize::from(pending)
}

fn dollar_tag(text: &str) -> Option<&str> {
    let body = text.strip_prefix('$')?;
    let end = body.find('$')?;
    let name = &body[..end];
    let named = !name.starts_with(|first: char| first.is_ascii_digit());
    (named && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')).then(|| &text[..end + 2])
}

#[test]
fn a_file_beside_rust_holds_exactly_one_statement() {
    let broken: Vec<String> = statements()
        .iter()
        .map(|file| (count(&file.text), file))
        .filter(|(count, _)| *count != 1)
        .map(|(count, file)| format!("{}: {count} statements", file.path))
        .collect();
    assert!(broken.is_empty(), "{broken:#?}");
}

#[test]
fn every_statement_file_is_used() {
    let rust = tree::files(&["rs"]).expect("the repository is readable");
    let unused: Vec<String> = statements()
        .into_iter()
        .filter(|file| {
            let name = file.path.rsplit('/').next().unwrap_or_default();
            !rust.iter().any(|source| {
                source.text.contains(&format!("/{name}\"")) || source.text.contains(&format!("\"{name}\""))
            })
        })
        .map(|file| file.path)
        .collect();
    assert!(unused.is_empty(), "no Rust file includes these: {unused:#?}");
}

#[test]
fn the_counter_knows_quotes_comments_and_dollar_quotes() {
    assert_eq!(count("SELECT 1"), 1);
    assert_eq!(count("SELECT ';' -- ; no\n;"), 1);
    assert_eq!(count("/* ; */ SELECT $1; SELECT $2"), 2);
    assert_eq!(count("DO $body$ BEGIN PERFORM 1; END $body$"), 1);
    assert_eq!(count("-- nothing\n"), 0);
}
