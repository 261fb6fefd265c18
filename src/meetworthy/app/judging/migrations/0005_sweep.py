"""That every lead of a workspace must be judged at an instant."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("judging", "0004_mark_not_before"),
        ("people", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Sweep",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("due_at", models.BigIntegerField()),
                ("alive_at", models.BigIntegerField(default=0, db_default=0)),
                (
                    "workspace",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        to="people.workspace",
                    ),
                ),
            ],
            options={"db_table": "judging_sweep"},
        ),
    ]
