"""地图数据: whole layers in and out for people with a browser – a file, its preview with every bad row named, one press; and the way back."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_http_methods

from command.exchange.picture import picture
from command.teams.guard import areas_for, reads, require
from dispatch.features.catalogue import GROUPS, LAYERS, PROTECTED, known, layer
from dispatch.features.exporting.actions import REVEAL, export_features
from dispatch.features.exporting.writing import FORMATS
from dispatch.features.importing.actions import apply_features, preview_features, read_sheet, remap_features
from dispatch.features.importing.mapping import fields_for
from dispatch.features.importing.models import FeatureExport, FeatureSheet
from dispatch.features.importing.templates import layer_template
from realtime.accounts.may import Caller
from realtime.areas.models import Area
from realtime.codes import Problem
from realtime.datum import DATUMS
from realtime.rules.models import rule

IMPORT = "feature.import"
SHOWN_BAD, SHOWN = 500, 200  # rows of a preview: every bad one matters, of the good ones a sample
RECENT = 10
XLSX = FORMATS["xlsx"].mime


def _layers(who: Caller, *, written: bool) -> list[tuple[str, list[Any]]]:
    """By group, those whose objects are kept here; protected ones for who may see them. `written`: without those another page owns."""
    protected = who.has(PROTECTED)
    kept = [one for one in LAYERS if one.origin == "features" and (protected or not one.verb) and not (written and one.owner)]
    chosen = [(group.name, [one for one in kept if one.group == group.key]) for group in GROUPS]
    return [(name, layers) for name, layers in chosen if layers]


def _areas(prefixes: list[str]) -> list[Area]:
    return [area for prefix in prefixes for area in Area.objects.under(prefix).to_towns() if len(area.code) <= 6]


def _names() -> dict[str, str]:
    return dict(Area.objects.values_list("code", "name"))


@require_http_methods(["GET", "POST"])
@reads
def imports(request: HttpRequest, who: Caller) -> HttpResponse:
    status = 200
    if request.method == "POST":
        try:
            return HttpResponseRedirect(f"/exchange/{_upload(request, who)}/")
        except Problem as problem:
            messages.error(request, problem.detail)
            status = 422
    context = {
        "groups": _layers(who, written=True), "datums": DATUMS, "given": request.POST or request.GET, "areas": _areas(areas_for(who, IMPORT)),
        "most": int(rule("features.import_mb")), "rows": int(rule("features.import_rows")), "names": {one.key: one.name for one in LAYERS},
        "recent": FeatureSheet.objects.filter(by=who.actor).order_by("-id").defer("rows", "result")[:RECENT],
    }  # fmt: skip
    return render(request, "exchange/import.html", context, status=status)


def _upload(request: HttpRequest, who: Caller) -> int:
    chosen, area, file = request.POST.get("layer", ""), request.POST.get("area", ""), request.FILES.get("file")
    _may_import(who, chosen, area)
    if file is None or file.size is None:
        raise Problem("invalid", "请选择文件。")
    most = int(rule("features.import_mb", area))
    if file.size > most * 1_000_000:
        raise Problem("too_large", f"文件超过 {most} MB,请分批导入。")
    preview = preview_features(
        actor=who.actor, layer=chosen, name=file.name or "清单.xlsx", data=file.read(), datum=request.POST.get("datum", ""), area=area
    )
    return preview["id"]


def _may_import(who: Caller, chosen: str, area: str) -> None:
    if not known(chosen):
        raise Problem("invalid", "请选择图层。")
    require(who, IMPORT, area)
    if verb := layer(chosen).verb:
        require(who, verb, area)


@require_http_methods(["GET", "POST"])
@reads
def one_import(request: HttpRequest, who: Caller, sheet_id: int) -> HttpResponse:
    sheet = FeatureSheet.objects.filter(pk=sheet_id).first()
    if sheet is None or not who.may(IMPORT, sheet.area):
        raise Http404
    if request.method == "POST":
        try:
            _may_import(who, sheet.layer, sheet.area)
            if request.POST.get("do") == "remap":
                mapping = {title: request.POST.get(f"field-{n}", "") for n, title in enumerate(sheet.titles)}
                remap_features(actor=who.actor, sheet_id=sheet_id, datum=request.POST.get("datum", ""), mapping=mapping)
            else:
                done = apply_features(actor=who.actor, sheet_id=sheet_id)
                messages.success(request, f"已导入:新增 {done['add']} 条,更新 {done['change']} 条;{done['bad']} 行有错,没有导入。")
        except Problem as problem:
            messages.error(request, problem.detail)
        return HttpResponseRedirect(request.path)
    preview, kind = read_sheet(sheet), layer(sheet.layer)
    bad = [row for row in preview["rows"] if row["outcome"] == "bad"]
    good = [row for row in preview["rows"] if row["outcome"] != "bad"]
    context = {
        "sheet": sheet, "preview": preview, "layer": kind, "names": _names(), "datums": DATUMS, "fields": fields_for(kind),
        "columns": [(n, title, preview["mapping"].get(title, ""), preview["samples"].get(title, "")) for n, title in enumerate(sheet.titles)],
        "bad": bad[:SHOWN_BAD], "good": good[:SHOWN], "more_bad": max(0, len(bad) - SHOWN_BAD), "more_good": max(0, len(good) - SHOWN),
        "picture": picture(sheet.area, preview["rows"]), "taken": preview["add"] + preview["change"],
        "counted": "个" if sheet.name.lower().endswith((".kml", ".kmz", "json")) else "行",
    }  # fmt: skip
    return render(request, "exchange/preview.html", context)


@require_GET
@reads
def download(request: HttpRequest, who: Caller, key: str) -> HttpResponse:
    if not known(key) or layer(key).origin != "features" or layer(key).owner:
        raise Http404
    return _file(layer_template(layer(key)), f"{layer(key).name}导入模板.xlsx", XLSX)


@require_http_methods(["GET", "POST"])
@reads
def exports(request: HttpRequest, who: Caller) -> HttpResponse:
    status = 200
    if request.method == "POST":
        given = request.POST
        try:
            taken = export_features(
                who=who, layers=given.getlist("layer"), area=given.get("area", ""), q=given.get("q", "").replace("\x00", "")[:60],
                format=given.get("format", ""), datum=given.get("datum", ""), phones=given.get("phones") == "yes", reason=given.get("reason", ""),
                filters=[text for text in given.getlist("filter") if text.strip()],
            )  # fmt: skip
            return _file(taken.file, taken.name, taken.mime)
        except Problem as problem:
            messages.error(request, problem.detail)
            status = problem.status
    asked = request.POST or request.GET
    context = {
        "groups": _layers(who, written=False), "datums": DATUMS, "formats": FORMATS, "given": asked, "chosen": set(asked.getlist("layer")), "areas": _areas(who.scopes),
        "filters": asked.getlist("filter") or [""], "may_reveal": who.has(REVEAL), "names": _names(), "layer_names": {one.key: one.name for one in LAYERS},
        "recent": _recent(who),
    }  # fmt: skip
    return render(request, "exchange/export.html", context, status=status)


def _recent(who: Caller) -> list[FeatureExport]:
    """Who keeps the audit sees everybody's; others their own."""
    taken = FeatureExport.objects.order_by("-id")
    mine = taken.filter(by=who.actor)
    return list((taken if who.has("audit.read") else mine)[: RECENT * 2])


def _file(data: bytes, name: str, mime: str) -> HttpResponse:
    answer = HttpResponse(data, content_type=mime)
    ending = name.rpartition(".")[2]
    answer["Content-Disposition"] = f"attachment; filename=\"layer.{ending}\"; filename*=UTF-8''{quote(name)}"
    answer["Cache-Control"] = "no-store"
    return answer
