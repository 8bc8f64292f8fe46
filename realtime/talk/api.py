"""Bursts over HTTP: which were spoken, and how they sound."""

from __future__ import annotations

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from ninja import Router

from realtime.api import REFUSALS
from realtime.talk.rows import BurstRow

router = Router(tags=["talk"])


@router.get("/bursts", response={200: list[BurstRow], **REFUSALS}, operation_id="list_bursts")
def get_bursts(request: HttpRequest, group: int | None = None, incident: int | None = None, before: int | None = None) -> list[BurstRow]:
    raise NotImplementedError


@router.get("/bursts/{int:burst_id}/audio", operation_id="get_burst_audio")
def get_audio(request: HttpRequest, burst_id: int) -> HttpResponseBase:
    raise NotImplementedError
