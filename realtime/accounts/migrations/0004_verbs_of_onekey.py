"""A database that was seeded before the one press gives its standing roles the verbs that came with it; what a bureau took away or added stays."""

from django.db import migrations

OFFICER = ["talk.speak", "talk.manage", "conference.host", "wall.control", "onekey.press", "broadcast.send", "phone.dial"]
CHIEF = [*OFFICER, "talk.override", "authority.approve", "drill.approve"]
NEW = {
    "duty_leader": CHIEF,
    "shift_chief": CHIEF,
    "duty_officer": OFFICER,
    "command_officer": ["talk.speak", "conference.host", "onekey.press"],
    "liaison": ["talk.speak"],
    "town_desk": ["talk.speak"],
    "team_leader": ["talk.speak"],
    "field_member": ["talk.speak"],
    "expert": ["talk.speak"],
    "leadership": ["talk.speak", "authority.approve"],
    "administrator": ["wall.control", "authority.manage", "drill.approve"],
}


def give(apps, schema_editor):
    for role in apps.get_model("accounts", "Role").objects.filter(code__in=NEW):
        role.verbs = [*role.verbs, *(verb for verb in NEW[role.code] if verb not in role.verbs)]
        role.save(update_fields=["verbs"])


class Migration(migrations.Migration):
    dependencies = [("accounts", "0003_verbs_of_dispatch")]

    operations = [migrations.RunPython(give, migrations.RunPython.noop)]
