"""待我处理 over HTTP: read again whenever something on the board may have changed it."""

from __future__ import annotations

from django.http import HttpRequest
from ninja import Router

from command.inbox.providers import waiting_for
from command.inbox.rows import Inbox
from realtime import clock
from realtime.api import REFUSALS, caller
from realtime.clock import iso

router = Router(tags=["inbox"])


@router.get("/inbox", response={200: Inbox, **REFUSALS}, operation_id="get_inbox")
def get_inbox(request: HttpRequest) -> Inbox:
    return {"at": str(iso(clock.now())), "waiting": waiting_for(caller(request))}
