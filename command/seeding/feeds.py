"""The demo city's sources outside: file drops that need no internet, each of one department. The simulator renews what they hold; the first files are laid here."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings

from command.monitoring.departments import save_department
from command.monitoring.models import Department, DepartmentFeed
from devices.feeds.actions import add_feed
from devices.feeds.models import Feed
from devices.simulator.outside import INVENTED, lay_down
from dispatch.contacts.models import Person
from realtime import clock
from realtime.log import act

# Whose feeds they would be; 交通 and the others as the table of departments names them.
WHOSE = {
    "气象局": ("demo-typhoon", "demo-grid"), "水务局": ("demo-gauges",), "规划和自然资源局(地质)": ("demo-slopes",), "林业和园林局": ("demo-viirs", "demo-himawari"),
    "交通运输局": ("demo-roads",),
}  # fmt: skip
LOOK_S = 10  # the demo's folders are looked at often: the first picture should not wait


def make_feeds() -> None:
    known = set(Feed.objects.values_list("code", flat=True))
    with act("system"):
        for one in INVENTED:
            if one.code not in known:
                add_feed(actor="system", code=one.code, name=one.name, kind=one.kind, every_s=LOOK_S, late_after_s=one.late_after_s)
        _say_whose()
    lay_down(Path(settings.DATA_DIR) / "feeds", clock.now())


def _say_whose() -> None:
    """Only what nobody has sorted yet: an officer's own order stays."""
    if DepartmentFeed.objects.exists():
        return
    numbers = dict(Feed.objects.values_list("code", "pk"))
    for one in Department.objects.filter(name__in=WHOSE):
        save_department(
            actor="system", department_id=one.pk, name=one.name, order=one.order, keeper=_liaison(one.name),
            feeds=[numbers[code] for code in WHOSE[one.name] if code in numbers],
        )  # fmt: skip


def _liaison(name: str) -> int | None:
    """The department's own liaison among the city's contacts, if there is one."""
    found = Person.objects.current().filter(area=settings.CITY, org__contains=name.partition("(")[0]).order_by("pk").first()
    return found.pk if found else None
