"""Orders' arithmetic without a database: whom to believe, who is passed over, which legs follow which."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatch.orders.belief import risen, unit_state
from dispatch.orders.levels import issuing_level, levels_between
from dispatch.orders.states import (
    ACCEPTED,
    COMMANDER,
    COPY,
    DELIVERED,
    DEPUTY,
    ISSUED,
    LEG_MOVES,
    LEGS,
    MEMBER,
    RANK,
    READ,
    REFUSED,
    SPEAKERS,
    TERMINAL,
)

SAID = st.lists(
    st.tuples(st.sampled_from([COMMANDER, DEPUTY, MEMBER, TERMINAL, COPY]), st.sampled_from([ISSUED, DELIVERED, READ, REFUSED, ACCEPTED])),
    max_size=8,
)


@pytest.mark.parametrize(
    ("said", "state"),
    [
        ([], ISSUED),
        ([(COMMANDER, ISSUED), (DEPUTY, READ)], READ),  # the commander is unreached: the deputy's
        ([(COMMANDER, DELIVERED), (DEPUTY, REFUSED)], REFUSED),  # it lies on the commander's phone, nobody has looked
        ([(COMMANDER, READ), (DEPUTY, REFUSED)], READ),  # the commander has read it and may still go
        ([(COMMANDER, REFUSED), (DEPUTY, ACCEPTED)], ACCEPTED),  # one refusal never overrides another's acceptance
        ([(COMMANDER, ACCEPTED), (TERMINAL, REFUSED)], ACCEPTED),
        ([(COMMANDER, ISSUED), (TERMINAL, READ), (MEMBER, DELIVERED)], READ),  # the unit's radio
        ([(COPY, ACCEPTED)], ISSUED),  # a copy for the district answers for nobody
    ],
)
def test_the_order_shows_whose_word_counts(said, state):
    assert unit_state(said) == state


@given(SAID)
def test_an_acceptance_by_a_speaker_is_the_units_whatever_others_say(said):
    assert (unit_state(said) == ACCEPTED) == any(rank in SPEAKERS and state == ACCEPTED for rank, state in said)


@given(SAID, st.sampled_from(sorted(RANK)))
def test_a_state_never_falls(said, before):
    assert RANK[risen(before, unit_state(said))] >= RANK[before]


@given(SAID)
def test_copies_change_nothing(said):
    assert unit_state(said) == unit_state([(rank, state) for rank, state in said if rank != COPY])


@pytest.mark.parametrize(
    ("issuer", "unit", "between"),
    [
        ("4401", "440117101", ["440117", "440117101"]),  # city → town team: district and town
        ("4401", "440117", ["440117"]),
        ("440117", "440117101", ["440117101"]),
        ("440117", "440117", []),
        ("4419", "441900003", ["441900", "441900003"]),
    ],
)
def test_a_straight_through_order_is_copied_to_the_levels_between(issuer, unit, between):
    assert levels_between(issuer, unit) == between


def test_who_holds_two_posts_issues_from_the_wider_one_that_has_the_unit(settings):
    settings.CITY = "4401"
    assert issuing_level(["440117", "4401"], "440117101") == "4401"
    assert issuing_level(["440117"], "440118") == "440117"
    assert issuing_level(None, "440118") == "4401"


def test_every_leg_leads_home_and_only_a_team_on_its_way_home_turns_round():
    order = [leg for leg, _ in LEGS]
    for leg, moves in LEG_MOVES.items():
        back = [to for to in moves if order.index(to) < order.index(leg)]
        assert back == (["working"] if leg == "leaving" else [])
        assert leg in ("assigned", "back") or "back" in moves
