//! An organization's rows from nothing, when what they were made from is not there any more.

use wellflow_event_store::{LedgerReader, call_attention};
use wellflow_read_model::builds;
use wellflow_runtime::{Tenant, TenantPool};

use crate::ProjectorError;
use crate::part::PROJECTIONS;

/// Empties the organization's rows, removes what other builds there are, and sends every projection back to the beginning of
/// the ledger, in one transaction. The running projector builds them anew; until it is done, answers are short of what it has
/// not reached, and say up to which position they hold. While the ledger is the same copy, `Rebuilder` serves the old rows meanwhile.
///
/// # Errors
/// [`ProjectorError`]; nothing was changed then.
pub async fn start_over(
    pool: &TenantPool,
    ledger: &LedgerReader,
    tenant: &Tenant,
) -> Result<(), ProjectorError> {
    let organization_id = tenant.organization_id();
    let incarnation = ledger.incarnation(tenant).await?.unwrap_or_default();
    let tx = pool.begin_write(tenant).await?;
    builds::unhurried(&tx).await?;
    for projection in PROJECTIONS {
        // The checkpoints first: a batch under way has either committed before, or finds the epoch changed.
        builds::restart(&tx, organization_id, projection, incarnation).await?;
        for build in builds::all(&tx, organization_id, projection).await? {
            builds::remove(&tx, organization_id, projection, build.checkpoint.build).await?;
        }
    }
    tx.commit().await?;
    // The sweep would find it; a hint that is lost costs no more than that.
    let _ = call_attention(pool.pool(), organization_id).await;
    Ok(())
}
