"""Search over everything, over HTTP: reads only, in the caller's areas."""

from __future__ import annotations

from typing import Annotated

from django.http import HttpRequest
from ninja import Query, Router

from command.map.searching.asking import LONGEST
from command.map.searching.rows import SearchAnswer
from command.map.searching.search import search
from realtime.api import REFUSALS, caller

router = Router(tags=["map"])


@router.get("/search", response={200: SearchAnswer, **REFUSALS}, operation_id="search_map")
def get_search(request: HttpRequest, q: Annotated[str, Query(max_length=LONGEST)] = "") -> SearchAnswer:
    """Name, part of it, pinyin, number, address, coordinates in any notation; telephone numbers for who may see them."""
    return search(caller(request), q)
