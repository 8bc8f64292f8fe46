"""admin → **triggers** → rows: another value, another dead band, on or off; what stands over the old one is judged anew by the next figure."""

from __future__ import annotations

from typing import Any

from django.db import IntegrityError, transaction

from command.alerts.records import Standing, Trigger
from realtime.codes import Problem
from realtime.log import act


def change_trigger(*, actor: str, trigger_id: int, **given: Any) -> Trigger:
    with act(actor):
        trigger = Trigger.objects.select_for_update(of=("self",)).select_related("hazard").filter(pk=trigger_id).first()
        if trigger is None:
            raise Problem("not_found", "没有这条阈值。")
        for name, value in given.items():
            if value is not None:
                setattr(trigger, name, value)
        if trigger.dead_band < 0:
            raise Problem("invalid", "回差不得小于 0。", where=["dead_band"])
        try:
            with transaction.atomic():
                trigger.save()
        except IntegrityError:
            raise Problem("exists", "已有同样的阈值。", where=["value"]) from None
        Standing.objects.filter(trigger=trigger).delete()
    return trigger
