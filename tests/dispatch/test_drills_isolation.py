"""Drills that ring: nothing of a table-top leaves the house; a live drill reaches its approved list, by private ways, and says 演练 first."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given
from hypothesis import settings as how
from hypothesis import strategies as st

from devices.terminals.models import Downlink
from dispatch.broadcast.actions import start_area_broadcast, start_broadcast
from dispatch.broadcast.audience import Audience
from dispatch.broadcast.models import AreaJob, Broadcast, Leg
from dispatch.callout import channels, handing
from dispatch.callout.actions import start_callout
from dispatch.callout.message import DRILL
from dispatch.callout.models import Attempt, Call, Callout
from dispatch.contacts.models import Address, ContactRole, Person
from dispatch.drills.aborting import abort_drill
from dispatch.drills.actions import approve_drill, list_participants, start_drill
from dispatch.drills.lists import is_approved
from dispatch.drills.models import Drill
from dispatch.pacing.models import QuietRule
from realtime.codes import Problem
from realtime.exercises.models import Exercise
from realtime.rules.models import Rule
from tests.dispatch.handing_parts import Here, Posted, Provider, provider

pytestmark = pytest.mark.django_db


@pytest.fixture
def outside(people: SimpleNamespace, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, settings: Any) -> Iterator[Provider]:
    """Everything that leaves the house: a slow channel, a quick one, and one that the public hears."""
    settings.DATA_DIR = tmp_path
    QuietRule.objects.all().delete()
    with provider() as made:
        sms, speaker = Posted(made.url), Posted(made.url, "loudspeaker")
        speaker.public = True
        known = {channel.name: channel for channel in channels.CHANNELS} | {"sms": sms, "loudspeaker": speaker}
        for where in (channels, "dispatch.callout.waiting", "dispatch.broadcast.queue"):
            name = f"{where}.CHANNELS" if isinstance(where, str) else "dispatch.callout.channels.CHANNELS"
            monkeypatch.setattr(name, list(known.values()))
        monkeypatch.setitem(channels.BY_NAME, "sms", sms)
        monkeypatch.setitem(channels.BY_NAME, "loudspeaker", speaker)
        yield made


def hand() -> None:
    hands = handing.Hands(Here())
    while hands.tick():
        pass


def persons(count: int, *more: str) -> list[Person]:
    role = ContactRole.objects.get(pk="duty_desk")
    made = [Person.objects.create(name=f"人{number}", role=role, area="440117") for number in range(count)]
    for number, person in enumerate(made):
        Address.objects.create(person=person, channel="sms", value=f"139{number:08d}", rank=0)
        Address.objects.create(person=person, channel="record", value=f"r{number}", rank=0)
        for channel in more:
            Address.objects.create(person=person, channel=channel, value=f"{channel}{number}", rank=0)
    return made


def everything(exercise: int, who: list[Person]) -> None:
    """Every verb that sends."""
    start_callout(
        actor="user:1", name="王", about="duty", about_id=0, purpose="call", persons=who, text="请到岗", area="4401", exercise=exercise, join=False,
    )  # fmt: skip
    start_broadcast(
        actor="user:1", name="王", area="4401", audience=Audience(persons=[person.pk for person in who]), channels=["sms", "record"], text="通知",
        exercise=exercise,
    )  # fmt: skip
    start_area_broadcast(actor="user:1", name="王", area="440117", areas=["440117"], text="转移", valid_s=600, exercise=exercise)
    hand()


def gone(outside: Provider, folder: Path) -> list[str]:
    """Every line that left: provider's and file's."""
    lines = [line for heard in outside.heard for line in heard.splitlines()]
    for name in ("callout.jsonl", "area_jobs.jsonl"):
        if (folder / name).exists():
            lines += (folder / name).read_text().splitlines()
    return lines


@contextmanager
def thrown_away() -> Iterator[None]:
    """Examples of one test do not see each other's rows."""
    mark = transaction.savepoint()
    try:
        yield
    finally:
        transaction.savepoint_rollback(mark)


@pytest.mark.parametrize("channel", ["sms", "loudspeaker", "record"])
def test_nothing_of_a_tabletop_leaves_the_house_by_whatever_way(outside: Provider, tmp_path: Path, channel: str) -> None:
    drill = start_drill(actor="user:1", name="王", title="推演", area="4401", kind="tabletop")
    everything(drill.pk, persons(3, *([] if channel in ("sms", "record") else [channel])))
    assert gone(outside, tmp_path) == [] and not Downlink.objects.exists()
    reasons = set(Attempt.objects.values_list("result", "error")) | set(Leg.objects.values_list("state", "error"))
    assert reasons == {("suppressed", "桌面推演,不外发")}
    assert set(AreaJob.objects.values_list("state", flat=True)) == {"suppressed"}


@given(listed=st.sets(st.integers(0, 4)), approvers=st.integers(0, 2), more=st.booleans(), kind=st.sampled_from(["live", "tabletop"]))
@how(max_examples=25, suppress_health_check=list(HealthCheck))
@pytest.mark.parametrize("_", [0])
def test_only_approved_persons_ever_receive_anything(
    outside: Provider, tmp_path: Path, _: int, listed: set[int], approvers: int, more: bool, kind: str
) -> None:
    outside.heard.clear()
    for name in ("callout.jsonl", "area_jobs.jsonl"):
        (tmp_path / name).unlink(missing_ok=True)
    with thrown_away():
        who = persons(5, "loudspeaker")
        drill = start_drill(actor="user:1", name="王", title="演", area="4401", kind=kind)
        if kind == "live":
            list_participants(actor="user:1", exercise_id=drill.pk, add=[who[number].pk for number in sorted(listed)])
            for number in range(approvers if listed else 0):
                approve_drill(actor=f"user:{number}", name=f"批{number}", exercise_id=drill.pk)
            if more and len(listed) < 5:  # somebody is added after the approval
                late = next(number for number in range(5) if number not in listed)
                list_participants(actor="user:1", exercise_id=drill.pk, add=[who[late].pk])
        everything(drill.pk, who)
        allowed = set(listed) if kind == "live" and approvers == 2 and not (more and len(listed) < 5) else set()
        lines = gone(outside, tmp_path)
        may = {f"139{number:08d}" for number in allowed} | {f"r{number}" for number in allowed}
        reached = {json.loads(line)["to"] if line.startswith("{") else line.split(" ")[1] for line in lines}
        assert reached == may
        assert all(DRILL in line for line in lines)
        left_out = Attempt.objects.exclude(call__person__in=[who[number] for number in allowed])
        assert set(left_out.values_list("result", flat=True)) <= {"suppressed"}


def test_two_different_persons_approve_and_any_change_needs_both_again(outside: Provider, agrees: Any) -> None:
    one, two = persons(2)
    drill = start_drill(actor="user:1", name="王", title="演", area="4401", kind="live", persons=[one.pk])
    with agrees():
        approve_drill(actor="user:1", name="王", exercise_id=drill.pk)
    with pytest.raises(Problem, match="另一人"):
        approve_drill(actor="user:1", name="王", exercise_id=drill.pk)
    assert not is_approved(drill.pk)
    with agrees():
        approve_drill(actor="user:2", name="陈", exercise_id=drill.pk)
    assert is_approved(drill.pk)
    with agrees():
        list_participants(actor="user:1", exercise_id=drill.pk, add=[two.pk])
    assert not is_approved(drill.pk)
    list_participants(actor="user:1", exercise_id=drill.pk, remove=[two.pk])
    assert not is_approved(drill.pk)  # as it was, but nobody has seen that


def test_the_list_is_capped_and_a_tabletop_has_none(outside: Provider) -> None:
    Rule.objects.create(name="drill.cap", area="4401", value=2, unit="人", source="测试")
    who = persons(3)
    with pytest.raises(Problem, match="最多 2 人"):
        start_drill(actor="user:1", name="王", title="演", area="4401", kind="live", persons=[person.pk for person in who])
    table = start_drill(actor="user:1", name="王", title="推演", area="4401", kind="tabletop")
    with pytest.raises(Problem, match="没有参演名单"):
        list_participants(actor="user:1", exercise_id=table.pk, add=[who[0].pk])


def test_broken_off_the_participants_hear_it_the_same_way_and_the_rest_stops(outside: Provider, tmp_path: Path, agrees: Any) -> None:
    who = persons(3)
    drill = start_drill(actor="user:1", name="王", title="演", area="4401", kind="live", persons=[person.pk for person in who[:2]])
    approve_drill(actor="user:1", name="王", exercise_id=drill.pk)
    approve_drill(actor="user:2", name="陈", exercise_id=drill.pk)
    start_callout(
        actor="user:1", name="王", about="duty", about_id=0, purpose="call", persons=who, text="请到岗", area="4401", exercise=drill.pk, join=False,
    )  # fmt: skip
    hand()
    outside.heard.clear()
    (tmp_path / "callout.jsonl").unlink()
    with agrees():
        abort_drill(actor="user:1", name="王值班", exercise_id=drill.pk)
    hand()
    lines = gone(outside, tmp_path)
    assert len(lines) == 4  # two persons, two ways each
    assert all("演练中止,转入实战" in line and DRILL not in line for line in lines)
    assert not any("13900000002" in line or '"r2"' in line for line in lines)
    assert Exercise.objects.get(pk=drill.pk).ended_at is not None
    assert Drill.objects.get(pk=drill.pk).state == "aborted"
    assert not Callout.objects.filter(exercise_id=drill.pk, stopped_at=None).exists()
    assert Call.objects.filter(exercise_id=drill.pk, state="stopped").count() == 3  # stays, to be read
    assert Broadcast.objects.get().exercise_id is None


def test_what_still_waits_when_a_drill_ends_does_not_go_out(outside: Provider) -> None:
    (one,) = persons(1)
    Address.objects.filter(channel="record").delete()
    drill = start_drill(actor="user:1", name="王", title="演", area="4401", kind="live", persons=[one.pk])
    approve_drill(actor="user:1", name="王", exercise_id=drill.pk)
    approve_drill(actor="user:2", name="陈", exercise_id=drill.pk)
    start_callout(
        actor="user:1", name="王", about="duty", about_id=0, purpose="call", persons=[one], text="请到岗", area="4401", exercise=drill.pk, join=False,
    )  # fmt: skip
    Exercise.objects.filter(pk=drill.pk).update(ended_at="2026-01-01T00:00:00Z")
    hand()
    assert outside.heard == []
    assert Attempt.objects.get().error == "演练已结束,未外发"


def test_over_http_an_officer_lists_and_only_an_approver_approves(people: SimpleNamespace, as_user: Any) -> None:
    (one,) = persons(1)
    wang, chen, admin = as_user(people.wang), as_user(people.chen), as_user(people.admin)
    made = wang.send("/api/drills", {"name": "秋季演练", "kind": "live", "area": "4401", "persons": [one.pk]})
    assert made.status_code == 201, made.content
    number = made.json()["id"]
    assert wang.send(f"/api/drills/{number}/approve").status_code == 403
    assert chen.send(f"/api/drills/{number}/approve").json()["approved"] is False
    assert admin.send(f"/api/drills/{number}/approve").json()["approved"] is True
    broken = wang.send(f"/api/drills/{number}/abort", {"text": "从化山火属实"})
    assert (broken.status_code, broken.json()["state"]) == (200, "aborted")
    assert wang.send(f"/api/drills/{number}/abort").status_code == 409
