//! BSEE's two files: the list of boreholes, then monthly production.

use std::path::PathBuf;

use anyhow::Result;
use uuid::Uuid;

use super::boreholes::Boreholes;
use super::item::Mapped;
use super::pipeline::{Hand, Pipeline, Read};
use super::production::Production;
use super::progress::Progress;
use super::report::Tally;
use super::rows::CsvRows;
use super::{Source, Target};

/// An import of BSEE's two files.
pub(crate) struct BseeImport {
    /// The organization the facts belong to.
    pub(crate) organization: Uuid,
    /// Where commands go, and in whose name.
    pub(crate) target: Target,
    /// The list of boreholes.
    pub(crate) boreholes: Source,
    /// Monthly production.
    pub(crate) production: Source,
    /// Where warnings and refusals are written, line by line.
    pub(crate) report: Option<PathBuf>,
    /// Lanes that send at the same time; the wells are divided among them.
    pub(crate) lanes: usize,
}

impl BseeImport {
    /// Runs the import to the end of both files.
    pub(crate) async fn run(self, progress: Progress) -> Result<Tally> {
        let pipeline = Pipeline {
            target: Some(self.target),
            report: self.report,
            lanes: self.lanes,
        };
        let bytes = self.boreholes.bytes + self.production.bytes;
        let (organization, boreholes, production) = (self.organization, self.boreholes, self.production);
        pipeline
            .run(bytes, progress, move |hand| {
                read(hand, organization, boreholes, production)
            })
            .await
    }
}

fn read(hand: &Hand, organization: Uuid, boreholes: Source, production: Source) -> Result<()> {
    let total = boreholes.bytes;
    let mut rows = CsvRows::new(&boreholes.file, boreholes.input)?;
    let mut months = CsvRows::new(&production.file, production.input)?;
    let mut bores = Boreholes::new(organization, &rows)?;
    // The second file's columns are checked before the first file's rows are sent.
    let mut output = Production::new(organization, &months)?;

    let mut read = Read::default();
    let mut mapped = Mapped::default();
    while let Some(row) = rows.next_row()? {
        bores.map(&row, &mut mapped);
        read.boreholes += 1;
        read.bytes = rows.bytes_read();
        if hand.hand_over(&mut mapped, read).is_err() {
            return Ok(());
        }
    }
    output.know_wells(bores.into_wells());
    while let Some(row) = months.next_row()? {
        output.map(&row, &mut mapped);
        read.production += 1;
        read.bytes = total + months.bytes_read();
        if hand.hand_over(&mut mapped, read).is_err() {
            return Ok(());
        }
    }
    output.finish(&mut mapped);
    hand.last(&mut mapped, read);
    Ok(())
}

/// Both files as commands, without sending any.
#[cfg(test)]
pub(crate) fn map_bsee(organization: Uuid, boreholes: Source, production: Source) -> Result<Mapped> {
    super::pipeline::map_all(move |hand| read(hand, organization, boreholes, production))
}
