"""The door of every endpoint: which ability it needs, what it gives, and what it is called with.

``@endpoint(router, "POST", "/leads/{uuid:lead}/decisions", needs=Ability.DECIDE, gives=Done)``
above ``def decide(call: Call, lead: UUID, said: Decision) -> Done``.  The ability stands in the
published document as ``x-ability``, and on the function for the tests of the borders.
"""

from __future__ import annotations

import inspect
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Literal, TypeVar, get_args, get_type_hints

from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.http.response import HttpResponseBase
from django.utils import timezone
from ninja import Router, Schema
from ninja.params import functions as params
from ninja.params.models import Query
from pydantic import BaseModel

from meetworthy.app.people.access import Ability, Access
from meetworthy.app.people.models import User, Workspace
from meetworthy.model.time import instant_of

from .keys import ApiKey
from .once import Once, answer_once, digest_of
from .problems import stop
from .reading import JSON, LARGEST, Bound
from .values import LONGEST_LINE

ALSO = "x-also"
"""Under which the document is told of further statuses; it is taken out again."""

Method = Literal["GET", "POST", "PUT", "PATCH", "DELETE"]
Verb = TypeVar("Verb", bound=Callable[..., Any])

_WORDS: Mapping[str, Any] = {
    "idempotency_key": params.Header(
        None,
        alias="Idempotency-Key",
        min_length=1,
        max_length=100,
        pattern=r"^[!-~]+$",
        description="Any word of yours: the same request under it is done once (30 days).",
    ),
    "if_none_match": params.Header(
        None,
        alias="If-None-Match",
        max_length=200,
        description="The `ETag` that is known already.",
    ),
}
"""The headers that endpoints hear."""


@dataclass(frozen=True, slots=True)
class Call:
    """One request: who asks, when, and under which idempotency key."""

    access: Access
    moment: datetime
    key: str | None = None

    @property
    def at(self) -> int:
        """Return the instant of the request, in microseconds."""
        return instant_of(self.moment)

    @property
    def workspace(self) -> Workspace:
        """Return the workspace that the key belongs to."""
        return self.access.workspace

    @property
    def by(self) -> User:
        """Return who answers for what the key does: the person who made it."""
        assert self.access.key is not None
        return self.access.key.by

    @property
    def acting(self) -> Access:
        """Return the access of whoever answers for the key, with no more than its scopes."""
        return replace(self.access, user=self.by)

    @property
    def fact_id(self) -> str:
        """Return the id of the fact that this request tells: the same however often it is sent."""
        if self.key is None:
            return f"api:{uuid.uuid4()}"
        assert self.access.key is not None
        return f"api:{uuid.uuid5(self.access.key.uuid, self.key)}"


@dataclass(frozen=True, slots=True)
class Tagged:
    """An answer with the tag by which a client knows that it has it already."""

    said: Schema
    tag: str


def endpoint(
    router: Router,
    method: Method,
    path: str,
    *,
    needs: Ability,
    gives: type[Schema],
    status: int = 200,
    keyed: bool | None = None,
    tagged: bool = False,
    also: tuple[int, ...] = (),
    largest: int = LARGEST,
    takes: str = JSON,
) -> Callable[[Verb], Verb]:
    """Answer a method of an address by a function, for keys that have the ability.

    ``keyed`` says that an Idempotency-Key is heard (all that is not a GET, unless said);
    ``tagged`` that the function returns ``Tagged``; ``also`` are further statuses that it may
    answer; a body has at most ``largest`` bytes, and is what ``takes`` says.  The function is
    called with the call, what the path names, and what the query and the body say, by its
    annotations.
    """
    is_keyed = method != "GET" if keyed is None else keyed

    def register(verb: Verb) -> Verb:
        view = _view(verb, status=status, is_keyed=is_keyed, is_tagged=tagged)
        view.ability = needs  # type: ignore[attr-defined]  # the borders test reads it
        router.api_operation(
            [method],
            path,
            auth=ApiKey(needs, Bound(largest, takes)),
            response={status: gives},
            by_alias=True,
            operation_id=verb.__name__,
            summary=verb.__name__.replace("_", " ").capitalize(),
            openapi_extra={"x-ability": needs.value, ALSO: list(also)},
        )(view)
        return verb

    return register


def _view(
    verb: Callable[..., Any], *, status: int, is_keyed: bool, is_tagged: bool
) -> Callable[..., HttpResponseBase]:
    """Return what django-ninja calls: it reads the arguments that the verb's annotations name."""
    words = _query_words(verb)

    def view(request: HttpRequest, **said: Any) -> HttpResponseBase:
        _refuse_unknown(request, words)
        key: str | None = said.pop("idempotency_key", None)
        known: str | None = said.pop("if_none_match", None)
        access: Access = request.auth  # type: ignore[attr-defined]  # keys.py puts it there
        call = Call(access, timezone.now(), key)

        def do() -> HttpResponse:
            return _response(verb(call, **said), status, known)

        if key is None:
            return do()
        return answer_once(Once(access, key, digest_of(request), call.moment), do)

    view.__name__ = verb.__name__
    view.__module__ = verb.__module__
    view.__doc__ = verb.__doc__
    view.__signature__ = _signature(  # type: ignore[attr-defined]  # ninja's
        verb, is_keyed=is_keyed, is_tagged=is_tagged
    )
    return view


def _query_words(verb: Callable[..., Any]) -> frozenset[str]:
    """Return what may be asked in the query of a verb's address."""
    found: set[str] = set()
    for name, hint in get_type_hints(verb, include_extras=True).items():
        model, *more = get_args(hint) or (hint,)
        if not (isinstance(model, type) and issubclass(model, BaseModel)):
            found.add(name)  # one word, or a part of the path
        elif any(isinstance(one, Query) for one in more):
            found |= {field.alias or word for word, field in model.model_fields.items()}
    return frozenset(found)


def _refuse_unknown(request: HttpRequest, words: frozenset[str]) -> None:
    """Stop a request whose query has a word that is not known, rather than pass it over."""
    unknown = sorted(set(request.GET) - words)
    if unknown:
        listed = ", ".join(sorted(words)) or "nothing"
        cause = f"The query has `{unknown[0][:LONGEST_LINE]}`, which is not known here."
        stop(400, "invalid", "query", cause, f"This address takes {listed}.")


def _signature(verb: Callable[..., Any], *, is_keyed: bool, is_tagged: bool) -> inspect.Signature:
    hints = get_type_hints(verb, include_extras=True)
    word = inspect.Parameter.KEYWORD_ONLY
    own = [p for p in inspect.signature(verb).parameters.values() if p.name != "call"]
    parameters = [inspect.Parameter("request", inspect.Parameter.POSITIONAL_OR_KEYWORD)]
    parameters += [p.replace(kind=word, annotation=hints[p.name]) for p in own]
    heard = ["idempotency_key"] * is_keyed + ["if_none_match"] * is_tagged
    parameters += [
        inspect.Parameter(name, word, default=_WORDS[name], annotation=str | None) for name in heard
    ]
    return inspect.Signature(parameters)


def _response(said: Schema | Tagged, status: int, known: str | None) -> HttpResponse:
    tag = f'"{said.tag}"' if isinstance(said, Tagged) else None
    if tag is not None and known is not None and tag in [t.strip() for t in known.split(",")]:
        response: HttpResponse = HttpResponseNotModified()
    else:
        body = said.said if isinstance(said, Tagged) else said
        response = HttpResponse(
            body.model_dump_json(by_alias=True), status=status, content_type="application/json"
        )
    response["Cache-Control"] = "no-cache" if tag else "no-store"
    if tag is not None:
        response["ETag"] = tag
    return response
