"""responses → **following** → duty: a response in force raises what is required; its end lowers it again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from command.duty.needs import raise_need

if TYPE_CHECKING:
    from command.responses.models import Change, Response


def follow_level(actor: str, response: Response, change: Change) -> None:
    """Inside the action that changes the level. A drill empties no real chair."""
    if response.exercise_id is not None:
        return
    active = response.state == "active"
    for area in response.areas or [response.area]:
        raise_need(actor=actor, area=area, source=f"response:{response.pk}", level=response.level if active else None)
