"""`/paper/packs/`: the night's packs of paper; taking one away needs a reason, which is kept."""

from __future__ import annotations

import re
from typing import cast

from django.conf import settings
from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.timezone import localtime
from django.views.decorators.http import require_http_methods, require_POST

from command.paper.pack import folder, make_pack, packs
from command.teams.guard import reads, require
from dispatch.contacts.models import Person, Reveal
from dispatch.contacts.revealing import MAY, reveal_list
from realtime import clock
from realtime.accounts.may import Caller
from realtime.codes import Problem

NAME = re.compile(r"pack-\d{8}(-\d{4})?\.zip")
LAST_TAKEN = 20


@require_http_methods(["GET", "POST"])
@reads
def listing(request: HttpRequest, who: Caller) -> HttpResponse:
    """POST makes one now: before work on the power supply, say."""
    city = str(settings.CITY)
    may = who.may(MAY, city)
    if request.method == "POST":
        require(who, MAY, city)
        made = make_pack(folder() / f"pack-{localtime(clock.now()):%Y%m%d-%H%M}.zip")
        messages.success(request, "离线包已生成。" if made else "正在生成,请稍候刷新。")
        return HttpResponseRedirect(request.path)
    taken = Reveal.objects.filter(kind=Reveal.EXPORT, what__startswith="pack-")[:LAST_TAKEN] if may else []
    return render(request, "paper/pack/list.html", {"packs": packs(), "may": may, "taken": taken})


@require_POST
@reads
def take(request: HttpRequest, who: Caller, name: str) -> HttpResponse:
    city = str(settings.CITY)
    require(who, MAY, city)
    pack = next((one for one in packs() if NAME.fullmatch(name) and one.name == name), None)
    if pack is None:
        raise Http404
    try:
        reveal_list(
            actor=who.actor, name=who.name, what=pack.name, count=Person.objects.current().count(), area=city, stream=f"people:{city}",
            reason=request.POST.get("reason", ""),
        )  # fmt: skip
    except Problem as problem:
        messages.error(request, problem.detail)
        return HttpResponseRedirect("/paper/packs/")
    return cast("HttpResponse", FileResponse(pack.path.open("rb"), as_attachment=True, filename=pack.name, content_type="application/zip"))
