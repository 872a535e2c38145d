"""What schemathesis is not to send."""

import schemathesis

INVENTED = ("x-schemathesis-unknown-property", "schemathesis-unknown-property", "unknown-property-0")


@schemathesis.hook
def filter_case(context, case):
    """A header nobody knows is passed over, as RFC 9110 (5.1) has it: that is no request which violates a document."""
    return not any(name.lower() in INVENTED for name in (case.headers or {}))
