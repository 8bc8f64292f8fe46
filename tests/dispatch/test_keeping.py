"""Recordings go when their term is over, never before 180 days, never of an incident that is open or held; digest and audit line stay."""

from __future__ import annotations

from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from dispatch.conferences.actions import open_conference
from dispatch.conferences.keeping import sweep_recordings
from dispatch.conferences.records import Recording
from dispatch.incidents.actions import open_incident
from dispatch.incidents.holding import hold_incident, hold_of, release_hold
from dispatch.incidents.models import Incident
from realtime import clock
from realtime.codes import Problem
from realtime.files.models import File
from realtime.files.store import path_of
from realtime.log.models import Event
from realtime.rules.models import Rule
from realtime.talk.models import Burst, TalkGroup
from realtime.talk.sweeping import sweep_talk

pytestmark = pytest.mark.django_db
FIRE = {"type": "11G01", "lon": 113.7712, "lat": 23.7423, "place": "良口镇"}
BYTES = b"\x1a\x45\xdf\xa3 recorded"
DIGEST = sha256(BYTES).hexdigest()


@pytest.fixture
def incident(city: None, settings: Any, tmp_path: Path) -> Incident:
    settings.DATA_DIR = tmp_path
    return open_incident(actor="user:1", **FIRE)


def recorded(incident: Incident | None, days: float) -> Recording:
    conference = open_conference(
        actor="user:1", name="王值班", area="440117", purpose="会商", incident_id=incident.pk if incident else None
    )
    place = path_of(DIGEST)
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_bytes(BYTES)
    file = File.objects.create(sha256=DIGEST, name="录制.webm", mime="video/webm", size=len(BYTES), area="440117", by="user:1")
    return Recording.objects.create(
        conference=conference, state=Recording.KEPT, by="user:1", by_name="王值班", stopped_at=clock.now() - timedelta(days=days), file=file,
        sha256=DIGEST, size=len(BYTES),
    )  # fmt: skip


def swept(django_capture_on_commit_callbacks: Any) -> int:
    with django_capture_on_commit_callbacks(execute=True):
        return sweep_recordings()


def test_after_its_term_picture_and_sound_go_and_the_digest_stays(incident: Incident, django_capture_on_commit_callbacks: Any) -> None:
    Incident.objects.update(phase="closed")
    Rule.objects.filter(name="conference.keep_days").update(value=30)  # a rule may only lengthen
    old, young = recorded(None, 181), recorded(None, 170)
    assert swept(django_capture_on_commit_callbacks) == 1
    assert path_of(DIGEST).exists()  # the younger one has the same content
    young.stopped_at -= timedelta(days=20)
    young.save()
    assert swept(django_capture_on_commit_callbacks) == 1 and swept(django_capture_on_commit_callbacks) == 0
    assert not path_of(DIGEST).exists()
    old.refresh_from_db()
    assert old.swept_at is not None and (old.row()["file"], old.row()["sha256"]) == (None, DIGEST)
    assert Event.objects.filter(kind="conference_recording.swept").count() == 2


def test_nothing_goes_while_the_incident_is_open_or_held(incident: Incident, django_capture_on_commit_callbacks: Any) -> None:
    recorded(incident, 400)
    assert swept(django_capture_on_commit_callbacks) == 0
    Incident.objects.update(phase="closed")
    hold_incident(actor="user:2", name="陈班长", incident=incident, reason="调查取证")
    hold_incident(actor="user:1", name="王值班", incident=incident, reason="再设一次")
    assert (hold_of(incident)["held"], hold_of(incident)["reason"]) == (True, "调查取证")
    assert swept(django_capture_on_commit_callbacks) == 0
    release_hold(actor="user:2", name="陈班长", incident=incident, reason="取证完毕")
    with pytest.raises(Problem, match="没有设留存"):
        release_hold(actor="user:2", name="陈班长", incident=incident, reason="取证完毕")
    assert swept(django_capture_on_commit_callbacks) == 1
    kinds = Event.objects.filter(kind__startswith="incident_hold.").order_by("pk").values_list("kind", flat=True)
    assert list(kinds) == ["incident_hold.placed", "incident_hold.released"]


def test_what_was_said_over_the_radio_waits_for_its_incident_too(incident: Incident) -> None:
    group = TalkGroup.objects.get(incident_id=incident.pk)
    burst = Burst.objects.create(
        pk=7, group=group, area="440117", incident_id=incident.pk, actor="user:1", name="王值班", started_at=clock.now() - timedelta(days=400),
        duration_ms=900, why="released", sha256="00", file="old.kept",
    )  # fmt: skip
    assert sweep_talk() == 0
    Incident.objects.update(phase="closed")
    assert sweep_talk() == 1
    burst.refresh_from_db()
    assert (burst.file, burst.sha256) == ("", "00")
