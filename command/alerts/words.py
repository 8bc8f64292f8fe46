"""scheme, colour, areas → **words** → draft: headline, text, guidance and term as the rows say them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta

from command.alerts.actions import BUREAU
from command.alerts.cap.message import BEIJING
from command.alerts.meaning import widest
from command.alerts.models import Scheme
from command.alerts.rows import AlertWords
from command.alerts.wording import TEXT, areas_in_words, evidence_in_words, fill, means_in_words
from dispatch.contacts.duty import area_name
from realtime import clock
from realtime.clock import iso
from realtime.codes import Problem
from realtime.rules.models import rule


def words_of(area: str, hazard: str, colour: str, areas: Sequence[str], *, evidence: Sequence[Mapping[str, object]] = ()) -> AlertWords:
    scheme = Scheme.objects.filter(pk=hazard).first()
    if scheme is None:
        raise Problem("invalid", f"没有预警种类 {hazard}。", where=["hazard"])
    level = scheme.level(colour)
    if level is None:
        known = "、".join(one["words"] for one in scheme.levels)
        raise Problem("invalid", f"{scheme.name}预警没有这种颜色,可用:{known}。", where=["colour"])
    now, hours = clock.now(), float(rule("alerts.valid_h", area)[colour])
    issuer, at = area_name(area) + BUREAU, now.astimezone(BEIJING)
    values = {
        "issuer": issuer, "time": f"{at.month}月{at.day}日{at.hour}时{at.minute:02d}分", "hazard": scheme.name, "colour": str(level["words"]),
        "level": str(level.get("level", "")), "hours": f"{hours:g}", "areas": areas_in_words([area_name(code) for code in widest(areas) or [area]]),
        "means": means_in_words(str(level.get("means", "")), scheme.name),
    }  # fmt: skip
    text = fill(str(level.get("text") or TEXT), values)
    if evidence:
        text = f"{evidence_in_words(evidence)}。{text}"
    return {
        "headline": f"{issuer}发布{scheme.name}{level['words']}预警", "text": text, "instruction": str(level.get("instruction", "")),
        "expires_at": str(iso(now + timedelta(hours=hours))),
    }  # fmt: skip
