//! What a lease says: its terms, clauses, tracts and papers.

use chrono::NaiveDate;
use wellflow_domain::depth::Depths;
use wellflow_domain::ids::OwnerId;
use wellflow_domain::lease::{
    AgencyLeaseKey, Clause, Clauses, ExtensionOption, Instrument, LeaseTerms, Lessor, MineralOwner,
    PrimaryTerm, PughClause, Recording, RecordingReference, Rental, RetainedAcreageClause,
    ShutInRoyaltyClause, TaxBurden, TractStated,
};
use wellflow_domain::location::StateCode;
use wellflow_domain::quantity::{Acres, DecimalInterest, Feet, Percent, Usd};
use wellflow_domain::text::{Remarks, Text120};
use wellflow_domain::tract::TractName;

use crate::body::{bodies, tagged_bodies};

bodies! {
    /// A paper, and the day everybody it binds had signed.
    Instrument as InstrumentBody { reference: Text120, signed_on: Option<NaiveDate> }

    /// Where the county keeps the lease.
    Recording as RecordingBody { county: Text120, reference: RecordingReference }

    /// The key under which an agency knows the lease.
    AgencyLeaseKey as AgencyLeaseKeyBody { agency: Text120, district: Option<Text120>, number: Text120 }

    /// A lessor, and the share of all minerals leased.
    Lessor as LessorBody { owner_id: OwnerId, mineral_fraction: DecimalInterest }

    /// The primary term.
    PrimaryTerm as PrimaryTermBody { effective_on: NaiveDate, months: u16, ends_on: Option<NaiveDate> }

    /// A right to lengthen the primary term.
    ExtensionOption as ExtensionOptionBody { months: u16, consideration_usd: Option<Usd> }

    /// What keeps a lease whose wells have no market.
    ShutInRoyaltyClause as ShutInRoyaltyClauseBody {
        amount_usd: Option<Usd>,
        days: u16,
        max_months: Option<u16>,
    }

    /// How many acres a producing well keeps.
    RetainedAcreageClause as RetainedAcreageClauseBody {
        vertical_well_acres: Acres,
        horizontal_well_acres: Acres,
        tolerance: Percent,
    }

    /// The clauses.
    Clauses as ClausesBody {
        cessation_days: Option<u16>,
        continuous_operations_days: Option<u16>,
        shut_in_royalty: Option<ShutInRoyaltyClause>,
        pugh: PughClause,
        retained_acreage: Option<RetainedAcreageClause>,
        extension: Option<ExtensionOption>,
        no_deductions: bool,
        tax_burden: TaxBurden,
    }

    /// A tract.
    TractStated as TractBody {
        tract: TractName,
        legal: Remarks,
        county: Option<Text120>,
        state: Option<StateCode>,
        gross_acres: Acres,
        depths: Depths,
    }

    /// What a lease was signed on.
    LeaseTerms as LeaseTermsBody {
        lease_number: Text120,
        agency_key: Option<AgencyLeaseKey>,
        mineral_owner: MineralOwner,
        lessors: Vec<Lessor>,
        lessee: OwnerId,
        primary_term: PrimaryTerm,
        royalty_rate: Percent,
        bonus_usd: Option<Usd>,
        tracts: Vec<TractStated>,
        gross_acres: Acres,
        net_acres: Acres,
        rental: Rental,
        clauses: Clauses,
    }
}

tagged_bodies! {
    RecordingReference by "kind" {
        "volume_page" => VolumePage { volume: Text120, page: Text120 },
        "instrument_number" => InstrumentNumber { number: Text120 },
    }

    Rental by "kind" {
        "paid_up" => PaidUp {},
        "delay" => Delay { amount_usd: Option<Usd> },
    }

    PughClause by "kind" {
        "none" => None {},
        "horizontal" => Horizontal {},
        "vertical" => Vertical { margin_ft: Feet },
        "both" => Both { margin_ft: Feet },
    }

    Clause by "clause" {
        "cessation" => Cessation { days: Option<u16> },
        "continuous_operations" => ContinuousOperations { days: Option<u16> },
        "shut_in_royalty" => ShutInRoyalty { terms: Option<ShutInRoyaltyClause> },
        "pugh" => Pugh { terms: PughClause },
        "retained_acreage" => RetainedAcreage { terms: Option<RetainedAcreageClause> },
        "extension" => Extension { terms: Option<ExtensionOption> },
        "no_deductions" => NoDeductions { no_deductions: bool },
        "tax_burden" => TaxBurden { borne_by: TaxBurden },
        "rental" => Rental { terms: Rental },
        "other" => Other { subject: Text120 },
    }
}
