from django.db import migrations

# The log is evidence: whoever holds the application's connection can add to it and read it, nothing else.
REFUSE = """
CREATE FUNCTION log_event_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'log_event is append-only: % refused', TG_OP;
END $$;
CREATE TRIGGER log_event_append_only BEFORE UPDATE OR DELETE ON log_event FOR EACH ROW EXECUTE FUNCTION log_event_is_append_only();
INSERT INTO log_epoch (id, value) VALUES (1, gen_random_uuid()) ON CONFLICT DO NOTHING;
"""
ALLOW = "DROP TRIGGER log_event_append_only ON log_event; DROP FUNCTION log_event_is_append_only();"


class Migration(migrations.Migration):
    dependencies = [("log", "0001_initial")]
    operations = [migrations.RunSQL(REFUSE, ALLOW)]
