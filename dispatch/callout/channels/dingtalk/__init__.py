"""message → **dingtalk** → 钉钉, by apprise; the address with its secret is the bureau's (dispatch/gateways/secrets.py)."""

from __future__ import annotations

from dispatch.gateways.services import Dingtalk

channel = Dingtalk()
