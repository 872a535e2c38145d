//! The problem types of the refusals of an operating agreement and of an approval policy.

wellflow_http::problem_types! {
    /// The refusals of an operating agreement and of an approval policy.
    pub(crate) const AGREEMENT_PROBLEMS = [
        AGREEMENT_UNKNOWN = 404, "agreement-unknown", "There is no such agreement";
        AGREEMENT_NUMBER_TAKEN = 409, "agreement-number-taken", "Another agreement has the number";
        AGREEMENT_ALREADY_EXISTS = 422, "agreement-already-exists", "The agreement exists already";
        AGREEMENT_WITHOUT_PARTIES = 422, "agreement-without-parties", "An agreement is between several";
        PARTY_TWICE = 422, "party-twice", "A party is named twice";
        PARTY_WITHOUT_INTEREST = 422, "party-without-interest", "A party has no interest";
        PARTY_INTERESTS_DO_NOT_CLOSE = 422, "party-interests-do-not-close", "The interests do not come to 1";
        OPERATOR_NOT_A_PARTY = 422, "operator-not-a-party", "The operator is no party";
        AGREEMENT_UNCHANGED = 422, "agreement-unchanged", "The agreement says so already";
        RESPONSE_TIME_ZERO = 422, "response-time-zero", "The parties have no time to answer";
        MINIMUM_CONSENT_ZERO = 422, "minimum-consent-zero", "Nobody would have to consent";
        PENALTY_BELOW_COST = 422, "penalty-below-cost", "The penalty is less than the cost";
        AGREEMENT_TERMINATED = 422, "agreement-terminated", "The agreement has ended";
        AGREEMENT_RECORD_VOIDED = 422, "agreement-record-voided", "The agreement's record is void";
        AGREEMENT_NOT_WITHDRAWN = 422, "agreement-not-withdrawn", "The entry is not taken back";
        POLICY_WITHOUT_TIERS = 422, "policy-without-tiers", "The policy has no tier";
        APPROVAL_TIER_TWICE = 422, "approval-tier-twice", "Two tiers have one name";
        APPROVAL_TIER_WITHOUT_APPROVERS = 422, "approval-tier-without-approvers", "A tier approves with nobody";
        HOLIDAYS_NOT_NAMED = 422, "holidays-not-named", "No day is named";
        HOLIDAY_ALREADY_DECLARED = 422, "holiday-already-declared", "The day is a holiday already";
        HOLIDAY_NOT_DECLARED = 422, "holiday-not-declared", "The day is no holiday";
    ];
}
