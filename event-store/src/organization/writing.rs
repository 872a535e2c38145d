//! Writing an export: lines, counted and hashed as they leave.

use std::io::Write;

use serde::Serialize;
use sha2::{Digest, Sha256};

use super::hex::Hash32;
use super::line::{Counts, Line, Trailer};
use super::{EXPORT_PURPOSE, OrganizationError};
use crate::LedgerKey;

/// A file that is being written.
pub(crate) struct Writing<W> {
    out: W,
    hash: Sha256,
    counts: Counts,
    line: Vec<u8>,
}

impl<W: Write> Writing<W> {
    pub(crate) fn new(out: W) -> Self {
        Self {
            out,
            hash: Sha256::new(),
            counts: Counts::default(),
            line: Vec::new(),
        }
    }

    /// Writes one line and counts it.
    pub(crate) fn line(&mut self, line: &Line) -> Result<(), OrganizationError> {
        match line {
            Line::Claim(_) => self.counts.claims += 1,
            Line::Command(_) => self.counts.commands += 1,
            Line::Commit(_) => self.counts.commits += 1,
            Line::Event(_) => self.counts.events += 1,
            Line::Outbox(_) => self.counts.outbox += 1,
            Line::Header(_) | Line::Trailer(_) => {}
        }
        self.put(line)
    }

    fn put(&mut self, line: &impl Serialize) -> Result<(), OrganizationError> {
        self.line.clear();
        serde_json::to_writer(&mut self.line, line)?;
        self.line.push(b'\n');
        self.hash.update(&self.line);
        Ok(self.out.write_all(&self.line)?)
    }

    /// Writes the trailer, signed where there is a key; gives the counts and the SHA-256 of all before it.
    pub(crate) fn finish(
        mut self,
        key: Option<&LedgerKey>,
    ) -> Result<(W, Counts, Hash32), OrganizationError> {
        let trailer = Trailer {
            counts: self.counts,
            sha256: Hash32(self.hash.clone().finalize().into()),
        };
        let text = match key {
            Some(key) => key.sign_document(EXPORT_PURPOSE, &trailer)?,
            None => serde_json_canonicalizer::to_string(&trailer)?,
        };
        self.put(&Line::Trailer(serde_json::from_str(&text)?))?;
        self.out.flush()?;
        Ok((self.out, trailer.counts, trailer.sha256))
    }
}
