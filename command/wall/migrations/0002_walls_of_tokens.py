"""Walls that had a token before there was a row for each."""

from django.db import migrations


def add(apps, schema_editor):
    token, wall = apps.get_model("accounts", "Token"), apps.get_model("wall", "Wall")
    for one in token.objects.filter(kind="wall", wall=None):
        wall.objects.create(
            token=one,
            name=one.name,
            area=one.area,
            scene={"kind": "daily"} | dict.fromkeys(("incident", "conference", "link", "callout", "lon", "lat", "zoom")),
        )


class Migration(migrations.Migration):
    dependencies = [("wall", "0001_initial"), ("accounts", "0004_verbs_of_onekey")]

    operations = [migrations.RunPython(add, migrations.RunPython.noop)]
