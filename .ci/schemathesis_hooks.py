"""What schemathesis is not to send, and what there is for it to ask about."""

import json
import os
import urllib.request
import uuid
import zlib

import schemathesis

INVENTED = ("x-schemathesis-unknown-property", "schemathesis-unknown-property", "unknown-property-0")
MIN_POSITION = "Wellflow-Min-Position"
# What names things of the installation: a parameter of a path, a list and the member of its items.
LISTS = [
    ("well_id", "/wells", "well_id"),
    ("lease_id", "/leases", "lease_id"),
    ("owner_id", "/owners", "owner_id"),
    ("division_id", "/divisions", "division_id"),
    ("afe_id", "/afes", "afe_id"),
    ("agreement_id", "/agreements", "agreement_id"),
    ("production_month_id", "/production-months", "production_month_id"),
    ("command_id", "/events", "command_id"),
]


def examples():
    """The ids of the examples in the documents, by parameter."""
    found = {}
    for name in ("command-api", "query-api"):
        with open(f"docs/openapi/{name}.json", encoding="utf-8") as file:
            paths = json.load(file)["paths"]
        operations = [operation for methods in paths.values() for operation in methods.values()]
        for parameter in [parameter for operation in operations for parameter in operation["parameters"]]:
            if parameter["in"] == "path" and parameter["schema"].get("format") == "uuid":
                found.setdefault(parameter["name"], set()).add(parameter["example"])
    return found


def known():
    """The ids there are in the installation that is asked, and those of the examples, which the commands make."""
    found = examples()
    queries, token = os.environ.get("WELLFLOW_QUERIES"), os.environ.get("WELLFLOW_TOKEN")
    for parameter, path, member in LISTS if queries and token else []:
        url = f"{queries}/api/v1{path}?limit=100"
        request = urllib.request.Request(url, headers={"Authorization": f"Bearer {token}"})
        with urllib.request.urlopen(request, timeout=60) as answer:
            items = json.load(answer)["items"]
        found.setdefault(parameter, set()).update(item[member] for item in items)
    return {name: sorted(ids) for name, ids in found.items()}


KNOWN = known()


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
    position at all is sent as it is. Of ids of nothing, three in four are made ids of something: what is not there is soon answered."""
    position = str((case.headers or {}).get(MIN_POSITION, ""))
    if position.isascii() and position.isdigit() and int(position) < 2**64:
        case.headers[MIN_POSITION] = "1"
    for name, value in (case.path_parameters or {}).items():
        ids = KNOWN.get(name)
        if ids and is_id(value) and value not in ids:
            digest = zlib.crc32(value.encode())
            if digest % 4:
                case.path_parameters[name] = ids[digest // 4 % len(ids)]
    return case


def is_id(value):
    try:
        return isinstance(value, str) and str(uuid.UUID(value)) == value.lower()
    except ValueError:
        return False
