"""responses → **hooks** → duty, plans: who is told of a change of level, inside the action that makes it. A literal list."""

from __future__ import annotations

from collections.abc import Callable

from command.responses.models import Change, Response

Hook = Callable[[str, Response, Change], None]  # actor, the response as it is now, the change that came into force


def hooks() -> list[Hook]:
    """Imported here: these apps know responses, and responses must not need them to load."""
    from command.duty.following import follow_level as raise_duty
    from command.plans.starting import follow_level

    return [follow_level, raise_duty]


def tell_level(actor: str, response: Response, change: Change) -> None:
    for hook in hooks():
        hook(actor, response, change)
