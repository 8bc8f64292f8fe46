"""preview → **activating** → response, groups, tasks, then the one press: all of it in one transaction, twice does no harm."""

from __future__ import annotations

import logging
from typing import NamedTuple

from django.db import connection

from command.onekey.choosing import Asked
from command.onekey.pressing import confirm as confirm_press
from command.onekey.previewing import preview as preview_press
from command.plans.merging import sheet_of
from command.plans.models import Activation
from command.plans.previewing import Wish, asked, print_of, response_of, wish_of
from command.plans.resolving import resolve
from command.plans.sheet import read_sheet
from command.plans.starting import bring_to, current, roles_for, step_to
from command.responses.actions import approve_change, link_activation, propose_change, propose_response
from command.responses.approving import Word
from command.responses.locking import waiting_change
from command.responses.models import ACTIVE, Response
from dispatch.contacts.models import Person
from dispatch.contacts.seeing import seen_by
from realtime.accounts.may import Caller
from realtime.codes import Problem
from realtime.log import act

log = logging.getLogger(__name__)


class Done(NamedTuple):
    activation: Activation
    made: bool  # False: it ran at this level already, and nothing was done


def activate(*, who: Caller, token: str, word: Word) -> Done:
    """Confirmed by an approver, or by their recorded word."""
    wish = wish_of(token, who.actor)
    plan, _, exercise = asked(wish.plan, wish.incident, wish.area, wish.level, wish.exercise)
    with act(who.actor, exercise):
        _one_at_a_time(wish.key)
        held = current(plan, wish.incident, wish.area, exercise)
        if held is not None and held.level == wish.level:
            return Done(held, False)
        sheet = read_sheet(held.body) if held else sheet_of(plan)
        found, planned = resolve(sheet, roles_for(sheet, wish.level), wish.area), step_to(sheet, wish.level, held)
        if not found.gaps and (plan.version != wish.version or print_of(found, planned.give, planned.close) != wish.seen):
            raise Problem("stale_preview", "预览之后预案、人员或任务已有变化,请重新预览后再确认。")
        response = _response(
            who, wish, plan.title, response_of(plan, wish.incident, wish.area, exercise), plan.family_id or "general", word
        )
        if held is None:
            held = Activation.objects.create(
                plan=plan, plan_version=plan.version, body=sheet.model_dump(mode="json"), response=response, incident_id=wish.incident,
                area=wish.area, level=wish.level, by=who.actor, by_name=who.name[:60], exercise_id=exercise,
            )  # fmt: skip
            bring_to(actor=who.actor, name=who.name, activation=held, level=wish.level, call=False)
            if response.activation_id is None:
                link_activation(actor=who.actor, response=response, activation_id=held.pk)
        else:
            held.refresh_from_db()
            if held.level != wish.level:  # the response stood at this level before
                bring_to(actor=who.actor, name=who.name, activation=held, level=wish.level, call=True)
    return Done(held, True)


def _response(who: Caller, wish: Wish, title: str, response: Response | None, family: str, word: Word) -> Response:
    """Starts it, joins the one in force, approves the one that waits, or takes it to this level."""
    why = f"启动《{title}》"
    if response is None:
        response = propose_response(
            actor=who.actor, name=who.name, family=family, level=wish.level, area=wish.area, why=why, incident_id=wish.incident,
            exercise=wish.exercise,
        )  # fmt: skip
    waiting = waiting_change(response)
    if waiting is None and response.state == ACTIVE and response.level != wish.level:
        response = propose_change(actor=who.actor, name=who.name, response_id=response.pk, level=wish.level, why=why)
        waiting = waiting_change(response)
    if waiting is None:
        return response
    if waiting.level != wish.level or waiting.state != "proposed":
        raise Problem("wrong_state", f"{response.number} 还有一项变更等待处理,请先批准或撤回。")
    return approve_change(who=who, change_id=waiting.pk, word=word)


def _one_at_a_time(key: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [key])


def press_for(*, who: Caller, activation: Activation) -> Activation:
    """Talk group, conference, call-outs by the one press. The plan runs whether or not it could start; why not is said."""
    if activation.press_id is not None:
        return activation
    held = Person.objects.current().filter(seen_by(who), pk__in=set(activation.roles.values()))
    try:
        shown = preview_press(
            who,
            Asked(
                parts=["talk", "conference", "callout"], incident=activation.incident_id, persons=[person.pk for person in held],
                units=[], exercise=activation.exercise_id,
                text=f"《{activation.plan.title}》已启动{activation.get_level_display()}响应,请查看本人任务并立即办理,应答时说明采取的措施。",
            ),
        )  # fmt: skip
        activation.press_id = confirm_press(who=who, token=shown["token"])["id"]
        missed = len(set(activation.roles.values())) - len(held)
        activation.press_words = f"有 {missed} 人不在您的辖区,请上级呼叫" if missed else ""
    except Problem as problem:
        activation.press_words = problem.detail[:300]
    activation.save(update_fields=["press_id", "press_words"])
    return activation
