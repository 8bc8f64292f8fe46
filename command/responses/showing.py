"""A response with its whole register, and what its forms choose from."""

from __future__ import annotations

from command.responses.approving import all_approvers
from command.responses.models import Family, Response
from command.responses.rows import ResponseFacts, ResponseWhole
from dispatch.contacts.duty import area_name
from realtime.rules.models import rule


def response_whole(response: Response) -> ResponseWhole:
    duties = rule("responses.duties", response.area)
    return {
        **response.row(), "family_name": response.family.name, "headquarters": response.family.headquarters.format(area=area_name(response.area)),
        "changes": [change.row() for change in response.changes.order_by("pk")], "duty": duties.get(str(response.level)),
        "summary": response.summary,
    }  # fmt: skip


def response_facts(area: str) -> ResponseFacts:
    return {
        "families": [family.row() for family in Family.objects.all()], "approvers": all_approvers(area),
        "duties": rule("responses.duties", area),
    }  # fmt: skip
