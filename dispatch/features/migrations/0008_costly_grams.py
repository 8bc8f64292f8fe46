"""What the pairs cost to make is told to the planner: reading every row and cutting its name anew took a minute where the index takes a moment."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("features", "0007_quicker_grams")]

    operations = [migrations.RunSQL("ALTER FUNCTION features_grams(text) COST 10000", "ALTER FUNCTION features_grams(text) COST 100")]
