//! Rows as columns of a Parquet file, a group of rows at a time.
//!
//! Invariants
//! - Every column is optional text: an amount may be `withheld`, and decimals stay as they were written.
//! - What is held is a group of rows; a file that is broken off has no footer, and no reader takes it for whole.

use std::io::{self, Write};
use std::sync::{Arc, Mutex, PoisonError};

use parquet::basic::{Compression, ConvertedType, LogicalType, Repetition, Type as Physical};
use parquet::data_type::{ByteArray, ByteArrayType};
use parquet::errors::ParquetError;
use parquet::file::metadata::KeyValue;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::types::Type;

use super::rows::Members;
use super::table::{Column, plain_text};
use super::writer::{End, LastLine};
use crate::error::QueryError;

/// Rows of a group.
const GROUP: usize = 20_000;
/// Bytes of a group: rows may be large.
const GROUP_BYTES: usize = 16 * 1_024 * 1_024;

/// Writes a file.
pub(super) struct Parquet {
    columns: Vec<(Column, Cells)>,
    rows: usize,
    bytes: usize,
    writer: SerializedFileWriter<Sink>,
    sink: Sink,
}

/// The cells of a column that wait for their group to be full.
#[derive(Default)]
struct Cells {
    values: Vec<ByteArray>,
    /// 1 where there is a value, 0 where there is none.
    levels: Vec<i16>,
}

/// What was written and not taken yet.
#[derive(Clone, Default)]
struct Sink(Arc<Mutex<Vec<u8>>>);

impl Write for Sink {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Parquet {
    /// # Errors
    /// [`QueryError::Parquet`].
    pub(super) fn begin(columns: &[&'static str]) -> Result<Self, QueryError> {
        let fields = columns.iter().map(|name| {
            Type::primitive_type_builder(name, Physical::BYTE_ARRAY)
                .with_repetition(Repetition::OPTIONAL)
                .with_converted_type(ConvertedType::UTF8)
                .with_logical_type(Some(LogicalType::String))
                .build()
                .map(Arc::new)
        });
        let fields = fields.collect::<Result<Vec<_>, ParquetError>>()?;
        let schema = Type::group_type_builder("rows").with_fields(fields).build()?;
        let properties = WriterProperties::builder()
            .set_compression(Compression::SNAPPY)
            .build();
        let sink = Sink::default();
        let writer = SerializedFileWriter::new(sink.clone(), Arc::new(schema), Arc::new(properties))?;
        Ok(Self {
            columns: columns
                .iter()
                .map(|name| (Column::of(name), Cells::default()))
                .collect(),
            rows: 0,
            bytes: 0,
            writer,
            sink,
        })
    }

    /// # Errors
    /// [`QueryError::Parquet`], or for a row that is none.
    pub(super) fn row(&mut self, row: &Members<'_>) -> Result<(), QueryError> {
        for (column, cells) in &mut self.columns {
            let value = column.find(row)?.map(plain_text).transpose()?.flatten();
            cells.levels.push(i16::from(value.is_some()));
            if let Some(value) = value {
                self.bytes += value.len();
                cells
                    .values
                    .push(ByteArray::from(value.into_owned().into_bytes()));
            }
        }
        self.rows += 1;
        if self.rows >= GROUP || self.bytes >= GROUP_BYTES {
            self.group()?;
        }
        Ok(())
    }

    fn group(&mut self) -> Result<(), ParquetError> {
        let mut group = self.writer.next_row_group()?;
        for (_, cells) in &mut self.columns {
            let cells = std::mem::take(cells);
            let Some(mut column) = group.next_column()? else {
                break;
            };
            column
                .typed::<ByteArrayType>()
                .write_batch(&cells.values, Some(&cells.levels), None)?;
            column.close()?;
        }
        group.close()?;
        (self.rows, self.bytes) = (0, 0);
        Ok(())
    }

    /// The footer, where the export is whole.
    ///
    /// # Errors
    /// [`QueryError::Parquet`].
    pub(super) fn end(&mut self, end: &End) -> Result<(), QueryError> {
        if end.broken_off.is_some() {
            return Ok(());
        }
        if self.rows > 0 {
            self.group()?;
        }
        let said = serde_json::to_string(&LastLine::of(end))?;
        self.writer
            .append_key_value_metadata(KeyValue::new("wellflow.export".to_owned(), said));
        self.writer.finish()?;
        Ok(())
    }

    pub(super) fn take(&mut self) -> Vec<u8> {
        std::mem::take(&mut *self.sink.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

#[cfg(test)]
mod tests {
    use actix_web::web::Bytes;
    use parquet::file::reader::{FileReader, SerializedFileReader};
    use parquet::record::Field;

    use super::*;

    #[test]
    fn a_file_reads_back_and_one_without_an_end_does_not() {
        let mut parquet = Parquet::begin(&["a", "b.c"]).unwrap();
        let mut bytes = Vec::new();
        for number in 0..GROUP + 5 {
            let row = format!(r#"{{"a":"={number}","b":{{"c":{number}}}}}"#);
            parquet.row(&Members::read(&row).unwrap()).unwrap();
            bytes.extend(parquet.take());
        }
        parquet.row(&Members::read(r#"{"a":null}"#).unwrap()).unwrap();
        assert!(SerializedFileReader::new(Bytes::from(bytes.clone())).is_err());
        let end = End {
            rows: 20_006,
            ..End::default()
        };
        parquet.end(&end).unwrap();
        bytes.extend(parquet.take());
        let file = SerializedFileReader::new(Bytes::from(bytes)).unwrap();
        assert_eq!(file.num_row_groups(), 2);
        let said = &file.metadata().file_metadata().key_value_metadata().unwrap()[0];
        assert_eq!(
            said.value.as_deref(),
            Some(r#"{"export":{"complete":true,"rows":20006}}"#)
        );
        let rows: Vec<_> = file.get_row_iter(None).unwrap().map(Result::unwrap).collect();
        assert_eq!(rows.len(), GROUP + 6);
        let cells = |row: &parquet::record::Row| -> Vec<Field> {
            row.get_column_iter().map(|(_, field)| field.clone()).collect()
        };
        assert_eq!(cells(&rows[7]), [Field::Str("=7".into()), Field::Str("7".into())]);
        assert_eq!(cells(&rows[GROUP + 5]), [Field::Null, Field::Null]);
    }
}
