//! Arrays of rows in PostgreSQL's binary form: `record_send` within `array_send`.
//!
//! A row is one value that is taken apart once, where a column each would be a dozen arrays; and no field is looked up by
//! its name for every row. The order of the fields is that of the type in the database, which checks number and kinds.

use bytes::{BufMut, BytesMut};
use chrono::{DateTime, Utc};
use tokio_postgres::types::{IsNull, Kind, ToSql, Type, to_sql_checked};
use uuid::Uuid;

use crate::StoreError;
use crate::digest::microseconds;

/// An array of rows of one composite type.
#[derive(Debug)]
pub(crate) struct Rows {
    /// The type's name in the schema `ledger`.
    name: &'static str,
    fields: i32,
    count: i32,
    encoded: BytesMut,
}

impl Rows {
    /// No rows yet, and room for so many bytes.
    pub(crate) fn new(name: &'static str, fields: i32, bytes: usize) -> Self {
        Self {
            name,
            fields,
            count: 0,
            encoded: BytesMut::with_capacity(bytes),
        }
    }

    pub(crate) fn len(&self) -> i32 {
        self.count
    }

    /// Adds a row; `fill` writes every field in order.
    pub(crate) fn push(
        &mut self,
        fill: impl FnOnce(&mut Fields<'_>) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        let start = self.encoded.len();
        self.encoded.put_i32(0);
        self.encoded.put_i32(self.fields);
        let mut fields = Fields {
            out: &mut self.encoded,
            written: 0,
        };
        fill(&mut fields)?;
        let written = fields.written;
        if written != self.fields {
            let name = self.name;
            return Err(StoreError::Inconsistent(format!("{written} fields for {name}")));
        }
        let length = length(self.encoded.len() - start - 4)?;
        if let Some(place) = self.encoded.get_mut(start..start + 4) {
            place.copy_from_slice(&length.to_be_bytes());
        }
        self.count += 1;
        Ok(())
    }
}

/// The fields of a row that is being written.
pub(crate) struct Fields<'a> {
    out: &'a mut BytesMut,
    written: i32,
}

impl Fields<'_> {
    fn field(&mut self, of: &Type, bytes: Option<&[u8]>) -> Result<(), StoreError> {
        self.out.put_u32(of.oid());
        match bytes {
            None => self.out.put_i32(-1),
            Some(bytes) => {
                self.out.put_i32(length(bytes.len())?);
                self.out.put_slice(bytes);
            }
        }
        self.written += 1;
        Ok(())
    }

    pub(crate) fn int4(&mut self, value: i32) -> Result<(), StoreError> {
        self.field(&Type::INT4, Some(&value.to_be_bytes()))
    }

    pub(crate) fn int8(&mut self, value: i64) -> Result<(), StoreError> {
        self.field(&Type::INT8, Some(&value.to_be_bytes()))
    }

    pub(crate) fn boolean(&mut self, value: bool) -> Result<(), StoreError> {
        self.field(&Type::BOOL, Some(&[u8::from(value)]))
    }

    pub(crate) fn text(&mut self, value: Option<&str>) -> Result<(), StoreError> {
        self.field(&Type::TEXT, value.map(str::as_bytes))
    }

    /// JSON text, sent as it is; the database checks it.
    pub(crate) fn json(&mut self, value: Option<&str>) -> Result<(), StoreError> {
        self.field(&Type::JSON, value.map(str::as_bytes))
    }

    pub(crate) fn bytea(&mut self, value: Option<&[u8]>) -> Result<(), StoreError> {
        self.field(&Type::BYTEA, value)
    }

    pub(crate) fn uuid(&mut self, value: Option<Uuid>) -> Result<(), StoreError> {
        self.field(&Type::UUID, value.as_ref().map(|id| id.as_bytes().as_slice()))
    }

    pub(crate) fn instant(&mut self, value: Option<DateTime<Utc>>) -> Result<(), StoreError> {
        let encoded = value.map(|at| microseconds(at).to_be_bytes());
        self.field(&Type::TIMESTAMPTZ, encoded.as_ref().map(<[u8; 8]>::as_slice))
    }
}

impl ToSql for Rows {
    fn to_sql(
        &self,
        of: &Type,
        out: &mut BytesMut,
    ) -> Result<IsNull, Box<dyn std::error::Error + Sync + Send>> {
        let Kind::Array(row) = of.kind() else {
            return Err("not an array".into());
        };
        out.put_i32(i32::from(self.count > 0));
        out.put_i32(0);
        out.put_u32(row.oid());
        if self.count > 0 {
            out.put_i32(self.count);
            out.put_i32(1);
            out.put_slice(&self.encoded);
        }
        Ok(IsNull::No)
    }

    fn accepts(of: &Type) -> bool {
        matches!(of.kind(), Kind::Array(row) if matches!(row.kind(), Kind::Composite(_)))
    }

    to_sql_checked!();
}

fn length(bytes: usize) -> Result<i32, StoreError> {
    i32::try_from(bytes).map_err(|_| StoreError::Inconsistent(format!("a value of {bytes} bytes")))
}
