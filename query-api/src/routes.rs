//! Which handler answers which path.

use actix_web::http::Method;
use actix_web::middleware::from_fn;
use actix_web::web::{self, ServiceConfig};
use actix_web::{FromRequest, Handler, Responder, Scope, guard};
use wellflow_http::Route;

use wellflow_domain::afe::Afe;
use wellflow_domain::approval_policy::ApprovalPolicy;
use wellflow_domain::division_of_interest::DivisionOfInterest;
use wellflow_domain::joint_operating_agreement::JointOperatingAgreement;
use wellflow_domain::lease::Lease;
use wellflow_domain::owner::Owner;
use wellflow_domain::production_month::ProductionMonth;
use wellflow_domain::property_month::PropertyMonth;
use wellflow_domain::well::Well;

use crate::QueryApi;
use crate::columns::{self, one};
use crate::export::{listed, one_of};
#[cfg(feature = "graphql")]
use crate::graphql;
use crate::subject::Subject;
use crate::{
    afes, agreements, causes, changes, events, evidence, incomplete, leases, live, memento, months, owners,
    ownership, parked, policies, production, projections, properties, replay, search, wells,
};

pub(crate) const PREFIX: &str = "/api/v1";
const EVENTS: &str = "/events";
const SEARCH: &str = "/search";
const LIVE: &str = "/events/live";
const WELLS: &str = "/wells";
const WELL_STATISTICS: &str = "/wells/statistics";
const WELL: &str = "/wells/{well_id}";
const WELL_EVENTS: &str = "/wells/{well_id}/events";
const WELL_BORES: &str = "/wells/{well_id}/wellbores";
const WELL_COMPLETIONS: &str = "/wells/{well_id}/completions";
const WELL_TESTS: &str = "/wells/{well_id}/tests";
const WELL_PRODUCTION: &str = "/wells/{well_id}/production";
const WELL_DAYS: &str = "/wells/{well_id}/production/daily";
const LEASES: &str = "/leases";
const LEASE: &str = "/leases/{lease_id}";
const LEASE_EVENTS: &str = "/leases/{lease_id}/events";
const LEASE_HOLDING: &str = "/leases/{lease_id}/holding";
const LEASE_TITLE: &str = "/leases/{lease_id}/title";
const LEASE_UNITS: &str = "/leases/{lease_id}/units";
const OWNERS: &str = "/owners";
const OWNER: &str = "/owners/{owner_id}";
const OWNER_EVENTS: &str = "/owners/{owner_id}/events";
const LEASE_PRODUCTION: &str = "/leases/{lease}/production";
const FIELD_PRODUCTION: &str = "/fields/{field}/production";
const PRODUCTION_MONTHS: &str = "/production-months";
const PRODUCTION_MONTH: &str = "/production-months/{production_month_id}";
const PROPERTY_MONTH: &str = "/property-months/{property_month_id}";
const PRODUCTION_MONTH_EVENTS: &str = "/production-months/{production_month_id}/events";
const PROPERTY_MONTH_EVENTS: &str = "/property-months/{property_month_id}/events";
const PROPERTY_STOCK: &str = "/properties/{property_id}/stock";
const MONTHLY: &str = "/production/monthly";
const TOTALS: &str = "/production/totals";
const SUMS: &str = "/production/sums";
const DIVISIONS: &str = "/divisions";
const DIVISION: &str = "/divisions/{division_id}";
const DIVISION_EVENTS: &str = "/divisions/{division_id}/events";
const DIVISION_DECKS: &str = "/divisions/{division_id}/decks";
const PROPERTY_DECKS: &str = "/properties/{property_id}/decks";
const OWNER_INTERESTS: &str = "/owners/{owner_id}/interests";
const SUSPENDED: &str = "/interests/suspended";
const INTEREST_CHANGES: &str = "/interests/changes";
const COMMAND_EFFECTS: &str = "/commands/{command_id}/effects";
const PROJECTIONS: &str = "/projections";
const PARKED: &str = "/projections/parked";
const AFES: &str = "/afes";
const AFE_BOARD: &str = "/afes/board";
const AFE_BALLOTS: &str = "/afes/ballots";
const AFE_OVERRUNS: &str = "/afes/overruns";
const AFE: &str = "/afes/{afe_id}";
const AFE_EVENTS: &str = "/afes/{afe_id}/events";
const AFE_BUDGET: &str = "/afes/{afe_id}/budget";
const AFE_PARTY: &str = "/afes/{afe_id}/parties/{owner_id}";
const WELL_AFES: &str = "/wells/{well_id}/afes";
const LEASE_AFES: &str = "/leases/{lease_id}/afes";
const OWNER_AFES: &str = "/owners/{owner_id}/afes";
const AGREEMENTS: &str = "/agreements";
const AGREEMENT: &str = "/agreements/{agreement_id}";
const AGREEMENT_EVENTS: &str = "/agreements/{agreement_id}/events";
const POLICY: &str = "/approval-policies";
const POLICY_EVENTS: &str = "/approval-policies/events";

/// What has a history: its past by date, and what changed.
const PASTS: [&str; 9] = [
    WELL,
    LEASE,
    OWNER,
    DIVISION,
    PRODUCTION_MONTH,
    PROPERTY_MONTH,
    AFE,
    AGREEMENT,
    POLICY,
];
/// What is asked of each, under its path.
const PAST: [&str; 5] = ["/timegate", "/timemap", "/diff", "/changes", "/evidence"];

fn past<S, F, Args>(scope: Scope, path: &str, names: &'static str, one: F) -> Scope
where
    S: Subject + 'static,
    F: Handler<Args>,
    Args: FromRequest + 'static,
    F::Output: Responder + 'static,
{
    let [timegate, timemap, diff, list, evidence] = PAST.map(|suffix| format!("{path}{suffix}"));
    let one = web::resource(path)
        .wrap(from_fn(memento::said::<S>))
        .route(one_of(names, one));
    scope
        .service(one)
        .route(&timegate, web::to(memento::timegate::<S>))
        .route(&timemap, web::to(memento::timemap::<S>))
        .route(&diff, web::to(changes::diff::<S>))
        .route(&list, web::to(changes::list::<S>))
        .route(&evidence, web::to(evidence::evidence::<S>))
}

/// The router tries one pattern after the other: what is asked most comes first.
fn first(scope: Scope) -> Scope {
    let scope = scope.route(WELL_STATISTICS, web::to(wells::statistics));
    past::<Well, _, _>(scope, WELL, one::WELL, wells::one)
}

fn pasts(scope: Scope) -> Scope {
    let scope = past::<Lease, _, _>(scope, LEASE, one::LEASE, leases::one);
    let scope = past::<Owner, _, _>(scope, OWNER, one::OWNER, owners::one);
    let scope = past::<DivisionOfInterest, _, _>(scope, DIVISION, one::DIVISION, ownership::one);
    let scope = past::<ProductionMonth, _, _>(scope, PRODUCTION_MONTH, one::PRODUCTION_MONTH, months::one);
    let scope = past::<PropertyMonth, _, _>(scope, PROPERTY_MONTH, one::PROPERTY_MONTH, properties::one);
    let scope = past::<Afe, _, _>(scope, AFE, one::AFE, afes::one);
    let scope = past::<JointOperatingAgreement, _, _>(scope, AGREEMENT, one::AGREEMENT, agreements::one);
    past::<ApprovalPolicy, _, _>(scope, POLICY, one::POLICY, policies::one)
}

/// Mounts the API: a scope that takes GET and HEAD, so that another API may have the same paths for other methods.
pub fn configure(api: QueryApi) -> impl Fn(&mut ServiceConfig) + Clone + Send {
    move |config| {
        #[cfg(feature = "graphql")]
        graphql::mount(config, PREFIX, &api);
        let reads = guard::Any(guard::Get()).or(guard::Head());
        let scope = web::scope(PREFIX)
            .guard(reads)
            .app_data(web::Data::new(api.clone()));
        let scope = first(scope)
            .route(EVENTS, listed(&columns::ALL_EVENTS, replay::replay))
            .route(LIVE, web::get().to(live::socket))
            .route(SEARCH, listed(&columns::SEARCH, search::search))
            .route(WELLS, listed(&columns::WELLS, wells::list))
            .route(WELL_EVENTS, listed(&columns::EVENTS, events::told::<Well>))
            .route(WELL_BORES, listed(&columns::WELLBORES, wells::wellbores))
            .route(
                WELL_COMPLETIONS,
                listed(&columns::COMPLETIONS, wells::completions),
            )
            .route(WELL_TESTS, listed(&columns::TESTS, wells::tests))
            .route(
                WELL_PRODUCTION,
                listed(&columns::WELL_PRODUCTION, wells::production),
            )
            .route(WELL_DAYS, listed(&columns::DAYS, wells::daily))
            .route(LEASES, listed(&columns::LEASES, leases::list))
            .route(LEASE_EVENTS, listed(&columns::EVENTS, leases::events))
            .route(LEASE_HOLDING, web::to(leases::holding))
            .route(LEASE_TITLE, web::to(leases::title))
            .route(LEASE_UNITS, listed(&columns::UNITS, leases::units))
            .route(OWNERS, listed(&columns::OWNERS, owners::list))
            .route(OWNER_EVENTS, listed(&columns::EVENTS, owners::events))
            .route(
                LEASE_PRODUCTION,
                listed(&columns::MONTHS_OF_WELLS, production::of_lease),
            )
            .route(
                FIELD_PRODUCTION,
                listed(&columns::MONTHS_OF_WELLS, production::of_field),
            )
            .route(MONTHLY, listed(&columns::MONTHLY, production::monthly))
            .route(TOTALS, web::to(production::totals))
            .route(SUMS, listed(&columns::SUMS, production::sums))
            .route(DIVISIONS, listed(&columns::DIVISIONS, ownership::divisions))
            .route(DIVISION_EVENTS, listed(&columns::EVENTS, ownership::events))
            .route(DIVISION_DECKS, web::to(ownership::of_division))
            .route(PROPERTY_DECKS, web::to(ownership::of_property))
            .route(OWNER_INTERESTS, listed(&columns::INTERESTS, ownership::of_owner))
            .route(SUSPENDED, listed(&columns::INTERESTS, ownership::suspended))
            .route(
                INTEREST_CHANGES,
                listed(&columns::INTEREST_CHANGES, ownership::changes),
            )
            .route(COMMAND_EFFECTS, web::to(causes::effects))
            .route(PROJECTIONS, web::to(projections::list))
            .route(PARKED, listed(&columns::PARKED, parked::list))
            .configure(months)
            .configure(expenditure);
        config.service(pasts(scope).wrap(from_fn(incomplete::tell)));
    }
}

/// The months of completions and properties.
fn months(config: &mut ServiceConfig) {
    config
        .route(
            PRODUCTION_MONTHS,
            listed(&columns::PRODUCTION_MONTHS, production::months),
        )
        .route(
            PRODUCTION_MONTH_EVENTS,
            listed(&columns::EVENTS, events::told::<ProductionMonth>),
        )
        .route(
            PROPERTY_MONTH_EVENTS,
            listed(&columns::EVENTS, events::told::<PropertyMonth>),
        )
        .route(PROPERTY_STOCK, web::to(properties::stock));
}

/// What may be spent: AFEs, agreements, policies.
fn expenditure(config: &mut ServiceConfig) {
    config
        .route(AFES, listed(&columns::AFES, afes::list))
        .route(AFE_BOARD, listed(&columns::BOARD, afes::board))
        .route(AFE_BALLOTS, listed(&columns::BALLOTS, afes::ballots))
        .route(AFE_OVERRUNS, listed(&columns::AFES, afes::overruns))
        .route(AFE_EVENTS, listed(&columns::EVENTS, afes::events))
        .route(AFE_BUDGET, web::to(afes::budget))
        .route(AFE_PARTY, web::to(afes::of_party))
        .route(WELL_AFES, listed(&columns::AFES, afes::of_well))
        .route(LEASE_AFES, listed(&columns::AFES, afes::of_lease))
        .route(OWNER_AFES, listed(&columns::PARTY_AFES, afes::of_owner))
        .route(AGREEMENTS, listed(&columns::AGREEMENTS, agreements::list))
        .route(AGREEMENT_EVENTS, listed(&columns::EVENTS, agreements::events))
        .route(POLICY_EVENTS, listed(&columns::EVENTS, policies::events));
}

/// The paths of what may be spent.
const EXPENDITURE: [&str; 16] = [
    AFES,
    AFE_BOARD,
    AFE_BALLOTS,
    AFE_OVERRUNS,
    AFE,
    AFE_EVENTS,
    AFE_BUDGET,
    AFE_PARTY,
    WELL_AFES,
    LEASE_AFES,
    OWNER_AFES,
    AGREEMENTS,
    AGREEMENT,
    AGREEMENT_EVENTS,
    POLICY,
    POLICY_EVENTS,
];

/// The methods of a question.
const READS: [Method; 2] = [Method::GET, Method::HEAD];

/// What is asked otherwise than with GET and HEAD.
fn others() -> impl Iterator<Item = Route> {
    let socket = Route::new(Method::GET, format!("{PREFIX}{LIVE}"));
    std::iter::once(socket).chain(graph())
}

/// The routes, for the server's answer to other methods.
pub fn routes() -> Vec<Route> {
    let paths = [
        EVENTS,
        SEARCH,
        WELLS,
        WELL_STATISTICS,
        WELL,
        WELL_EVENTS,
        WELL_BORES,
        WELL_COMPLETIONS,
        WELL_TESTS,
        WELL_PRODUCTION,
        WELL_DAYS,
        LEASES,
        LEASE,
        LEASE_EVENTS,
        LEASE_HOLDING,
        LEASE_TITLE,
        LEASE_UNITS,
        OWNERS,
        OWNER,
        OWNER_EVENTS,
        LEASE_PRODUCTION,
        FIELD_PRODUCTION,
        PRODUCTION_MONTHS,
        PRODUCTION_MONTH,
        PRODUCTION_MONTH_EVENTS,
        PROPERTY_MONTH,
        PROPERTY_MONTH_EVENTS,
        PROPERTY_STOCK,
        MONTHLY,
        TOTALS,
        SUMS,
        DIVISIONS,
        DIVISION,
        DIVISION_EVENTS,
        DIVISION_DECKS,
        PROPERTY_DECKS,
        OWNER_INTERESTS,
        SUSPENDED,
        INTEREST_CHANGES,
        COMMAND_EFFECTS,
        PROJECTIONS,
        PARKED,
    ];
    let pasts = PASTS
        .into_iter()
        .flat_map(|path| PAST.map(|suffix| format!("{path}{suffix}")));
    paths
        .into_iter()
        .chain(EXPENDITURE)
        .map(str::to_owned)
        .chain(pasts)
        .flat_map(|path| {
            READS
                .iter()
                .map(move |method| Route::new(method.clone(), format!("{PREFIX}{path}")))
        })
        .chain(others())
        .collect()
}

#[cfg(feature = "graphql")]
fn graph() -> impl IntoIterator<Item = Route> {
    graphql::routes(PREFIX)
}

#[cfg(not(feature = "graphql"))]
fn graph() -> impl IntoIterator<Item = Route> {
    []
}
