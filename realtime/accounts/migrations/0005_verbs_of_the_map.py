"""A database that was seeded before the one map gives its standing roles the verbs that came with it; what a bureau took away or added stays."""

from django.db import migrations

OFFICER = ["feature.manage", "fence.manage", "plot.draw", "feed.manage", "camera.control", "replay.export", "layer.protected"]
CHIEF = [*OFFICER, "feature.import", "plot.override", "camera.override"]
NEW = {
    "duty_leader": CHIEF,
    "shift_chief": CHIEF,
    "duty_officer": OFFICER,
    "command_officer": ["plot.draw", "camera.control"],
    "town_desk": ["plot.draw"],
    "expert": ["plot.draw"],
    "auditor": ["replay.export"],
    "administrator": ["feature.manage", "feature.import", "fence.manage", "feed.manage", "layer.protected"],
}


def give(apps, schema_editor):
    for role in apps.get_model("accounts", "Role").objects.filter(code__in=NEW):
        role.verbs = [*role.verbs, *(verb for verb in NEW[role.code] if verb not in role.verbs)]
        role.save(update_fields=["verbs"])


class Migration(migrations.Migration):
    dependencies = [("accounts", "0004_verbs_of_onekey")]

    operations = [migrations.RunPython(give, migrations.RunPython.noop)]
