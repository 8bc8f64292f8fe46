"""The authority matrix for people with a browser, in Chinese: everybody reads who may set off what alone; who manages it changes its lines."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from command.teams.guard import areas_for, reads, require
from dispatch.authority.api import matrix_rows
from dispatch.authority.matrix import change_line, enter_line, remove_line
from dispatch.authority.models import AUDIENCES, RULINGS, Line
from dispatch.contacts.models import CHANNELS
from realtime.accounts.may import Caller
from realtime.accounts.models import Role
from realtime.areas.models import Area
from realtime.codes import Problem

MANAGE = "authority.manage"
PAGE = "/authority/"


@require_http_methods(["GET", "POST"])
@reads
def matrix(request: HttpRequest, who: Caller) -> HttpResponse:
    if request.method == "POST":
        try:
            area = request.POST.get("area", "")
            require(who, MANAGE, area)
            given = {name: request.POST.get(name, "").strip() for name in ("role", "channel", "audience", "ruling", "source")}
            enter_line(actor=who.actor, area=area, most=_most(request), approvers=request.POST.getlist("approvers"), **given)
        except Problem as problem:
            messages.error(request, problem.detail)
            return render(request, "authority/matrix.html", _context(who), status=422)
        messages.success(request, "已登记,立即生效。")
        return HttpResponseRedirect(PAGE)
    return render(request, "authority/matrix.html", _context(who))


@require_http_methods(["POST"])
@reads
def line(request: HttpRequest, who: Caller, line_id: int) -> HttpResponse:
    found = Line.objects.filter(pk=line_id).first()
    if found is None:
        raise Problem("not_found", "授权表中没有这一行。")
    require(who, MANAGE, found.area)
    try:
        if request.POST.get("do") == "remove":
            remove_line(actor=who.actor, line_id=line_id)
            messages.success(request, "已删除。没有适用行时,一律须领导口头授权。")
        else:
            given = {name: request.POST.get(name, "").strip() for name in ("ruling", "source")}
            change_line(actor=who.actor, line_id=line_id, most=_most(request), approvers=request.POST.getlist("approvers"), **given)
            messages.success(request, "已保存,立即生效。")
    except Problem as problem:
        messages.error(request, problem.detail)
    return HttpResponseRedirect(PAGE)


def _most(request: HttpRequest) -> int | None:
    given = request.POST.get("most", "").strip()
    if given and not given.isdigit():
        raise Problem("invalid", "人数上限须为整数;不限请留空。", where=["most"])
    return int(given) if given else None


def _context(who: Caller) -> dict[str, object]:
    areas = areas_for(who, MANAGE)
    names = dict(Role.objects.values_list("code", "name"))
    rows = [
        {
            **row,
            "approver_names": "、".join(names.get(code, code) for code in row["approvers"]),
            "edits": any(row["area"].startswith(area) for area in areas),
        }
        for row in matrix_rows()
    ]
    return {
        "rows": rows, "roles": Role.objects.all(), "channels": CHANNELS, "audiences": AUDIENCES, "rulings": RULINGS,
        "areas": [area for prefix in areas for area in Area.objects.under(prefix).to_towns()],
    }  # fmt: skip
