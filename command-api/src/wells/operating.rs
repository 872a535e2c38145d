//! Flow and rest: `/first-production`, `/start-injection`, `/stop-injection`, `/shut-in`, `/resume-production`,
//! `/resume-injection`, `/temporarily-abandon`, `/extend-temporary-abandonment`, `/return-to-service`, `/change-operator`;
//! and what is measured meanwhile: `/test`, `/mechanical-integrity-test`, `/fluid-level-test`.

use chrono::{DateTime, NaiveDate, Utc};
use wellflow_domain::quantity::{ApiGravity, Barrels, Choke64ths, Fahrenheit, Feet, Hours, Mcf, Psi};
use wellflow_domain::text::{CompletionName, Text120};
use wellflow_domain::well::{
    AbandonmentLimits, ChangeOperator, Evidence, ExtendTemporaryAbandonment, FluidLevel, InjectionPermit,
    IntegrityTest, ProducingAuthority, RecordFirstProduction, RecordFluidLevelTest,
    RecordMechanicalIntegrityTest, RecordWellTest, ResumeInjection, ResumeProduction, ReturnToService,
    SecuringTest, ShutInReason, ShutInWell, StartInjection, StopInjection, TemporarilyAbandonWell,
    TestMethod, Transfer, WellTest,
};

use crate::body::{OrDefault, bodies};

bodies! {
    /// Production began.
    RecordFirstProduction as FirstProductionBody {
        effective_at: DateTime<Utc>,
        product: Option<Text120>,
        purchaser: Option<Text120>,
        authority: OrDefault<ProducingAuthority>,
        demanded: Vec<Evidence>,
    }

    /// Injection begins.
    StartInjection as StartInjectionBody { effective_at: DateTime<Utc>, permit: InjectionPermit }

    /// Injection stops.
    StopInjection as StopInjectionBody { effective_at: DateTime<Utc>, reason: ShutInReason }

    /// Production stops; the well stays mechanically capable.
    ShutInWell as ShutInBody {
        effective_at: DateTime<Utc>,
        reason: ShutInReason,
        expected_return_on: Option<NaiveDate>,
    }

    /// Production starts again.
    ResumeProduction as ResumeProductionBody { effective_at: DateTime<Utc> }

    /// Injection starts again.
    ResumeInjection as ResumeInjectionBody { effective_at: DateTime<Utc> }

    /// The well is secured.
    TemporarilyAbandonWell as TemporarilyAbandonBody {
        effective_at: DateTime<Utc>,
        until: Option<NaiveDate>,
        approval_number: Option<Text120>,
        securing: OrDefault<SecuringTest>,
        limits: OrDefault<AbandonmentLimits>,
    }

    /// How the bore was secured, and its test.
    SecuringTest as SecuringTestBody {
        secured_by: Option<Text120>,
        integrity_test: Option<IntegrityTest>,
    }

    /// What the agency's rules demand of a temporary abandonment; nothing where left out.
    AbandonmentLimits as AbandonmentLimitsBody {
        approval: OrDefault<bool>,
        integrity_test: OrDefault<bool>,
        most_months: Option<u16>,
    }

    /// The agency extends the temporary abandonment.
    ExtendTemporaryAbandonment as ExtendBody {
        effective_at: DateTime<Utc>,
        until: NaiveDate,
        approval_number: Text120,
    }

    /// Back from temporary abandonment to shut in.
    ReturnToService as ReturnToServiceBody { effective_at: DateTime<Utc>, work_summary: Option<Text120> }

    /// The well passes to another operator.
    ChangeOperator as ChangeOperatorBody {
        effective_at: DateTime<Utc>,
        from_operator: Text120,
        to_operator: Text120,
        transfer: Transfer,
    }

    /// The well is tested.
    RecordWellTest as WellTestTaskBody {
        effective_at: DateTime<Utc>,
        completion: Option<CompletionName>,
        test: WellTest,
    }

    /// What flowed in a test.
    WellTest as WellTestBody {
        duration_hours: Hours,
        oil_bbl: Barrels,
        gas: Mcf,
        water_bbl: Barrels,
        choke_64ths: Option<Choke64ths>,
        tubing_pressure_psi: Option<Psi>,
        casing_pressure_psi: Option<Psi>,
        separator_pressure_psi: Option<Psi>,
        temperature_f: Option<Fahrenheit>,
        oil_gravity_api: Option<ApiGravity>,
        method: TestMethod,
    }

    /// The bore's mechanical integrity is tested.
    RecordMechanicalIntegrityTest as IntegrityTestTaskBody { effective_at: DateTime<Utc>, test: IntegrityTest }

    /// A test of mechanical integrity.
    IntegrityTest as IntegrityTestBody {
        passed: bool,
        pressure_psi: Option<Psi>,
        duration_minutes: Option<u16>,
        valid_until: Option<NaiveDate>,
        witnessed_by: Option<Text120>,
    }

    /// The fluid level of an inactive well is tested.
    RecordFluidLevelTest as FluidLevelTaskBody { effective_at: DateTime<Utc>, test: FluidLevel }

    /// A test of the fluid level.
    FluidLevel as FluidLevelBody {
        fluid_top_ft: Feet,
        base_of_usable_water_ft: Feet,
        valid_until: Option<NaiveDate>,
    }
}
