"""A database that was seeded before: the standing role 专家 reads the incident it is called to, no longer its whole area. A role the bureau changed stays."""

from django.db import migrations

WAS = {"incident.note", "talk.speak", "plot.draw"}


def narrow(apps, schema_editor):
    for role in apps.get_model("accounts", "Role").objects.filter(code="expert"):
        if set(role.verbs) == WAS:
            role.verbs = ["read.called", "talk.speak"]
            role.save(update_fields=["verbs"])


class Migration(migrations.Migration):
    dependencies = [("experts", "0001_experts"), ("accounts", "0007_verbs_of_reports")]

    operations = [migrations.RunPython(narrow, migrations.RunPython.noop)]
