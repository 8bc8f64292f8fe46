"""A screen without glass: subscribes like a wall, keeps its state by the same rule, and says when something is to be seen on it."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable
from typing import Any

from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Origin

from command.scenarios.officer import Officer
from realtime.reduce import reduce

GOT_EVERY_S = 2.0
LOOK_EVERY_S = 0.25  # what a step looks for may stand on another screen or on the map
State = dict[str, dict[str, dict[str, Any]]]


class Screen:
    """Follows one scope; `cut` and `again` break the connection and resume it from the cursor."""

    def __init__(self, officer: Officer, scope: str) -> None:
        self.officer, self.scope = officer, scope
        self.changed = threading.Condition()
        self.seen: list[tuple[str, int]] = []  # every event once, in the order it came: (stream, seq)
        first = officer.get(f"/api/snapshot?scope={scope}")
        self.state: State = first["state"]
        self.cursor: dict[str, int] = dict(first["heads"])
        self.start = dict(self.cursor)
        self.epoch: str = first["epoch"]
        self.again()

    def again(self) -> None:
        ticket = self.officer.post("/api/ticket")["ticket"]
        self.frames, self.ended = 0, ""
        self.socket: ClientConnection = connect(
            self.officer.url.replace("http", "ws", 1) + f"/ws/?ticket={ticket}", origin=Origin(self.officer.url), max_size=None
        )
        self.socket.send(json.dumps({"t": "subscribe", "scopes": [self.scope], "epoch": self.epoch, "cursor": self.cursor}))
        threading.Thread(target=self._listen, args=(self.socket,), daemon=True).start()
        threading.Thread(target=self._acknowledge, args=(self.socket,), daemon=True).start()

    def cut(self) -> None:
        """As a network does it: without a word."""
        self.socket.socket.close()

    def close(self) -> None:
        self.socket.close()

    def _listen(self, socket: ClientConnection) -> None:
        try:
            for message in socket:
                if isinstance(message, str):
                    self._hear(json.loads(message))
        except (ConnectionClosed, OSError) as error:
            if socket is self.socket:
                self.ended = str(error) or type(error).__name__

    def _acknowledge(self, socket: ClientConnection) -> None:
        """As docs/protocol.md asks: now and then, not for every frame."""
        said = 0
        while socket is self.socket and not self.ended:
            if said != self.frames:
                said = self.frames
                try:
                    socket.send(json.dumps({"t": "got", "n": said}))
                except (ConnectionClosed, OSError):
                    return
            time.sleep(GOT_EVERY_S)

    def _hear(self, frame: dict[str, Any]) -> None:
        self.frames += 1
        if frame.get("t") == "events":
            with self.changed:
                for event in frame["e"]:
                    self.cursor[frame["s"]] = event["seq"]
                    self.seen.append((frame["s"], event["seq"]))
                self.state = reduce(self.state, [(event["kind"], event["body"]) for event in frame["e"]])
                self.changed.notify_all()

    def wait(self, shown: Callable[[], Any], within_s: float) -> float | None:
        """Seconds until `shown` was true; None when it was not in time."""
        start = time.monotonic()
        with self.changed:
            while not shown():
                left = within_s - (time.monotonic() - start)
                if left <= 0:
                    return None
                self.changed.wait(min(left, LOOK_EVERY_S))
        return time.monotonic() - start

    def holes(self) -> list[str]:
        """Events that came twice or out of turn since the snapshot, per stream."""
        wrong, at = [], dict(self.start)
        for stream, seq in self.seen:
            if seq != at.get(stream, 0) + 1:
                wrong.append(f"{stream}: {at.get(stream, 0)} → {seq}")
            at[stream] = seq
        return wrong

    def rows(self, table: str, **wanted: Any) -> list[dict[str, Any]]:
        """Rows of a table whose fields have these values."""
        return [row for row in list(self.state.get(table, {}).values()) if all(row.get(name) == value for name, value in wanted.items())]
