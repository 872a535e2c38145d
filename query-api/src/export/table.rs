//! Rows as comma separated values (RFC 4180).
//!
//! Invariants
//! - The columns are those of the list or those asked for, in that order, whatever the rows hold.
//! - A text that a spreadsheet would take for a formula begins with an apostrophe; numbers, dates and ids never do.
//! - The last record says whether the export is whole; it has as many fields as the others, and nothing in it is quoted: its line
//!   begins with what it says.

use std::borrow::Cow;

use serde_json::value::RawValue;

use super::rows::Members;
use super::writer::End;
use crate::error::QueryError;

/// What a spreadsheet takes for the beginning of a formula, in either width (OWASP, CSV Injection).
const FORMULA: [char; 10] = ['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠'];

/// Writes records.
pub(super) struct Table {
    columns: Vec<Column>,
    writer: csv::Writer<Vec<u8>>,
}

/// A member of a row, or, with a dot, a member of that.
pub(super) struct Column {
    name: &'static str,
    outer: &'static str,
    inner: Option<&'static str>,
    /// Where it was in the row before.
    hint: usize,
}

impl Table {
    /// # Errors
    /// [`QueryError::Table`].
    pub(super) fn begin(columns: &[&'static str]) -> Result<Self, QueryError> {
        let columns: Vec<Column> = columns.iter().map(|name| Column::of(name)).collect();
        let mut writer = csv::WriterBuilder::new()
            .terminator(csv::Terminator::CRLF)
            .from_writer(Vec::new());
        writer.write_record(columns.iter().map(|column| column.name))?;
        Ok(Self { columns, writer })
    }

    /// # Errors
    /// [`QueryError::Table`], or for a row that is none.
    pub(super) fn row(&mut self, row: &Members<'_>) -> Result<(), QueryError> {
        for column in &mut self.columns {
            let cell = match column.find(row)? {
                Some(value) => cell(value)?,
                None => Cow::Borrowed(""),
            };
            self.writer.write_field(cell.as_bytes())?;
        }
        self.writer.write_record(None::<&[u8]>)?;
        Ok(())
    }

    /// # Errors
    /// [`QueryError::Table`].
    pub(super) fn end(&mut self, end: &End) -> Result<(), QueryError> {
        let mut said = match end.broken_off {
            None => "# end of export: complete".to_owned(),
            Some(problem) => format!("# end of export: broken off by {problem}"),
        };
        let numbers = [
            ("rows", Some(end.rows)),
            ("position", end.position),
            ("incomplete since position", end.incomplete_since),
        ];
        for (name, number) in numbers {
            if let Some(number) = number {
                said.push_str(&format!("; {name} {number}"));
            }
        }
        self.writer.write_field(said)?;
        for _ in self.columns.iter().skip(1) {
            self.writer.write_field("")?;
        }
        self.writer.write_record(None::<&[u8]>)?;
        Ok(())
    }

    /// What was written since it was last taken.
    ///
    /// # Errors
    /// [`QueryError::Table`].
    pub(super) fn take(&mut self) -> Result<Vec<u8>, QueryError> {
        let next = csv::WriterBuilder::new()
            .terminator(csv::Terminator::CRLF)
            .from_writer(Vec::new());
        let written = std::mem::replace(&mut self.writer, next);
        written
            .into_inner()
            .map_err(|error| QueryError::Table(csv::Error::from(error.into_error())))
    }
}

impl Column {
    pub(super) fn of(name: &'static str) -> Self {
        let (outer, inner) = match name.split_once('.') {
            Some((outer, inner)) => (outer, Some(inner)),
            None => (name, None),
        };
        let hint = 0;
        Self {
            name,
            outer,
            inner,
            hint,
        }
    }

    /// The value of the column in a row.
    ///
    /// # Errors
    /// For a member that is said to be an object and is none.
    pub(super) fn find<'a>(&mut self, row: &Members<'a>) -> Result<Option<&'a RawValue>, serde_json::Error> {
        // Rows of a list have their members in the same order.
        let outer = match row.0.get(self.hint) {
            Some((name, value)) if name == self.outer => Some(*value),
            Some(_) | None => match row.0.iter().position(|(name, _)| name == self.outer) {
                Some(place) => {
                    self.hint = place;
                    row.0.get(place).map(|(_, value)| *value)
                }
                None => None,
            },
        };
        match (outer, self.inner) {
            (Some(outer), Some(inner)) if outer.get().starts_with('{') => {
                Ok(Members::read(outer.get())?.get(inner))
            }
            (_, Some(_)) => Ok(None),
            (outer, None) => Ok(outer),
        }
    }
}

/// A value as a cell: nothing for `null`, a text by itself, everything else as JSON.
fn cell(value: &RawValue) -> Result<Cow<'_, str>, serde_json::Error> {
    let is_text = value.get().starts_with('"');
    Ok(match plain_text(value)? {
        Some(text) if is_text => Cow::Owned(guarded(text.into_owned())),
        Some(other) => other,
        None => Cow::Borrowed(""),
    })
}

/// A value as text, as it is: none for `null`.
pub(super) fn plain_text(value: &RawValue) -> Result<Option<Cow<'_, str>>, serde_json::Error> {
    Ok(match value.get() {
        "null" => None,
        text if text.starts_with('"') => Some(Cow::Owned(serde_json::from_str(text)?)),
        other => Some(Cow::Borrowed(other)),
    })
}

fn guarded(text: String) -> String {
    if text.starts_with(FORMULA) && !is_number(&text) {
        return format!("'{text}");
    }
    text
}

fn is_number(text: &str) -> bool {
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    digits.starts_with(|first: char| first.is_ascii_digit())
        && digits.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.')
        && digits.bytes().filter(|byte| *byte == b'.').count() <= 1
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(columns: &[&'static str], rows: &[&str]) -> String {
        let mut table = Table::begin(columns).unwrap();
        for row in rows {
            table.row(&Members::read(row).unwrap()).unwrap();
        }
        let end = End {
            rows: rows.len() as u64,
            position: Some(9),
            ..End::default()
        };
        table.end(&end).unwrap();
        String::from_utf8(table.take().unwrap()).unwrap()
    }

    #[test]
    fn cells_stand_under_their_columns_and_are_quoted_where_they_must_be() {
        assert_eq!(
            table(
                &["a", "b.c", "d"],
                &[
                    r#"{"a":"x,\"y\"\nz","b":{"c":1.50},"d":[1,"2"]}"#,
                    r#"{"d":true,"a":null}"#
                ]
            ),
            "a,b.c,d\r\n\"x,\"\"y\"\"\nz\",1.50,\"[1,\"\"2\"\"]\"\r\n,,true\r\n# end of export: complete; rows 2; position 9,,\r\n"
        );
    }

    #[test]
    fn the_last_line_begins_with_what_it_says() {
        let ends = [
            (None, None, "# end of export: complete; rows 7; position 9,\r\n"),
            (
                Some("busy"),
                Some(8),
                "# end of export: broken off by busy; rows 7; position 9; incomplete since position 8,\r\n",
            ),
        ];
        for (broken_off, incomplete_since, line) in ends {
            let mut table = Table::begin(&["a", "b"]).unwrap();
            table.take().unwrap();
            let end = End {
                rows: 7,
                position: Some(9),
                incomplete_since,
                broken_off,
            };
            table.end(&end).unwrap();
            assert_eq!(String::from_utf8(table.take().unwrap()).unwrap(), line);
        }
    }

    #[test]
    fn no_text_is_taken_for_a_formula_and_no_number_is_changed() {
        for (text, cell) in [
            ("=1+1", "'=1+1"),
            ("+1-555-0100", "'+1-555-0100"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("-2+3", "'-2+3"),
            ("-", "'-"),
            ("\tcmd", "'\tcmd"),
            ("＝1", "'＝1"),
            ("-91.35", "-91.35"),
            ("+5", "+5"),
            ("2024-05-31", "2024-05-31"),
            ("O'Brien", "O'Brien"),
        ] {
            assert_eq!(guarded(text.to_owned()), cell);
        }
    }
}
