//! Building an organization's rows anew.

use wellflow_event_store::{LedgerReader, call_attention};
use wellflow_read_model::{
    afe_history, agreement_history, checkpoint, daily_production, lease_history, monthly_production,
    owner_history, ownership, production_history, well_history, well_parts, well_summary,
};
use wellflow_runtime::{Tenant, TenantPool};

use crate::ProjectorError;
use crate::part::PROJECTIONS;

/// Empties the organization's rows and sends every projection back to the ledger's beginning, in one transaction. The
/// running projector builds them anew; until it is done, answers are short of what it has not reached, and say up to
/// which position they hold.
///
/// # Errors
/// [`ProjectorError`]; nothing was changed then.
pub async fn rebuild(
    pool: &TenantPool,
    ledger: &LedgerReader,
    tenant: &Tenant,
) -> Result<(), ProjectorError> {
    let organization_id = tenant.organization_id();
    let incarnation = ledger.incarnation(tenant).await?.unwrap_or_default();
    let tx = pool.begin_write(tenant).await?;
    // The checkpoints first: a batch under way has either committed before, or finds the epoch changed.
    for projection in PROJECTIONS {
        checkpoint::restart(&tx, organization_id, projection, incarnation).await?;
    }
    well_summary::clear(&tx, organization_id).await?;
    well_parts::clear(&tx, organization_id).await?;
    monthly_production::clear(&tx, organization_id).await?;
    daily_production::clear(&tx, organization_id).await?;
    well_history::clear(&tx, organization_id).await?;
    production_history::clear(&tx, organization_id).await?;
    lease_history::clear(&tx, organization_id).await?;
    owner_history::clear(&tx, organization_id).await?;
    ownership::clear(&tx, organization_id).await?;
    afe_history::clear(&tx, organization_id).await?;
    agreement_history::clear(&tx, organization_id).await?;
    tx.commit().await?;
    // The sweep would find it; a hint that is lost costs no more than that.
    let _ = call_attention(pool.pool(), organization_id).await;
    Ok(())
}
