//! CSV files row by row, with the hash of each row's own bytes.

use std::io::{BufRead, BufReader, Read};
use std::sync::Arc;

use anyhow::{Context, Result, bail, ensure};
use sha2::{Digest, Sha256};

/// A row longer than this is no row of an agency's list; it guards the memory against a quote that never closes.
const MAX_ROW_BYTES: usize = 64 * 1024;

/// The rows of one file, streaming; the text is read as ISO 8859-1, in which every byte is a character.
pub(crate) struct CsvRows {
    input: BufReader<Box<dyn Read + Send>>,
    file: Arc<str>,
    columns: Vec<String>,
    line: u64,
    bytes_read: u64,
}

/// One row of a file.
#[derive(Clone, Debug)]
pub(crate) struct Row {
    /// The line the row begins on; the header is line 1.
    pub(crate) number: u64,
    /// SHA-256 of the row's bytes without the line ending, 64 hexadecimal digits.
    pub(crate) sha256: String,
    fields: csv::StringRecord,
}

impl Row {
    /// The field without surrounding blanks; agencies pad names and numbers to a width.
    pub(crate) fn get(&self, column: usize) -> &str {
        self.fields.get(column).unwrap_or_default().trim()
    }

    /// As [`Row::get`], `None` where the field is blank: nothing given is not the same as zero.
    pub(crate) fn given(&self, column: usize) -> Option<&str> {
        Some(self.get(column)).filter(|text| !text.is_empty())
    }

    /// Number of fields.
    pub(crate) fn len(&self) -> usize {
        self.fields.len()
    }
}

impl CsvRows {
    /// Reads the header; `file` is the name facts of this file will carry.
    pub(crate) fn new(file: &str, input: Box<dyn Read + Send>) -> Result<Self> {
        let mut rows = Self {
            input: BufReader::new(input),
            file: Arc::from(file),
            columns: Vec::new(),
            line: 0,
            bytes_read: 0,
        };
        let header = rows
            .next_row()?
            .with_context(|| format!("{file} is empty: a header line was expected"))?;
        rows.columns = (0..header.len())
            .map(|column| header.get(column).to_owned())
            .collect();
        if let Some(first) = rows.columns.first_mut() {
            *first = first
                .trim_start_matches("\u{ef}\u{bb}\u{bf}")
                .trim_matches('"')
                .to_owned();
        }
        Ok(rows)
    }

    /// The file's name, without its folder.
    pub(crate) fn file(&self) -> Arc<str> {
        Arc::clone(&self.file)
    }

    /// Number of columns the header names.
    pub(crate) fn width(&self) -> usize {
        self.columns.len()
    }

    /// Bytes taken from the file so far.
    pub(crate) fn bytes_read(&self) -> u64 {
        self.bytes_read
    }

    /// The place of a column the caller cannot do without.
    pub(crate) fn column(&self, name: &str) -> Result<usize> {
        self.columns
            .iter()
            .position(|column| column == name)
            .with_context(|| {
                format!(
                    "{} has no column {name}; it has {}",
                    self.file,
                    self.columns.join(", ")
                )
            })
    }

    /// The next row; blank lines are passed over.
    pub(crate) fn next_row(&mut self) -> Result<Option<Row>> {
        loop {
            let number = self.line + 1;
            let Some(bytes) = self.next_bytes(number)? else {
                return Ok(None);
            };
            if bytes.iter().all(u8::is_ascii_whitespace) {
                continue;
            }
            let sha256 = hex(&Sha256::digest(&bytes));
            let fields = self.parse(number, &bytes)?;
            return Ok(Some(Row {
                number,
                sha256,
                fields,
            }));
        }
    }

    fn next_bytes(&mut self, number: u64) -> Result<Option<Vec<u8>>> {
        let mut bytes = Vec::new();
        loop {
            let room = (MAX_ROW_BYTES + 1).saturating_sub(bytes.len()) as u64;
            let read = self
                .input
                .by_ref()
                .take(room)
                .read_until(b'\n', &mut bytes)
                .with_context(|| format!("{} cannot be read at line {number}", self.file))?;
            self.bytes_read += read as u64;
            ensure!(
                bytes.len() <= MAX_ROW_BYTES,
                "{} line {number}: the row is longer than {MAX_ROW_BYTES} bytes; is a quote left open?",
                self.file
            );
            let quotes = bytes.iter().filter(|byte| **byte == b'"').count();
            if read == 0 && bytes.is_empty() {
                return Ok(None);
            }
            self.line += u64::from(read > 0);
            if quotes % 2 == 0 {
                break;
            }
            if read == 0 {
                bail!("{} line {number}: the file ends inside a quoted field", self.file);
            }
        }
        while matches!(bytes.last(), Some(b'\n' | b'\r')) {
            bytes.pop();
        }
        Ok(Some(bytes))
    }

    fn parse(&self, number: u64, bytes: &[u8]) -> Result<csv::StringRecord> {
        let text: String = bytes.iter().map(|byte| char::from(*byte)).collect();
        let mut reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .buffer_capacity(text.len().max(1))
            .from_reader(text.as_bytes());
        let mut fields = csv::StringRecord::new();
        let found = reader
            .read_record(&mut fields)
            .with_context(|| format!("{} line {number} is not a CSV row", self.file))?;
        ensure!(found, "{} line {number} is not a CSV row", self.file);
        Ok(fields)
    }
}

/// Lower-case hexadecimal digits.
pub(crate) fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes
        .iter()
        .fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
            // Writing to a String cannot fail.
            let _ = write!(text, "{byte:02x}");
            text
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(text: &'static [u8]) -> CsvRows {
        CsvRows::new("list.csv", Box::new(text)).unwrap()
    }

    #[test]
    fn a_row_is_hashed_without_its_line_ending_and_fields_are_trimmed() {
        let mut file = rows(b"\"A\",\"B\"\r\n\" 00830\",\"x, y\"\r\n\r\n1,2");
        let row = file.next_row().unwrap().unwrap();
        assert_eq!((row.number, row.get(0), row.get(1)), (2, "00830", "x, y"));
        assert_eq!(row.sha256, hex(&Sha256::digest(b"\" 00830\",\"x, y\"")));
        assert_eq!(file.next_row().unwrap().unwrap().number, 4);
        assert!(file.next_row().unwrap().is_none());
    }

    #[test]
    fn bytes_above_127_are_iso_8859_1() {
        let row = rows(b"A\nCa\xf1on\n").next_row().unwrap().unwrap();
        assert_eq!(row.get(0), "Ca\u{f1}on");
    }

    #[test]
    fn a_missing_column_is_named_with_those_there_are() {
        let error = rows(b"A,B\n").column("C").unwrap_err();
        assert_eq!(error.to_string(), "list.csv has no column C; it has A, B");
    }

    #[test]
    fn a_quoted_line_break_stays_inside_its_field() {
        let mut file = rows(b"A,B\n\"one\ntwo\",3\n4,5\n");
        assert_eq!(file.next_row().unwrap().unwrap().get(0), "one\ntwo");
        assert_eq!(file.next_row().unwrap().unwrap().number, 4);
    }

    #[test]
    fn an_open_quote_is_an_error_that_names_the_line() {
        let error = rows(b"A\n\"open\n").next_row().unwrap_err();
        assert_eq!(
            error.to_string(),
            "list.csv line 2: the file ends inside a quoted field"
        );
    }
}
