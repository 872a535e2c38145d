//! An owner signs the division order.

use chrono::NaiveDate;

use super::Decision;
use super::owners::may_sign;
use crate::division_of_interest::change::Change;
use crate::division_of_interest::command::SignDivisionOrder;
use crate::division_of_interest::error::DivisionError;
use crate::division_of_interest::event::DivisionOrderSigned;
use crate::division_of_interest::state::{KnownDivision, Signature};
use crate::month::{Month, day_start, local_day};

pub(super) fn sign(known: &KnownDivision, task: SignDivisionOrder) -> Decision {
    let SignDivisionOrder {
        owner,
        signed_on,
        document,
        owners,
        now,
    } = task;
    let zone = known.key.time_zone;
    let today = local_day(now, zone);
    if signed_on > today {
        return Err(DivisionError::SignedInFuture { signed_on, today });
    }
    let signature = Signature {
        owner,
        signed_on,
        document,
    };
    if known.signatures.contains(&signature) {
        return Ok(Vec::new());
    }
    began_by(known, signed_on)?;
    // A division order goes round before its deck begins; the signature then counts from that month on.
    let day = day_start(signed_on, zone);
    let named_from =
        named_from(known, &signature).ok_or(DivisionError::OwnerNotInDivision { owner, signed_on })?;
    may_sign(owner, signed_on, zone, &owners)?;
    let signed = DivisionOrderSigned {
        effective_at: day.max(known.begins(named_from)),
        owner,
        signed_on,
        document: signature.document,
    };
    Ok(vec![signed.into()])
}

/// Refuses a signature from before there was anything to sign for. Who comes in later may sign before his own first month.
fn began_by(known: &KnownDivision, signed_on: NaiveDate) -> Result<(), DivisionError> {
    match known.changes.first().map(Change::from_month) {
        Some(from) if signed_on < from.first_day() => {
            Err(DivisionError::SignedBeforeDivision { signed_on, from })
        }
        Some(_) | None => Ok(()),
    }
}

/// The first month, of that of the signature and those after it, from which the owner has an interest to sign for.
fn named_from(known: &KnownDivision, signature: &Signature) -> Option<Month> {
    let signed = Month::of(signature.signed_on).ok()?;
    if known.standing_on(signed).names(signature.owner) {
        // It may have been drawn up for a month long ago.
        return Some(signed);
    }
    let mut named = None;
    known.walk(|from, standing| {
        if named.is_none() && from > signed && standing.names(signature.owner) {
            named = Some(from);
        }
    });
    named
}
