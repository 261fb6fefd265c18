"""The Django app `booking`."""

from django.apps import AppConfig


class BookingConfig(AppConfig):
    """Meetings, calendars and their feeds."""

    name = "meetworthy.app.booking"
    label = "booking"
    default_auto_field = "django.db.models.BigAutoField"
