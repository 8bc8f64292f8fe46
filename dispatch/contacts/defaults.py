"""Rows every installation starts with; the bureau's own rows are never overwritten."""

from __future__ import annotations

from dispatch.contacts.models import ContactRole

DEFAULT = "本系统默认值,请各局按预案修订"
RULES: list[tuple[str, object, str, str]] = []  # name, value, unit, source

CHAIN = ("principal", "town_leader", "village_contact")  # with the roles that are notified: who is called with the tree
ROLES: list[tuple[str, str, bool, list[str]]] = [  # code, name, notify, event types
    ("duty_desk", "值班室", True, []),
    ("forest_office", "森防办值班", True, ["11G", "11B25"]),
    ("flood_office", "三防办值班", True, ["11A", "11B", "11D", "11E"]),
    ("responsible_unit", "责任单位(林场、园区、水库等)", True, []),
    ("duty_mobile", "值班手机", False, []),
    ("leader_on_duty", "带班领导", False, []),
    ("principal", "主要负责人", False, []),
    ("town_leader", "镇街分管负责人", False, []),
    ("village_contact", "村居联系人", False, []),
    ("cadre", "镇村干部(上门叫应)", False, []),
    ("loudspeaker", "村村通大喇叭", False, []),
    ("team_leader", "队伍负责人", False, []),
    ("liaison", "部门联络员", False, []),
    ("expert", "专家", False, []),
    ("other", "其他", False, []),
]


def load() -> None:
    """Reference rows of this app besides its rules."""
    ContactRole.objects.bulk_create(
        [
            ContactRole(code=code, name=name, notify=notify, types=types, order=order, chain=code in CHAIN, source=DEFAULT)
            for order, (code, name, notify, types) in enumerate(ROLES)
        ],
        ignore_conflicts=True,
    )
