"""Effects: the tasks and messages that changes caused, of all leads."""

from __future__ import annotations

import uuid
from typing import Literal

from ninja import Query, Router
from pydantic import Field

from meetworthy.app.api import cursors
from meetworthy.app.api.endpoint import Call, endpoint
from meetworthy.app.api.values import Line, Listed
from meetworthy.app.judging.models import Effect
from meetworthy.app.people.access import Ability

from .found import found, leads_named
from .happenings import EffectOut, EffectPage, effect_out

router = Router(tags=["effects"])


class EffectsAsked(Listed):
    """Which effects are wanted."""

    kind: Line = Field("", examples=["stage.entered"])
    state: Literal["", "open", "sent", "done", "withdrawn", "past"] = ""


@endpoint(router, "GET", "/effects", needs=Ability.SEE, gives=EffectPage)
def list_effects(call: Call, asked: Query[EffectsAsked]) -> EffectPage:
    """This will list what changes caused, latest recorded first."""
    rows = Effect.objects.filter(workspace=call.workspace)
    said = {name: getattr(asked, name) for name in ("kind", "state") if getattr(asked, name)}
    place = cursors.place_of("effects", call.workspace.pk, asked)
    items, more = cursors.newest_first(rows.filter(**said), asked, place, by="recorded_at")
    leads = leads_named(call, [row.lead for row in items])
    return EffectPage(items=[effect_out(row, leads[row.lead]) for row in items], next=more)


@endpoint(router, "GET", "/effects/{uuid:effect}", needs=Ability.SEE, gives=EffectOut)
def see_effect(call: Call, effect: uuid.UUID) -> EffectOut:
    """This will return one effect; its id is that of the message that endpoints were told."""
    row = found(Effect.objects.all(), call, effect)
    return effect_out(row, leads_named(call, [row.lead])[row.lead])
