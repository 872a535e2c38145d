//! Rows in the form that is asked for.

use actix_web::web::Bytes;
use serde::Serialize;

use super::Form;
use super::places::Places;
use super::rows::Members;
use super::stream::Asked;
use super::table::Table;
use crate::error::QueryError;

/// What the last line says.
#[derive(Clone, Copy, Debug, Default, Serialize)]
pub(super) struct End {
    pub(super) rows: u64,
    /// What all of it holds at.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) position: Option<u64>,
    /// From where on streams are parked that may have part in it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) incomplete_since: Option<u64>,
    /// What kind of problem broke it off.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) broken_off: Option<&'static str>,
}

/// Writes one form.
pub(super) enum Writer {
    Table(Box<Table>),
    Lines(Lines),
    Places(Places),
    #[cfg(feature = "exports")]
    Parquet(Box<super::parquet::Parquet>),
}

/// A JSON document a line, the last of them about the export.
pub(super) struct Lines {
    chosen: Option<Vec<&'static str>>,
    text: Vec<u8>,
}

#[derive(Serialize)]
pub(super) struct LastLine<'a> {
    export: Said<'a>,
}

#[derive(Serialize)]
struct Said<'a> {
    complete: bool,
    #[serde(flatten)]
    end: &'a End,
}

impl<'a> LastLine<'a> {
    pub(super) const fn of(end: &'a End) -> Self {
        Self {
            export: Said {
                complete: end.broken_off.is_none(),
                end,
            },
        }
    }
}

impl Writer {
    /// # Errors
    /// When nothing can be written.
    pub(super) fn begin(asked: &Asked) -> Result<Self, QueryError> {
        let chosen = asked.chosen.as_deref();
        Ok(match asked.form {
            Form::Csv => Self::Table(Box::new(Table::begin(&asked.columns.shown(chosen))?)),
            Form::Json | Form::Lines => Self::Lines(Lines {
                chosen: asked.chosen.clone(),
                text: Vec::new(),
            }),
            Form::Places => Self::Places(Places::begin(asked.chosen.clone())),
            #[cfg(feature = "exports")]
            Form::Parquet => Self::Parquet(Box::new(super::parquet::Parquet::begin(
                &asked.columns.shown(chosen),
            )?)),
        })
    }

    /// # Errors
    /// When the row cannot be written.
    pub(super) fn row(&mut self, row: Members<'_>) -> Result<(), QueryError> {
        match self {
            Self::Table(table) => table.row(&row),
            Self::Lines(lines) => lines.row(&row),
            Self::Places(places) => places.row(&row),
            #[cfg(feature = "exports")]
            Self::Parquet(parquet) => parquet.row(&row),
        }
    }

    /// # Errors
    /// When nothing can be written.
    pub(super) fn end(&mut self, end: &End) -> Result<(), QueryError> {
        match self {
            Self::Table(table) => table.end(end),
            Self::Lines(lines) => lines.end(end),
            Self::Places(places) => places.end(end),
            #[cfg(feature = "exports")]
            Self::Parquet(parquet) => parquet.end(end),
        }
    }

    /// What was written since it was last taken.
    ///
    /// # Errors
    /// When nothing can be written.
    pub(super) fn take(&mut self) -> Result<Bytes, QueryError> {
        Ok(Bytes::from(match self {
            Self::Table(table) => table.take()?,
            Self::Lines(lines) => std::mem::take(&mut lines.text),
            Self::Places(places) => places.take(),
            #[cfg(feature = "exports")]
            Self::Parquet(parquet) => parquet.take(),
        }))
    }
}

impl Lines {
    fn row(&mut self, row: &Members<'_>) -> Result<(), QueryError> {
        match &self.chosen {
            Some(chosen) => row.chosen(chosen).write(&mut self.text)?,
            None => row.write(&mut self.text)?,
        }
        self.text.push(b'\n');
        Ok(())
    }

    fn end(&mut self, end: &End) -> Result<(), QueryError> {
        serde_json::to_writer(&mut self.text, &LastLine::of(end))?;
        self.text.push(b'\n');
        Ok(())
    }
}
