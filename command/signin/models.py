"""What signing in keeps: second factors, wrong guesses, who sits where. The account itself is `realtime.accounts.User`."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models.functions import Now


class Totp(models.Model):
    """A code generator on somebody's phone (RFC 6238). Counts only once its first code was typed; the secret is sealed."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, primary_key=True, on_delete=models.CASCADE, related_name="totp")
    secret = models.TextField()
    confirmed_at = models.DateTimeField(null=True)
    last_step = models.BigIntegerField(default=0, help_text="a code of this step or an earlier one counts no more")


class RecoveryCode(models.Model):
    """For a lost phone: each opens once. Only the digest is kept."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="recovery_codes")
    digest = models.CharField(max_length=64)
    used_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "digest"], name="one_recovery_code")]


class Passkey(models.Model):
    """A WebAuthn credential. It never leaves its device; here are its public half and how often it was used."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="passkeys")
    name = models.CharField("名称", max_length=40)
    credential = models.BinaryField(unique=True)
    public_key = models.BinaryField()
    sign_count = models.BigIntegerField(default=0)
    added_at = models.DateTimeField(db_default=Now())
    used_at = models.DateTimeField(null=True)


class Guess(models.Model):
    """Wrong tries at one door: of an account from an address, of an account from anywhere, from an address at any account."""

    PAIR, ACCOUNT, ADDRESS = "pair", "account", "address"

    key = models.CharField(primary_key=True, max_length=80, help_text="kind and digest: what was typed as a name may have been a password")
    kind = models.CharField(max_length=10, choices=[(PAIR, "账号与地址"), (ACCOUNT, "账号"), (ADDRESS, "地址")])
    user = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.CASCADE, related_name="+")
    address = models.CharField(max_length=45, blank=True)
    wrong = models.IntegerField(default=0)
    times = models.IntegerField(default=0, help_text="how often it was shut; the next time lasts longer")
    last_at = models.DateTimeField(db_default=Now())
    until = models.DateTimeField(null=True)


class SignedIn(models.Model):
    """One session of one person: listed for its owner, ended by them or by a change of password."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="signed_in")
    session = models.CharField(max_length=64)
    address = models.CharField(max_length=45, blank=True)
    browser = models.CharField(max_length=200, blank=True)
    method = models.CharField(max_length=20)
    opened_at = models.DateTimeField(db_default=Now())
    seen_at = models.DateTimeField(db_default=Now())
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["session"]), models.Index(fields=["user", "address"])]


class Standing(models.Model):
    """How old a password is, whether somebody else chose it, and which area's administrator made the account."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, primary_key=True, on_delete=models.CASCADE, related_name="standing")
    password_at = models.DateTimeField(db_default=Now())
    area = models.CharField(max_length=12, blank=True)
    given = models.BooleanField(default=False, help_text="handed out by an administrator and not changed yet")


class SyslogCursor(models.Model):
    """How far a stream went out to the bureau's collector (`syslog.py`)."""

    stream = models.CharField(primary_key=True, max_length=80)
    seq = models.BigIntegerField(default=0)
