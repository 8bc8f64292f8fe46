"""A warning on its way out: each path against its own limit, and a ring on the map beside the codes that are named."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace

import pytest

from command.alerts.actions import draft_next, review_alert
from command.alerts.calling import persons_of
from command.alerts.models import Alert
from command.alerts.showing import alert_whole
from command.inbox.providers import waiting_for
from dispatch.broadcast.models import AreaJob
from dispatch.contacts.models import Person
from realtime import clock
from realtime.accounts.may import caller_of_user
from tests.command.test_alerts import drafted, out


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("path", "most", "review", "sign"), [("ordinary", 1800, 60.0, 30.0), ("emergency", 600, None, 90.0), ("green", 300, None, 90.0)]
)
def test_each_of_the_three_paths_is_measured_step_by_step_against_its_own_limit(
    people: SimpleNamespace, path: str, most: int, review: float | None, sign: float
):
    alert = drafted(people.wang, path=path)
    if path == "ordinary":
        review_alert(actor=people.chen.actor, name="陈", alert_id=alert.pk)
    out(alert, people)
    at = clock.now() - timedelta(seconds=most + 200)
    Alert.objects.update(
        drafted_at=at, reviewed_at=at + timedelta(seconds=60) if path == "ordinary" else None, signed_at=at + timedelta(seconds=90),
        published_at=at + timedelta(seconds=110), handed_over_at=None,
    )  # fmt: skip

    def late() -> bool:
        return any(one["title_code"] == "alert_handover" for one in waiting_for(caller_of_user(people.wang)))

    assert late()
    Alert.objects.update(handed_over_at=at + timedelta(seconds=150))
    times = alert_whole(Alert.objects.get())["times"]
    assert (times["review_s"], times["sign_s"], times["publish_s"], times["handover_s"]) == (review, sign, 20.0, 60.0)
    assert times["handover_most_s"] == most and not late()


@pytest.mark.django_db
def test_a_ring_on_the_map_is_who_hears_it_and_who_is_called(people: SimpleNamespace):
    ring = [(113.55, 23.52), (113.62, 23.52), (113.62, 23.58), (113.55, 23.58), (113.55, 23.52)]
    inside = Person.objects.create(name="从化区长", role_id="principal", area="440117")
    outside = Person.objects.create(name="增城区长", role_id="principal", area="440118")
    alert = drafted(people.wang, path="emergency", polygon=ring, areas=[])
    assert alert.areas == ["440117"]
    out(alert, people)
    job = AreaJob.objects.get()
    assert [tuple(point) for point in job.polygon] == ring and job.areas == []
    grown = draft_next(
        actor=people.wang.actor, name="王", alert_id=alert.pk, kind="update", text="扩大", areas=["440117104", "440118"], polygon=ring
    )
    out(grown, people)
    latest = AreaJob.objects.latest("pk")
    assert latest.polygon == job.polygon and latest.areas == ["440118"]  # named, and the ring is nowhere near it
    assert inside in persons_of(alert) and outside not in persons_of(alert) and outside in persons_of(grown)
