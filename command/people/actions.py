"""Verbs on people: create, transfer, disable, reset; wall tokens. Each is on the record in the city's own stream `people:<city>`."""

from __future__ import annotations

import secrets

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db.models.functions import Now

from command.signin import passwords, sessions
from command.wall.actions import add_wall, remove_wall
from realtime.accounts.models import Post, Role, Token, User
from realtime.accounts.separation import together
from realtime.accounts.tokens import issue_token, revoke_token, tell_revoked
from realtime.codes import Problem
from realtime.log import act

ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"  # read aloud over the phone: nothing that looks or sounds like something else


def _stream() -> str:
    return f"people:{settings.CITY}"


def new_password() -> str:
    return "-".join("".join(secrets.choice(ALPHABET) for _ in range(4)) for _ in range(3))


def create_person(*, actor: str, username: str, name: str, phone: str, role: str = "", area: str = "") -> tuple[User, str]:
    """(person, first password). The password is shown once. Without a role it is an account that may nothing yet: somebody else grants."""
    with act(actor) as log:
        if User.objects.filter(username=username).exists():
            raise Problem("exists", f"登录名 {username} 已被使用,请换一个。", where=["username"])
        password = new_password()
        user = User.objects.create(username=username, name=name, phone=phone, password=make_password(password))
        passwords.given(user, area)
        log.append(_stream(), "person.created", {"id": user.pk}, area=settings.CITY)
        if role:
            give_post(actor=actor, user=user, role=role, area=area)
    return user, password


def give_post(*, actor: str, user: User, role: str, area: str) -> Post:
    with act(actor) as log:
        found = Role.objects.filter(pk=role).first()
        if found is None:
            raise Problem("invalid", "没有这个角色。", where=["role"])
        User.objects.select_for_update().get(pk=user.pk)  # two posts given in the same second see each other
        if names := together(found.verbs, *Post.objects.valid().filter(user=user).values_list("role__verbs", flat=True)):
            raise Problem("separate_duties", f"{'与'.join(names)}须由不同的人担任。", where=["role"])
        post = Post.objects.create(user=user, role_id=role, area=area)
        log.append(
            _stream(), "post.given", {"id": post.pk, "user": user.pk, "role": role, "area": area, "ended": False}, area=settings.CITY
        )
    tell_revoked(user.actor)
    return post


def end_post(*, actor: str, post: Post) -> None:
    with act(actor) as log:
        Post.objects.filter(pk=post.pk, valid_to=None).update(valid_to=Now())
        body = {"id": post.pk, "user": post.user_id, "role": post.role_id, "area": post.area, "ended": True}
        log.append(_stream(), "post.ended", body, area=settings.CITY)
    tell_revoked(post.user.actor)


def set_active(*, actor: str, user: User, active: bool) -> None:
    """A disabled person's screens close within seconds."""
    with act(actor) as log:
        User.objects.filter(pk=user.pk).update(is_active=active)
        log.append(_stream(), "person.changed", {"id": user.pk, "active": active}, area=settings.CITY)
    tell_revoked(user.actor)


def reset_password(*, actor: str, user: User) -> str:
    password = new_password()
    with act(actor) as log:
        User.objects.filter(pk=user.pk).update(password=make_password(password))
        passwords.given(user)
        sessions.end_others(actor=actor, user=user, keep="")
        log.append(_stream(), "person.changed", {"id": user.pk, "password_reset": True}, area=settings.CITY)
    return password


def issue_wall(*, actor: str, name: str, area: str) -> tuple[Token, str]:
    with act(actor) as log:
        token, secret = issue_token(actor=actor, kind=Token.WALL, name=name, area=area)
        log.append(_stream(), "token.issued", {"id": token.pk, "kind": token.kind, "area": area, "revoked": False}, area=settings.CITY)
        add_wall(actor=actor, token=token)
    return token, secret


def revoke_wall(*, actor: str, token: Token) -> None:
    with act(actor) as log:
        revoke_token(actor=actor, token=token)
        remove_wall(actor=actor, token=token)
        log.append(
            _stream(), "token.revoked", {"id": token.pk, "kind": token.kind, "area": token.area, "revoked": True}, area=settings.CITY
        )
