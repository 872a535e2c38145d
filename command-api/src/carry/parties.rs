//! Who takes part in a task, and what it says of what is not there.

use wellflow_domain::owner::{Owner, OwnerSeen};
use wellflow_event_store::{ExecuteError, Work};
use wellflow_http::{FieldError, Problem, ProblemType};

use super::away;
use crate::problems::{OWNER_MERGED, OWNER_UNKNOWN};
use crate::refusal::{Turned, sentence};
use crate::seen::{MOST_STREAMS, Party, too_many};

/// All who take part are in the books, and whoever takes something is the record that counts.
pub(super) async fn all_take_part<E>(
    work: &mut Work<'_>,
    parties: &[Party],
) -> Result<(), ExecuteError<Turned<E>>> {
    // Held against the limit before anything is read.
    within_limit(parties.len(), "owners", "")?;
    for party in parties {
        takes_part(work, party).await?;
    }
    Ok(())
}

async fn takes_part<E>(work: &mut Work<'_>, party: &Party) -> Result<(), ExecuteError<Turned<E>>> {
    let owner = work.check::<Owner>(party.owner_id.as_uuid()).await?;
    match OwnerSeen::of(&owner.state) {
        OwnerSeen::Unknown => {
            let detail = format!("the owner {} is not in the books", party.owner_id);
            Err(not_there(OWNER_UNKNOWN, party.pointer.clone(), &detail))
        }
        OwnerSeen::Known {
            merged_into: Some(into),
            ..
        } if party.takes => {
            let detail = format!(
                "the record {} has been merged into {into}; that one counts",
                party.owner_id
            );
            Err(not_there(OWNER_MERGED, party.pointer.clone(), &detail))
        }
        OwnerSeen::Known { .. } => Ok(()),
    }
}

/// Refuses to see more than an append can hold.
pub(super) fn within_limit<E>(
    streams: usize,
    what: &str,
    pointer: &'static str,
) -> Result<(), ExecuteError<Turned<E>>> {
    if streams > MOST_STREAMS {
        return Err(away(too_many(&format!("{streams} {what}"), pointer)));
    }
    Ok(())
}

/// Something a body names is not there.
pub(super) fn not_there<E>(
    kind: &'static ProblemType,
    pointer: String,
    detail: &str,
) -> ExecuteError<Turned<E>> {
    let error = FieldError::pointer(pointer, kind.slug, detail);
    away(Problem::new(kind, sentence(detail)).with_error(error))
}
