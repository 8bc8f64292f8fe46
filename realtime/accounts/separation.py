"""三员分立: who makes accounts, who grants posts and who audits are three people (GB/T 22239-2019 8.1.5, 三个管理员权限分离)."""

from __future__ import annotations

from collections.abc import Iterable

MAKES_ACCOUNTS = "account.manage"  # makes, disables, resets passwords; grants nothing
GRANTS_ROLES = "role.grant"  # gives and ends posts, opens lock-outs, takes away lost second factors; makes no account
AUDITS = "security.read"  # reads the security log; changes nothing
NAMES = {MAKES_ACCOUNTS: "系统管理员", GRANTS_ROLES: "安全管理员", AUDITS: "审计管理员"}


def duties(verbs: Iterable[str]) -> set[str]:
    """Which of the three a role's verbs make of its holder; `*` is all of them."""
    held = set(verbs)
    return set(NAMES) if "*" in held else held & set(NAMES)


def together(*roles: Iterable[str]) -> list[str]:
    """Names of the duties that these roles would put into one hand, where that is more than one; else nothing."""
    held = set().union(*(duties(verbs) for verbs in roles))
    return [NAMES[one] for one in NAMES if one in held] if len(held) > 1 else []
