"""Who declined a meeting: leads with an open dispute are judged anew to know it."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import migrations, models
from django.utils import timezone

from meetworthy.model.time import instant_of


def mark(apps: Any, _: Any) -> None:
    """Mark the leads of which a meeting is disputed."""
    disputed = apps.get_model("judging", "Meeting").objects.filter(standing="disputed")
    leads = disputed.values_list("workspace_id", "lead").distinct()
    marks = apps.get_model("judging", "Mark")
    at = instant_of(timezone.now())
    marks.objects.bulk_create(
        marks(workspace_id=workspace, lead=lead, at=at) for workspace, lead in leads
    )


class Migration(migrations.Migration):
    dependencies: ClassVar = [
        ("judging", "0010_meetings_listed"),
    ]

    operations: ClassVar = [
        migrations.AddField(
            model_name="meeting",
            name="decliner",
            field=models.TextField(db_default="", default=""),
        ),
        migrations.RunPython(mark, migrations.RunPython.noop),
    ]
