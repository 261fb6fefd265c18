"""Whose promise each run was, whether it was answered, and by when runs are found."""

from __future__ import annotations

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar = [
        ("judging", "0007_effect_held_until"),
    ]

    operations: ClassVar = [
        migrations.AddField(
            model_name="clock",
            name="answered",
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.AddField(
            model_name="clock",
            name="date_only",
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.AddField(
            model_name="clock",
            name="person",
            field=models.TextField(db_default="", default=""),
        ),
        migrations.AddIndex(
            model_name="clock",
            index=models.Index(fields=["workspace", "started_at"], name="clock_started"),
        ),
    ]
