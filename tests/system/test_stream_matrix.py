"""Every stream that is there × everybody who signs in: a socket follows what the posts of its owner read, and not one stream more."""

from __future__ import annotations

import json
import re

import msgspec
import pytest
from websockets.sync.client import connect

from realtime.protocol import MAX_SUBSCRIPTIONS, Scope
from tests.system.centre import Centre, Officer

PEOPLE = (
    "zhiban",
    "zhibanzhang",
    "daiban",
    "conghua",
    "zengcheng",
    "liangkou",
    "duizhang",
    "duiyuan",
    "baoguan",
    "zhuanjia",
    "anquan",
    "shenji",
)
FIRES = (("440117", 113.7712, 23.7423), ("440118", 113.83, 23.29), ("440115", 113.53, 22.75))


@pytest.fixture(scope="module")
def streams(centre: Centre) -> dict[str, str | None]:
    """Stream → area, None = nobody's but its owner's; with something in three districts."""
    chief = Officer(centre.url("web-1"), "zhibanzhang")
    for _, lon, lat in FIRES:
        assert chief.post("/api/incidents", {"type": "11G01", "lon": lon, "lat": lat, "place": "山脚"}).status_code == 201
        assert (
            chief.post("/api/alarms", {"urgency": "urgent", "source": "call", "type": "11G01", "lon": lon, "lat": lat}).status_code == 201
        )

    found = dict(centre.query("SELECT name, area FROM log_stream"))
    kinds = {name.partition(":")[0] for name in found}
    assert {"area", "incident", "user", "people"} <= kinds and len(found) > 20, kinds
    return found


def reads(centre: Centre, username: str) -> tuple[str, tuple[str, ...]]:
    """Actor and the areas read, from the posts themselves."""
    ((user,),) = centre.query("SELECT id FROM accounts_user WHERE username = %s", username)
    posts = centre.query(
        "SELECT p.area FROM accounts_post p JOIN accounts_role r ON r.code = p.role_id WHERE p.user_id = %s AND NOT r.verbs ? 'read.called'"
        " AND p.valid_from <= clock_timestamp() AND (p.valid_to IS NULL OR p.valid_to > clock_timestamp())",
        user,
    )
    return f"user:{user}", tuple(area for (area,) in posts)


def followed(officer: Officer, scopes: list[str]) -> set[str]:
    """Those of the scopes that a socket of this officer was given."""
    given: set[str] = set()
    for first in range(0, len(scopes), MAX_SUBSCRIPTIONS):
        asked = scopes[first : first + MAX_SUBSCRIPTIONS]
        ticket = officer.post("/api/ticket").json()["ticket"]
        with connect(
            re.sub("^http", "ws", officer.url) + f"/ws/?ticket={ticket}",
            origin=officer.url,  # type: ignore[arg-type]
            max_size=None,
            compression=None,
        ) as socket:
            hello = json.loads(socket.recv(10))
            socket.send(json.dumps({"t": "subscribe", "scopes": asked, "epoch": hello.get("epoch", ""), "cursor": {}}))
            answered: set[str] = set()
            while answered != set(asked):
                frame = json.loads(socket.recv(20))
                if frame["t"] in ("subscribed", "reset", "error"):
                    answered |= set(frame["scopes"])
                if frame["t"] == "error":
                    assert frame["code"] == "forbidden_scope"
                elif frame["t"] in ("subscribed", "reset"):
                    given |= set(frame["scopes"])
    return given


def askable(name: str) -> bool:
    """The rest, of the house's own books, has no word in the protocol."""
    try:
        return bool(msgspec.convert(name, Scope))
    except msgspec.ValidationError:
        return False


def test_what_belongs_to_the_houses_own_books_cannot_even_be_asked_for(streams: dict[str, str | None]):
    assert {name.partition(":")[0] for name in streams if askable(name)} <= {"area", "incident", "user", "wall", "room"}
    assert not any(askable(name) for name in streams if name.startswith(("people:", "figures:", "security:", "authority:", "exchange:")))


@pytest.mark.parametrize("username", PEOPLE)
def test_a_socket_follows_what_its_owners_posts_read_and_nothing_else(centre: Centre, streams: dict[str, str | None], username: str):
    actor, areas = reads(centre, username)
    may = {
        name for name, area in streams.items()
        if name == actor or (area is not None and area.startswith(areas)) or (name.startswith("area:") and name[5:].startswith(areas))
    }  # fmt: skip
    assert followed(Officer(centre.url("web-1"), username), sorted({*filter(askable, streams), actor})) == set(filter(askable, may)) | {
        actor
    }
