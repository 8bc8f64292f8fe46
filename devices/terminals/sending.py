"""downlink rows → **sending** → promise lane or door: publishes what is queued, marks it sent when the broker or the device's socket has it."""

from __future__ import annotations

import logging
import queue
import threading
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import psycopg
from django.db import DatabaseError, close_old_connections, connection, transaction
from django.db.models import Q
from django.db.models.functions import Now

from devices import adapters, handlers
from devices.adapters.known import Command, Facts, Unsupported
from devices.doors.opening import Doors
from devices.mqtt.promises import NotConnected, PromiseLane
from devices.readings import Source
from devices.registry import configured
from devices.terminals.actions import DOWNLINK_CHANNEL
from devices.terminals.models import Downlink
from realtime import clock
from realtime.log import act

log = logging.getLogger(__name__)

BATCH = 100
AGAIN_S = 10  # no PUBACK within this: published again; terminals know a command by its id
POLL_S = 1.0  # a lost NOTIFY costs at most this
PUBACK_S = 2.0
MAX_UNSETTLED = 5000


class Sender(threading.Thread):
    def __init__(self, lane: PromiseLane, conninfo: Callable[[], str], doors: Doors | None = None) -> None:
        super().__init__(name="downlinks", daemon=True)
        self.lane, self.conninfo, self.doors = lane, conninfo, doors
        self.facts = Facts(**configured())
        self.acknowledged: queue.SimpleQueue[int] = queue.SimpleQueue()
        self.arrived: queue.SimpleQueue[Source] = queue.SimpleQueue()  # devices that have just come through a door
        self.stopping = False
        self._mids: dict[int, int] = {}  # packet id → downlink

    def stop(self, timeout: float = 3.0) -> None:
        self.stopping = True
        self.join(timeout)

    def run(self) -> None:
        ear: psycopg.Connection[Any] | None = None
        while not self.stopping:
            try:
                if ear is None:
                    ear = psycopg.connect(self.conninfo(), autocommit=True)
                    ear.execute(f"LISTEN {DOWNLINK_CHANNEL}")
                if self.lane.connected:
                    self.send_due()
                elif self.doors is not None and self.doors.opened:  # without a broker the doors' devices are still there
                    self.send_due(self.doors.adapters)
                for _ in ear.notifies(timeout=POLL_S if not self._mids else 0.05, stop_after=1):
                    pass
            except (psycopg.OperationalError, DatabaseError) as error:
                log.warning("downlinks: database away: %s", str(error).splitlines()[0] if str(error) else error)
                if ear is not None:
                    ear.close()
                    ear = None
                close_old_connections()
                time.sleep(POLL_S)
            except Exception:
                log.exception("downlinks: going on after an error of our own")
                time.sleep(POLL_S)
        if ear is not None:
            ear.close()
        connection.close()

    def _hurry(self) -> None:
        """What waits for a device that has just come need not wait for its turn."""
        while not self.arrived.empty():
            source = self.arrived.get()
            mine = Downlink.objects.filter(terminal__adapter=source.adapter, terminal__external_id=source.external_id)
            mine.filter(state=Downlink.State.QUEUED, attempts=0).update(due_at=Now())

    def send_due(self, adapters: frozenset[str] | None = None) -> int:
        """One batch, for terminals of these adapters only where they are named; returns how many had their turn."""
        self._hurry()
        Downlink.objects.filter(Q(state="queued") | Q(state="sent"), expires_at__lte=Now()).update(
            state=Downlink.State.EXPIRED, error="已过有效期"
        )
        due = self._claim(Q() if adapters is None else Q(terminal__adapter__in=adapters))
        now_ms = int(clock.now().timestamp() * 1000) if due else 0  # answers are awaited by the database's clock, whatever this host's says
        for downlink in due:
            self._publish(downlink, now_ms)
        self._settle()
        return len(due)

    def _claim(self, whose: Q) -> list[Downlink]:
        """Rows whose turn it is, put ten seconds ahead, so that a crash now means "again", not "never"."""
        with transaction.atomic():
            due = list(
                Downlink.objects.select_for_update(skip_locked=True, of=("self",))
                .select_related("terminal")
                .filter(whose, state=Downlink.State.QUEUED, due_at__lte=Now())
                .order_by("id")[:BATCH]
            )
            Downlink.objects.filter(pk__in=[d.pk for d in due]).update(due_at=Now() + timedelta(seconds=AGAIN_S))
        return due

    def _publish(self, downlink: Downlink, now_ms: int) -> None:
        terminal = downlink.terminal
        command = Command(
            external_id=terminal.external_id,
            area=terminal.area,
            terminal_kind=terminal.kind,
            meta=terminal.meta,
            kind=downlink.kind,
            payload=downlink.payload,
            correlation=str(downlink.correlation),
            order=downlink.order_id,
            now_ms=now_ms,
            expires_ms=int(downlink.expires_at.timestamp() * 1000) if downlink.expires_at else None,
            facts=self.facts,
        )
        try:
            adapter = adapters.BY_NAME.get(terminal.adapter)
            if adapter is None:
                raise Unsupported("这种终端不经消息通道,不能下发")
            topic, payload = adapter.encode(command)
            mid = None
            if self.doors is not None and self.doors.owns(topic):
                if not self.doors.deliver(topic, payload):
                    return  # not connected now; its turn comes again until it expires
            else:
                mid = self.lane.publish(topic, payload)
        except Unsupported as reason:
            self._fail(downlink, str(reason))
        except NotConnected:
            return  # its turn comes again
        except TimeoutError:
            return  # the loop is busy
        except (KeyError, TypeError, ValueError) as error:
            self._fail(downlink, f"指令内容不完整: {error}")
        else:
            Downlink.objects.filter(pk=downlink.pk).update(attempts=downlink.attempts + 1)
            if mid is None:
                mark_sent(downlink.pk)
            else:
                self._mids[mid] = downlink.pk

    def _fail(self, downlink: Downlink, why: str) -> None:
        Downlink.objects.filter(pk=downlink.pk, state=Downlink.State.QUEUED).update(state=Downlink.State.FAILED, error=why[:200])

    def _settle(self) -> None:
        """Wait a moment for the broker's receipts; late ones are settled in the next round."""
        deadline = time.monotonic() + PUBACK_S
        while self._mids and (left := deadline - time.monotonic()) > 0:
            try:
                mid = self.acknowledged.get(timeout=left)
            except queue.Empty:
                break
            if (ident := self._mids.pop(mid, None)) is not None:
                mark_sent(ident)
        if len(self._mids) > MAX_UNSETTLED:
            self._mids.clear()


def mark_sent(ident: int) -> None:
    """`sent` and whatever dispatch does about it, together; a handler that fails must not make the same message go out for ever."""
    with act("clerk"):
        if not Downlink.objects.filter(pk=ident, state=Downlink.State.QUEUED).update(state=Downlink.State.SENT, sent_at=Now()):
            return
        try:
            with act("clerk"):  # a savepoint
                handlers.tell_sent(Downlink.objects.select_related("terminal").get(pk=ident))
        except DatabaseError:
            raise
        except Exception:
            log.exception("downlinks: a handler of sent failed for %s", ident)
