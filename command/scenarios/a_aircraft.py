"""The aircraft of scenario A: it finds the fire, flies to it, shows it, measures it, and is lost."""

from __future__ import annotations

from command.scenarios.stage import Stage
from devices.tracks.models import LastFix

FIRE = (113.7712, 23.7423)
OFFLINE = 2  # flag of the picture lane


def hotspot(stage: Stage) -> None:
    """The camera sees 186 ℃ where the laser rests."""
    uav = stage.cast.aircraft
    assert uav is not None
    stage.wire.fly(uav.external_id, f"X{stage.exercise}DOCK", FIRE[0] - 0.003, FIRE[1] - 0.002, celsius=186.0, target=FIRE)


def send_the_drone(stage: Stage) -> None:
    """To the fire, and its picture: two commands to the exercise's own aircraft, given as from its card."""
    uav = stage.cast.aircraft
    assert uav is not None
    stage.wire.obey(f"X{stage.exercise}DOCK", uav.external_id)
    point = {"lon": FIRE[0], "lat": FIRE[1], "height": 320.0}
    watch = f"https://media.demo.invalid:8889/live/{uav.external_id}"
    picture = {"url": f"rtmp://media.demo.invalid:1935/live/{uav.external_id}", "watch_url": watch}
    for kind, params in (("fly_to_point", point), ("live_start", picture)):
        stage.officer.post(f"/api/devices/terminals/{uav.pk}/commands", {"kind": kind, "params": params})


def on_its_way_and_shown(stage: Stage) -> bool:
    """Accepted by the aircraft; its picture can be opened on the city's screen and on the district's."""
    assert stage.cast.aircraft is not None
    uav = stage.cast.aircraft
    flights = stage.rows("commands", kind="fly_to_point", terminal=uav.pk, state="accepted")
    return bool(flights) and all(screen.rows("links", subject=uav.subject_id) for screen in stage.screens)


def aircraft_lost(stage: Stage) -> None:
    stage.wire.link_lost(f"X{stage.exercise}DOCK")


def aircraft_marked(stage: Stage) -> bool:
    """Marked as gone, and still where it was last seen."""
    assert stage.cast.aircraft is not None
    fix = LastFix.objects.filter(subject_id=stage.cast.aircraft.subject_id).first()
    return fix is not None and bool(fix.flags & OFFLINE) and abs(fix.lon - FIRE[0]) < 0.01


def perimeter(stage: Stage) -> None:
    """All that burned is forest: both figures are the same."""
    for measure in ("area_ha", "burned_ha"):
        body = {"measure": measure, "value": 1.4, "source": "无人机测绘"}
        stage.officer.post(f"/api/incidents/{stage.the_incident()['id']}/figures", body)
