//! The names, list by list.

pub(super) const WELLS: &str = "\
    well_id name api_number operator lease field state role time_zone latitude longitude datum status \
    status_since phase operating flags agency_status permit_number spudded_on total_depth_on \
    measured_depth_ft true_vertical_depth_ft completed_on plugged_on wellbores completions warnings \
    version position recorded_at";

pub(super) const LEASES: &str = "\
    lease_id name lease_number agency_key mineral_owner time_zone status status_since agency_status \
    holding lessors lessee effective_on primary_term_ends_on royalty_rate rental clauses recording \
    tracts blocks units warnings version position recorded_at";

pub(super) const OWNERS: &str = "\
    owner_id kind name former_names tax_id address agency_key roles status status_since died_on \
    representative merged_into version position recorded_at";

pub(super) const AFES: &str = "\
    afe_id number kind subject agreement_id operator description time_zone stands_until status \
    status_since totals ballot supplement_ballot figures version position recorded_at";

pub(super) const PARTY_AFES: &str = "\
    afe_id owner number kind subject agreement_id operator description status status_since ballot \
    supplement_ballot figures non_consent version position recorded_at";

pub(super) const AGREEMENTS: &str = "\
    agreement_id number form signed_on operator parties area terms status since corrections version \
    position recorded_at";

pub(super) const BALLOTS: &str = "\
    afe_id number kind subject agreement_id operator supplement amount_usd opened_at deadline missing \
    seconds_left deadline_passed";

pub(super) const BOARD: &str = "\
    status afes overruns estimated_usd authorized_usd committed_usd actual_usd variance_usd";

pub(super) const EVENTS: &str = "\
    event_id event_type event_version version sequence position effective_at reported_at recorded_at \
    actor correlation_id causation_id source request_id context command_id supersedes data";

pub(super) const ALL_EVENTS: &str = "\
    aggregate_type aggregate_id event_id event_type event_version version sequence position effective_at \
    reported_at recorded_at actor correlation_id causation_id source request_id context command_id \
    supersedes data";

pub(super) const DIVISIONS: &str = "\
    division_id division stage after_payout suspended from until";

pub(super) const INTERESTS: &str = "\
    division_id property_id product depths side deck owner interest decimal status from until";

pub(super) const INTEREST_CHANGES: &str = "\
    division_id property_id product depths event_id event_type version position recorded_at from \
    instrument account document reason corrects_event_id restates shares";

pub(super) const DAYS: &str = "\
    production_month_id completion date day oil_bbl condensate_bbl gas gas_lift water_bbl injection_bbl \
    hours_on downtime choke_64ths tubing_psi casing_psi line_psi temperature_f bsw_pct api_gravity \
    source revision downtime_minutes gas_oil_ratio water_cut";

pub(super) const TESTS: &str = "\
    tested_at tested_on completion kind duration_hours oil_bbl gas water_bbl choke_64ths \
    tubing_pressure_psi casing_pressure_psi separator_pressure_psi temperature_f oil_gravity_api method \
    oil_bbl_per_day gas_per_day water_bbl_per_day flowing_tubing_pressure_psi passed pressure_psi \
    duration_minutes valid_until witnessed_by fluid_top_ft base_of_usable_water_ft gas_oil_ratio \
    water_cut";

pub(super) const WELLBORES: &str = "\
    api_number name operator lease status status_since agency_status parent_api_number kickoff_md_ft \
    spudded_on total_depth_on measured_depth_ft true_vertical_depth_ft abandoned_in_place abandoned_on";

pub(super) const COMPLETIONS: &str = "\
    name status agency_status since zone top_md_ft bottom_md_ft opened_on first_production_on \
    recompleted_from recompleted_into isolated_by detail";

pub(super) const UNITS: &str = "\
    unit_id name kind depths tracts rounding_residual_e8 instrument force_pooling factors_agreed_in";

pub(super) const WELL_PRODUCTION: &str = "\
    month days_on production_month_id completion lease oil_bbl condensate_bbl gas_mcf gas_base_psia gas \
    gas_lift water_bbl injection gas_oil_ratio water_cut oil_stock gas_use measured stocks \
    discontinuities gas_balance dispositions warnings document_number accepted_on reported_at \
    corrections restated locked version position recorded_at";

pub(super) const MONTHS_OF_WELLS: &str = "\
    month well_id days_on oil_bbl condensate_bbl gas_mcf gas_base_psia water_bbl injection \
    completion_months not_reported.oil not_reported.condensate not_reported.gas not_reported.water \
    not_reported.injection withheld.oil withheld.condensate withheld.gas withheld.water \
    withheld.injection gas_oil_ratio water_cut";

pub(super) const PRODUCTION_MONTHS: &str = "\
    well_id completion month production_month_id lease days_on oil_bbl condensate_bbl gas_mcf \
    gas_base_psia gas_base_temp_f water_bbl injection";

pub(super) const MONTHLY: &str = "\
    month oil_bbl condensate_bbl gas_mcf gas_base_psia water_bbl injection completion_months \
    not_reported.oil not_reported.condensate not_reported.gas not_reported.water not_reported.injection \
    withheld.oil withheld.condensate withheld.gas withheld.water withheld.injection gas_oil_ratio \
    water_cut";

pub(super) const SUMS: &str = "\
    key period oil_bbl condensate_bbl gas_mcf gas_base_psia water_bbl injection completion_months \
    not_reported.oil not_reported.condensate not_reported.gas not_reported.water not_reported.injection \
    withheld.oil withheld.condensate withheld.gas withheld.water withheld.injection gas_oil_ratio \
    water_cut cumulative.oil_bbl cumulative.condensate_bbl cumulative.gas_mcf cumulative.gas_base_psia \
    cumulative.water_bbl cumulative.injection cumulative.completion_months cumulative.gas_oil_ratio \
    cumulative.water_cut";

pub(super) const PARKED: &str = "\
    projection version stream_kind stream_id first_position event_id event_type reason parked_at \
    attempts";

pub(super) const SEARCH: &str = "\
    kind id version position name number operator lease field state legal_descriptions owner_kind status \
    afe_kind form";
