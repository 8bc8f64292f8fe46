"""Forest fire alarms of the year: most are smoke of something else and say of what; the verified ones became incidents whose burned area adds up."""

from __future__ import annotations

from datetime import datetime, timedelta

from command.seeding.history.calendar import BY, FIRES, INVENTED, NOON, WHO, Past, split
from dispatch.alarms.models import CLEARED, Alarm
from dispatch.incidents.models import CLOSED, GRADE_CONFIRMED, Incident
from dispatch.incidents.records import Figure, Note
from realtime.areas.models import Area

TYPE = "11G01"
MU_PER_HA = 15
SOURCES = [("call", 34), ("satellite", 22), ("camera", 18), ("uav", 12), ("public", 9), ("agency", 5)]
REJECTED = [("farm_burning", 30), ("false_positive", 18), ("worship_fire", 14), ("not_found", 14), ("industrial_heat", 10), ("planned_burn", 9), ("outside_area", 5)]  # fmt: skip
CAUSES = ("野外用火", "输电线路故障", "祭祀用火", "原因待查", "雷击", "农事用火蔓延")


def make(past: Past) -> int:
    said = past.city.year
    if not said.alarms:
        return 0
    moments = sorted(past.quiet_at(FIRES, NOON) for _ in range(said.verified))
    incidents = Incident.objects.bulk_create(_incident(past, at, mu) for at, mu in zip(moments, _areas(past), strict=True))
    Figure.objects.bulk_create(
        Figure(
            incident=one,
            number=1,
            measure="burned_ha",
            value=one.figures["burned_ha"],
            source=INVENTED,
            occurred_at=one.closed_at,
            by=BY,
            at=one.closed_at or one.opened_at,
        )
        for one in incidents
    )
    Note.objects.bulk_create(
        Note(
            incident=one,
            number=2,
            kind=Note.CLOSING,
            text=f"明火扑灭,看守期满,移交属地。{INVENTED}",
            by=BY,
            at=one.closed_at or one.opened_at,
        )
        for one in incidents
    )
    others = sorted(past.at(FIRES, NOON) for _ in range(said.alarms - said.verified))
    rows = [_alarm(past, one.opened_at, one) for one in incidents] + [_alarm(past, at, None) for at in others]
    rows.sort(key=lambda row: row.received_at)
    for row in rows:
        row.number = past.number("JQ", row.received_at)
    Alarm.objects.bulk_create(rows)
    return len(rows) + len(incidents)


def _areas(past: Past) -> list[float]:
    """Burned 亩 of each fire, in hundredths so that they add up to the paper's number."""
    hundredths = round(past.city.year.burned_mu * 100)
    weights = [past.dice.paretovariate(1.3) for _ in range(past.city.year.verified)]
    return [part / 100 for part in split(past.dice, hundredths, past.city.year.verified, least=30, weights=weights)]


def _where(past: Past) -> tuple[Area, Area, float, float]:
    district = past.dice.choice(past.wooded)
    return district, past.town(district), *past.place(district)


def _incident(past: Past, at: datetime, mu: float) -> Incident:
    district, town, lon, lat = _where(past)
    out = at + timedelta(minutes=60 + past.dice.randrange(60) + int(mu * 4))
    return Incident(
        number=past.number("SJ", at), type_id=TYPE, area=district.code, lon=lon, lat=lat, place=f"{town.name}山林", text=f"{past.dice.choice(CAUSES)};{INVENTED}",
        phase=CLOSED, grade=4, grade_state=GRADE_CONFIRMED, figures={"burned_ha": round(mu / MU_PER_HA, 6), "deaths": 0, "injuries": 0}, words=2,
        commander_name=f"{town.name}镇长" if town.name.endswith("镇") else "", opened_by=BY, opened_at=at, closed_at=out + timedelta(hours=24), archived=True,
    )  # fmt: skip


def _alarm(past: Past, at: datetime, incident: Incident | None) -> Alarm:
    if incident is None:
        district, town, lon, lat = _where(past)
        area, place = district.code, town.name
        verdict = past.dice.choices([code for code, _ in REJECTED], [share for _, share in REJECTED])[0]
        heard = at
    else:
        area, place, lon, lat = incident.area, incident.place, incident.lon, incident.lat
        verdict, heard = "forest_fire", at - timedelta(minutes=past.dice.randrange(4, 25))
    source = past.dice.choices([code for code, _ in SOURCES], [share for _, share in SOURCES])[0]
    acked, judged = heard + timedelta(seconds=past.dice.randrange(6, 70)), heard + timedelta(minutes=past.dice.randrange(8, 30))
    return Alarm(
        source=source, urgency="urgent", type=TYPE, area=area, lon=lon, lat=lat, place=place, text=INVENTED, sources=[source], seen_at=heard, last_seen_at=heard,
        state=CLEARED, acked_by=BY, acked_name=WHO, acked_at=acked, verdict=verdict, verdict_by=BY, verdict_at=at if incident else judged,
        cleared_at=judged + timedelta(minutes=40), incident_id=incident.pk if incident else None, occurred_at=heard, received_at=heard, entered_at=heard,
        archived=True,
    )  # fmt: skip
