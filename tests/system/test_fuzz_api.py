"""Every operation of the API is asked with whatever its description allows and with what it forbids, by people of several posts: never a 5xx,
always our shape of refusal. Requests that are right but for one place are asked in tests/command/test_hostile_requests.py."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import uuid4

import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode

from command.api import api
from tests.system.centre import Centre, Officer

# These end the session everybody else uses, or are counted per minute on purpose.
LEFT_OUT = {"sign_out", "sign_in", "lock", "unlock"}
ELSEWHERE = {"live_refused", "provider_refused"}  # somebody else's refusal: a drone's, an exchange's
# By the gateway's own secret, the other platform's key or a sign-in that has only begun, not by a session
SIGNED = {
    "take_second_step",
    "take_gateway_reports",
    "take_gateway_replies",
    "take_gateway_results",
    "exchange_hello",
    "exchange_message",
    "exchange_receipt",
}
EXAMPLES = 15  # per operation on a push; the nightly tier raises it


def schema() -> dict[str, object]:
    """Without its security part: our headers below are the sign-in, and the fuzzer would else report that they were accepted."""
    found = dict(api.get_openapi_schema())
    found.pop("security", None)
    found["components"] = {key: value for key, value in found.get("components", {}).items() if key != "securitySchemes"}
    for methods in found["paths"].values():
        for operation in methods.values():
            operation.pop("security", None)
    return found


OPERATIONS = {
    result.ok().definition.raw["operationId"]: result.ok() for result in schemathesis.openapi.from_dict(schema()).get_all_operations()
}


# The city's shift leader, a district, a team, an outside expert, the three administrators
WHO = ("zhibanzhang", "conghua", "duizhang", "zhuanjia", "admin", "anquan", "shenji")


@pytest.fixture(scope="module")
def officers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[Officer]]:
    """At a centre of its own: what fifteen times every command leaves behind, no other test should stand on."""
    centre = Centre(tmp_path_factory.mktemp("fuzzed"))
    try:
        centre.start("gateway")
        centre.start_web("web")
        yield [Officer(centre.url("web"), name) for name in WHO]
    finally:
        centre.stop()


def asked(officer: Officer, case: schemathesis.Case) -> requests.Response:
    given_ = case.as_transport_kwargs(base_url=officer.url)
    headers = {str(key): str(value) for key, value in (given_.get("headers") or {}).items()} | {
        "X-CSRFToken": officer.http.cookies.get("csrftoken", ""),
        "Idempotency-Key": str(uuid4()),
        "Origin": officer.url,
    }
    return officer.http.request(**given_ | {"headers": headers, "cookies": None, "timeout": 10})


@pytest.mark.parametrize("name", sorted(set(OPERATIONS) - LEFT_OUT))
def test_an_operation_never_answers_with_a_server_error(officers: list[Officer], name: str):
    answers: set[int] = set()
    operation = OPERATIONS[name]

    @settings(max_examples=EXAMPLES, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(
        case=st.one_of(
            operation.as_strategy(generation_mode=GenerationMode.POSITIVE), operation.as_strategy(generation_mode=GenerationMode.NEGATIVE)
        ),
        officer=st.sampled_from(officers),
    )
    def ask(case: schemathesis.Case, officer: Officer) -> None:
        answer = asked(officer, case)
        answers.add(answer.status_code)
        said = answer.json() if answer.headers.get("content-type", "").startswith("application/json") else {}
        assert answer.status_code < 500 or said.get("code") in ELSEWHERE, f"{officer.username}: {answer.text[:500]}"
        if answer.status_code >= 400 and said:
            assert {"code", "detail"} <= set(said), f"{officer.username}: {answer.text[:500]}"

    ask()
    assert name in SIGNED or answers - {401}, "every answer was 401: the sign-in of this test is broken"
