import django.db.models.deletion
from django.db import migrations, models
from django.db.models import OuterRef, Subquery
from django.db.models.functions import Coalesce


def fill(apps, editor):
    """Every debt gets the organisation and the person that its matter says."""
    debts = apps.get_model("clients", "Debt").objects.using(editor.connection.alias)
    clients = apps.get_model("clients", "Client").objects.filter(matter=OuterRef("matter"))
    matters = apps.get_model("lawyers", "Matter").objects.filter(pk=OuterRef("matter"))
    debts.update(
        organisation=Subquery(matters.values("organisation")),
        client=Subquery(clients.values(person=Coalesce("same_person_as", "pk"))),
    )


class Migration(migrations.Migration):
    dependencies = [
        ("clients", "0001_initial"),
        ("lawyers", "0002_append_only"),
    ]
    operations = [
        migrations.AddField(
            model_name="debt",
            name="client",
            field=models.ForeignKey(
                blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="debts", to="clients.client"
            ),
        ),
        migrations.AddField(
            model_name="debt",
            name="organisation",
            field=models.ForeignKey(
                db_index=False, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="lawyers.organisation"
            ),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
