"""queue → **handing** → channel: the worker's own threads hand over what waits for a network, outside every transaction.

A message is marked before the provider is called and settled after. Killed in between, it is `unknown`: the sweep says so, whoever
waits for it moves on, and it is never handed over again under the same key.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from typing import ParamSpec, Protocol, TypeVar

from django.db import OperationalError, close_old_connections, connection, transaction

from dispatch.callout.channels.known import Channel, ChannelFailed, EachAlone, Handed, Message
from dispatch.pacing import flow
from dispatch.pacing.models import DOWN, LIMITED, UP, ChannelLimit, ChannelState
from realtime import clock

log = logging.getLogger(__name__)

P = ParamSpec("P")
T = TypeVar("T")
Outcome = Handed | ChannelFailed
TIMEOUT_S = 5.0  # a provider that needs longer counts as unwell
# A marked message nobody settled: its process died, or the provider's client hangs. Longer than any timeout a channel may have.
LEASE_S = 12
THREADS = 24
UNLIMITED = 8  # batches at the same time on a channel without a row of limits
TICK_S = 0.5  # without a NOTIFY
SWEEP_S = 3.0


class Queue(Protocol):
    """A table of messages that wait: call-out attempts, broadcast legs, web pushes."""

    def channels(self) -> Iterable[Channel]: ...

    def waiting(self) -> set[str]:
        """Names of channels with something due."""
        ...

    def lease(self, channel: Channel, count: int) -> list[Message]:
        """At most so many that are due, marked as being handed over. Inside a transaction that commits before the provider is called."""
        ...

    def settle(self, channel: Channel, results: Sequence[tuple[Message, Outcome]]) -> None: ...

    def turn_away(self, channel: Channel, words: str) -> int:
        """The channel is down: whoever cannot wait goes another way. How many went."""
        ...

    def sweep(self, older_s: float) -> int:
        """Marked longer ago and never settled → unknown. Returns how many."""
        ...


_queues: list[Queue] = []


def serve(queue: Queue) -> None:
    """Registered in `AppConfig.ready`."""
    if queue not in _queues:
        _queues.append(queue)


def run_handing(stop: threading.Event) -> None:
    """The worker's thread, until told to stop; what is under way then is finished or becomes unknown."""
    with Pool(THREADS, thread_name_prefix="handing") as pool:
        hands = Hands(pool)
        while not stop.is_set():
            try:
                _listen(hands, stop)
            except OperationalError as error:
                log.warning("handing: database away: %s", error)
                stop.wait(1)
            except Exception:
                log.exception("handing failed")
                stop.wait(1)
            finally:
                close_old_connections()
                connection.close()


def _listen(hands: Hands, stop: threading.Event) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"LISTEN {flow.NOTIFY}")
    swept = 0.0
    while not stop.is_set():
        if time.monotonic() - swept > SWEEP_S:
            sweep()
            swept = time.monotonic()
        if not hands.tick():
            # psycopg's own generator: returns at the first NOTIFY, or when the time is over
            for _ in connection.connection.notifies(timeout=TICK_S, stop_after=1):
                pass


def sweep(older_s: float = LEASE_S) -> int:
    return sum(queue.sweep(older_s) for queue in _queues)


class Pool(ThreadPoolExecutor):
    """Threads keep their connections; one the database has dropped is not met twice."""

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        def run() -> T:
            try:
                return fn(*args, **kwargs)
            finally:
                close_old_connections()

        return super().submit(run)


class Hands:
    """How many batches of each channel are under way in this process, and the pool that carries them."""

    def __init__(self, pool: Executor) -> None:
        self.pool = pool
        self.busy: dict[str, int] = {}
        self.lock = threading.Lock()

    def tick(self) -> bool:
        """Everything due that may go now is on its way; False when there was nothing to do."""
        moved = False
        waiting: set[str] = set()
        for queue in _queues:
            names = queue.waiting()
            waiting |= names
            for channel in queue.channels():
                if channel.name in names:
                    moved = self._take(queue, channel) or moved
        self._relax(waiting)
        self._probe(waiting)
        return moved

    def _take(self, queue: Queue, channel: Channel) -> bool:
        limit = flow.limit_of(channel.name)
        free = (limit.concurrent if limit else UNLIMITED) - self.busy.get(channel.name, 0)
        if free <= 0:
            return False
        away = ""
        with transaction.atomic():
            state = flow.locked(channel.name)
            if state.state == DOWN and (state.probe_at is None or state.probe_at > clock.now()):
                away = f"通道中断:{state.why}"
            messages, short = ([], False) if away else self._lease(queue, channel, state, limit, free)
        if away:  # outside: what it locks, actions lock before a channel's row
            return queue.turn_away(channel, away) > 0
        if short and state.state == UP and limit is not None:
            flow.set_state(channel.name, LIMITED, f"每分钟 {limit.per_minute} 条,其余排队")
        for start in range(0, len(messages), channel.batch):
            self._start(queue, channel, messages[start : start + channel.batch])
        return bool(messages)

    def _lease(
        self, queue: Queue, channel: Channel, state: ChannelState, limit: ChannelLimit | None, free: int
    ) -> tuple[list[Message], bool]:
        """As many as tokens and hands allow; one only while the channel is down. And whether it was the tokens that ran short."""
        tokens = flow.refill(state, limit)
        want = free * channel.batch if state.state != DOWN else 1
        messages = queue.lease(channel, int(min(want, tokens))) if tokens >= 1 else []
        if limit is not None:
            state.tokens -= len(messages)
        if state.state == DOWN:
            state.probe_at = clock.now() + flow.probe_after()
        state.save(update_fields=["tokens", "filled_at", "probe_at"])
        return messages, tokens < want and len(messages) >= int(tokens)

    def _start(self, queue: Queue, channel: Channel, messages: list[Message]) -> None:
        with self.lock:
            self.busy[channel.name] = self.busy.get(channel.name, 0) + 1
        self.pool.submit(self._hand, queue, channel, messages)

    def _hand(self, queue: Queue, channel: Channel, messages: list[Message]) -> None:
        try:
            hand_over(queue, channel, messages)
        except Exception:
            log.exception("handing: %s not settled", channel.name)  # the sweep calls it unknown
        finally:
            with self.lock:
                self.busy[channel.name] -= 1

    def _relax(self, waiting: set[str]) -> None:
        """Nothing waits any more: the channel is no longer limited."""
        for name in ChannelState.objects.filter(state=LIMITED).values_list("name", flat=True):
            if name not in waiting:
                flow.set_state(name, UP)

    def _probe(self, waiting: set[str]) -> None:
        """Channels that can be asked without a message are asked, so that they come back before somebody needs them."""
        for state in ChannelState.objects.filter(state=DOWN, probe_at__lte=clock.now()):
            for queue in _queues:
                for channel in queue.channels():
                    if channel.name == state.pk and can_probe(channel):
                        ChannelState.objects.filter(pk=state.pk).update(probe_at=clock.now() + flow.probe_after())
                        self.pool.submit(_ask, channel)
                        return


def can_probe(channel: Channel) -> bool:
    return isinstance(channel, EachAlone) and type(channel).probe is not EachAlone.probe


def _ask(channel: Channel) -> None:
    try:
        assert isinstance(channel, EachAlone)
        channel.probe()
        flow.worked(channel.name)
    except Exception as reason:
        flow.broke(channel.name, str(reason))


def hand_over(queue: Queue, channel: Channel, messages: list[Message]) -> list[Outcome]:
    """Call the provider, settle, and tell the circuit how it went."""
    began = time.monotonic()
    results: list[Outcome]
    try:
        results = list(channel.send_many(messages)) if len(messages) > 1 else [channel.send(messages[0])]
        if len(results) != len(messages):
            raise ChannelFailed("通道没有逐条回答", retry=True)
    except ChannelFailed as reason:
        results = [reason] * len(messages)
    except Exception as error:  # somebody else's gateway
        log.exception("handing: channel %s failed", channel.name)
        results = [ChannelFailed(f"通道故障:{type(error).__name__}", retry=True)] * len(messages)
    took = time.monotonic() - began
    queue.settle(channel, list(zip(messages, results, strict=True)))
    _hear(channel, results, took)
    return results


def _hear(channel: Channel, results: Sequence[Outcome], took: float) -> None:
    failed = [result for result in results if isinstance(result, ChannelFailed)]
    unwell = [result for result in failed if result.retry and not result.stood_in]
    if not unwell and any(result.stood_in for result in failed):
        return  # one gateway of several; its own circuit has it
    if unwell or (took > TIMEOUT_S and not channel.several):
        flow.broke(channel.name, str(unwell[0]) if unwell else f"应答慢:{took:.0f} 秒")
        return
    flow.worked(channel.name)
    if failed:
        flow.refused(channel.name, str(failed[0]))
