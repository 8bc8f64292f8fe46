"""caller × group → **rights** → ticket: may they hear it, may they speak, and with what priority. Decided here, never by a page."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db.models.functions import Now

from dispatch.incidents.models import Incident
from dispatch.teams.models import Member as TeamMember
from realtime.accounts.may import READ, Caller
from realtime.rules.models import rules_under
from realtime.talk.models import UNIT, USER, Act, Member, TalkGroup
from realtime.talk.rows import Seat

SPEAK = "talk.speak"
LEADS = (TeamMember.COMMANDER, TeamMember.DEPUTY)
LEAST = 3


class Rights:
    """Of one caller in many groups; what does not depend on the group is read once."""

    def __init__(self, caller: Caller) -> None:
        self.caller = caller
        crews = TeamMember.objects.filter(user=caller.user_id) if caller.user_id else TeamMember.objects.none()
        self.units: dict[int, str] = dict(crews.order_by("-id").values_list("unit", "role"))
        self._rules: dict[str, dict[str, Any]] = {}
        self._listening: set[int] | None = None

    def seat(self, group: TalkGroup) -> Seat | None:
        """None: this group does not exist for them."""
        member = self.membership(group)
        if member is not None:
            return self._seat(group, f"member:{member.kind}:{member.key}", speak=not member.listen_only)
        if not group.private and self.caller.may(READ, group.area):
            return self._seat(group, "area", speak=self.caller.user_id is not None and self.caller.may(SPEAK, group.area))
        if group.pk in self.listening(group.area):
            return self._seat(group, "listen", speak=False)
        return None

    def membership(self, group: TalkGroup) -> Member | None:
        """By name first; of two teams the one that may speak."""
        mine = [
            member
            for member in group.members.all()
            if (member.kind == USER and member.key == self.caller.user_id) or (member.kind == UNIT and member.key in self.units)
        ]
        return min(mine, key=lambda member: (member.listen_only, member.kind != USER, member.pk), default=None)

    def priority(self, group: TalkGroup) -> int:
        rules = self._rules_of(group.area)
        by_role: dict[str, int] = rules["talk.priority"]
        here = [grant.role for grant in self.caller.grants if group.area.startswith(grant.area) or grant.area.startswith(group.area)]
        # Lent to another district one is there as what one is at home
        roles = here or [grant.role for grant in self.caller.grants]
        found = max((int(by_role.get(role, LEAST)) for role in roles), default=LEAST)
        if group.incident_id is not None and self.units:
            members = {member.key for member in group.members.all() if member.kind == UNIT}
            commander = Incident.objects.filter(pk=group.incident_id).values_list("commander_unit_id", flat=True).first()
            for unit, role in self.units.items():
                if role in LEADS and unit in members:
                    found = max(found, int(rules["talk.priority_deputy"]))
                if role == TeamMember.COMMANDER and unit == commander:
                    found = max(found, int(rules["talk.priority_commander"]))
        return min(max(found, 1), 10)

    def listening(self, area: str) -> set[int]:
        """Groups this person was allowed to listen to, a short while ago and with a reason."""
        if self._listening is None:
            minutes = float(self._rules_of(area)["talk.listen_min"])
            fresh = Act.objects.filter(by=self.caller.actor, act=Act.LISTEN, state=Act.DONE, at__gt=Now() - timedelta(minutes=minutes))
            self._listening = set(fresh.values_list("group", flat=True))
        return self._listening

    def _seat(self, group: TalkGroup, because: str, *, speak: bool) -> Seat:
        return {"id": group.pk, "name": group.name, "priority": self.priority(group), "speak": speak, "because": because}

    def _rules_of(self, area: str) -> dict[str, Any]:
        if area not in self._rules:
            self._rules[area] = rules_under("talk.", area)
        return self._rules[area]
