"""Find the meetings that were booked, accepted and held in a month."""

from __future__ import annotations

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar = [("judging", "0008_clock_holder")]

    operations: ClassVar = [
        migrations.AddIndex(
            model_name="meeting",
            index=models.Index(
                models.F("workspace"),
                models.F(name),
                name=f"meeting_{name}",
                condition=models.Q(**{f"{name}__isnull": False}),
            ),
        )
        for name in ("booked_at", "accepted_at", "held_at")
    ]
