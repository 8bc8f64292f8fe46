from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("alarms", "0001_initial")]
    operations = [migrations.RunSQL("CREATE SEQUENCE dispatch_number", "DROP SEQUENCE dispatch_number")]
