"""private calls that go on → **ongoing** → whoever may listen in: who speaks with whom and since when; what they say needs an act with a reason."""

from __future__ import annotations

from typing import Literal, cast

from typing_extensions import TypedDict

from dispatch.talkgroups.rights import Rights
from realtime.accounts.may import Caller
from realtime.clock import iso
from realtime.exercises.snapshot import in_the_world
from realtime.talk.models import CLOSED, PRIVATE, TalkGroup

OVERRIDE = "talk.override"
MOST = 100


class PrivateCallRow(TypedDict):
    """`listening`: this person's own permission, given with a reason a short while ago."""

    id: int
    area: str
    names: list[str]
    state: Literal["ringing", "open"]
    opened_at: str
    listening: bool
    x: int | None


def ongoing(who: Caller) -> list[PrivateCallRow]:
    """Of the areas in which the caller may interfere; one's own calls are none of them."""
    rights, rows = Rights(who), cast("list[PrivateCallRow]", [])
    calls = TalkGroup.objects.filter(in_the_world(), kind=PRIVATE).exclude(state=CLOSED).prefetch_related("members").order_by("-pk")
    for group in calls[:MOST]:
        members = list(group.members.all())
        if not who.may(OVERRIDE, group.area) or any(who.user_id in member.accounts for member in members):
            continue
        rows.append({
            "id": group.pk, "area": group.area, "names": [member.name for member in members], "state": cast("Literal['ringing', 'open']", group.state),
            "opened_at": str(iso(group.opened_at)), "listening": group.pk in rights.listening(group.area), "x": group.exercise_id,
        })  # fmt: skip
    return rows
