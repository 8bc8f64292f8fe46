"""A village's loudspeaker among the contacts stands on the map where it hangs, for as long as there is one."""

from __future__ import annotations

from typing import Any

import pytest

from devices.terminals.actions import register_terminal
from devices.terminals.models import Subject
from devices.tracks.models import LastFix
from dispatch.contacts.actions import add_person, retire_person
from dispatch.contacts.mapping import show_loudspeakers
from dispatch.contacts.models import Person
from dispatch.features.models import Feature
from realtime import clock
from realtime.positions import OFFLINE

pytestmark = pytest.mark.django_db


@pytest.fixture
def speaker(city: None) -> Person:
    register_terminal(
        actor="system", adapter="radio", external_id="LS-1", kind="other", area="440117", label="良明村大喇叭",
        meta={"speaker": True, "home": {"lon": 113.7525, "lat": 23.7315}},
    )  # fmt: skip
    return add_person(
        actor="user:1", name="良明村大喇叭", role="loudspeaker", area="440117", addresses=[{"channel": "loudspeaker", "value": "LS-1"}]
    )


def shown() -> list[tuple[str, float, Any, bool]]:
    rows = Feature.objects.filter(layer="loudspeaker")
    return [(row.name, row.lon, row.attributes.get("online"), row.active) for row in rows]


def test_it_hangs_where_it_was_registered_until_it_reports_and_says_when_it_is_mute(speaker: Person, agrees: Any) -> None:
    with agrees():
        assert show_loudspeakers() == 1
    assert shown() == [("良明村大喇叭", 113.7525, None, True)]
    assert show_loudspeakers() == 0
    subject = Subject.objects.get(terminals__external_id="LS-1")
    now = clock.now()
    LastFix.objects.create(subject=subject, fixed_at=now, received_at=now, lon=113.76, lat=23.73, source="radio", flags=OFFLINE)
    with agrees():
        assert show_loudspeakers() == 1
    assert shown() == [("良明村大喇叭", 113.76, False, True)]


def test_who_is_no_contact_any_more_leaves_the_map(speaker: Person, agrees: Any) -> None:
    show_loudspeakers()
    retire_person(actor="user:1", person=speaker)
    with agrees():
        assert show_loudspeakers() == 1
    assert [row[3] for row in shown()] == [False]


def test_one_without_a_terminal_has_no_place(city: None) -> None:
    add_person(actor="user:1", name="无终端", role="loudspeaker", area="440117", addresses=[{"channel": "loudspeaker", "value": "LS-9"}])
    assert show_loudspeakers() == 0
