//! The problem types every surface may answer with.

crate::problem_types! {
    /// The problem types every surface may answer with.
    pub const HTTP_PROBLEMS = [
        NOT_FOUND = 404, "not-found", "There is nothing at this path";
        METHOD_NOT_ALLOWED = 405, "method-not-allowed", "The path does not answer this method";
        AUTHENTICATION_REQUIRED = 401, "authentication-required", "A bearer token is required";
        INVALID_TOKEN = 401, "invalid-token", "The bearer token is not valid here";
        EXPIRED_TOKEN = 401, "expired-token", "The bearer token has expired";
        ROLE_NOT_PERMITTED = 403, "role-not-permitted", "The token's role may not do this";
        ORGANIZATION_UNKNOWN = 403, "organization-unknown", "The token's organization does not exist here";
        MALFORMED_JSON = 400, "malformed-json", "The body is not well-formed JSON";
        UNKNOWN_FIELD = 422, "unknown-field", "The body has a field that does not exist";
        MISSING_FIELD = 422, "missing-field", "The body lacks a required field";
        WRONG_TYPE = 422, "wrong-type", "A field of the body has the wrong JSON type";
        BODY_TOO_LARGE = 413, "body-too-large", "The body is over the limit";
        UNSUPPORTED_MEDIA_TYPE = 415, "unsupported-media-type", "The body's media type is not read here";
        UNREADABLE_BODY = 400, "unreadable-body", "The body could not be read to its end";
        IDEMPOTENCY_KEY_MISSING = 400, "idempotency-key-missing", "A command needs an Idempotency-Key";
        IDEMPOTENCY_KEY_INVALID = 400, "idempotency-key-invalid", "The Idempotency-Key is not readable";
        INVALID_IF_MATCH = 400, "invalid-if-match", "The If-Match header is not a version";
        INVALID_HEADER = 400, "invalid-header", "A header has a value that is not understood";
        INVALID_PARAMETER = 400, "invalid-parameter", "A parameter has a value that is not understood";
        UNKNOWN_PARAMETER = 400, "unknown-parameter", "The query has a parameter that does not exist";
        BAD_REQUEST = 400, "bad-request", "The request is not understood";
        BUSY = 503, "busy", "The service cannot take the request at this moment";
        INTERNAL_ERROR = 500, "internal-error", "The server failed";
    ];
}
