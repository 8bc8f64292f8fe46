"""The response first, then its change: rows are locked in one order."""

from __future__ import annotations

from command.responses.models import APPROVED, PROPOSED, Change, Response
from realtime.codes import Problem


def lock_response(response_id: int) -> Response:
    response = Response.objects.select_for_update(of=("self",)).select_related("family").filter(pk=response_id).first()
    if response is None:
        raise Problem("not_found", "没有这项响应。")
    return response


def change_of(change_id: int) -> tuple[Change, Response]:
    response_id = Change.objects.filter(pk=change_id).values_list("response_id", flat=True).first()
    if response_id is None:
        raise Problem("not_found", "没有这项变更。")
    response = lock_response(response_id)
    return Change.objects.get(pk=change_id), response


def waiting_change(response: Response) -> Change | None:
    return response.changes.filter(state__in=(PROPOSED, APPROVED)).first()
