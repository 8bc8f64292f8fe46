from django.db import migrations

# 网络安全法第二十一条: logs are kept six months at least. No screen, no shell and no import writes less into the row.
HOLD = """
ALTER TABLE rules_rule ADD CONSTRAINT security_logs_kept_180_days CHECK (
    name <> 'security.keep_days' OR (jsonb_typeof(value) = 'number' AND value::numeric >= 180)
)
"""
LET_GO = "ALTER TABLE rules_rule DROP CONSTRAINT security_logs_kept_180_days"


class Migration(migrations.Migration):
    dependencies = [("rules", "0001_initial")]
    operations = [migrations.RunSQL(HOLD, LET_GO)]
