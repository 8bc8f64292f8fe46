"""The “four ones”: lead official, task force, action plan, single information outlet – each in words, with a default to start from."""

from __future__ import annotations

from dispatch.incidents.actions import change_incident, on_incident
from dispatch.incidents.conditions import ITEMS
from dispatch.incidents.models import Incident, type_name
from dispatch.incidents.records import FourOne
from dispatch.incidents.rows import FourOneItem
from realtime.accounts.models import Post
from realtime.areas.models import Area


def fill_four_ones(*, actor: str, incident_id: int, texts: dict[FourOneItem, str]) -> Incident:
    """One or several at once; a later text of the same item takes its place, the earlier stays in the history."""
    with on_incident(actor, incident_id) as (incident, _):
        number = incident.words + 1
        FourOne.objects.bulk_create(
            FourOne(incident=incident, number=number, item=item, text=text, by=actor) for item, text in texts.items()
        )
        filled = [item for item in ITEMS if item in incident.four_ones or item in texts]
        return change_incident(actor=actor, incident=incident, words=number, four_ones=filled)


def defaults_of(incident: Incident) -> dict[FourOneItem, str]:
    """What a duty officer would write first: who is on duty for the place, and the usual names. Blank where nobody is."""
    area = Area.objects.filter(pk=incident.area).values_list("name", flat=True).first() or ""
    kind = type_name(incident.type_id) or "突发事件"
    return {
        "lead": _on_duty("duty_leader", incident.area),
        "task_force": f"{area}{incident.place}{kind}处置工作专班",
        "plan": f"按{area}{kind}应急预案组织先期处置",
        "outlet": _on_duty("shift_chief", incident.area),
    }


def _on_duty(role: str, area: str) -> str:
    """The nearest holder of the post, from the area's own up to the city's."""
    above = [area[:length] for length in range(2, len(area) + 1)]
    post = Post.objects.valid().filter(role_id=role, area__in=above).select_related("user", "role").order_by("-area", "-valid_from").first()
    return f"{post.role.name} {post.user.name}" if post else ""
