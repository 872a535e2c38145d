//! The fields of the root, and the question over HTTP that each of them is.

/// How many things a list tells where its query does not say.
pub(super) const FIRST: u32 = 20;

/// A field of the root.
pub(super) struct Root {
    pub(super) name: &'static str,
    /// The path as the API's document has it, without the prefix.
    pub(super) path: &'static str,
}

const fn root(name: &'static str, path: &'static str) -> Root {
    Root { name, path }
}

pub(super) const ROOTS: &[Root] = &[
    root("wells", "/wells"),
    root("well", "/wells/{well_id}"),
    root("wellStatistics", "/wells/statistics"),
    root("leases", "/leases"),
    root("lease", "/leases/{lease_id}"),
    root("leaseHolding", "/leases/{lease_id}/holding"),
    root("leaseTitle", "/leases/{lease_id}/title"),
    root("leaseUnits", "/leases/{lease_id}/units"),
    root("owners", "/owners"),
    root("owner", "/owners/{owner_id}"),
    root("ownerInterests", "/owners/{owner_id}/interests"),
    root("divisions", "/divisions"),
    root("division", "/divisions/{division_id}"),
    root("divisionDecks", "/divisions/{division_id}/decks"),
    root("propertyDecks", "/properties/{property_id}/decks"),
    root("afes", "/afes"),
    root("afe", "/afes/{afe_id}"),
    root("afeBudget", "/afes/{afe_id}/budget"),
    root("afeBoard", "/afes/board"),
    root("afeBallots", "/afes/ballots"),
    root("afeOverruns", "/afes/overruns"),
    root("agreements", "/agreements"),
    root("agreement", "/agreements/{agreement_id}"),
    root("approvalPolicy", "/approval-policies"),
    root("productionMonth", "/production-months/{production_month_id}"),
    root("propertyMonth", "/property-months/{property_month_id}"),
    root("productionMonthly", "/production/monthly"),
    root("productionTotals", "/production/totals"),
    root("productionSums", "/production/sums"),
];
