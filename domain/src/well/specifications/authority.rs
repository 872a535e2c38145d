//! What leases and AFEs say about drilling: as their own streams have it where they were looked at, else as it is stated.

use chrono::NaiveDate;

use super::drilling::{DrillCandidate, LeaseUnderWell};
use super::part;
use crate::afe::{AfeSeen, AfeStatus};
use crate::lease::LeaseSeen;
use crate::quantity::Feet;
use crate::specification::{Specification, Verdict};
use crate::well::stated::{Evidence, Spending, Title};

/// A lease is in force on the day, at the planned depth.
#[derive(Clone, Copy, Debug)]
pub struct LeaseInForceAtDepth;

impl Specification<DrillCandidate<'_>> for LeaseInForceAtDepth {
    fn check(&self, well: &DrillCandidate<'_>) -> Verdict {
        const NAME: &str = "lease-in-force";
        if let Some(lease) = &well.seen.lease {
            return lease.in_force_at(well.on, well.depth_ft());
        }
        let Some(stated) = &well.evidence.lease else {
            return match well.title {
                Some(Title::Pending) => part(
                    NAME,
                    false,
                    "the title of the location is pending, and no lease in force is stated",
                    None,
                ),
                Some(Title::Held) | None => well.missing(NAME, Evidence::Lease),
            };
        };
        let lease = &stated.lease;
        if let Some(until) = stated.in_force_until
            && until < well.on
        {
            let detail = format!("lease {lease} was in force until {until}");
            return part(NAME, false, detail, None);
        }
        match (well.depth_ft(), stated.deepest_ft) {
            (Some(depth), Some(deepest)) => part(
                NAME,
                depth <= deepest,
                format!("the hole is meant to reach {depth} ft, lease {lease} covers {deepest} ft"),
                None,
            ),
            (Some(_) | None, Some(_) | None) => part(NAME, true, format!("lease {lease} is in force"), None),
        }
    }
}

/// The money is authorised.
#[derive(Clone, Copy, Debug)]
pub struct AfeAuthorised;

impl Specification<DrillCandidate<'_>> for AfeAuthorised {
    fn check(&self, well: &DrillCandidate<'_>) -> Verdict {
        const NAME: &str = "afe-authorised";
        if let Some(afe) = &well.seen.afe {
            return authorised(afe, well);
        }
        match &well.evidence.spending {
            Some(Spending::Afe { number }) => part(NAME, true, format!("AFE {number} is authorised"), None),
            Some(Spending::SoleRisk { .. }) => part(NAME, false, "no AFE is stated", None),
            None => well.missing(NAME, Evidence::Spending),
        }
    }
}

impl LeaseUnderWell {
    /// Whether the lease is in force on the day, and holds the depth.
    fn in_force_at(&self, on: NaiveDate, depth_ft: Option<Feet>) -> Verdict {
        const NAME: &str = "lease-in-force";
        let name = &self.name;
        let LeaseSeen::Known { status, until, held } = &self.seen else {
            return part(NAME, false, format!("lease {name} is not in the books"), None);
        };
        if !status.in_force() {
            return part(NAME, false, format!("lease {name} is {status} on {on}"), None);
        }
        if let Some(until) = until.filter(|until| *until < on) {
            return part(
                NAME,
                false,
                format!("lease {name} was in force until {until}"),
                None,
            );
        }
        let of_tract = |tract: &crate::tract::TractName| self.tract.as_ref().is_none_or(|own| own == tract);
        let mut depths = held
            .iter()
            .filter(|(tract, _)| of_tract(tract))
            .map(|(_, depths)| depths);
        let Some(depth) = depth_ft else {
            let any = depths.next().is_some();
            return part(NAME, any, format!("lease {name} is {status} on {on}"), None);
        };
        let reaches =
            depths.any(|held| held.top_ft() <= depth && held.base_ft().is_none_or(|base| depth <= base));
        let detail = if reaches {
            format!("the hole is meant to reach {depth} ft, which lease {name} holds")
        } else {
            format!("the hole is meant to reach {depth} ft, which lease {name} does not hold")
        };
        part(NAME, reaches, detail, None)
    }
}

/// Whether the AFE lets this well be drilled on the day, and is the one that is stated.
fn authorised(afe: &AfeSeen, well: &DrillCandidate<'_>) -> Verdict {
    const NAME: &str = "afe-authorised";
    let no = |detail: String| part(NAME, false, detail, None);
    let AfeSeen::Known {
        number,
        status,
        well_id,
        valid_until,
        ..
    } = afe
    else {
        return no("the AFE is not in the books".to_owned());
    };
    if let Some(Spending::Afe { number: stated }) = &well.evidence.spending
        && stated != number
    {
        return no(format!("AFE {stated} is stated, and AFE {number} was looked at"));
    }
    if well_id.is_some_and(|well_id| well_id != well.well_id) {
        return no(format!("AFE {number} is of another well"));
    }
    match status {
        AfeStatus::Authorized => match valid_until {
            Some(until) if *until < well.on => no(format!("AFE {number} was authorised until {until}")),
            Some(_) | None => part(NAME, true, format!("AFE {number} is authorised"), None),
        },
        AfeStatus::InProgress | AfeStatus::SupplementPending => part(
            NAME,
            true,
            format!("AFE {number} is authorised, and work goes on"),
            None,
        ),
        AfeStatus::Draft
        | AfeStatus::Submitted
        | AfeStatus::Approved
        | AfeStatus::Balloting
        | AfeStatus::Balloted
        | AfeStatus::WorkComplete
        | AfeStatus::CostsClosed
        | AfeStatus::Closed
        | AfeStatus::Rejected
        | AfeStatus::Withdrawn
        | AfeStatus::Cancelled
        | AfeStatus::Lapsed => no(format!("AFE {number} is {status}")),
    }
}
