"""Every frame of the corpus is read, or refused with a reason. Nothing else may happen."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from devices import adapters
from devices.readings import Answer, Fix, Hotspot, Measurement, Progress, Receipt, Sos, Source, Status, Target, Text, Undecodable
from tests.devices.corpus import Sample, sample, samples

SAMPLES = Path(__file__).parent / "samples"
NOW = 1_793_664_930_500

# What each file must say, by type. A topic that only goes down, or is not subscribed, must be refused.
SAYS: dict[str, tuple[type, ...]] = {
    "dji/drc_up_osd_info_push": (),
    "dji/events_flighttask_progress": (Progress,),
    "dji/events_hms": (Text,),
    "dji/events_reply": (Undecodable,),
    "dji/osd_aircraft_no_fix": (Status, Status, Target),
    "dji/osd_dock2_env": (Fix, Status),
    "dji/osd_m300_h20t_flying": (Fix, Status, Target),
    "dji/osd_m30t_flying": (Fix, Status, Target),
    "dji/osd_m3e_flying": (Fix, Status, Target),
    "dji/osd_rc_plus": (Fix,),
    "dji/services_fly_to_point": (Undecodable,),
    "dji/services_live_start_push_gb28181": (Undecodable,),
    "dji/services_live_start_push_rtmp": (Undecodable,),
    "dji/services_live_start_push_whip_mediamtx": (Undecodable,),
    "dji/services_live_start_push_whip_srs": (Undecodable,),
    "dji/services_reply_error": (Answer,),
    "dji/services_reply_ok": (Answer,),
    "dji/state_firmware": (Status,),
    "dji/state_live_capacity": (Status,),
    "dji/state_live_status": (Status,),
    "dji/status_offline_rc": (Status,),
    "dji/status_online_rc": (Status, Status),
    "dji/status_reply": (Undecodable,),
    "owntracks/card": (Status,),
    "owntracks/cmd_reportLocation": (),
    "owntracks/cmd_setWaypoints": (),
    "owntracks/location": (Fix,),
    "owntracks/lwt": (Status,),
    "owntracks/transition_enter": (Text, Fix),
    "owntracks/waypoint": (),
    "owntracks/waypoints": (),
    "radio/ack_accepted": (Receipt,),
    "radio/hotspot": (Hotspot,),
    "radio/measure": (Measurement, Measurement),
    "radio/pos": (Fix,),
    "radio/pos_backlog": (Fix, Fix),
    "radio/sos": (Sos, Fix),
    "radio/sos_without_fix": (Sos,),
    "radio/status_online": (Status,),
    "radio/status_will": (Status,),
}


def frame(name: str) -> tuple[str, bytes]:
    text = (SAMPLES / f"{name}.json").read_text()
    if name.startswith("owntracks/"):
        return "owntracks/f1/phone", text.encode()
    sample = json.loads(text)
    return sample["topic"], json.dumps(sample["payload"], ensure_ascii=False).encode()


def test_every_file_of_the_corpus_is_listed() -> None:
    described = {sample.name for sample in samples()}
    assert {f"{path.parent.name}/{path.stem}" for path in SAMPLES.glob("*/*.json")} - described == SAYS.keys()


@pytest.mark.parametrize("told", samples(), ids=lambda told: told.name)
def test_a_sample_says_what_it_itself_tells(told: Sample) -> None:
    memory: dict[Source, Any] = {}
    said: tuple[str, ...] = ()
    for each in (*(sample(name) for name in told.before), told):
        try:
            route = adapters.route(each.topic)
            kept = memory.setdefault(route.source, route.memory)
            readings, _ = adapters.read_frame(route.read, each.payload, NOW, False, kept)
            said = tuple(type(reading).__name__ for reading in readings)
        except Undecodable:
            said = ("Undecodable",)
    assert said == told.says


@pytest.mark.parametrize("name", SAYS)
def test_a_sample_says_what_it_should(name: str) -> None:
    topic, payload = frame(name)
    if SAYS[name] == (Undecodable,):
        with pytest.raises(Undecodable) as refused:
            adapters.decode(topic, payload, NOW)
        assert refused.value.reason
    else:
        readings, _ = adapters.decode(topic, payload, NOW)
        assert tuple(type(reading) for reading in readings) == SAYS[name]


@pytest.mark.parametrize("name", [name for name, says in SAYS.items() if says != (Undecodable,)])
def test_a_sample_cut_anywhere_is_refused_and_never_half_read(name: str) -> None:
    topic, payload = frame(name)
    for cut in range(1, len(payload.rstrip()), 7):
        with pytest.raises(Undecodable):
            adapters.decode(topic, payload[:cut], NOW)
