"""A database that was seeded before reports gives its standing roles the verbs that came with them; what a bureau took away or added stays."""

from django.db import migrations

OFFICER = ["report.write", "instruction.record"]
CHIEF = [*OFFICER, "report.review"]
NEW = {
    "duty_leader": [*CHIEF, "report.sign", "instruction.give"],
    "shift_chief": CHIEF,
    "duty_officer": OFFICER,
    "town_desk": OFFICER,
    "leadership": ["report.sign", "instruction.give"],
}


def give(apps, schema_editor):
    for role in apps.get_model("accounts", "Role").objects.filter(code__in=NEW):
        role.verbs = [*role.verbs, *(verb for verb in NEW[role.code] if verb not in role.verbs)]
        role.save(update_fields=["verbs"])


class Migration(migrations.Migration):
    dependencies = [("accounts", "0006_verbs_of_devices")]

    operations = [migrations.RunPython(give, migrations.RunPython.noop)]
