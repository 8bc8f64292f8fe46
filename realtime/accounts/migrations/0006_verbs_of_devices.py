"""A database that was seeded before commands to devices had verbs gives its standing roles those; what a bureau took away or added stays."""

from django.db import migrations

OFFICER = ["device.command", "device.fly", "device.disable"]
CHIEF = [*OFFICER, "device.approve"]
NEW = {
    "duty_leader": CHIEF,
    "shift_chief": CHIEF,
    "duty_officer": OFFICER,
    "command_officer": ["device.command"],
    "town_desk": ["device.command"],
}


def give(apps, schema_editor):
    for role in apps.get_model("accounts", "Role").objects.filter(code__in=NEW):
        role.verbs = [*role.verbs, *(verb for verb in NEW[role.code] if verb not in role.verbs)]
        role.save(update_fields=["verbs"])


class Migration(migrations.Migration):
    dependencies = [("accounts", "0005_verbs_of_the_map")]

    operations = [migrations.RunPython(give, migrations.RunPython.noop)]
