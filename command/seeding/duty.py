"""The demo city's roster: today's are the people one signs in as, the days after go round among invented ones."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from django.conf import settings
from django.utils.timezone import get_current_timezone, localtime

from command.duty.actions import add_shift, generate
from command.duty.cover import present_at
from command.duty.models import DutyShift
from command.duty.needs import needs_at
from command.duty.periods import fill_year
from command.duty.watching import look_at
from command.seeding.invented import INVENTED
from dispatch.contacts.models import Address, Person
from realtime import clock

TODAY = {"duty_leader": "daiban", "shift_chief": "zhibanzhang", "duty_officer": "zhiban"}
OTHERS = {
    "duty_leader": ["周带班", "吴带班"],
    "shift_chief": ["郑班长", "冯班长"],
    "duty_officer": ["蒋值班", "沈值班", "韩值班", "杨值班"],
    "desk_forest": ["何森防", "吕森防"],
}
BEGINS, DAYS = time(8, 30), 7


def make_roster(actor: str) -> None:
    """Again on a later day it makes that day's: a demo that was left alone has its people on duty when somebody comes back."""
    now = clock.now()
    for year in (localtime(now).year - 1, localtime(now).year, localtime(now).year + 1):
        fill_year(actor=actor, area=settings.CITY, year=year)
    today = datetime.combine(localtime(now).date(), BEGINS, get_current_timezone())
    start = today if today <= now else today - timedelta(days=1)
    if DutyShift.objects.filter(area=settings.CITY, ends_at__gt=now).exists():
        return
    for role, username in TODAY.items():
        person = Person.objects.filter(user__username=username).first()
        if person is not None:
            add_shift(
                actor=actor, area=settings.CITY, role=role, person_id=person.pk, starts_at=start, ends_at=start + timedelta(days=1)
            )  # fmt: skip
    people = {role: [_person(name, role) for name in names] for role, names in OTHERS.items()}
    _fill_today(actor, people, start, now)
    first = localtime(start).date() + timedelta(days=1)
    generate(actor=actor, area=settings.CITY, first=first, last=first + timedelta(days=DAYS - 2), pattern="normal", people=people)
    look_at(actor=actor, under=settings.CITY)


def _fill_today(actor: str, people: dict[str, list[int]], start: datetime, now: datetime) -> None:
    """A holiday wants more than three: the demo begins with nobody missing, whatever day it is."""
    turns = DutyShift.objects.between(settings.CITY, start, start + timedelta(days=1)).turns()
    for role, number in needs_at(settings.CITY, now).items():
        for person in people.get(role, [])[: max(0, number - len(present_at(turns, role, now)))]:
            add_shift(actor=actor, area=settings.CITY, role=role, person_id=person, starts_at=start, ends_at=start + timedelta(days=1))


def _person(name: str, role: str) -> int:
    """Reached in the record alone: an invented leader has no telephone that could ring."""
    known = Person.objects.filter(name=name, area=settings.CITY).first()
    if known is not None:
        return int(known.pk)
    title = {"duty_leader": "带班领导", "shift_chief": "值班长"}.get(role, "值班员")
    made = Person.objects.create(name=name, org="市应急指挥中心", title=title, role_id="other", area=settings.CITY, note=INVENTED)
    Address.objects.create(person=made, channel="record", value=name, rank=0)
    return int(made.pk)
