"""Verbs on social teams: apply, vet, approve, refuse; suspend, resume, review, leave. Two people take a team in; only then there is one."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from typing import Any, NamedTuple

from django.conf import settings

from command.volunteers.models import Application, Core, Paper, Step
from command.volunteers.states import APPROVED, LEFT, MOVES, OVER, REFUSED, STATES, SUSPENDED, VETTED
from dispatch.contacts.actions import add_person, retire_person
from dispatch.contacts.models import Person
from dispatch.supplies.balances import today
from dispatch.teams.actions import add_unit, change_status, change_unit
from dispatch.teams.models import Unit, UnitStatus
from realtime import clock
from realtime.clerk.deadlines import clear_deadline, set_deadline
from realtime.codes import Problem
from realtime.files.receiving import Kept, file_of
from realtime.log import Log, act
from realtime.rules.models import rule

REVIEW, PURGE = "volunteer.review", "volunteer.purge"  # deadlines: the year is over; personal data has no use any more
ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # nothing that is misread on the telephone
CODE = 10
DAY_S = 86_400
ACTOR = "public"
NAMES = dict(STATES)


class Member(NamedTuple):
    name: str
    phone: str
    consents: bool


def sender_of(address: str) -> str:
    """Whose limit it counts against, without keeping where it came from."""
    return hmac.new(settings.SECRET_KEY.encode(), address.encode(), hashlib.sha256).hexdigest()


def apply(*, sender: str, leader: Member, core: Sequence[Member] = (), papers: Sequence[Kept] = (), **given: Any) -> Application:
    """From the public page. `given` as the page has checked it; limits and what only the database knows are checked here."""
    with act(ACTOR) as log:
        _let_in(sender)
        if Unit.objects.filter(name=given["name"], exercise_id=None).exclude(application__state=LEFT).exists():
            raise Problem("exists", "已有同名队伍,请核对或写全称。", where=["name"])
        if Application.objects.filter(name=given["name"]).exclude(state__in=OVER).exists():
            raise Problem("exists", "这支队伍已经登记过,请用查询码查看。", where=["name"])
        if given["headcount"] < int(rule("volunteers.min_people", given["area"])):
            raise Problem("invalid", f"登记的队伍至少 {rule('volunteers.min_people', given['area'])} 人。", where=["headcount"])
        members = [leader, *core]
        if sum(one.consents for one in members) < int(rule("volunteers.min_callable", given["area"])):
            raise Problem("invalid", "至少要有一名骨干同意被调用。", where=["consents"])
        code = "".join(secrets.choice(ALPHABET) for _ in range(CODE))
        one = Application.objects.create(code=code, agreed_at=clock.now(), sender=sender, **given)
        Core.objects.bulk_create(
            Core(application=one, name=member.name, phone=member.phone, leader=n == 0, consents=member.consents)
            for n, member in enumerate(members)
        )
        for kept in papers:
            Paper.objects.create(application=one, file=file_of(kept, area=one.area, by=ACTOR, exercise=None))
        _step(log, one, "applied", "", ACTOR, "")
    return one


def _let_in(sender: str) -> None:
    """No captcha: so many in an hour from one address and from everywhere, then nobody until it is over."""
    if not rule("volunteers.open"):
        raise Problem("wrong_state", "目前没有开放网上登记,请联系所在区应急管理部门。")
    most = rule("volunteers.per_hour")
    recent = Application.objects.filter(at__gt=clock.now() - timedelta(hours=1))
    if recent.filter(sender=sender).count() >= int(most["address"]) or recent.count() >= int(most["city"]):
        raise Problem("too_many", "登记过于频繁,请一小时后再试。")


def vet(*, actor: str, name: str, application_id: int, words: str) -> Application:
    """材料审核."""
    with _changing(actor, application_id) as (log, one):
        _go(one, VETTED)
        one.vetted_by, one.sender = actor, ""
        one.save(update_fields=["state", "vetted_by", "sender"])
        _step(log, one, "vetted", words, actor, name)
    return one


def approve(*, actor: str, name: str, application_id: int, interview: str, trial: str) -> Application:
    """面谈 and 试训, by somebody else than who looked at the papers. The team exists from here on, and its consenting core can be called."""
    with _changing(actor, application_id) as (log, one):
        if actor == one.vetted_by:
            raise Problem("own_work", "材料审核和面谈试训须由两人分别办理。")
        if one.state != VETTED:
            raise Problem("wrong_state", f"{one.name} {NAMES[one.state]},不能办理入库。")
        _go(one, APPROVED)
        unit = add_unit(
            actor=actor, code=f"SV{one.pk:04d}", name=one.name, category=Unit.VOLUNTEER, force="volunteer", kind=one.kind, domains=one.domains,
            headcount=one.headcount, equipment=one.equipment, skills=one.skills, area=one.area, lon=one.lon, lat=one.lat,
        )  # fmt: skip
        for core in one.core.filter(consents=True):
            add_person(
                actor=actor, name=core.name, org=one.name, title="负责人" if core.leader else "骨干", role="team_leader", area=one.area, unit=unit.pk,
                addresses=[{"channel": "phone", "value": core.phone, "rank": 0}, {"channel": "sms", "value": core.phone, "rank": 1}],
            )  # fmt: skip
        one.unit, one.approved_by = unit, actor
        _next_review(one)
        one.save()
        _step(log, one, "approved", f"面谈:{interview.strip()};试训:{trial.strip()}", actor, name)
    return one


def refuse(*, actor: str, name: str, application_id: int, why: str) -> Application:
    with _changing(actor, application_id) as (log, one):
        _go(one, REFUSED)
        one.why, one.sender = why.strip(), ""
        one.save(update_fields=["state", "why", "sender"])
        _forget_later(one)
        _step(log, one, "refused", why, actor, name)
    return one


def suspend(*, actor: str, name: str, application_id: int, why: str) -> Application:
    """It is not proposed and takes no order until somebody resumes it; what it does now it finishes."""
    with _changing(actor, application_id) as (log, one):
        _suspend(log, one, actor, name, why)
    return one


def _suspend(log: Log, one: Application, actor: str, name: str, why: str) -> None:
    _go(one, SUSPENDED)
    one.why = why.strip()
    one.save(update_fields=["state", "why"])
    assert one.unit_id is not None
    change_status(actor=actor, unit_id=one.unit_id, status=UnitStatus.OFF, reason=one.why)
    _step(log, one, "suspended", why, actor, name)


def resume(*, actor: str, name: str, application_id: int, words: str) -> Application:
    """With a review: whoever was suspended for it starts a new year."""
    with _changing(actor, application_id) as (log, one):
        if one.state != SUSPENDED:
            raise Problem("wrong_state", f"{one.name} {NAMES[one.state]},不需恢复。")
        one.state, one.why = APPROVED, ""
        if one.review_on is not None and one.review_on <= today():
            _next_review(one)
        one.save()
        assert one.unit_id is not None
        change_status(actor=actor, unit_id=one.unit_id, status=UnitStatus.READY, reason=words.strip()[:200])
        _step(log, one, "resumed", words, actor, name)
    return one


def review(*, actor: str, name: str, application_id: int, words: str, headcount: int | None = None) -> Application:
    """年审: still who they say they are; the clock starts anew."""
    with _changing(actor, application_id) as (log, one):
        if one.state != APPROVED or one.unit_id is None:
            raise Problem("wrong_state", f"{one.name} {NAMES[one.state]},不能年审。")
        if headcount is not None and headcount != one.headcount:
            one.headcount = headcount
            change_unit(actor=actor, unit_id=one.unit_id, headcount=headcount)
        _next_review(one)
        one.save()
        _step(log, one, "reviewed", words, actor, name)
    return one


def depart(*, actor: str, name: str, application_id: int, why: str) -> Application:
    """退出: its own wish or ours. Nobody of it is called any more."""
    with _changing(actor, application_id) as (log, one):
        _go(one, LEFT)
        one.why, one.sender = why.strip(), ""
        one.save(update_fields=["state", "why", "sender"])
        clear_deadline(REVIEW, one.pk)
        if one.unit_id is not None:
            change_status(actor=actor, unit_id=one.unit_id, status=UnitStatus.OFF, reason=one.why)
            for person in Person.objects.current().filter(unit=one.unit_id):
                retire_person(actor=actor, person=person)
        _forget_later(one)
        _step(log, one, "departed", why, actor, name)
    return one


def reveal(*, actor: str, name: str, application_id: int, core_id: int, why: str) -> Core:
    """One whole number for a reason; on the record."""
    with _changing(actor, application_id) as (log, one):
        core = one.core.filter(pk=core_id).first()
        if core is None:
            raise Problem("not_found", "没有这名骨干,或其个人信息已按规定删去。")
        _step(log, one, "revealed", why, actor, name)
    return core


def review_due(application_id: int) -> None:
    """Due at the clerk twice: said when the year is over, suspended when the days of grace are."""
    with _changing("clerk", application_id) as (log, one):
        if one.state != APPROVED or one.review_on is None or one.review_on > today():
            return
        grace = int(rule("volunteers.grace_days", one.area))
        if not one.review_told:
            one.review_told = True
            one.save(update_fields=["review_told"])
            left = (one.review_on - today()).days + grace
            set_deadline(REVIEW, one.pk, max(0, left) * DAY_S)
            _step(log, one, "review_due", "", "clerk", "系统")
        elif (today() - one.review_on).days >= grace:
            _suspend(log, one, "clerk", "系统", "年度审核逾期")


def purge(application_id: int) -> None:
    """Due at the clerk: it came to nothing, and nobody needs names and numbers of it any more. Papers go with their rule."""
    with _changing("clerk", application_id) as (log, one):
        if one.state in OVER and one.purged_at is None:
            one.core.all().delete()
            one.purged_at = clock.now()
            one.save(update_fields=["purged_at"])
            _step(log, one, "purged", "", "clerk", "系统")


def barred(unit: Unit) -> str | None:
    """Why this team may not be made ready by hand: it is suspended, or it has left."""
    state = Application.objects.filter(unit=unit.pk).values_list("state", flat=True).first()
    return None if state in (None, APPROVED) else f"{unit.name} {NAMES[str(state)]},须先在社会力量登记中办理恢复。"


def _next_review(one: Application) -> None:
    days = int(rule("volunteers.review_days", one.area))
    one.review_on, one.review_told = today() + timedelta(days=days), False
    set_deadline(REVIEW, one.pk, days * DAY_S)


def _forget_later(one: Application) -> None:
    set_deadline(PURGE, one.pk, int(rule("volunteers.keep_days", one.area)) * DAY_S)


def _go(one: Application, state: str) -> None:
    if state not in MOVES[one.state]:
        raise Problem("wrong_state", f"{one.name} {NAMES[one.state]},不能改为{NAMES[state]}。")
    one.state = state


@contextmanager
def _changing(actor: str, application_id: int) -> Iterator[tuple[Log, Application]]:
    with act(actor) as log:
        one = Application.objects.select_for_update(of=("self",)).filter(pk=application_id).first()
        if one is None:
            raise Problem("not_found", "没有这份登记。")
        yield log, one


def _step(log: Log, one: Application, verb: str, words: str, actor: str, name: str) -> None:
    Step.objects.create(application=one, verb=verb, words=words.strip()[:500], by=actor, by_name=name[:60])
    log.append(f"people:{settings.CITY}", f"volunteer.{verb}", {"id": one.pk, "area": one.area, "unit": one.unit_id}, area=one.area)
