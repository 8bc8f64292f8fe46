"""After a test with real transactions: every table as it was before the first test. Django's own way makes all permissions anew, a second each time."""

from __future__ import annotations

from django.db import connection, transaction

KEPT = "kept"  # a schema with a copy of every table that has rows
TABLES = """
SELECT c.relname FROM pg_class AS c
WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition AND c.relname <> 'django_migrations'
"""


def _with_rows() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(TABLES)
        tables = [connection.ops.quote_name(name) for (name,) in cursor.fetchall()]
        cursor.execute(" UNION ALL ".join(f"SELECT '{name}' WHERE EXISTS (SELECT 1 FROM public.{name})" for name in tables))
        return [name for (name,) in cursor.fetchall()]


def keep() -> None:
    """Once, when the database is as every test shall find it."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"DROP SCHEMA IF EXISTS {KEPT} CASCADE; CREATE SCHEMA {KEPT}")
        for name in _with_rows():
            cursor.execute(f"CREATE TABLE {KEPT}.{name} AS TABLE public.{name}")


def put_back() -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        if touched := _with_rows():
            cursor.execute("TRUNCATE " + ", ".join(touched) + " CASCADE")
        cursor.execute("SELECT quote_ident(tablename) FROM pg_tables WHERE schemaname = %s", [KEPT])
        for (name,) in cursor.fetchall():  # foreign keys are looked at when it commits
            cursor.execute(f"INSERT INTO public.{name} OVERRIDING SYSTEM VALUE TABLE {KEPT}.{name}")
