//! The fields of single things.

/// A well.
pub(crate) const WELL: &str = "\
    well_id name api_number operator lease field state role time_zone latitude longitude datum status \
    status_since phase operating flags agency_status permit_number spudded_on total_depth_on \
    measured_depth_ft true_vertical_depth_ft completed_on plugged_on wellbores completions warnings \
    version position recorded_at";

/// A lease.
pub(crate) const LEASE: &str = "\
    lease_id name lease_number agency_key mineral_owner time_zone status status_since agency_status \
    holding lessors lessee effective_on primary_term_ends_on royalty_rate rental clauses recording \
    tracts blocks units warnings version position recorded_at";

/// An owner.
pub(crate) const OWNER: &str = "\
    owner_id kind name former_names tax_id address agency_key roles status status_since died_on \
    representative merged_into version position recorded_at";

/// A division.
pub(crate) const DIVISION: &str = "\
    division_id division cost revenue drawn_up standing_by paid_out_from ended_from signatures changes \
    version position recorded_at";

/// An AFE.
pub(crate) const AFE: &str = "\
    afe_id number kind subject agreement_id operator description time_zone stands_until status \
    status_since lines totals ballot supplement_ballot project version position recorded_at";

/// An operating agreement.
pub(crate) const AGREEMENT: &str = "\
    agreement_id number form signed_on operator parties area terms status since corrections version \
    position recorded_at";

/// A property's month.
pub(crate) const PROPERTY_MONTH: &str = "\
    property_month_id property gauges tickets run_bbl meters allocations stocks discontinuities \
    locked_since version position recorded_at";

/// A completion's month.
pub(crate) const PRODUCTION_MONTH: &str = "\
    production_month_id well_id completion month lease days_on oil_bbl condensate_bbl gas gas_lift \
    water_bbl injection recorded details filing corrections restatements warnings days daily_total \
    dispositions stocks discontinuities gas_balance locked_since gas_oil_ratio water_cut reported_at \
    version position recorded_at";

/// The approval policy.
pub(crate) const POLICY: &str = "\
    approval_policy_id terms reference since holidays corrections version position recorded_at";
