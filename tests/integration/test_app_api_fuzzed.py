"""The API holds to its published description, whatever it is sent.

Schemathesis draws requests from the document, good ones and bad ones, and checks every answer:
no 500, only documented statuses, media types, headers and bodies, bad data refused, good data
not, unknown methods refused with `Allow`, no answer without a key.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, transaction
from hypothesis import HealthCheck, Phase, settings
from schemathesis.config import SchemathesisConfig

from app_api_world import Asker, Here, make_here
from meetworthy.app.api import limits
from meetworthy.app.api.document import document
from meetworthy.app.wsgi import application

pytestmark = [pytest.mark.django_db, pytest.mark.database, pytest.mark.every_url]

EXAMPLES = 8
"""Requests drawn for each operation; chosen by eye: they take about a minute."""

CONFIG = SchemathesisConfig.from_dict(
    {
        # A request that the document allows may still be refused by what it means (422), be too
        # large for what it names, or be sent twice.
        "checks": {
            "positive_data_acceptance": {
                "expected-statuses": ["2xx", "304", "403", "404", "409", "422"]
            },
        },
    }
)


def described():
    schema = schemathesis.openapi.from_dict(document(), config=CONFIG)
    schema.app = application
    schema.location = "/api/v1/openapi.json"
    return schema


API = described()


@pytest.fixture(scope="module")
def everything(django_db_setup, django_db_blocker) -> Iterator[Here]:
    """Make the world once; what requests did to it is taken back at the end."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)  # as Django's own test client does
    with django_db_blocker.unblock(), transaction.atomic():
        yield make_here()
        transaction.set_rollback(True)
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def here(everything, db) -> Here:
    limits.forget()
    return everything


def drawn(examples: int):
    """Draw so many requests, the same in every run."""
    return settings(
        max_examples=examples,
        derandomize=True,
        database=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )


@API.parametrize()
@drawn(EXAMPLES)
def test_a_key_with_all_scopes_gets_what_the_document_says(case, here):
    limits.forget()
    case.call_and_validate(headers=bearing(here.strong))


def bearing(asker: Asker) -> dict[str, str]:
    return {"Authorization": f"Bearer {asker.secret}"}
