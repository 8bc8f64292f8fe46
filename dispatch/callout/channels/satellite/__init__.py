"""message → **satellite** → a satellite telephone (天通): rung by the same robot, over the same exchange."""

from __future__ import annotations

from dispatch.callout.channels.phone import Phone

channel = Phone("satellite")
