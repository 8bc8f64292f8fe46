"""Who commands on scene: the first team that arrives, until it is explicitly handed over to a team or a named official."""

from __future__ import annotations

from dispatch.incidents.actions import change_incident, on_incident
from dispatch.incidents.models import Incident
from dispatch.incidents.records import HandOver
from dispatch.teams.models import Member, Unit
from realtime.codes import Problem
from realtime.log import act


def leader_of(unit: Unit) -> str:
    """The commander's name as the register has it, the team's own where it has none."""
    member = Member.objects.select_related("user").filter(unit=unit, role=Member.COMMANDER).order_by("id").first()
    return member.user.name if member else unit.name


def set_acting_commander(*, actor: str, incident: Incident, unit: Unit, name: str = "") -> Incident:
    """At the first `arrived`, with the incident locked. Where somebody already commands, nothing changes."""
    if incident.commander_name or incident.commander_unit_id is not None:
        return incident
    return give_command(actor, incident, unit.pk, name or leader_of(unit), "首支到场队伍临时指挥")


def hand_over_command(*, actor: str, incident_id: int, unit_id: int | None = None, name: str = "", reason: str) -> Incident:
    """From whoever has it to a team that is here, or to an official by name; the reason is kept."""
    if (unit_id is None) == (not name.strip()):
        raise Problem("invalid", "请选择接替指挥的队伍,或填写接替指挥的领导姓名和职务(二选一)。", where=["unit", "name"])
    with on_incident(actor, incident_id) as (incident, _):
        if unit_id is None:
            if incident.commander_unit_id is None and incident.commander_name == name.strip():
                raise Problem("wrong_state", f"{incident.commander_name}已是现场指挥。")
            return give_command(actor, incident, None, name.strip(), reason)
        assignment = incident.assignments.filter(unit_id=unit_id, state="open").select_related("unit").first()
        if assignment is None:
            raise Problem("invalid", "该队伍没有本事件的在办任务,不能接替指挥。", where=["unit"])
        if incident.commander_unit_id == unit_id:
            raise Problem("wrong_state", f"{assignment.unit.name} 已在负责现场指挥。")
        return give_command(actor, incident, unit_id, leader_of(assignment.unit), reason)


def give_command(actor: str, incident: Incident, unit_id: int | None, name: str, reason: str) -> Incident:
    with act(actor, incident.exercise_id):
        number = incident.words + 1
        HandOver.objects.create(
            incident=incident, number=number, from_unit_id=incident.commander_unit_id, from_name=incident.commander_name,
            unit_id=unit_id, name=name[:60], reason=reason, by=actor,
        )  # fmt: skip
        return change_incident(actor=actor, incident=incident, commander_unit_id=unit_id, commander_name=name[:60], words=number)
