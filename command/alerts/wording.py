"""scheme + colour + areas → **wording** → the text a draft starts from, and the term it holds. No Django.

Words in braces are filled in; what a bureau's own row spells otherwise stays as it is written.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

FORM = re.compile(r"\{(\w+)\}")
MANY = 6  # areas named; more are counted
TEXT = "{issuer}{time}发布{hazard}{colour}预警:预计未来{hours}小时,{areas}{means}。请有关单位和人员注意防范。"


def fill(template: str, values: Mapping[str, str]) -> str:
    """A brace that nothing is known for stays to be seen."""
    return FORM.sub(lambda found: values.get(found[1], found[0]), template)


def areas_in_words(names: Sequence[str]) -> str:
    return "、".join(names) if len(names) <= MANY else "、".join(names[:MANY]) + f"等 {len(names)} 个地区"


def means_in_words(means: str, hazard: str) -> str:
    """What the colour stands for, as a clause after the areas' names."""
    return means if means else f"可能受{hazard}影响"


def evidence_in_words(evidence: Sequence[Mapping[str, object]], most: int = 3) -> str:
    """“吕田镇站 1 小时雨量 62 mm;…” for the first of the draft's text."""
    said = [f"{one['place']} {one['name']} {one['value']:g} {one['unit']}".strip() for one in evidence[:most]]
    more = f"等 {len(evidence)} 处" if len(evidence) > most else ""
    return ";".join(said) + more
