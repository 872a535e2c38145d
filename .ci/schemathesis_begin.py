"""Carries out the examples of the command API's document, so that there is something of every kind to ask about. Those of one turn
presuppose those of another; what ends something comes when nothing else is carried out any more. Arguments: the URL, a token."""

import copy
import json
import sys
import urllib.error
import urllib.request

# Whom and what the examples presuppose, beside what they make themselves.
OWNERS = [f"0190a1b2-0000-7000-8000-0000000000a{nth}" for nth in range(1, 5)]
AGREEMENT = "0190a1b2-0000-7000-8000-0000000000d1"
# What is left as it is: begun and not ended, most can be asked of it.
ENDINGS = (
    "cancel", "close", "correct", "deactivate", "declare_dry", "deny", "expire", "give_up", "lapse", "merge", "miss", "plug",
    "record_permit_expiry", "reject", "surrender", "terminate", "void", "withdraw",
)


def send(url, token, path, body, key):
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json", "Idempotency-Key": key}
    request = urllib.request.Request(url + path, json.dumps(body).encode(), headers, method="POST")
    try:
        with urllib.request.urlopen(request, timeout=60) as answer:
            return answer.status
    except urllib.error.HTTPError as refused:
        return refused.code


def examples():
    with open("docs/openapi/command-api.json", encoding="utf-8") as file:
        paths = json.load(file)["paths"]
    for path, methods in paths.items():
        operation = methods["post"]
        for parameter in operation["parameters"]:
            if parameter["in"] == "path":
                path = path.replace("{" + parameter["name"] + "}", parameter["example"])
        yield operation["operationId"], path, operation["requestBody"]["content"]["application/json"]["example"]


def day(body):
    names = ("effective_at", "from", "month", "date")
    return next((str(body[name]) for name in names if isinstance(body, dict) and name in body), "9999")


def main(url, token):
    all_of_them = sorted(examples(), key=lambda example: day(example[2]))
    named = {name: (path, body) for name, path, body in all_of_them}
    for owner in OWNERS:
        path, body = copy.deepcopy(named["register_owner"])
        body |= {"owner_id": owner, "agency_key": None, "tax_id": None}
        send(url, token, path, body, f"presupposed-{owner}")
    path, body = copy.deepcopy(named["enter_agreement"])
    send(url, token, path, body | {"agreement_id": AGREEMENT, "number": "JOA-8"}, "presupposed-agreement")
    done, turn = set(), 0
    while True:
        before, turn = len(done), turn + 1
        for name, path, body in all_of_them:
            if name not in done and not name.startswith(ENDINGS):
                if send(url, token, path, body, f"{name}-{turn}") < 300:
                    done.add(name)
        if len(done) == before:
            break
    print(f"{len(done)} of {len(all_of_them)} examples carried out: {', '.join(sorted(done))}")


main(*sys.argv[1:])
