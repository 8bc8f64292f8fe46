"""Alarms of before get their one report and their verdict as rows."""

from django.db import migrations

ALARMS = """
UPDATE alarms_alarm SET reports = repeats + 1, sources = jsonb_build_array(source), cleared_at = verdict_at,
    seen_at = coalesce(occurred_at, received_at), last_seen_at = coalesce(occurred_at, received_at)
"""
REPORTS = """
INSERT INTO alarms_report (alarm_id, source, urgency, type, device, key, subject_id, lon, lat, place, text, caller_phone, facts, by,
    occurred_at, received_at, entered_at, late, exercise_id)
SELECT id, source, urgency, type, device, '', subject_id, lon, lat, place, text, caller_phone, '{}', 'system', occurred_at, received_at,
    entered_at, false, exercise_id FROM alarms_alarm
"""
VERDICTS = """
INSERT INTO alarms_verdict (alarm_id, verdict, by, name, at, note, incident_id, contact_how, contact_who, reopened_by, reopened_name, reopen_reason)
SELECT id, verdict, verdict_by, '', coalesce(verdict_at, entered_at), '', incident_id, '', '', '', '', '' FROM alarms_alarm WHERE verdict <> ''
"""


class Migration(migrations.Migration):
    dependencies = [("alarms", "0003_reports_steps_verdicts")]
    operations = [migrations.RunSQL(sql, migrations.RunSQL.noop) for sql in (ALARMS, REPORTS, VERDICTS)]
