"""Everybody has a screen: which functions of the desk's rail each role finds there, and that every role of the plan is a row."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from command.seeding.reference import ROLES

KNOWN = (Path(__file__).resolve().parents[2] / "frontend/src/desk/functions/known.ts").read_text(encoding="utf-8")
FUNCTIONS = {
    key: set(re.findall(r"'([\w.]+)'", verbs))
    for key, verbs in re.findall(r"^  \{ key: '(\w+)'(?:.*?verbs: \[(.*?)\])?.*\},$", KNOWN, re.M)
}
VERBS = {code: set(verbs) for code, _, verbs in ROLES}
EVERYBODY = {"inbox", "dispatch"}
# Of the functions that have been there longest; what came later is held to the tests below only.
FOUND = {
    "duty_leader": {"duty", "plans", "forces", "supplies", "figures"},
    "shift_chief": {"duty", "plans", "forces", "supplies", "figures"},
    "duty_officer": {"duty", "plans", "forces", "supplies", "figures"},
    "command_officer": {"plans", "forces", "supplies", "figures"},
    "liaison": {"plans"},
    "town_desk": {"duty", "plans", "supplies", "figures"},
    "village_contact": set(),
    "expert": set(),
    "auditor": {"duty", "plans", "forces", "supplies", "figures"},
    "leadership": {"duty", "plans", "forces", "supplies", "figures"},
    "depot_keeper": {"supplies"},
}


def seen_by(role: str) -> set[str]:
    return {key for key, verbs in FUNCTIONS.items() if not verbs or verbs & VERBS[role]}


@pytest.mark.parametrize("role", sorted(FOUND))
def test_a_role_finds_its_own_functions_and_no_others(role: str):
    looked_at = EVERYBODY.union(*FOUND.values())
    assert seen_by(role) & looked_at == EVERYBODY | FOUND[role]


@pytest.mark.parametrize("key", sorted(FUNCTIONS))
def test_the_leader_on_duty_finds_every_function_and_its_verbs_are_somebodys(key: str):
    assert key in seen_by("duty_leader")
    assert FUNCTIONS[key] <= set().union(*VERBS.values()), "a verb that no role has"


def test_every_role_that_the_plan_names_is_a_row():
    names = {name for _, name, _ in ROLES}
    assert {
        "带班领导",
        "值班长",
        "值班员",
        "应急指挥专员",
        "部门联络员",
        "镇街值守",
        "村居联系人",
        "专家",
        "审计员",
        "党委政府领导",
    } <= names
