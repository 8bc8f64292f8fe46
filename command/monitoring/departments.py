"""Verbs on departments, and what a screen needs of them: whose feed it is, whom to call, when it was not to be relied on."""

from __future__ import annotations

from collections.abc import Sequence

from django.conf import settings
from django.db import IntegrityError, transaction

from command.monitoring.models import Department, DepartmentFeed
from command.monitoring.rows import DepartmentPage, DepartmentRow, Keeper, Outage
from devices.feeds.models import Feed, FeedOutage
from dispatch.contacts.models import Person
from realtime import clock
from realtime.clock import iso
from realtime.codes import Problem
from realtime.log import act

NOBODY = 0
MOST_OUTAGES = 100


def save_department(
    *, actor: str, name: str, order: int, keeper: int | None, feeds: Sequence[int], department_id: int | None = None
) -> Department:
    """Made or changed. A feed that another department had is this one's afterwards."""
    with act(actor) as log:
        one = locked(department_id) if department_id is not None else Department(area=settings.CITY)
        if keeper is not None and not Person.objects.current().filter(pk=keeper).exists():
            raise Problem("not_found", "没有这个联系人。", where=["keeper"])
        known = set(Feed.objects.filter(pk__in=feeds, area__startswith=one.area).values_list("pk", flat=True))
        if missing := sorted(set(feeds) - known):
            raise Problem("not_found", f"没有编号 {missing[0]} 的数据源。", where=["feeds"])
        one.name, one.order, one.keeper_id = name, order, keeper
        try:
            with transaction.atomic():
                one.save()
        except IntegrityError:
            raise Problem("exists", f"已有名为“{name}”的部门。", where=["name"]) from None
        DepartmentFeed.objects.filter(department=one).exclude(feed__in=known).delete()
        for feed in sorted(known):
            DepartmentFeed.objects.update_or_create(feed_id=feed, defaults={"department": one})
        log.append(one.stream, "department.noted", {"id": one.pk, "area": one.area, "feeds": sorted(known)})
    return one


def remove_department(*, actor: str, department_id: int) -> None:
    """Its feeds stay, and belong to nobody."""
    with act(actor) as log:
        one = locked(department_id)
        log.append(one.stream, "department.noted", {"id": one.pk, "area": one.area, "feeds": []})
        one.delete()


def locked(department_id: int) -> Department:
    one = Department.objects.select_for_update().filter(pk=department_id).first()
    if one is None:
        raise Problem("not_found", "没有这个部门。")
    return one


def page(scopes: Sequence[str]) -> DepartmentPage:
    """Of the caller's areas, and of the larger ones that watch for them."""
    feeds = [feed for feed in Feed.objects.all() if _concerns(feed.area, scopes)]
    whose = dict(DepartmentFeed.objects.values_list("feed_id", "department_id"))
    rows = [
        row(one, [feed for feed in feeds if whose.get(feed.pk) == one.pk])
        for one in Department.objects.select_related("keeper")
        if _concerns(one.area, scopes)
    ]
    if rest := [feed for feed in feeds if feed.pk not in whose]:
        rows.append(
            {"id": NOBODY, "area": settings.CITY, "name": "", "order": 9999, "keeper": None, "feeds": [feed.row() for feed in rest]}
        )
    return {"departments": rows, "at": str(iso(clock.now()))}


def row(one: Department, feeds: Sequence[Feed]) -> DepartmentRow:
    return {
        "id": one.pk,
        "area": one.area,
        "name": one.name,
        "order": one.order,
        "keeper": _keeper(one.keeper),
        "feeds": [feed.row() for feed in feeds],
    }


def row_of(one: Department) -> DepartmentRow:
    one = Department.objects.select_related("keeper").get(pk=one.pk)
    return row(one, list(Feed.objects.filter(pk__in=one.feeds.values("feed_id"))))


def outages(feed: Feed) -> list[Outage]:
    """The newest first; one that lasts, whether anybody wrote it down or not, is the first of them."""
    rows: list[Outage] = [
        {
            "cause": one.cause,
            "error": one.error,
            "words": one.words,
            "since": str(iso(one.since)),
            "until": iso(one.until),
            "failures": one.failures,
        }
        for one in FeedOutage.objects.filter(feed=feed).order_by("-since", "-pk")[:MOST_OUTAGES]
    ]
    since = feed.late_since
    if since is not None and since <= clock.now():
        rows.insert(0, {"cause": FeedOutage.LATE, "error": "", "words": "", "since": str(iso(since)), "until": None, "failures": 0})
    return rows


def _keeper(person: Person | None) -> Keeper | None:
    return None if person is None else {"id": person.pk, "name": person.name, "org": person.org, "title": person.title}


def _concerns(area: str, scopes: Sequence[str]) -> bool:
    return any(area.startswith(scope) or scope.startswith(area) for scope in scopes)
