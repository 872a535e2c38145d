//! The problem types of this surface.

wellflow_http::problem_types! {
    /// The problem types of this surface.
    pub const PROBLEMS = [
        WELL_UNKNOWN = 404, "well-unknown", "There is no such well";
        WELL_NOT_YET_KNOWN = 404, "well-not-yet-known", "The well was not known then";
        VERSION_UNKNOWN = 404, "version-unknown", "The well has not reached this version";
        AS_OF_IN_FUTURE = 400, "as-of-in-future", "What will be known later cannot be asked";
        CONFLICTING_PARAMETERS = 400, "conflicting-parameters", "Two parameters exclude each other";
        INVALID_CURSOR = 400, "invalid-cursor", "The cursor does not belong to this list";
        NOT_YET_PROJECTED = 503, "not-yet-projected", "The read model has not reached the position asked for";
    ];
}
