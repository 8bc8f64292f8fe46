"""The application's own connection adds to the log and reads it; it rewrites nothing. Asked of the database, as the role the processes run as."""

from __future__ import annotations

import psycopg
import pytest
from django.db import IntegrityError, transaction

from command.signin import record
from realtime.database import conninfo
from realtime.log import act
from realtime.log.verify import broken_at
from realtime.roles import _credentials, grant_application_role
from realtime.rules.models import Rule

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def application(city: None) -> psycopg.Connection:
    record.note("rule:signin", "sign_in.failed", {"user": None, "address": "10.0.0.1", "step": "password"})
    assert grant_application_role()
    user, password = _credentials()
    with psycopg.connect(conninfo(), user=user, password=password, autocommit=True) as connection:
        yield connection


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE log_event SET body = '{}'",
        "UPDATE log_event SET actor = 'user:1' WHERE stream = 'security:4401'",
        "DELETE FROM log_event",
        "TRUNCATE log_event",
        "DELETE FROM log_stream",
        "TRUNCATE log_stream CASCADE",
        "UPDATE log_stream SET name = 'area:x'",
        "UPDATE log_stream SET area = '44'",
        "ALTER TABLE log_event DISABLE TRIGGER ALL",
        "DROP TABLE log_event",
        "DROP TRIGGER log_event_append_only ON log_event",
        "SET session_replication_role = replica",
    ],
)
def test_the_application_cannot_rewrite_the_log(application: psycopg.Connection, statement: str):
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        application.execute(statement)
    assert broken_at("security:4401") is None


def test_the_application_reads_and_numbers(application: psycopg.Connection):
    assert application.execute("SELECT count(*) FROM log_event WHERE stream = 'security:4401'").fetchone() == (1,)
    with application.transaction():
        application.execute("SELECT head, hash FROM log_stream WHERE name = 'security:4401' FOR UPDATE")
        application.execute("UPDATE log_stream SET head = head, hash = hash WHERE name = 'security:4401'")


def test_a_head_that_is_put_back_is_found(application: psycopg.Connection):
    with act("system") as log:
        log.append("security:4401", "password.changed", {"user": 1, "sessions_ended": 0}, area="4401")
    application.execute("UPDATE log_stream SET head = head - 1 WHERE name = 'security:4401'")
    assert broken_at("security:4401") is not None


@pytest.mark.parametrize("days", [179, 0, -1, "180", None, True, [180]])
def test_logs_are_kept_half_a_year_whatever_is_written_into_the_rule(city: None, days: object):
    with pytest.raises(IntegrityError), transaction.atomic():
        Rule.objects.filter(name="security.keep_days").update(value=days)
    with pytest.raises(IntegrityError), transaction.atomic():
        Rule.objects.create(name="security.keep_days", area="440117", value=days, source="test")
    Rule.objects.filter(name="security.keep_days").update(value=365)
