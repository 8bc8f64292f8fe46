"""reason → **revealing** → numbers: whole telephone numbers are shown to who may see them and says why; both are kept."""

from __future__ import annotations

from dispatch.contacts.models import Person, Reveal
from realtime.codes import Problem
from realtime.log import act

SHORTEST = 2  # characters: 叫应 is a reason, a dot is none
MAY = "phone.reveal"


def reveal_numbers(*, actor: str, name: str, person: Person, reason: str) -> Reveal:
    """One person's numbers."""
    return _keep(
        actor, Reveal(kind=Reveal.NUMBERS, person=person, area=person.area, reason=_said(reason), by=actor, by_name=name), person.stream
    )


def reveal_list(*, actor: str, name: str, what: str, count: int, area: str, stream: str, reason: str) -> Reveal:
    """A whole list goes out of the house with its numbers, e.g. the proof of a callout."""
    return _keep(
        actor, Reveal(kind=Reveal.EXPORT, what=what[:80], count=count, area=area, reason=_said(reason), by=actor, by_name=name), stream
    )


def _said(reason: str) -> str:
    words = reason.strip()
    if len(words) < SHORTEST:
        raise Problem("invalid", "请写明查看完整号码的理由。", where=["reason"])
    return words[:200]


def _keep(actor: str, row: Reveal, stream: str) -> Reveal:
    with act(actor) as log:
        row.save()
        log.append(stream, "contact.revealed", {"id": row.pk, "person": row.person_id, "kind": row.kind, "count": row.count}, area=row.area)
    return row
