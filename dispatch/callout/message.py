"""attempt → **message** → channel: what is said, to whom, in whose name. The one place where an exercise's messages are made to say so."""

from __future__ import annotations

from dispatch.callout.channels.known import Message
from dispatch.callout.models import Attempt

DRILL = "演练,演练。"  # how every message and voice of an exercise opens, whichever way it goes


def opening(text: str, exercise: int | None) -> str:
    """The words with an exercise's opening before them, once."""
    return text if exercise is None or text.startswith(DRILL) else DRILL + text


def message_of(attempt: Attempt) -> Message:
    call = attempt.call
    return Message(
        id=attempt.key,
        to=attempt.address.value if attempt.address else "",
        person=call.person,
        text=opening(attempt.words, call.exercise_id),
        purpose=call.callout.purpose,
        exercise=call.exercise_id is not None,
        exercise_id=call.exercise_id,
        call=call.pk,
        sender=call.callout.started_name,
        name=call.name,
        keys={"1": "收到"},
    )
