"""One alarm held for one action: its row locked, its exercise on every event, what it looked like before."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from dispatch.alarms.models import Alarm
from dispatch.alarms.rows import AlarmRow
from dispatch.telling import tell
from realtime.codes import Problem
from realtime.log import Log, act


@dataclass
class Held:
    log: Log
    alarm: Alarm
    before: AlarmRow

    def save(self, *names: str) -> None:
        self.alarm.save(update_fields=names)

    def tell(self, kind: str) -> None:
        """To the board, and to the timeline of the incident it became."""
        tell(self.log, self.alarm.streams, kind, self.before, self.alarm.row(), area=self.alarm.area)


@contextmanager
def hold(actor: str, alarm_id: int) -> Iterator[Held]:
    with act(actor):
        alarm = Alarm.objects.select_for_update().filter(pk=alarm_id).first()
        if alarm is None:
            raise Problem("not_found", "没有这条警情。")
        with act(actor, alarm.exercise_id) as log:
            yield Held(log, alarm, alarm.row())
