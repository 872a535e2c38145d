//! Rows one position after the other: what is no longer what it was is closed, what is new is opened, the rest stays.

use std::collections::BTreeMap;

use wellflow_read_model::ownership::{OPEN, Rows, Span, Versioned};

/// The rows of one division in one table.
#[derive(Debug)]
pub(super) struct Versions<K, R> {
    /// What is known, and from which position on where that lies in the batch.
    known: BTreeMap<K, (Option<u64>, R)>,
    rows: Rows<K, R>,
}

impl<K: Ord + Clone, R: PartialEq> Versions<K, R> {
    /// With the rows that are written already.
    pub(super) fn begin(rows: BTreeMap<K, R>) -> Self {
        Self {
            known: rows.into_iter().map(|(key, row)| (key, (None, row))).collect(),
            rows: Rows::default(),
        }
    }

    /// From the position on these are what is known.
    pub(super) fn go_on(&mut self, position: u64, rows: BTreeMap<K, R>) {
        let is_over = |key: &K, row: &R| rows.get(key) != Some(row);
        let over: Vec<K> = self
            .known
            .iter()
            .filter(|(key, (_, row))| is_over(key, row))
            .map(|(key, _)| key.clone())
            .collect();
        for key in over {
            match self.known.remove(&key) {
                Some((Some(from), row)) => self.rows.opened.push(Versioned {
                    key,
                    span: Span { from, to: position },
                    row,
                }),
                Some((None, _)) => self.rows.closed.push((key, position)),
                None => {}
            }
        }
        for (key, row) in rows {
            self.known.entry(key).or_insert((Some(position), row));
        }
    }

    /// Hands over what the batch closes and opens.
    pub(super) fn end(self, into: &mut Rows<K, R>) {
        into.closed.extend(self.rows.closed);
        into.opened.extend(self.rows.opened);
        for (key, (from, row)) in self.known {
            if let Some(from) = from {
                into.opened.push(Versioned {
                    key,
                    span: Span { from, to: OPEN },
                    row,
                });
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(rows: &[(u32, &'static str)]) -> BTreeMap<u32, &'static str> {
        rows.iter().copied().collect()
    }

    #[test]
    fn what_changes_is_closed_and_what_stays_is_left_alone() {
        let mut versions = Versions::begin(rows(&[(1, "stays"), (2, "goes"), (3, "changes")]));
        versions.go_on(10, rows(&[(1, "stays"), (3, "changed"), (4, "comes")]));
        versions.go_on(12, rows(&[(1, "stays"), (3, "changed again"), (4, "comes")]));
        versions.go_on(15, rows(&[(1, "stays"), (3, "changed again")]));
        let mut written = Rows::default();
        versions.end(&mut written);
        assert_eq!(written.closed, [(2, 10), (3, 10)]);
        let opened = |key, from, to, row| Versioned {
            key,
            span: Span { from, to },
            row,
        };
        assert_eq!(
            written.opened,
            [
                opened(3, 10, 12, "changed"),
                opened(4, 10, 15, "comes"),
                opened(3, 12, OPEN, "changed again"),
            ]
        );
    }

    #[test]
    fn nothing_new_writes_nothing() {
        let mut versions = Versions::begin(rows(&[(1, "stays")]));
        versions.go_on(10, rows(&[(1, "stays")]));
        let mut written = Rows::default();
        versions.end(&mut written);
        assert!(written.closed.is_empty() && written.opened.is_empty());
    }
}
