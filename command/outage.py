"""While the database is away, pages say so with 503 and when to come back; nothing pretends, nothing is a 500."""

from __future__ import annotations

from collections.abc import Callable

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse

RETRY_S = 5

PAGE = f"""<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><title>数据库暂时不可用</title>
<meta http-equiv="refresh" content="{RETRY_S}"></head>
<body><h1>数据库暂时不可用</h1><p>本页每 {RETRY_S} 秒自动重试。已打开的屏幕保留最后的数据并标明时间;紧急情况请用电台或电话。</p></body></html>"""


AWAY = (OperationalError, InterfaceError)


def away() -> HttpResponse:
    return HttpResponse(PAGE, status=503, headers={"Retry-After": str(RETRY_S)})


class SayOutage:
    """The API answers for itself (realtime/api.py); this is for pages. What middleware meets outside a view comes to command/broken.py."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        return away() if isinstance(error, AWAY) else None
