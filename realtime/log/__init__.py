"""The feed lane's record: streams, events, and the one way to write them."""

from realtime.log.transaction import Log, act, current

__all__ = ["Log", "act", "current"]
