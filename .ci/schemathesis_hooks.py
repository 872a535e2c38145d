"""What schemathesis is not to send."""

import schemathesis

INVENTED = ("x-schemathesis-unknown-property", "schemathesis-unknown-property", "unknown-property-0")
MIN_POSITION = "Wellflow-Min-Position"


@schemathesis.hook
def filter_case(context, case):
    """A header nobody knows is passed over, as RFC 9110 (5.1) has it, and a header that is text has no other type to be of: neither is a
    request which violates a document."""
    if any(name.lower() in INVENTED for name in (case.headers or {})):
        return False
    told = getattr(getattr(case.meta, "phase", None), "data", None)
    is_type = "type" in (getattr(told, "description", "") or "").lower()
    return not (is_type and getattr(told, "parameter", None) == "Idempotency-Key")


@schemathesis.hook
def map_case(context, case):
    """A position that is not there is answered with 503 after a wait, as documented; nearly every random one would be. What is no
    position at all is sent as it is."""
    position = str((case.headers or {}).get(MIN_POSITION, ""))
    if position.isascii() and position.isdigit() and int(position) < 2**64:
        case.headers[MIN_POSITION] = "1"
    return case
