"""Until when what follows from somebody's decision can be undone."""

from __future__ import annotations

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar = [("judging", "0006_needs_and_meetings")]

    operations: ClassVar = [
        migrations.AddField(
            model_name="effect",
            name="held_until",
            field=models.BigIntegerField(db_default=0, default=0),
        ),
    ]
