"""release → **pages** → everybody: the page, the JSON and the Atom feed of what was released. No sign-in, no cookie, nothing of ours but the words.

However many ask, each process reads the database once in a few seconds; while the database is away it shows what it last read.
"""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import cast

from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.dateparse import parse_datetime
from django.utils.feedgenerator import Atom1Feed
from django.utils.timezone import localtime
from django.views.decorators.http import require_safe

from command.release.measures import MEASURES
from command.release.models import CORRECTED, WITHDRAWN, Release
from command.release.rows import PublicRelease
from command.reports.offices import area_name, office
from command.reports.paper.sheet import official
from realtime import clock
from realtime.areas.models import DISTRICT
from realtime.clock import iso
from realtime.rules.models import rule

FRESH_S = 3.0  # a withdrawn release is gone from every process within this
MAX_AGE_S = 30  # and from caches on the way within this
LISTED = 200
KEPT = 5000  # releases in memory: the city's of many years
MOST_HOSTS = 16  # names this site is called by
POLICY = "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
HTML, JSON, ATOM = "text/html; charset=utf-8", "application/json; charset=utf-8", "application/atom+xml; charset=utf-8"


@dataclass
class Read:
    """Everything public as it stood at one moment."""

    at: float
    city: str
    since: str  # what the list begins with
    rows: dict[str, PublicRelease]
    bodies: dict[tuple[str, str], bytes] = field(default_factory=dict)

    def listed(self) -> list[PublicRelease]:
        return [row for row in self.rows.values() if row["published_at"] >= self.since][:LISTED]


_read: Read | None = None


def forget() -> None:
    """Told by whoever signs in this process: their own page is right at once."""
    global _read
    _read = None


def current() -> Read:
    global _read
    held = _read
    if held is not None and time.monotonic() - held.at < FRESH_S:
        return held
    try:
        _read = _all()
    except (OperationalError, InterfaceError):
        if held is None:
            raise
        held.at = time.monotonic()  # asked again in a few seconds, not by each visitor
        return held
    return _read


def _all() -> Read:
    found = list(Release.objects.public().select_related("replaces").order_by("-signed_at", "-pk")[:KEPT])
    by_replaced = {one.replaces_id: one for one in found if one.replaces_id is not None}
    return Read(
        time.monotonic(), area_name(settings.CITY), str(iso(clock.now() - timedelta(days=float(rule("release.public_days"))))),
        {one.slug: public(one, by_replaced.get(one.pk)) for one in found},
    )  # fmt: skip


def public(one: Release, later: Release | None) -> PublicRelease:
    """Of what was withdrawn only that it was, when and why."""
    gone = one.state == WITHDRAWN
    return cast("PublicRelease", {
        "number": one.number_text, "slug": one.slug, "url": f"/public/{one.slug}/", "kind": one.get_kind_display(), "title": official(one.title),
        "text": "" if gone else official(one.text), "area": area_name(one.area[:DISTRICT]), "office": str(rule("release.office", one.area)) or office(one.area),
        "figures": [] if gone else [
            {"item": MEASURES[key].name, "value": one.figures[key], "unit": MEASURES[key].unit} for key in MEASURES if key in one.figures
        ],
        "towns": [] if gone else [_town(line) for line in one.lines],
        "as_of": iso(one.as_of), "published_at": iso(one.signed_at),
        "state": "withdrawn" if gone else "corrected" if one.state == CORRECTED else "valid",
        "corrects": one.replaces.slug if one.replaces is not None and one.replaces.slug else None, "corrected_by": later.slug if later else None,
        "withdrawn_at": iso(one.withdrawn_at), "withdrawn_why": official(one.withdrawn_why),
    })  # fmt: skip


def _town(line: dict[str, object]) -> dict[str, str]:
    measure = MEASURES[str(line["measure"])]
    return {"area": area_name(str(line["area"])), "item": measure.name, "value": f"{line['value']:g}", "unit": measure.unit}


@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    return _answer(request, HTML, "list", lambda read: _page("public/list.html", read, rows=[_shown(row) for row in read.listed()]))


@require_safe
def single(request: HttpRequest, slug: str) -> HttpResponse:
    row = current().rows.get(slug)
    if row is None:
        return HttpResponse(_page("public/none.html", current()), content_type=HTML, status=404, headers=_headers())
    return _answer(request, HTML, slug, lambda read: _page("public/release.html", read, row=_shown(read.rows[slug])))


@require_safe
def as_json(request: HttpRequest) -> HttpResponse:
    def build(read: Read) -> bytes:
        rows = [{**row, "url": request.build_absolute_uri(row["url"])} for row in read.listed()]
        return json.dumps({"city": read.city, "releases": rows}, ensure_ascii=False).encode()

    return _answer(request, JSON, "json", build)


@require_safe
def as_atom(request: HttpRequest) -> HttpResponse:
    def build(read: Read) -> bytes:
        home = request.build_absolute_uri("/public/")
        feed = Atom1Feed(
            f"{read.city}突发事件信息发布", home, "灾情通报、处置进展和澄清辟谣", language="zh-CN", feed_url=request.build_absolute_uri("/public/releases.atom"),
        )  # fmt: skip
        for row in read.listed():
            when = _when(row)
            state = {"valid": "", "corrected": "(已更正)", "withdrawn": "(已撤回)"}[row["state"]]
            feed.add_item(
                f"{row['title']}{state}", request.build_absolute_uri(row["url"]), row["text"] or f"已撤回:{row['withdrawn_why']}", pubdate=when, updateddate=when,
                unique_id=f"tag:{request.get_host().partition(':')[0]},2026:release/{row['slug']}", categories=[row["kind"]],
            )  # fmt: skip
        return feed.writeString("utf-8").encode()

    return _answer(request, ATOM, "atom", build)


def _when(row: PublicRelease) -> datetime | None:
    return parse_datetime(row["withdrawn_at"] or row["published_at"])


def _shown(row: PublicRelease) -> dict[str, object]:
    """Times as people of the city read them; the text by its paragraphs."""

    def local(value: str | None) -> str:
        at = parse_datetime(value) if value else None
        return f"{localtime(at):%Y年%-m月%-d日 %H:%M}" if at else ""

    return {
        **row, "published": local(row["published_at"]), "as_of_local": local(row["as_of"]), "withdrawn": local(row["withdrawn_at"]),
        "paragraphs": [line for line in row["text"].splitlines() if line.strip()],
        "figures": [{**one, "value": f"{one['value']:,.10g}"} for one in row["figures"]],
    }  # fmt: skip


def _page(template: str, read: Read, **context: object) -> bytes:
    """Without the request: no session is looked at, nothing personal can get in."""
    return render_to_string(template, {"city": read.city, **context}).encode()


def _headers() -> dict[str, str]:
    return {
        "Cache-Control": f"public, max-age={MAX_AGE_S}", "Content-Security-Policy": POLICY, "Referrer-Policy": "no-referrer",
        "X-Content-Type-Options": "nosniff",
    }  # fmt: skip


def _answer(request: HttpRequest, kind: str, name: str, build: Callable[[Read], bytes]) -> HttpResponse:
    read = current()
    key = (name, request.get_host() if kind != HTML else "")
    body = read.bodies.get(key)
    if body is None:
        body = build(read)
        if len({host for _, host in read.bodies} | {key[1]}) <= MOST_HOSTS:
            read.bodies[key] = body
    etag = f'"{hashlib.sha256(body).hexdigest()[:24]}"'
    headers = {**_headers(), "ETag": etag}
    if kind != HTML:
        headers["Access-Control-Allow-Origin"] = "*"  # other offices' pages may show it
    if request.headers.get("If-None-Match") == etag:
        return HttpResponse(status=304, headers=headers)
    return HttpResponse(body, content_type=kind, headers=headers)
