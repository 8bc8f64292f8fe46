"""What is known of substances, and the distances within which a dossier is offered; the bureau's own rows are never overwritten."""

from __future__ import annotations

import csv
from pathlib import Path

from command.dossiers.models import Substance

DEFAULT = "本系统默认值,请各局按预案修订"
SUBSTANCES = Path(__file__).parent / "data" / "substances.csv"
GUIDE = "按《应急救援指南》(ERG 2020,公有领域)整理,用前请按企业提供的安全技术说明书核对"
RULES: list[tuple[str, object, str, str]] = [  # name, value, unit, source
    ("dossiers.around_m", 1000, "米", "事发点周边此范围内的企业档案一并列出;" + DEFAULT),
]


def load() -> None:
    """A substance that is there stays as it is."""
    known = set(Substance.objects.values_list("un", flat=True))
    with SUBSTANCES.open(encoding="utf-8") as file:
        Substance.objects.bulk_create(
            Substance(
                un=row["un"], name=row["name"], aliases=row["aliases"].split(), cas=row["cas"], hazard=row["hazard"], guide=row["guide"],
                isolate_m=int(row["isolate_m"]), downwind_m=int(row["downwind_m"]), fire_m=int(row["fire_m"]), fire=row["fire"], health=row["health"],
                protect=row["protect"], spill=row["spill"], source=GUIDE,
            )
            for row in csv.DictReader(file)
            if row["un"] not in known
        )  # fmt: skip
