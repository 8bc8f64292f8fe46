"""request → **may** → action: who is asking, and may they do this here?"""

from __future__ import annotations

from dataclasses import dataclass, field

from realtime.accounts.models import Post, Token, User

READ = "read"  # every valid post may read its area
CALLED = "read.called"  # but this one reads only what it was called to: an expert's post
PEER_VERBS = ("alarm.intake", "alert.intake", "opinion.intake")


@dataclass(frozen=True)
class Grant:
    """One valid post: verbs in an area prefix. `reads` is false for who only hands in: another agency sees nothing of ours."""

    role: str
    role_name: str
    area: str
    verbs: frozenset[str]
    reads: bool = True

    def allows(self, verb: str, area: str) -> bool:
        return area.startswith(self.area) and self.has(verb)

    def has(self, verb: str) -> bool:
        return (verb == READ and self.reads) or "*" in self.verbs or verb in self.verbs


@dataclass(frozen=True)
class Caller:
    """A signed-in person, a wall or a terminal, with what it may do now."""

    actor: str
    name: str
    grants: tuple[Grant, ...] = field(default=())
    user_id: int | None = None
    session: str = ""
    locked: bool = False

    def may(self, verb: str, area: str) -> bool:
        return any(grant.allows(verb, area) for grant in self.grants)

    def has(self, verb: str) -> bool:
        """In some area or other."""
        return any(grant.has(verb) for grant in self.grants)

    def areas_of(self, verb: str) -> list[str]:
        return [grant.area for grant in self.grants if grant.allows(verb, grant.area)]

    @property
    def scopes(self) -> list[str]:
        """Area prefixes readable, the widest only: 4401 makes 440117 superfluous."""
        areas = sorted({grant.area for grant in self.grants if grant.reads})
        return [area for area in areas if not any(area != other and area.startswith(other) for other in areas)]

    def may_read(self, stream: str, area: str | None) -> bool:
        """Streams with an area are read by scope; `user:` and `wall:` streams by their owner alone."""
        return stream == self.actor if area is None else self.may(READ, area)


def caller_of_user(user: User, *, session: str = "", locked: bool = False) -> Caller:
    posts = Post.objects.valid().filter(user=user).select_related("role")
    grants = tuple(
        Grant(post.role_id, post.role.name, post.area, frozenset(post.role.verbs), reads=CALLED not in post.role.verbs) for post in posts
    )
    return Caller(user.actor, user.name, grants, user.pk, session, locked)


def caller_of_token(token: Token) -> Caller:
    """Walls and terminals read their area and nothing else; another agency hands in alarms and reads nothing."""
    peer = token.kind == Token.PEER
    grant = Grant(token.kind, token.get_kind_display(), token.area, frozenset(PEER_VERBS if peer else ()), reads=not peer)
    return Caller(token.actor, token.name, (grant,))


def caller_of_actor(actor: str) -> Caller | None:
    """As of now, for re-checking an open socket. None = no longer anybody."""
    kind, _, key = actor.partition(":")
    if kind == "user":
        user = User.objects.filter(pk=key, is_active=True).first()
        return caller_of_user(user) if user else None
    token = Token.objects.filter(pk=key, kind=kind, revoked_at=None).first()
    return caller_of_token(token) if token else None


def may(actor: str, verb: str, area: str) -> bool:
    """For code that holds an actor's string only."""
    found = caller_of_actor(actor)
    return found is not None and found.may(verb, area)
