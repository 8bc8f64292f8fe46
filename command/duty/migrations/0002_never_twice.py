"""Nobody has two turns at once, a role for one has one at a time, and the log is written once: kept by the database, whatever the code does."""

from __future__ import annotations

from django.db import migrations

# A range of one number equals itself alone, so no further extension is needed. Deferrable, so that an exchange is judged at its end.
FORWARD = """
ALTER TABLE duty_dutyshift ADD CONSTRAINT duty_nobody_twice EXCLUDE USING gist (
  int8range(person_id, person_id, '[]') WITH &&, tstzrange(starts_at, ends_at) WITH &&
) DEFERRABLE INITIALLY IMMEDIATE;
ALTER TABLE duty_dutyshift ADD CONSTRAINT duty_one_of_a_kind EXCLUDE USING gist (
  int8range(role_id, role_id, '[]') WITH &&, int8range(area::bigint, area::bigint, '[]') WITH &&, tstzrange(starts_at, ends_at) WITH &&
) WHERE (single) DEFERRABLE INITIALLY IMMEDIATE;
CREATE FUNCTION duty_log_is_written_once() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' THEN RAISE EXCEPTION 'the duty log is append-only'; END IF;
  IF (OLD.area, OLD.kind, OLD.text, OLD.handling, OLD."by", OLD.by_name, OLD.entered_at) IS DISTINCT FROM
     (NEW.area, NEW.kind, NEW.text, NEW.handling, NEW."by", NEW.by_name, NEW.entered_at)
     OR OLD.occurred_at IS DISTINCT FROM NEW.occurred_at OR OLD.received_at IS DISTINCT FROM NEW.received_at
     OR OLD.corrects_id IS DISTINCT FROM NEW.corrects_id OR OLD.struck_at IS NOT NULL
  THEN RAISE EXCEPTION 'the duty log is append-only: strike the line and write another'; END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER duty_log_once BEFORE UPDATE OR DELETE ON duty_dutyentry FOR EACH ROW EXECUTE FUNCTION duty_log_is_written_once();
"""
BACK = """
DROP TRIGGER duty_log_once ON duty_dutyentry;
DROP FUNCTION duty_log_is_written_once();
ALTER TABLE duty_dutyshift DROP CONSTRAINT duty_one_of_a_kind, DROP CONSTRAINT duty_nobody_twice;
"""


class Migration(migrations.Migration):
    dependencies = [("duty", "0001_initial")]

    operations = [migrations.RunSQL(FORWARD, BACK)]
