"""A database that has one administrator gets three: who makes accounts keeps that, granting and auditing become roles of their own.

Nobody is given the new posts here: `manage.py create_administrator --duty security` and `--duty audit` make their first holders.
"""

from django.db import migrations

PEOPLE, ACCOUNT = "people.manage", "account.manage"
TAKEN = ("audit.read", "authority.manage")  # of the system administrator: they belong to the other two
NEW = [
    ("security_administrator", "安全管理员", ["role.grant", "authority.manage"], 101),
    ("audit_administrator", "审计管理员", ["audit.read", "security.read"], 102),
]


def separate(apps, schema_editor):
    roles = apps.get_model("accounts", "Role")
    if not roles.objects.exists():
        return  # a new database: seeding makes them
    for role in roles.objects.all():
        verbs = [ACCOUNT if verb == PEOPLE else verb for verb in role.verbs]
        if role.code == "administrator":
            verbs = [verb for verb in verbs if verb not in TAKEN]
        if verbs != role.verbs:
            role.verbs = verbs
            role.save(update_fields=["verbs"])
    for code, name, verbs, order in NEW:
        roles.objects.get_or_create(code=code, defaults={"name": name, "verbs": verbs, "order": order})


class Migration(migrations.Migration):
    dependencies = [("accounts", "0007_verbs_of_reports")]

    operations = [migrations.RunPython(separate, migrations.RunPython.noop)]
