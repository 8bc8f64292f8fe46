"""frames → **picture** → sockets: the latest row of every subject, merged once per process, handed out by scope. No Django.

`since` selections are what make a slow client cheap: it gets one frame of what changed, never a queue.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

import numpy as np
import numpy.typing as npt

from realtime.positions import FRAME_HEADER, MAX_AGE, ROW, ROW_DTYPE, Frame, pack_message, read_frames

GROW = 4096


class Picture:
    """Merged table plus this tick's shared bytes. `tick` counts received ticks; it is what clients acknowledge."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self.clock = clock
        self.tick = 0
        self.rows: npt.NDArray[np.void] = np.zeros(GROW, ROW_DTYPE)
        self.fixed_at = np.zeros(GROW)  # this process's clock, so that age grows while nothing comes
        self.changed = np.zeros(GROW, np.int64)
        self.district = np.zeros(GROW, np.uint32)
        self.slot: dict[int, int] = {}
        self.last: dict[tuple[int, int], tuple[int, int]] = {}  # (shard, district) → (epoch, gateway tick)
        self.fresh: dict[int, list[bytes]] = {}  # this tick's packed frames by district
        self._cache: dict[tuple[object, ...], bytes | None] = {}

    def merge(self, data: bytes) -> bool:
        """Take one bus message in. Returns False if something was missed, so that the hub asks for a keyframe."""
        self.tick += 1
        self.fresh.clear()
        self._cache.clear()
        complete = True
        for frame in read_frames(data):
            key, now = (frame.shard, frame.district), (frame.epoch, frame.tick)
            before = self.last.get(key)
            if before is not None and frame.previous != 0 and before != (frame.epoch, frame.previous):
                complete = False
            if before is None and frame.previous != 0:
                complete = False
            self.last[key] = now
            self._put(frame)
            self.fresh.setdefault(frame.district, []).append(frame.pack())
        return complete

    def load(self, frames: Iterable[Frame]) -> None:
        """Last fixes from the database, before the first frame came; never over a row that came since."""
        for frame in frames:
            rows = np.frombuffer(frame.rows, ROW_DTYPE)
            known = np.fromiter((int(subject) in self.slot for subject in rows["subject"]), bool, len(rows))
            self._put(frame._replace(rows=rows[~known].tobytes()))

    def _put(self, frame: Frame) -> None:
        rows = np.frombuffer(frame.rows, ROW_DTYPE)
        slot = self.slot
        slots = [slot.get(subject, -1) for subject in rows["subject"].tolist()]
        if -1 in slots:
            for place, subject in enumerate(rows["subject"].tolist()):
                if slots[place] < 0:
                    slots[place] = slot.setdefault(subject, len(slot))
            self._grow()
        self.rows[slots] = rows
        self.fixed_at[slots] = self.clock() - rows["age"].astype(float)
        self.changed[slots] = self.tick
        self.district[slots] = frame.district

    def _grow(self) -> None:
        if (need := len(self.slot)) > len(self.rows):
            size = max(need, len(self.rows) * 2)
            for name in ("rows", "fixed_at", "changed", "district"):
                old = getattr(self, name)
                new = np.zeros(size, old.dtype)
                new[: len(old)] = old
                setattr(self, name, new)

    def shared(self, areas: tuple[str, ...]) -> bytes | None:
        """This tick's frames of the districts under these prefixes, the same bytes for every socket; None = nothing new."""
        key = ("shared", areas)
        if key not in self._cache:
            frames = [packed for district, packed_list in self.fresh.items() if under(district, areas) for packed in packed_list]
            self._cache[key] = pack_message(self.tick, frames) if frames else None
        return self._cache[key]

    def since(self, areas: tuple[str, ...], tick: int, only: frozenset[int] | None = None) -> bytes | None:
        """All rows changed after `tick` (0 = everything, marked full). `only` narrows to subjects, for scopes finer than a district."""
        key = ("since", areas, tick, only)
        if key not in self._cache:
            self._cache[key] = self._since(areas, tick, only)
        return self._cache[key]

    def _since(self, areas: tuple[str, ...], tick: int, only: frozenset[int] | None) -> bytes | None:
        used = len(self.slot)
        chosen = self.changed[:used] >= 0 if tick == 0 else self.changed[:used] > tick
        if only is not None:
            chosen &= np.isin(self.rows["subject"][:used], np.fromiter(only, np.uint32, len(only)))
        age = np.clip(self.clock() - self.fixed_at[:used], 0, MAX_AGE)
        frames = []
        for district in np.unique(self.district[:used][chosen]).tolist():
            if under(district, areas):
                which = np.nonzero(chosen & (self.district[:used] == district))[0]
                rows = self.rows[which]  # a copy
                rows["age"] = age[which]
                frames.append(FRAME_HEADER.pack(district, 0, 0, 0, self.tick & 0xFFFFFFFF, 0, len(which)) + rows.tobytes())
        if not frames and tick != 0:
            return None
        return pack_message(self.tick, frames, full=tick == 0)


def under(district: int, areas: tuple[str, ...]) -> bool:
    """Does the district lie under one of the prefixes, or one of them (a town) under it?"""
    code = str(district)
    return any(code.startswith(area) or area.startswith(code) for area in areas)


assert ROW.size == ROW_DTYPE.itemsize
