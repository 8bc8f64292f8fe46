"""application → **showing** → desk: one whole, numbers masked, and what may be done with it now."""

from __future__ import annotations

from command.volunteers.models import Application
from command.volunteers.rows import VolunteerWhole
from command.volunteers.states import APPROVED, SUBMITTED, SUSPENDED, VETTED
from dispatch.masking import masked_phone
from dispatch.teams.models import Item
from realtime.clock import iso
from realtime.codes import Problem

NEXT = {
    SUBMITTED: ["vet", "refuse", "depart"], VETTED: ["approve", "refuse", "depart"], APPROVED: ["review", "suspend", "depart"], SUSPENDED: ["resume", "depart"],
}  # fmt: skip


def one_application(application_id: int) -> Application:
    one = Application.objects.filter(pk=application_id).first()
    if one is None:
        raise Problem("not_found", "没有这份登记。")
    return one


def volunteer_whole(one: Application, actor: str) -> VolunteerWhole:
    items = {item.code: item for item in Item.objects.filter(pk__in=[*one.equipment, *one.skills])}
    return {
        **one.row(), "licence": one.licence, "domains": list(one.domains), "place": one.place, "lon": one.lon, "lat": one.lat,
        "equipment": [{"name": items[code].name, "count": count, "measure": items[code].measure} for code, count in one.equipment.items() if code in items],
        "skills": [items[code].name for code in one.skills if code in items], "statement": one.statement,
        "core": [
            {"id": core.pk, "name": core.name, "phone": masked_phone(core.phone), "leader": core.leader, "consents": core.consents} for core in one.core.all()
        ],
        "papers": [
            {"file": paper.file_id, "name": paper.file.name, "mime": paper.file.mime, "size": paper.file.size} for paper in one.papers.select_related("file")
        ],
        "steps": [{"verb": step.verb, "words": step.words, "by_name": step.by_name, "at": str(iso(step.at))} for step in one.steps.all()],
        "next": NEXT.get(one.state, []), "own_work": bool(one.vetted_by) and one.vetted_by == actor, "purged": one.purged_at is not None,
    }  # fmt: skip
