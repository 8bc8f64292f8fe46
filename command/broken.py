"""What an unforeseen error, or an address that does not exist, answers: a page to people, the API's shape to programs."""

from __future__ import annotations

import sys

from django.http import HttpRequest, HttpResponseBase
from django.views import defaults

from command.outage import AWAY, away
from realtime import console
from realtime.api import refuse
from realtime.codes import Problem

API = "/api/"


def server_error(request: HttpRequest) -> HttpResponseBase:
    """The number is that of the log's lines: who reports the error by phone can be found there. A database that is away is no error of ours."""
    if isinstance(sys.exc_info()[1], AWAY):
        return refuse(Problem("unavailable")) if request.path.startswith(API) else away()
    if not request.path.startswith(API):
        return defaults.server_error(request)
    number = console.present().get("request", "")
    return refuse(Problem("internal", f"系统出错,这次操作没有完成。请重试;仍不行请把编号 {number} 告诉系统管理员。"))


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponseBase:
    if not request.path.startswith(API):
        return defaults.page_not_found(request, exception)
    return refuse(Problem("not_found", "接口没有这个地址。"))
