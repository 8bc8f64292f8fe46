"""Demo register of who cannot leave alone: 27 people of 派潭 and 正果, each with an escort, a way and a shelter. Names are invented."""

from __future__ import annotations

from command.evacuation.register.actions import enter_vulnerable
from command.evacuation.register.models import Vulnerable
from command.seeding.four_levels import CODES, ZENGCHENG
from dispatch.contacts.models import Person
from dispatch.features.models import Feature

HOW_MANY = 27
SURNAMES, GIVEN = "高钟毛刘潘朱温巫汤列来罗", ("阿婆", "伯", "婶", "叔")
KINDS = ("alone", "disabled", "patient", "pregnant", "minor")
CARRIED = ("walks", "wheelchair", "stretcher")


def make_vulnerable() -> None:
    """Safe to run again; needs the villages' contacts and the map's shelters."""
    if Vulnerable.objects.exists():
        return
    shelter = Feature.objects.filter(layer="shelter", area__startswith=ZENGCHENG, exercise_id=None).order_by("name").first()
    escorts = {code: Person.objects.current().filter(area=code, role_id="village_contact").order_by("id").first() for code in CODES}
    for number in range(HOW_MANY):
        code = CODES[number % len(CODES)]
        escort = escorts[code]
        enter_vulnerable(
            actor="system", name=f"{SURNAMES[number % len(SURNAMES)]}{GIVEN[number // len(SURNAMES)]}", kind=KINDS[number % len(KINDS)], area=code,
            address=f"{number + 1} 号", carried=CARRIED[number % len(CARRIED)], escort=escort.pk if escort else None,
            route="村道至集合点,镇车接送", shelter=shelter.pk if shelter else None,
        )  # fmt: skip
