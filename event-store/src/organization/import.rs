//! Taking over an organization that was exported elsewhere.
//!
//! The file is read twice. The first reading writes nothing and refuses whatever is not what an export wrote. The second
//! writes pages of whole commits, each in a short transaction, into an organization that has no head and so is known to
//! nobody. At last the ledger is verified where it now is, and gets its head.
//!
//! An import that is interrupted is gone on with by asking for it again with the same file; one whose file turns out to
//! be wrong after all (it changed between the readings, or its ledger does not verify) is taken back.

use std::io::{BufReader, Read, Seek};

use chrono::{DateTime, Utc};
use serde::Deserialize;
use serde_json::json;
use tokio_postgres::Client;
use uuid::Uuid;
use wellflow_runtime::Tenant;

use super::hex::Hash32;
use super::page::Page;
use super::reading::{Checked, Part, Reading, check};
use super::{OrganizationError, erase};
use crate::LedgerPublicKey;
use crate::append::signed;

const STATE: &str = include_str!("../sql/organization_state.sql");
const BEGIN: &str = include_str!("../sql/organization_begin_import.sql");
const TIP: &str = include_str!("../sql/organization_import_tip.sql");
const FINISH: &str = include_str!("../sql/organization_finish_import.sql");

/// How an organization is to be taken over.
#[derive(Clone, Debug, Default)]
pub struct ImportRequest {
    /// Its short name here, where not the one in the file.
    pub slug: Option<String>,
    /// Who asks for it.
    pub actor: String,
    /// Whether the organization may be one that was erased here: it comes back.
    pub returning: bool,
    /// Whether the slug may be one of an organization that was erased here.
    pub reuse_slug: bool,
    /// The key that must have signed the file, where one is demanded.
    pub key: Option<LedgerPublicKey>,
}

/// An organization that was taken over.
#[derive(Clone, Debug, PartialEq)]
pub struct Imported {
    /// What was in the file.
    pub checked: Checked,
    /// Its short name here.
    pub slug: String,
    /// Which copy of its ledger this is: another one than the one that was exported.
    pub incarnation: Uuid,
}

/// Takes an organization over from a file that [`super::export`] wrote.
///
/// `verify` is asked about the ledger before the organization gets its head, and says what is wrong with it. `progress`
/// hears the position after every page.
///
/// # Errors
/// [`OrganizationError::File`] and [`OrganizationError::Signature`] for a file that is not an export, and
/// [`OrganizationError::Broken`] for a ledger that does not verify: nothing of it is left here.
/// [`OrganizationError::Refused`] where the organization or its slug is here already, was erased, or is being imported
/// from another file. After [`OrganizationError::Database`] and [`OrganizationError::Io`] the import can be gone on with.
pub async fn import<F: Read + Seek>(
    admin: &mut Client,
    file: &mut F,
    request: &ImportRequest,
    verify: impl AsyncFnOnce(&Tenant) -> Result<(), String>,
    progress: impl Fn(u64),
) -> Result<Imported, OrganizationError> {
    file.rewind()?;
    let checked = check(BufReader::new(&mut *file), request.key.as_ref(), |_| {})?;
    let slug = begin(admin, &checked, request).await?;
    let organization_id = checked.header.organization_id;
    let filled = fill(admin, file, &checked, progress).await;
    let ready = match filled {
        Ok(()) => {
            let verdict = verify(&Tenant::authenticated(organization_id)).await;
            verdict.map_err(|reason| OrganizationError::Broken {
                position: checked.header.position,
                reason,
            })
        }
        Err(error) => Err(error),
    };
    match ready {
        Ok(()) => {}
        Err(error) if error.is_about_the_file() => {
            erase(admin, organization_id, &request.actor, |_| {}).await?;
            return Err(error);
        }
        Err(error) => return Err(error),
    }
    let header = &checked.header;
    let position = signed(header.position)?;
    let detail = detail(&checked).to_string();
    let row = admin
        .query_one(
            FINISH,
            &[
                &organization_id,
                &position,
                &&header.chain.0[..],
                &request.actor,
                &detail,
            ],
        )
        .await?;
    Ok(Imported {
        checked,
        slug,
        incarnation: row.get("incarnation"),
    })
}

/// Where the copy comes from: kept with both entries of the import.
fn detail(checked: &Checked) -> serde_json::Value {
    let header = &checked.header;
    json!({
        "file_sha256": checked.sha256,
        "signed_with": checked.signed_with,
        "exported_by": header.exported_by,
        "exported_at": header.exported_at,
        "exported_slug": header.slug,
        "created_there_at": header.created_at,
        "incarnation_before": header.incarnation,
        "position": header.position,
        "chain": header.chain,
    })
}

#[derive(Deserialize)]
struct UnderWay {
    file_sha256: Hash32,
}

/// Begins the import, or finds it begun; gives the slug.
async fn begin(
    admin: &Client,
    checked: &Checked,
    request: &ImportRequest,
) -> Result<String, OrganizationError> {
    let header = &checked.header;
    let state = admin.query_opt(STATE, &[&header.organization_id]).await?;
    if let Some(row) = state.filter(|row| row.get::<_, &str>("action") == "importing") {
        let slug: String = row.get("slug");
        let under_way: UnderWay = serde_json::from_str(row.get("detail"))?;
        if under_way.file_sha256 != checked.sha256 {
            return Err(OrganizationError::Refused(format!(
                "organization {slug} is being imported from another file: go on with that one, or erase what is here of it"
            )));
        }
        if request.slug.as_ref().is_some_and(|wanted| *wanted != slug) {
            return Err(OrganizationError::Refused(format!(
                "the import was begun under the slug {slug}"
            )));
        }
        return Ok(slug);
    }
    let slug = request.slug.as_ref().unwrap_or(&header.slug);
    admin
        .execute(
            BEGIN,
            &[
                &header.organization_id,
                slug,
                &header.name,
                &request.actor,
                &detail(checked).to_string(),
                &request.returning,
                &request.reuse_slug,
            ],
        )
        .await?;
    Ok(slug.clone())
}

/// The second reading: writes what is not written yet.
async fn fill<F: Read + Seek>(
    admin: &mut Client,
    file: &mut F,
    checked: &Checked,
    progress: impl Fn(u64),
) -> Result<(), OrganizationError> {
    let organization_id = checked.header.organization_id;
    let tip = admin.query_opt(TIP, &[&organization_id]).await?;
    let reached: Option<DateTime<Utc>> = tip.map(|row| row.get("recorded_at"));
    file.rewind()?;
    let mut reading = Reading::open(BufReader::new(file), None)?;
    let mut page = Page::default();
    loop {
        let position = match reading.next()? {
            Part::Claim(claim) => {
                page.claim(claim);
                0
            }
            Part::Command(command) => {
                page.command(command);
                0
            }
            Part::Commit(group) if reached.is_some_and(|reached| group.commit.recorded_at <= reached) => {
                continue;
            }
            Part::Commit(group) => {
                let position = group.commit.to_position;
                page.group(*group);
                position
            }
            Part::End(again) => {
                if again.sha256 != checked.sha256 {
                    return Err(OrganizationError::File {
                        line: 1,
                        reason: "the file was changed while it was imported".to_owned(),
                    });
                }
                if !page.is_empty() {
                    page.write(admin, organization_id).await?;
                }
                return Ok(());
            }
        };
        if page.is_full() {
            page.write(admin, organization_id).await?;
            page = Page::default();
            progress(position);
        }
    }
}
