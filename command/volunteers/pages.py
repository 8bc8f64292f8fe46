"""public page → **pages** → application: a social team registers itself, and sees by its code how far it is. No account, no captcha, no script."""

from __future__ import annotations

from contextlib import ExitStack
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.http import require_http_methods

from command.volunteers.actions import apply, sender_of
from command.volunteers.forms import KINDS, MOST_CORE, MOST_KINDS_OF_GEAR, Filled, blame, read_form
from command.volunteers.models import Application
from command.volunteers.states import PUBLIC
from dispatch.teams.capabilities import CAPABILITIES, DOMAINS
from dispatch.teams.models import Item
from realtime.areas.models import DISTRICT, TOWN, Area
from realtime.codes import Problem
from realtime.files.receiving import MEGABYTE, Kept, look
from realtime.files.store import forget_unowned, incoming
from realtime.rules.models import rule

POLICY = "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
MOST_PAPERS, PAPER_MB = 3, 10
FAMILIES = ("image", "document")


def _shown(request: HttpRequest, template: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    response = render(request, template, context, status=status)
    response.headers["Content-Security-Policy"] = POLICY
    response.headers["Referrer-Policy"] = "same-origin"  # the check of the form needs its origin
    return response


@require_http_methods(["GET", "POST"])
@never_cache
@csrf_protect
def register(request: HttpRequest) -> HttpResponse:
    form = Filled(QueryDict())
    if request.method == "POST":
        form = read_form(request.POST)
        if not form.faults and (one := _apply(request, form)) is not None:
            return _shown(request, "volunteers/done.html", {"one": one})
    context = {
        "form": form, "open": rule("volunteers.open"), "kinds": [(code, CAPABILITIES[code]) for code in KINDS], "domains": DOMAINS, "districts": _towns(),
        "skills": Item.objects.filter(kind=Item.SKILL), "gear": Item.objects.filter(kind=Item.EQUIPMENT), "people": _people(form), "gear_rows": _gear_rows(form), "given": form.given, "chosen": {name: form.given.getlist(name) for name in ("domains", "skills")}, "faults": form.faults,
        "most": MOST_PAPERS, "mb": PAPER_MB, "keep": rule("volunteers.keep_days"),
    }  # fmt: skip
    return _shown(request, "volunteers/register.html", context, 422 if form.faults else 200)


def _people(form: Filled) -> list[dict[str, Any]]:
    keys = [("leader", "负责人姓名"), *((f"core{n}", f"骨干 {n}(选填)") for n in range(1, MOST_CORE))]
    return [
        {
            "key": key, "label": label, "name": form.given.get(f"{key}_name", ""), "phone": form.given.get(f"{key}_phone", ""),
            "consents": form.given.get(f"{key}_consents") == "on", "fault": form.faults.get(f"{key}_name") or form.faults.get(f"{key}_phone"),
        }
        for key, label in keys
    ]  # fmt: skip


def _gear_rows(form: Filled) -> list[dict[str, Any]]:
    keys = [f"gear{n}" for n in range(1, MOST_KINDS_OF_GEAR + 1)]
    return [
        {"key": key, "code": form.given.get(key, ""), "count": form.given.get(f"{key}_count", ""), "fault": form.faults.get(key)}
        for key in keys
    ]


def _apply(request: HttpRequest, form: Filled) -> Application | None:
    """None: refused, and why stands in the form. A refused upload leaves nothing on our disk."""
    uploads = [file for file in request.FILES.getlist("papers") if file.name]
    try:
        if len(uploads) > MOST_PAPERS:
            raise Problem("invalid", f"最多 {MOST_PAPERS} 份材料。", where=["papers"])
        with ExitStack() as stack:
            papers: list[Kept] = []
            for upload in uploads:
                arrived = stack.enter_context(incoming(upload.chunks(), PAPER_MB * MEGABYTE))
                kept = Kept(arrived, *look(arrived, upload.name or ""))
                if kept.kind.family not in FAMILIES:
                    raise Problem("file_kind", "材料只收 JPG、PNG、WebP 或 PDF。", where=["papers"])
                papers.append(kept)
            try:
                return apply(sender=sender_of(_address(request)), leader=form.leader, core=form.core, papers=papers, **form.values)
            except BaseException:
                for kept in papers:
                    forget_unowned(kept.arrived.sha256)
                raise
    except Problem as problem:
        blame(form, Problem(problem.code, problem.detail, where=["papers"] if problem.where == ["file"] else problem.where))
        return None


def _address(request: HttpRequest) -> str:
    """Behind our own proxy it is the last one the proxy wrote; anything before it anybody could have written."""
    if getattr(settings, "SECURE_PROXY_SSL_HEADER", None):
        return request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip() or str(request.META.get("REMOTE_ADDR", ""))
    return str(request.META.get("REMOTE_ADDR", ""))


def _towns() -> list[tuple[str, list[Area]]]:
    areas = list(Area.objects.under(str(settings.CITY)).to_towns().order_by("code"))
    names = {area.code: area.name for area in areas if len(area.code) == DISTRICT}
    groups: dict[str, list[Area]] = {}
    for area in areas:
        if len(area.code) == TOWN and area.lon is not None:
            groups.setdefault(names.get(area.code[:DISTRICT], ""), []).append(area)
    return list(groups.items())


@require_http_methods(["GET", "POST"])
@never_cache
@csrf_protect
def state(request: HttpRequest) -> HttpResponse:
    """By its code only: the code is never in an address that a browser or a proxy remembers."""
    code = request.POST.get("code", "").strip().upper()[:20] if request.method == "POST" else ""
    one = Application.objects.filter(code=code).first() if code.isalnum() else None
    context = {"asked": request.method == "POST", "one": one, "code": code, "said": PUBLIC[one.state] if one else ""}
    return _shown(request, "volunteers/state.html", context, 200 if one or request.method == "GET" else 404)
