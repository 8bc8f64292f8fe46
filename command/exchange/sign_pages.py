"""标绘符号: the bureau's official symbol set as a table – loaded as one file, each symbol seen as it will be drawn, taken out and put back."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from command.teams.guard import reads, require
from dispatch.plots.catalogue import CATEGORIES
from dispatch.plots.models import PlotSign
from dispatch.plots.signs.actions import load_signs, set_sign_active
from dispatch.plots.signs.reading import BadSign
from realtime.accounts.may import Caller
from realtime.codes import Problem

LOAD = "feature.import"
MOST_MB = 20  # three hundred symbols are two


@require_http_methods(["GET", "POST"])
@reads
def signs(request: HttpRequest, who: Caller) -> HttpResponse:
    if request.method == "POST":
        try:
            require(who, LOAD, settings.CITY)
            if "code" in request.POST:
                set_sign_active(actor=who.actor, code=request.POST["code"], active=request.POST.get("active") == "yes")
                return HttpResponseRedirect(request.path)
            added, changed, bad = _load(request, who)
            messages.success(request, f"已载入:新增 {added} 个,更新 {changed} 个;{len(bad)} 行有错,没有载入。")
            if bad:
                return _page(request, who, bad=bad)
            return HttpResponseRedirect(request.path)
        except Problem as problem:
            messages.error(request, problem.detail)
            return _page(request, who, status=422)
    return _page(request, who)


def _load(request: HttpRequest, who: Caller) -> tuple[int, int, list[BadSign]]:
    file = request.FILES.get("file")
    if file is None or file.size is None:
        raise Problem("invalid", "请选择文件。")
    if file.size > MOST_MB * 1_000_000:
        raise Problem("too_large", f"文件超过 {MOST_MB} MB。")
    return load_signs(actor=who.actor, name=who.name, data=file.read())


def _page(request: HttpRequest, who: Caller, *, bad: object = (), status: int = 200) -> HttpResponse:
    context = {
        "signs": PlotSign.objects.defer("picture"), "categories": {code: name for code, (name, _) in CATEGORIES.items()}, "bad": bad,
        "may": who.may(LOAD, settings.CITY), "most": MOST_MB,
    }  # fmt: skip
    return render(request, "exchange/signs.html", context, status=status)
