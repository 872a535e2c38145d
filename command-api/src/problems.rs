//! The problem types of this surface: faults of a body, refusals of the domain, and conflicts of the ledger.

wellflow_http::problem_types! {
    /// The problem types a command may be answered with, beside those of every surface.
    pub const COMMAND_PROBLEMS = [
        // Faults of a body.
        INVALID_FIELDS = 422, "invalid-fields", "Several fields have values that are not understood";
        INVALID_API_NUMBER = 422, "invalid-api-number", "An API number is not one";
        NEGATIVE_VOLUME = 422, "negative-volume", "A volume, depth or count is below zero";
        INVALID_QUANTITY = 422, "invalid-quantity", "A quantity is not one, or not in range";
        INVALID_TEXT = 422, "invalid-text", "A text is empty, too long, or has characters it may not have";
        INVALID_DATE = 422, "invalid-date", "A date or an instant is not one";
        INVALID_MONTH = 422, "invalid-month", "A month is not one";
        INVALID_LOCATION = 422, "invalid-location", "A place is not one";
        INVALID_CHOICE = 422, "invalid-choice", "A word is none of the choices";
        INVALID_ID = 422, "invalid-id", "An id is not a UUID";
        INVALID_DIGEST = 422, "invalid-digest", "A digest is not one";
        // What the ledger says.
        VERSION_CONFLICT = 412, "version-conflict", "The stream is at another version";
        IDEMPOTENCY_KEY_REUSED = 422, "idempotency-key-reused", "The idempotency key belongs to another command";
        API_NUMBER_TAKEN = 409, "api-number-taken", "Another well has the API number";
        HISTORY_WOULD_BREAK = 422, "history-would-break", "Something that happened later would no longer be possible";
        EVENT_NOT_STANDING = 422, "event-not-standing", "The event to be replaced does not stand";
        // Batches.
        BATCH_TOO_LARGE = 413, "batch-too-large", "The batch has too many items";
        COMMAND_UNKNOWN = 404, "command-unknown", "There is no such command";
        // What has not happened yet, and what would have happened too early.
        EFFECTIVE_IN_FUTURE = 422, "effective-in-future", "The date lies in the future";
        BEFORE_FIRST_FACT = 422, "before-first-fact", "The date lies before everything known of the well";
        TOO_MANY_STREAMS = 422, "too-many-streams", "The command would have to see too much of the ledger";
        // Refusals of a well.
        WELL_UNKNOWN = 404, "well-unknown", "There is no such well";
        WELL_ALREADY_EXISTS = 422, "well-already-exists", "The well exists already";
        WELL_PLUGGED = 422, "well-plugged", "The well is plugged and abandoned";
        WELL_CANCELLED = 422, "well-cancelled", "The well is cancelled";
        WELL_NOT_AWAITING_PERMIT = 422, "well-not-awaiting-permit", "The well does not wait for a permit";
        WELL_NOT_PERMITTED = 422, "well-not-permitted", "The well has no permit to be spudded under";
        PERMIT_EXPIRED = 422, "permit-expired", "The permit has expired";
        PERMIT_EXPIRES_BEFORE_APPROVAL = 422, "permit-expires-before-approval", "The permit would end before it begins";
        WELL_NOT_DRILLING = 422, "well-not-drilling", "The well is not being drilled";
        TRUE_VERTICAL_DEPTH_EXCEEDS_MEASURED = 422, "true-vertical-depth-exceeds-measured", "The hole would be deeper than long";
        TOTAL_DEPTH_ZERO = 422, "total-depth-zero", "Total depth is zero";
        WELL_NOT_DRILLED = 422, "well-not-drilled", "The well is not drilled to total depth";
        COMPLETION_ALREADY_EXISTS = 422, "completion-already-exists", "The completion exists already";
        COMPLETION_INTERVAL_INVERTED = 422, "completion-interval-inverted", "The interval's top is not above its bottom";
        COMPLETION_BELOW_TOTAL_DEPTH = 422, "completion-below-total-depth", "The interval lies below total depth";
        WELL_NOT_COMPLETED = 422, "well-not-completed", "The well is not completed";
        FIRST_PRODUCTION_ALREADY_RECORDED = 422, "first-production-already-recorded", "First production is recorded already";
        WELL_NOT_OPERATING = 422, "well-not-operating", "The well does not operate";
        WELL_NOT_SHUT_IN = 422, "well-not-shut-in", "The well is not shut in";
        WELL_NEVER_PRODUCED = 422, "well-never-produced", "The well has never produced";
        WELL_NOT_READY_FOR_TEMPORARY_ABANDONMENT = 422, "well-not-ready-for-temporary-abandonment", "The well cannot be temporarily abandoned yet";
        APPROVAL_ENDS_BEFORE_START = 422, "approval-ends-before-start", "The approval would end before the work it approves";
        WELL_NOT_TEMPORARILY_ABANDONED = 422, "well-not-temporarily-abandoned", "The well is not temporarily abandoned";
        WELL_STILL_OPERATING = 422, "well-still-operating", "The well still operates";
        WELL_NOT_PLUGGABLE = 422, "well-not-pluggable", "There is nothing to plug yet";
        STATE_CONTRADICTS_API_NUMBER = 422, "state-contradicts-api-number", "The state is not the one of the API number";
        WELLBORE_NOT_NAMED = 422, "wellbore-not-named", "The API number names a well, not a wellbore";
        WELLBORE_OF_ANOTHER_WELL = 422, "wellbore-of-another-well", "The wellbore belongs to another well";
        HISTORY_WITHOUT_DATE = 422, "history-without-date", "The record has no date to hold from";
        // Refusals of a production month.
        DAYS_EXCEED_MONTH = 422, "days-exceed-month", "More days than the month has";
        PRODUCTION_ALREADY_RECORDED = 422, "production-already-recorded", "The month is recorded already, with other facts";
        PRODUCTION_NOT_RECORDED = 404, "production-not-recorded", "There is no such production month";
        MONTH_LOCKED = 422, "month-locked", "The month is locked";
        MONTH_NOT_ENDED = 422, "month-not-ended", "The month has not ended";
    ];
}
