"""incident → **noticing** → leaders in charge of its ground: a notice each, their copy of every order, a line of their inbox."""

from __future__ import annotations

from django.utils.timezone import localdate

from command.dossiers.bounds import holds
from command.incharge.models import Charge, LeaderNotice
from dispatch.distance import great_circle_m
from dispatch.incidents.hooks import Moment
from dispatch.incidents.models import Incident
from dispatch.telling import tell
from realtime import clock
from realtime.codes import Problem
from realtime.log import act
from realtime.rules.models import rule


def charges_for(incident: Incident) -> list[Charge]:
    """Those in force today whose ground the incident lies in, the narrowest first: risk unit, enterprise, town, district, city."""
    above = [incident.area[:length] for length in (2, 4, 6, 9, 12) if length <= len(incident.area)]
    rows = Charge.objects.on(localdate()).select_related("person", "dossier", "unit").filter(area__startswith=incident.area[:4])
    reach = float(rule("incharge.risk_m", incident.area))
    found = [one for one in rows if one.area in above if one.kind == "area"]
    for one in rows:
        if (
            one.dossier
            and holds(
                incident.lon,
                incident.lat,
                middle=(one.dossier.lon, one.dossier.lat),
                radius_m=one.dossier.radius_m,
                fence=one.dossier.fence,
            )[0]
        ) or (one.unit and great_circle_m(incident.lon, incident.lat, one.unit.lon, one.unit.lat) <= reach):
            found.append(one)
    return sorted(found, key=lambda one: ({"risk": 0, "dossier": 1, "area": 2}[one.kind], -len(one.area), one.pk))


def follow_incident(actor: str, moment: Moment, incident: Incident) -> None:
    """Opened, or moved into another ground. Who was told stays told."""
    if moment not in ("opened", "moved"):
        return
    with act(actor, incident.exercise_id) as log:
        known = set(LeaderNotice.objects.filter(incident=incident).values_list("person_id", flat=True))
        for charge in charges_for(incident):
            if charge.person_id in known:
                continue
            known.add(charge.person_id)
            made = LeaderNotice.objects.create(
                incident=incident,
                area=incident.area,
                person=charge.person,
                charge=charge,
                ground=charge.ground,
                exercise_id=incident.exercise_id,
            )
            made.refresh_from_db()
            tell(log, made.streams, "leader_notice.made", None, made.row(), area=made.area)


def copies_of(incident: Incident) -> list[str]:
    """Actors who get a copy of every order of this incident; a leader without an account reads none."""
    rows = LeaderNotice.objects.filter(incident=incident).select_related("person__user")
    return [one.person.user.actor for one in rows if one.person.user is not None and one.person.user.is_active]


def read_notice(*, actor: str, notice_id: int) -> LeaderNotice:
    """The leader's own word; a second press changes nothing."""
    found = LeaderNotice.objects.filter(pk=notice_id).first()
    if found is None:
        raise Problem("not_found", "没有这条抄告。")
    with act(actor, found.exercise_id) as log:
        one = LeaderNotice.objects.select_for_update(of=("self",)).select_related("person__user").get(pk=notice_id)
        if one.person.user is None or one.person.user.actor != actor:
            raise Problem("forbidden", "只有被抄告的领导本人能确认已阅。")
        if one.read_at is None:
            before = one.row()
            one.read_at = clock.now()
            one.save(update_fields=["read_at"])
            tell(log, one.streams, "leader_notice.read", before, one.row(), area=one.area)
    return one
