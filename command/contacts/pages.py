"""The directory for people with a browser, in Chinese: look up, enter, change, import, and see where nobody would be reached."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core import signing
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from dispatch.contacts.actions import add_person, change_person, retire_person, set_addresses
from dispatch.contacts.api import MANAGE, seen_by
from dispatch.contacts.gaps import gaps
from dispatch.contacts.importing import columns, contacts_template, import_contacts, preview_contacts, sheet_rows
from dispatch.contacts.models import CHANNELS, ContactRole, Person
from dispatch.contacts.showing import REVEAL, area_names, row, whole, with_all
from realtime.accounts.may import Caller, caller_of_user
from realtime.accounts.models import User
from realtime.areas.models import Area
from realtime.codes import Problem
from realtime.log import act
from realtime.sheets import Line, Unreadable, read_table

View = Callable[..., HttpResponse]
SHOWN = 300
SALT = "contacts.import"
KEEP_S = 3600  # a preview left open over lunch is judged again anyway
SPARE_LINES = 3  # empty lines for further addresses


def reads(view: View) -> View:
    """Everybody with a post reads the contacts of their areas; numbers and changes need their own verbs."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        user = request.user
        if not isinstance(user, User):
            return redirect(f"/people/sign-in/?next={request.path}")
        who = caller_of_user(user, session=request.session.session_key or "")
        if not who.scopes:
            return render(request, "refused.html", {"what": "您还没有岗位", "do": "请联系系统管理员为您开通。"}, status=403)
        try:
            return view(request, who, *args, **kwargs)
        except Problem as problem:
            messages.error(request, problem.detail)
            return HttpResponseRedirect(request.path)

    return guarded


def managed(who: Caller) -> list[str]:
    return [grant.area for grant in who.grants if grant.allows(MANAGE, grant.area)]


def _require(who: Caller, area: str) -> None:
    if not area or not who.may(MANAGE, area):
        raise Problem("forbidden", f"区划 {area} 不在您可管理的范围内。")


def _areas(prefixes: list[str]) -> list[Area]:
    return [area for prefix in prefixes for area in Area.objects.under(prefix)]


@require_GET
@reads
def contacts(request: HttpRequest, who: Caller) -> HttpResponse:
    wanted, area, role = (request.GET.get(name, "").strip() for name in ("q", "area", "role"))
    persons = Person.objects.current().filter(seen_by(who))
    for word in wanted.split():
        persons = persons.filter(Q(name__icontains=word) | Q(org__icontains=word) | Q(title__icontains=word))
    if area:
        persons = persons.filter(area__startswith=area)
    if role:
        persons = persons.filter(role_id=role)
    listed = list(with_all(persons)[:SHOWN])
    names, words = area_names(listed), dict(CHANNELS)
    rows = [{**row(person, names), "ways": [words[channel] for channel in row(person, names)["channels"]]} for person in listed]
    context = {"rows": rows, "q": wanted, "area": area, "role": role, "roles": ContactRole.objects.all(), "areas": _areas(who.scopes)}
    return render(request, "contacts/list.html", context | {"manages": bool(managed(who)), "shown": SHOWN, "count": persons.count()})


@require_http_methods(["GET", "POST"])
@reads
def new(request: HttpRequest, who: Caller) -> HttpResponse:
    if not managed(who):
        return render(request, "refused.html", {"what": "没有通讯录管理权限", "do": "请联系系统管理员为您开通。"}, status=403)
    if request.method == "POST":
        try:
            _require(who, request.POST.get("area", ""))
            person = add_person(actor=who.actor, addresses=_addresses(request), **_fields(request))
        except Problem as problem:
            return _again(request, who, None, problem)
        messages.success(request, f"{person.name} 已登记。")
        return HttpResponseRedirect(f"/contacts/{person.pk}/")
    return render(request, "contacts/person.html", _form(who, None))


@require_http_methods(["GET", "POST"])
@reads
def contact(request: HttpRequest, who: Caller, person_id: int) -> HttpResponse:
    person = with_all(Person.objects.filter(seen_by(who), pk=person_id)).first()
    if person is None:
        raise Http404
    if request.method == "POST":
        _require(who, person.area)
        if request.POST.get("do") in ("retire", "restore"):
            retire_person(actor=who.actor, person=person, active=request.POST["do"] == "restore")
            messages.success(request, "已恢复。" if person.active else "已停用:不再呼叫,历史记录保留。")
        else:
            try:
                with act(who.actor):
                    _require(who, request.POST.get("area", ""))
                    change_person(actor=who.actor, person=person, **_fields(request))
                    if who.may(REVEAL, person.area):
                        set_addresses(actor=who.actor, person=person, addresses=_addresses(request))
            except Problem as problem:
                return _again(request, who, person, problem)
            messages.success(request, "已保存。")
        return HttpResponseRedirect(request.path)
    return render(request, "contacts/person.html", _form(who, person))


def _form(who: Caller, person: Person | None) -> dict[str, Any]:
    reveal = person is None or who.may(REVEAL, person.area)
    shown: Any = whole(person, reveal=reveal) if person else {"addresses": []}
    others = Person.objects.current().filter(seen_by(who)).exclude(pk=person.pk if person else 0).order_by("area", "name")
    edits = bool(managed(who)) if person is None else who.may(MANAGE, person.area)
    taken = Person.objects.exclude(user=None).exclude(pk=person.pk if person else 0).values("user_id")
    return {
        "person": shown, "edits": edits, "reveal": reveal, "roles": ContactRole.objects.all(), "areas": _areas(managed(who) or who.scopes),
        "others": others, "channels": CHANNELS, "spare": range(SPARE_LINES),
        "users": User.objects.filter(is_active=True).exclude(pk__in=taken).order_by("name") if edits else [],
    }  # fmt: skip


def _again(request: HttpRequest, who: Caller, person: Person | None, problem: Problem) -> HttpResponse:
    """The form with what was typed: a refusal costs nobody their words."""
    messages.error(request, problem.detail)
    context = _form(who, person)
    fields = _fields(request)
    named = {name: {"id": fields.pop(name), "name": ""} for name in ("deputy", "superior")}
    lines = [{**address, "channel_name": dict(CHANNELS).get(str(address["channel"]), "")} for address in _addresses(request)]
    context["person"] = {**context["person"], **fields, **named} | ({"addresses": lines} if context["reveal"] else {})
    return render(request, "contacts/person.html", context, status=422)


def _fields(request: HttpRequest) -> dict[str, Any]:
    given: dict[str, Any] = {name: request.POST.get(name, "").strip() for name in ("name", "org", "title", "role", "area", "note")}
    return given | {
        name: int(request.POST[name]) if request.POST.get(name, "").isdigit() else None for name in ("deputy", "superior", "user")
    }


def _addresses(request: HttpRequest) -> list[dict[str, Any]]:
    """Lines of the form in their order; a line without a value is none, except the app and the own unit's radio."""
    lines = zip(request.POST.getlist("channel"), request.POST.getlist("value"), request.POST.getlist("rank"), strict=False)
    return [
        {"channel": channel, "value": value.strip(), "rank": int(rank) if rank.isdigit() else 0}
        for channel, value, rank in lines
        if channel and (value.strip() or channel in ("app", "radio"))
    ]


@require_GET
@reads
def gap_report(request: HttpRequest, who: Caller) -> HttpResponse:
    rows = [gap for scope in who.scopes for gap in gaps(scope)]
    return render(request, "contacts/gaps.html", {"rows": rows, "manages": bool(managed(who))})


@require_GET
@reads
def import_template(request: HttpRequest, who: Caller) -> HttpResponse:
    return HttpResponse(
        contacts_template(),
        content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        headers={"Content-Disposition": "attachment; filename=\"contacts.xlsx\"; filename*=UTF-8''%E9%80%9A%E8%AE%AF%E5%BD%95.xlsx"},
    )


@require_http_methods(["GET", "POST"])
@reads
def importing(request: HttpRequest, who: Caller) -> HttpResponse:
    prefixes = managed(who)
    if not prefixes:
        return render(request, "refused.html", {"what": "没有通讯录管理权限", "do": "请联系系统管理员为您开通。"}, status=403)
    if request.method == "GET":
        return render(request, "contacts/import.html", {"columns": columns()})
    if "lines" in request.POST:
        try:
            kept = signing.loads(request.POST["lines"], salt=SALT, max_age=KEEP_S)
        except signing.BadSignature:
            raise Problem("invalid", "预览已过期,请重新选择文件。") from None
        lines = [Line(number, cells) for number, cells in kept]
        done = import_contacts(actor=who.actor, city=settings.CITY, lines=lines, prefixes=prefixes)
        return render(request, "contacts/import.html", {"rows": sheet_rows(done.judged), "done": done})
    given = request.FILES.get("file")
    if given is None or isinstance(given, list):
        raise Problem("invalid", "请选择文件。")
    try:
        table = read_table(given.name or "", given.read(), columns())
    except Unreadable as error:
        raise Problem("invalid", str(error)) from None
    judged = preview_contacts(table.lines, prefixes)
    packed = signing.dumps([[line.number, line.cells] for line in table.lines], salt=SALT, compress=True)
    count = {outcome: sum(row.outcome == outcome for row in judged) for outcome in ("add", "change", "same", "bad")}
    context = {"rows": sheet_rows(judged), "lines": packed, "ignored": table.ignored, "name": given.name, "count": count}
    return render(request, "contacts/import.html", context)
