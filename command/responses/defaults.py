"""Rows every installation starts with; the bureau's own rows are never overwritten."""

from __future__ import annotations

from command.responses.models import Family

DEFAULT = "本系统默认值,请各局按预案修订"
RULES: list[tuple[str, object, str, str]] = []  # name, value, unit, source
FAMILIES: list[tuple[str, str, str, list[str], bool]] = [  # code, name, headquarters, event types, 三防
    ("flood", "防汛", "{area}防汛防旱防风总指挥部", ["11A01", "11A03", "11A04", "11A51"], True),
    ("rainstorm", "防暴雨内涝", "{area}防汛防旱防风总指挥部", ["11A02", "11B03"], True),
    ("wind", "防风", "{area}防汛防旱防风总指挥部", ["11B01", "11B06", "11E02"], True),
    ("drought", "防旱", "{area}防汛防旱防风总指挥部", [], True),
    ("frost", "防冻", "{area}防汛防旱防风总指挥部", ["11B05"], True),
    ("forest_fire", "森林火灾", "{area}森林防灭火指挥部", ["11G", "11B25"], False),
    ("geology", "地质灾害", "{area}地质灾害应急指挥部", ["11D"], False),
    ("earthquake", "地震", "{area}抗震救灾指挥部", ["11C"], False),
    ("hazmat", "危险化学品事故", "{area}危险化学品事故应急指挥部", ["12D"], False),
    ("safety", "生产安全事故", "{area}生产安全事故应急指挥部", ["12"], False),
    ("general", "突发事件", "{area}突发事件应急委员会", [], False),
]


def load() -> None:
    """Reference rows of this app besides its rules."""
    Family.objects.bulk_create(
        [
            Family(code=code, name=name, headquarters=headquarters, types=types, flood_control=flood, order=order, source=DEFAULT)
            for order, (code, name, headquarters, types, flood) in enumerate(FAMILIES)
        ],
        ignore_conflicts=True,
    )
