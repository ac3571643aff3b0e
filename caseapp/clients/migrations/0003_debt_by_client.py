import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    # A migration of its own: PostgreSQL alters no table whose foreign keys were filled in the same transaction.
    dependencies = [("clients", "0002_debt_people")]
    operations = [
        migrations.AlterField(
            model_name="debt",
            name="organisation",
            field=models.ForeignKey(
                db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="lawyers.organisation"
            ),
        ),
        migrations.AddIndex(
            model_name="debt",
            index=models.Index(fields=["organisation", "lender", "client", "matter"], name="debt_by_client"),
        ),
    ]
