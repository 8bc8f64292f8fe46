"""A release whole, for its editor and for who signs: with what stands in the way, and the chain of corrections it is part of."""

from __future__ import annotations

from typing import cast

from command.release.checking import SIGN, check
from command.release.models import OUT, Release
from command.release.rows import ReleaseLink, ReleaseWhole
from dispatch.incidents.models import type_name
from realtime.accounts.may import Caller
from realtime.clock import iso
from realtime.codes import Problem

DRAFT_VERB = "release.draft"
LONGEST = 50  # links of a chain


def found(release_id: int) -> Release:
    one = Release.objects.select_related("incident", "replaces").filter(pk=release_id).first()
    if one is None:
        raise Problem("not_found", "没有这份发布稿。")
    return one


def whole(release: Release, who: Caller) -> ReleaseWhole:
    incident = release.incident
    return cast("ReleaseWhole", {
        **release.row(), "text": release.text, "lines": release.lines, "slug": release.slug if release.state in OUT else "",
        "public": release.state in OUT and release.exercise_id is None, "incident_number": incident.number if incident else "",
        "incident_title": f"{incident.place} {type_name(incident.type_id) or ''}".strip() if incident else "", "outlet": release.outlet,
        "returned_why": release.returned_why, "withdrawn_why": release.withdrawn_why, "withdrawn_name": release.withdrawn_name,
        "check": check(release, who if who.may(SIGN, release.area) else None), "chain": chain(release), "may_draft": who.may(DRAFT_VERB, release.area),
        "may_sign": who.may(SIGN, release.area),
    })  # fmt: skip


def chain(release: Release) -> list[ReleaseLink]:
    """From the first of it to the newest; dropped drafts are not part of it."""
    first = release
    for _ in range(LONGEST):
        if first.replaces is None:
            break
        first = first.replaces
    links = [first]
    while len(links) < LONGEST and (later := links[-1].replaced_by.exclude(state="dropped").first()) is not None:
        links.append(later)
    if len(links) == 1:
        return []
    return [
        cast("ReleaseLink", {"id": one.pk, "number": one.number_text, "state": one.state, "signed_at": iso(one.signed_at)}) for one in links
    ]
