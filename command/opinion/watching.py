"""Verbs on the rules: which words, where, how heavy."""

from __future__ import annotations

import re
from typing import Any

from django.db import IntegrityError, transaction

from command.opinion.actions import require_area, require_hazard
from command.opinion.watches import Watch
from realtime.codes import Problem
from realtime.log import act

SHORTEST = 2  # one character is in every text


def save_watch(*, actor: str, watch_id: int | None = None, **given: Any) -> Watch:
    """A new rule, or one said anew. It holds for what comes from now on."""
    with act(actor):
        watch = Watch() if watch_id is None else Watch.objects.select_for_update().filter(pk=watch_id).first()
        if watch is None:
            raise Problem("not_found", "没有这条规则。")
        for name, value in given.items():
            setattr(watch, name, value)
        for field in ("words", "also", "without"):
            setattr(watch, field, [word for word in (re.sub(r"\s+", " ", one).strip() for one in getattr(watch, field)) if word])
        if not watch.words:
            raise Problem("invalid", "至少要有一个关键词。", where=["words"])
        if short := [word for word in watch.words if len(word) < SHORTEST]:
            raise Problem("invalid", f"关键词“{short[0]}”太短,至少两个字。", where=["words"])
        require_area(watch.area)
        require_hazard(watch.hazard)
        for code in watch.places:
            require_area(code)
        try:
            with transaction.atomic():
                watch.save()
        except IntegrityError:
            raise Problem("exists", f"已有规则“{watch.name}”。", where=["name"]) from None
    return watch


def remove_watch(*, actor: str, watch_id: int) -> None:
    with act(actor):
        if not Watch.objects.filter(pk=watch_id).delete()[0]:
            raise Problem("not_found", "没有这条规则。")
