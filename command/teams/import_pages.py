"""批量导入: a template to fill in, a preview that names every bad cell, and one press to apply what is good."""

from __future__ import annotations

from urllib.parse import quote

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_http_methods

from command.teams.guard import areas_for, reads, require
from command.teams.pages import names
from dispatch.teams.importing.actions import apply_sheet, preview_sheet, read_sheet, sheet_template
from dispatch.teams.models import Sheet
from realtime.accounts.may import Caller
from realtime.areas.models import Area
from realtime.codes import Problem
from realtime.datum import DATUMS
from realtime.sheets import MAX_BYTES

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_http_methods(["GET", "POST"])
@reads
def imports(request: HttpRequest, who: Caller) -> HttpResponse:
    status = 200
    if request.method == "POST":
        try:
            return HttpResponseRedirect(f"/teams/import/{_upload(request, who)}/")
        except Problem as problem:
            messages.error(request, problem.detail)
            status = 422
    context = {
        "kinds": Sheet.KINDS, "datums": DATUMS, "given": request.POST, "names": names(), "most": MAX_BYTES // 1_000_000,
        "areas": [area for prefix in areas_for(who, "unit.manage") for area in Area.objects.under(prefix).to_towns() if len(area.code) <= 6],
        "recent": Sheet.objects.filter(by=who.actor).order_by("-id")[:10],
    }  # fmt: skip
    return render(request, "teams/import.html", context, status=status)


def _upload(request: HttpRequest, who: Caller) -> int:
    kind, area, file = request.POST.get("kind", ""), request.POST.get("area", ""), request.FILES.get("file")
    if kind not in dict(Sheet.KINDS):
        raise Problem("invalid", "请选择导入什么。")
    _may(who, kind, area)
    if file is None or file.size is None:
        raise Problem("invalid", "请选择文件。")
    if file.size > MAX_BYTES:
        raise Problem("too_large", f"文件超过 {MAX_BYTES // 1_000_000} MB,请分批导入。")
    name = file.name or "清单.xlsx"
    preview = preview_sheet(actor=who.actor, kind=kind, name=name, data=file.read(), datum=request.POST.get("datum", ""), area=area)
    return preview["id"]


@require_http_methods(["GET", "POST"])
@reads
def one_import(request: HttpRequest, who: Caller, sheet_id: int) -> HttpResponse:
    sheet = Sheet.objects.filter(pk=sheet_id).first()
    if sheet is None or not who.may("unit.manage", sheet.area):
        raise Http404
    if request.method == "POST":
        try:
            _may(who, sheet.kind, sheet.area)
            done = apply_sheet(actor=who.actor, sheet_id=sheet_id)
            messages.success(request, f"已导入:新增 {done['add']} 条,更新 {done['change']} 条;{done['bad']} 行有错,没有导入。")
        except Problem as problem:
            messages.error(request, problem.detail)
        return HttpResponseRedirect(request.path)
    return render(request, "teams/preview.html", {"sheet": sheet, "preview": read_sheet(sheet), "names": names(), "datums": DATUMS})


def _may(who: Caller, kind: str, area: str) -> None:
    require(who, "unit.manage", area)
    if kind == Sheet.MEMBERS:
        require(who, "contact.manage", area)


@require_GET
@reads
def download(request: HttpRequest, who: Caller, kind: str) -> HttpResponse:
    if kind not in dict(Sheet.KINDS):
        raise Http404
    answer = HttpResponse(sheet_template(kind), content_type=XLSX)
    name = quote(f"{dict(Sheet.KINDS)[kind]}导入模板.xlsx")
    answer["Content-Disposition"] = f"attachment; filename=\"template-{kind}.xlsx\"; filename*=UTF-8''{name}"
    return answer
