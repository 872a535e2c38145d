//! The problem types of this surface.

wellflow_http::problem_types! {
    /// The problem types of this surface.
    pub const PROBLEMS = [
        WELL_UNKNOWN = 404, "well-unknown", "There is no such well";
        WELL_NOT_YET_KNOWN = 404, "well-not-yet-known", "The well was not known then";
        PRODUCTION_MONTH_UNKNOWN = 404, "production-month-unknown", "There is no such production month";
        PRODUCTION_MONTH_NOT_YET_KNOWN = 404, "production-month-not-yet-known", "Nothing was known of the month then";
        PROPERTY_MONTH_UNKNOWN = 404, "property-month-unknown", "There is no such property month";
        PROPERTY_MONTH_NOT_YET_KNOWN = 404, "property-month-not-yet-known", "Nothing was known of the property month then";
        LEASE_UNKNOWN = 404, "lease-unknown", "There is no such lease";
        LEASE_NOT_YET_KNOWN = 404, "lease-not-yet-known", "The lease was not known then";
        OWNER_UNKNOWN = 404, "owner-unknown", "There is no such owner";
        OWNER_NOT_YET_KNOWN = 404, "owner-not-yet-known", "The owner was not known then";
        DIVISION_UNKNOWN = 404, "division-unknown", "There is no such division";
        DIVISION_NOT_YET_KNOWN = 404, "division-not-yet-known", "The division was not known then";
        AFE_UNKNOWN = 404, "afe-unknown", "There is no such AFE";
        AFE_NOT_YET_KNOWN = 404, "afe-not-yet-known", "The AFE was not known then";
        AFE_PARTY_UNKNOWN = 404, "afe-party-unknown", "The owner is no party of the AFE";
        AGREEMENT_UNKNOWN = 404, "agreement-unknown", "There is no such agreement";
        AGREEMENT_NOT_YET_KNOWN = 404, "agreement-not-yet-known", "The operating agreement was not known then";
        APPROVAL_POLICY_UNKNOWN = 404, "approval-policy-unknown", "There is no approval policy";
        APPROVAL_POLICY_NOT_YET_KNOWN = 404, "approval-policy-not-yet-known", "The approval policy was not known then";
        COMMAND_NOT_RECORDED = 404, "command-not-recorded", "The ledger has no such command";
        VERSION_UNKNOWN = 404, "version-unknown", "This version has not been reached";
        AS_OF_IN_FUTURE = 400, "as-of-in-future", "What will be known later cannot be asked";
        CONFLICTING_PARAMETERS = 400, "conflicting-parameters", "Two parameters exclude each other";
        RANGE_TOO_LONG = 422, "range-too-long", "Too much happened between the two points";
        QUERY_TOO_COSTLY = 422, "query-too-costly", "The query asks for too much at once";
        UPGRADE_REQUIRED = 426, "upgrade-required", "This path speaks WebSocket";
        INVALID_CURSOR = 400, "invalid-cursor", "The cursor does not belong to this list";
        STREAM_NOT_READABLE = 500, "stream-not-readable", "An event of the stream cannot be read";
        NOT_YET_PROJECTED = 503, "not-yet-projected", "The read model has not reached the position asked for";
        LEDGER_NOT_AS_SIGNED = 500, "ledger-not-as-signed", "The ledger is not what was signed";
    ];
}

#[cfg(test)]
mod tests {
    use super::PROBLEMS;

    #[test]
    fn every_page_opens_with_its_title_status_and_type() {
        for kind in PROBLEMS {
            let head = format!(
                "# {}\n\nStatus {}, type `/problems/{}`.\n",
                kind.title, kind.status, kind.slug
            );
            assert!(kind.page.starts_with(&head), "{}", kind.slug);
            for heading in ["## What it means", "## Example", "## What to do"] {
                assert!(kind.page.contains(heading), "{}: {heading}", kind.slug);
            }
        }
    }
}
