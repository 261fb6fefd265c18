"""The Django app `quiz`."""

from django.apps import AppConfig


class QuizConfig(AppConfig):
    """The five questions in public."""

    name = "meetworthy.app.quiz"
    label = "quiz"
    default_auto_field = "django.db.models.BigAutoField"
