"""The directory for people with a browser, in Chinese: look up, enter, change, import, and see where nobody would be reached."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core import signing
from django.db.models import Q
from django.db.models.functions import Length
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from dispatch.contacts.actions import MANAGE, add_person, change_person, retire_person, set_addresses
from dispatch.contacts.gaps import LEVELS as GAP_LEVELS
from dispatch.contacts.gaps import counts, gaps
from dispatch.contacts.importing import columns, contacts_template, import_contacts, preview_contacts, sheet_rows
from dispatch.contacts.models import CHANNELS, ContactRole, Person
from dispatch.contacts.revealing import reveal_numbers
from dispatch.contacts.seeing import seen_by
from dispatch.contacts.showing import REVEAL, area_names, row, whole, with_all
from realtime.accounts.may import Caller, caller_of_user
from realtime.accounts.models import User
from realtime.areas.models import CITY, DISTRICT, TOWN, VILLAGE, Area
from realtime.codes import Problem
from realtime.log import act
from realtime.sheets import Line, Unreadable, read_table

View = Callable[..., HttpResponse]
SHOWN = 300
SALT = "contacts.import"
KEEP_S = 3600  # a preview left open over lunch is judged again anyway
LEVELS = {"city": CITY, "district": DISTRICT, "town": TOWN, "village": VILLAGE}
LEVEL_NAMES = [("city", "市"), ("district", "县(区)"), ("town", "镇(街)"), ("village", "村(居)")]
REVEALS = 10  # last ones, on the person's page
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
    """Districts and towns: a village is written below its town, a list of three thousand finds nobody anything."""
    return [area for prefix in prefixes for area in Area.objects.under(prefix[:TOWN]).to_towns()]


@require_GET
@reads
def contacts(request: HttpRequest, who: Caller) -> HttpResponse:
    wanted, area, role, level = (request.GET.get(name, "").strip() for name in ("q", "area", "role", "level"))
    persons = Person.objects.current().filter(seen_by(who))
    for word in wanted.split():
        persons = persons.filter(Q(name__icontains=word) | Q(org__icontains=word) | Q(title__icontains=word))
    if area:
        persons = persons.filter(area__startswith=area)
    if role:
        persons = persons.filter(role_id=role)
    if level in LEVELS:
        persons = persons.annotate(digits=Length("area")).filter(digits=LEVELS[level])
    listed = list(with_all(persons)[:SHOWN])
    names, words = area_names(listed), dict(CHANNELS)
    rows = [{**row(person, names), "ways": [words[channel] for channel in row(person, names)["channels"]]} for person in listed]
    context = {"rows": rows, "q": wanted, "area": area, "role": role, "roles": ContactRole.objects.all(), "areas": _areas(who.scopes)}
    context |= {"level": level, "levels": LEVEL_NAMES}
    return render(request, "contacts/list.html", context | {"manages": bool(managed(who)), "shown": SHOWN, "count": persons.count()})


@require_http_methods(["GET", "POST"])
@reads
def new(request: HttpRequest, who: Caller) -> HttpResponse:
    if not managed(who):
        return render(request, "refused.html", {"what": "没有通讯录管理权限", "do": "请联系系统管理员为您开通。"}, status=403)
    if request.method == "POST":
        try:
            _require(who, _fields(request)["area"])
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
    if request.method == "POST" and request.POST.get("do") == "reveal":
        if not who.may(REVEAL, person.area):
            raise Problem("forbidden", "您的岗位不能查看完整号码。")
        reveal_numbers(actor=who.actor, name=who.name, person=person, reason=request.POST.get("reason", ""))
        shown = render(request, "contacts/person.html", _form(who, person, reveal=True))
        shown["Cache-Control"] = "no-store"  # the back key shows no numbers without a reason
        return shown
    if request.method == "POST":
        _require(who, person.area)
        if request.POST.get("do") in ("retire", "restore"):
            retire_person(actor=who.actor, person=person, active=request.POST["do"] == "restore")
            messages.success(request, "已恢复。" if person.active else "已停用:不再呼叫,历史记录保留。")
        else:
            try:
                fields = _fields(request)
                with act(who.actor):
                    _require(who, fields["area"])
                    change_person(actor=who.actor, person=person, **fields)
                    set_addresses(actor=who.actor, person=person, addresses=_addresses(request))
            except Problem as problem:
                return _again(request, who, person, problem)
            messages.success(request, "已保存。")
        return HttpResponseRedirect(request.path)
    return render(request, "contacts/person.html", _form(who, person))


def _form(who: Caller, person: Person | None, *, reveal: bool = False) -> dict[str, Any]:
    shown: Any = whole(person, reveal=reveal) if person else {"addresses": []}
    area = person.area if person else ""
    near = Person.objects.current().filter(seen_by(who)).exclude(pk=person.pk if person else 0)
    if len(area) >= TOWN:  # of their town and above: a city has thousands
        near = near.filter(Q(area__startswith=area[:TOWN]) | Q(area__in=[area[:length] for length in (CITY, DISTRICT)]))
    edits = bool(managed(who)) if person is None else who.may(MANAGE, person.area)
    taken = Person.objects.exclude(user=None).exclude(pk=person.pk if person else 0).values("user_id")
    village = Area.objects.filter(pk=area).values_list("name", flat=True).first() if len(area) == VILLAGE else ""
    return {
        "person": shown, "edits": edits, "revealed": reveal, "may_reveal": person is not None and who.may(REVEAL, person.area),
        "roles": ContactRole.objects.all(), "areas": _areas(managed(who) or who.scopes), "town": area[:TOWN], "village": village,
        "others": near.annotate(digits=Length("area")).filter(Q(digits__lte=TOWN) | Q(area=area)).order_by("area", "name"),
        "channels": CHANNELS, "spare": range(SPARE_LINES), "reveals": person.reveals.all()[:REVEALS] if person is not None and edits else [],
        "users": User.objects.filter(is_active=True).exclude(pk__in=taken).order_by("name") if edits else [],
    }  # fmt: skip


def _again(request: HttpRequest, who: Caller, person: Person | None, problem: Problem) -> HttpResponse:
    """The form with what was typed: a refusal costs nobody their words."""
    messages.error(request, problem.detail)
    context = _form(who, person)
    fields = _given(request)
    named = {name: {"id": fields.pop(name), "name": ""} for name in ("deputy", "superior")}
    lines = [{**address, "channel_name": dict(CHANNELS).get(str(address["channel"]), "")} for address in _addresses(request)]
    context["person"] = {**context["person"], **fields, **named, "addresses": lines}
    context |= {"town": request.POST.get("area", ""), "village": request.POST.get("village", "")}
    return render(request, "contacts/person.html", context, status=422)


def _fields(request: HttpRequest) -> dict[str, Any]:
    """As typed, the village's code in place of its town's."""
    given = _given(request)
    village = request.POST.get("village", "").strip()
    if village:
        codes = list(Area.objects.filter(parent_id=given["area"]).filter(Q(name=village) | Q(pk=village)).values_list("code", flat=True))
        if len(codes) != 1 or len(codes[0]) != VILLAGE:
            raise Problem("invalid", f"所选镇街下没有“{village}”,请填村居全称,如 高滩村。", where=["village"])
        given["area"] = codes[0]
    return given


def _given(request: HttpRequest) -> dict[str, Any]:
    given: dict[str, Any] = {name: request.POST.get(name, "").strip() for name in ("name", "org", "title", "role", "area", "note")}
    return given | {
        name: int(request.POST[name]) if request.POST.get(name, "").isdigit() else None for name in ("deputy", "superior", "user")
    }


def _addresses(request: HttpRequest) -> list[dict[str, Any]]:
    """Lines of the form in their order; a line without a value is none, except the app and the own unit's radio."""
    names = ("channel", "value", "rank", "address")
    lines = zip(*(request.POST.getlist(name) or [""] * len(request.POST.getlist("channel")) for name in names), strict=False)
    return [
        {"channel": channel, "value": value.strip(), "rank": int(rank) if rank.isdigit() else 0, "id": int(row) if row.isdigit() else None}
        for channel, value, rank, row in lines
        if channel and (value.strip() or channel in ("app", "radio"))
    ]


@require_GET
@reads
def gap_report(request: HttpRequest, who: Caller) -> HttpResponse:
    level = request.GET.get("level", "town")
    area = request.GET.get("area", "")
    levels = [level] if level in GAP_LEVELS else ["town"]
    scopes = [area] if area and any(area.startswith(scope) for scope in who.scopes) else who.scopes
    rows = [gap for scope in scopes for gap in gaps(scope, levels)]
    counted = [counts(scope) for scope in scopes]
    tabs = [
        {"code": code, "name": name, "missing": sum(one[code][0] for one in counted), "of": sum(one[code][1] for one in counted)}
        for code, name in LEVEL_NAMES
        if code in GAP_LEVELS
    ]
    districts = [one for one in _areas(who.scopes) if len(one.code) in (DISTRICT, TOWN)]
    context = {"rows": rows[:SHOWN], "count": len(rows), "shown": SHOWN, "tabs": tabs, "level": levels[0], "area": area, "areas": districts}
    return render(request, "contacts/gaps.html", context | {"manages": bool(managed(who))})


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
