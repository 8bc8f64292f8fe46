"""A database that was seeded before 舆情 and 灾情发布 gives its standing roles the verbs that came with them; what a bureau took away or added stays."""

from django.db import migrations

OFFICER = ["opinion.handle", "release.draft"]
CHIEF = [*OFFICER, "opinion.manage", "release.sign"]
NEW = {
    "duty_leader": CHIEF,
    "shift_chief": CHIEF,
    "duty_officer": OFFICER,
    "town_desk": ["opinion.handle"],
    "administrator": ["opinion.manage"],
}


def give(apps, schema_editor):
    for role in apps.get_model("accounts", "Role").objects.filter(code__in=NEW):
        role.verbs = [*role.verbs, *(verb for verb in NEW[role.code] if verb not in role.verbs)]
        role.save(update_fields=["verbs"])


class Migration(migrations.Migration):
    dependencies = [("opinion", "0001_initial"), ("accounts", "0007_verbs_of_reports")]

    operations = [migrations.RunPython(give, migrations.RunPython.noop)]
