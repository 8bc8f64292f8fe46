"""sockets → **serving** → handlers: aiohttp's server, bounded: how many connections, how long silent, how much at a time."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable

from aiohttp import web

MAX_BODY = 256 * 1024
MAX_CONNECTIONS = 5_000
SILENT_S = 30.0  # a connection without a request; phones come again with a new one
READ_S = 15.0  # for a body to arrive
ENDING_S = 1.0  # a sensor that waits for a command holds nobody up who ends the gateway
_SWEEP_S = 5.0


class _TooMany(asyncio.Protocol):
    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        transport.abort()  # type: ignore[attr-defined]


class Bounded:
    """One listening socket before one application."""

    def __init__(self, app: web.Application) -> None:
        app.middlewares.append(self._watched)
        self.runner = web.AppRunner(app, access_log=None, keepalive_timeout=SILENT_S, handler_cancellation=True, shutdown_timeout=ENDING_S)
        self._busy: set[object] = set()  # protocols with a request in a handler
        self._since: dict[object, float] = {}  # when a protocol was last seen doing something
        self._server: asyncio.Server | None = None
        self._sweeper: asyncio.Task[None] | None = None

    async def open(self, host: str, port: int) -> int:
        if self.runner.server is None:
            await self.runner.setup()
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(self._arrived, host, port, backlog=512)
        self._sweeper = asyncio.create_task(self._sweep())
        return int(self._server.sockets[0].getsockname()[1])

    async def close(self) -> None:
        if self._server is not None:
            self._server.close()
        if self._sweeper is not None:
            self._sweeper.cancel()
            await asyncio.gather(self._sweeper, return_exceptions=True)
        await self.runner.cleanup()

    def _arrived(self) -> asyncio.Protocol:
        server = self.runner.server
        if server is None or len(server.connections) >= MAX_CONNECTIONS:
            return _TooMany()
        protocol = server()
        self._since[protocol] = asyncio.get_running_loop().time()
        return protocol

    @web.middleware
    async def _watched(self, request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]) -> web.StreamResponse:
        protocol = request.protocol
        self._busy.add(protocol)
        try:
            return await handler(request)
        finally:
            self._busy.discard(protocol)
            self._since[protocol] = asyncio.get_running_loop().time()

    async def _sweep(self) -> None:
        """aiohttp itself waits for ever for the first line of a request; who drips bytes into it is hung up on."""
        loop = asyncio.get_running_loop()
        while True:
            await asyncio.sleep(_SWEEP_S)
            for protocol, since in list(self._since.items()):
                transport = getattr(protocol, "transport", None)
                if transport is None:
                    if loop.time() - since > _SWEEP_S:
                        del self._since[protocol]
                elif protocol not in self._busy and loop.time() - since > SILENT_S:
                    transport.abort()


async def body_of(request: web.Request) -> bytes:
    """The whole body, in time. Raises the answer for what is too long or too slow."""
    try:
        return await asyncio.wait_for(request.read(), READ_S)
    except TimeoutError:
        with contextlib.suppress(Exception):
            if request.transport is not None:
                request.transport.abort()
        raise web.HTTPRequestTimeout from None
