"""edge → **views** → exchanging: the one door an edge knocks at. By its secret, never by session."""

from __future__ import annotations

import msgspec
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from command.edge.exchanging import answer_to, edge_of
from command.edge.parcel import NotGenuine


@csrf_exempt
@require_POST
def exchange(request: HttpRequest) -> HttpResponse:
    scheme, _, secret = request.headers.get("Authorization", "").partition(" ")
    edge = edge_of(secret) if scheme == "Edge" and secret else None
    if edge is None:
        return HttpResponse("没有这个前置节点,或已停用", status=401, content_type="text/plain; charset=utf-8")
    try:
        answer = answer_to(edge, request.body)
    except (NotGenuine, msgspec.DecodeError) as error:
        return HttpResponse(str(error), status=400, content_type="text/plain; charset=utf-8")
    return HttpResponse(answer, content_type="application/octet-stream", headers={"Cache-Control": "no-store"})
