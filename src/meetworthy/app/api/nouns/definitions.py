"""Definitions: versions, their text, document and differences; drafts, dry runs, activation.

Signing is for people only: no key may be given the ability.
"""

from __future__ import annotations

import uuid
from typing import Any

from django.http import Http404
from ninja import Query, Router, Schema
from pydantic import Field

from meetworthy.app.api import cursors
from meetworthy.app.api.endpoint import Call, endpoint
from meetworthy.app.api.problems import ProblemOut, out
from meetworthy.app.api.values import Asked, Document, Ever, Instant, Listed, Moment
from meetworthy.app.definitions import verbs
from meetworthy.app.definitions.checking import Checked, check, check_among
from meetworthy.app.definitions.models import DryRun, Version
from meetworthy.app.definitions.signatures import signatures_of
from meetworthy.app.definitions.timeline import read
from meetworthy.app.definitions.verbs.save_draft import bound
from meetworthy.app.people.access import Ability
from meetworthy.app.people.refusals import refuse
from meetworthy.definition.diff import compare
from meetworthy.definition.language import Definition
from meetworthy.definition.render import to_html, to_markdown
from meetworthy.model.time import moment_of

from .found import found

router = Router(tags=["definitions"])


class VersionOut(Schema):
    """One version: its life, and which teams signed exactly this text."""

    id: uuid.UUID
    number: int
    state: str
    hash: str = Field(description="Of what is signed; empty where the text has errors.")
    in_force: Ever
    note: str
    author: str | None
    created_at: Instant
    changed_at: Instant
    activated_at: Instant | None
    withdrawn_at: Instant | None
    signed: list[str]


class VersionPage(Schema):
    """Some versions, latest first."""

    items: list[VersionOut]
    next: str | None


class TextOut(Schema):
    """A version as it was written, with its lists by file name."""

    text: str
    lists: dict[str, str]
    changed_at: Instant


class DocumentOut(Schema):
    """A version as a document that both teams read."""

    markdown: str
    html: str


class ChangeOut(Schema):
    """One difference, in words."""

    section: str
    part: str
    what: str
    text: str


class Differences(Schema):
    """What differs between two versions."""

    against: uuid.UUID
    changes: list[ChangeOut]


class Against(Asked):
    """Which version to compare with."""

    against: uuid.UUID


class Written(Asked):
    """A text of a definition, with the files of its lists by name."""

    text: Document
    lists: dict[str, Document] = Field(default_factory=dict, max_length=50)


class Rewritten(Written):
    """The same for a draft that is there already; `seen` is its `changed_at` when one began."""

    seen: Moment | None = None


class CaseOut(Schema):
    """One case of the text, and what is otherwise than it says."""

    name: str
    passed: bool
    failures: list[str]


class CheckOut(Schema):
    """Whether a text may be signed: its problems with their lines, its cases."""

    fit: bool
    number: int | None
    hash: str | None
    problems: list[ProblemOut]
    cases: list[CaseOut]


class DryRunOut(Schema):
    """What a version would change; `result` once it is done."""

    id: uuid.UUID
    hash: str
    state: str
    asked_at: Instant
    done_at: Instant | None
    error: str
    result: dict[str, Any] | None


@endpoint(router, "GET", "/definitions", needs=Ability.SEE, gives=VersionPage)
def list_versions(call: Call, asked: Query[Listed]) -> VersionPage:
    """This will list the versions of the definition, drafts among them."""
    rows = Version.objects.filter(workspace=call.workspace).select_related("author")
    place = cursors.place_of("definitions", call.workspace.pk, asked)
    items, more = cursors.newest_first(rows, asked, place)
    return VersionPage(items=[_out(row) for row in items], next=more)


@endpoint(router, "GET", "/definitions/{uuid:version}", needs=Ability.SEE, gives=VersionOut)
def see_version(call: Call, version: uuid.UUID) -> VersionOut:
    """This will return one version."""
    return _out(_found(call, version))


@endpoint(router, "GET", "/definitions/{uuid:version}/text", needs=Ability.SEE, gives=TextOut)
def see_text(call: Call, version: uuid.UUID) -> TextOut:
    """This will return a version as it was written."""
    row = _found(call, version)
    return TextOut(text=row.text, lists=row.lists, changed_at=row.changed_at)


@endpoint(
    router,
    "GET",
    "/definitions/{uuid:version}/document",
    needs=Ability.SEE,
    gives=DocumentOut,
    also=(422,),
)
def see_document(call: Call, version: uuid.UUID) -> DocumentOut:
    """This will return a version as a document that both teams read."""
    definition = _defined(_found(call, version))
    return DocumentOut(markdown=to_markdown(definition), html=to_html(definition))


@endpoint(
    router,
    "GET",
    "/definitions/{uuid:version}/changes",
    needs=Ability.SEE,
    gives=Differences,
    also=(422,),
)
def compare_versions(call: Call, version: uuid.UUID, asked: Query[Against]) -> Differences:
    """This will say in words what a version changes against another."""
    old, new = _defined(_found(call, asked.against)), _defined(_found(call, version))
    return Differences(
        against=asked.against,
        changes=[
            ChangeOut(section=one.section, part=one.slug, what=one.what.value, text=one.text)
            for one in compare(old, new)
        ],
    )


@endpoint(
    router,
    "POST",
    "/definitions/check",
    needs=Ability.WRITE_DEFINITION,
    gives=CheckOut,
    keyed=False,
)
def check_text(call: Call, said: Written) -> CheckOut:
    """This will check a text as the next version: problems with their lines, its cases.

    Nothing is saved.
    """
    bound(said.text, said.lists)
    return _checked(call, check(said.text, said.lists))


@endpoint(
    router,
    "POST",
    "/definitions",
    needs=Ability.WRITE_DEFINITION,
    gives=VersionOut,
    status=201,
)
def save_draft(call: Call, said: Written) -> VersionOut:
    """This will save a text as a new draft, errors and all."""
    return _out(verbs.save_draft(said.text, said.lists, by=call.acting, at=call.moment))


@endpoint(
    router,
    "PUT",
    "/definitions/{uuid:version}/text",
    needs=Ability.WRITE_DEFINITION,
    gives=VersionOut,
)
def change_draft(call: Call, version: uuid.UUID, said: Rewritten) -> VersionOut:
    """This will save a text as that of a draft; whoever had signed it has not signed this one."""
    row = _found(call, version)
    saved = verbs.save_draft(
        said.text, said.lists, by=call.acting, at=call.moment, version=row, seen_at=said.seen
    )
    return _out(saved)


@endpoint(
    router,
    "POST",
    "/definitions/{uuid:version}/dry-runs",
    needs=Ability.WRITE_DEFINITION,
    gives=DryRunOut,
    status=202,
)
def request_dry_run(call: Call, version: uuid.UUID) -> DryRunOut:
    """This will have it reckoned what a version would change, and for whom; nothing fires."""
    row = _found(call, version)
    return _dry_run(verbs.request_dry_run(row, by=call.acting, at=call.moment))


@endpoint(
    router,
    "GET",
    "/definitions/{uuid:version}/dry-runs/{uuid:dry_run}",
    needs=Ability.SEE,
    gives=DryRunOut,
)
def see_dry_run(call: Call, version: uuid.UUID, dry_run: uuid.UUID) -> DryRunOut:
    """This will return a dry run, with its result once it is done."""
    row = DryRun.objects.filter(version=_found(call, version), uuid=dry_run).first()
    if row is None:
        raise Http404
    return _dry_run(row)


@endpoint(
    router,
    "POST",
    "/definitions/{uuid:version}/activate",
    needs=Ability.ACTIVATE,
    gives=VersionOut,
)
def activate_version(call: Call, version: uuid.UUID) -> VersionOut:
    """This will put a version in force that both teams signed and a dry run tried."""
    return _out(verbs.activate(_found(call, version), by=call.acting, at=call.moment))


@endpoint(
    router,
    "POST",
    "/definitions/{uuid:version}/withdraw",
    needs=Ability.ACTIVATE,
    gives=VersionOut,
)
def withdraw_version(call: Call, version: uuid.UUID) -> VersionOut:
    """This will take the newest active version back, as if it had never been in force."""
    return _out(verbs.withdraw(_found(call, version), by=call.acting, at=call.moment))


def _found(call: Call, version: uuid.UUID) -> Version:
    return found(Version.objects.select_related("author", "workspace"), call, version)


def _defined(version: Version) -> Definition:
    definition = read(version.text, version.lists).definition
    if definition is None:
        cause = f"The text of version {version.number} has errors, so it says nothing certain."
        refuse("not_fit", "version", cause, "Mend the text first.")
    return definition


def _checked(call: Call, checked: Checked) -> CheckOut:
    definition = checked.definition
    problems = (*checked.problems, *check_among(call.workspace.pk, checked))
    return CheckOut(
        fit=checked.is_fit,
        number=checked.number,
        hash=None if definition is None else definition.hash,
        problems=[out(problem) for problem in problems],
        cases=[
            CaseOut(name=one.case.name, passed=one.passed, failures=list(one.failures))
            for one in checked.outcomes
        ],
    )


def _out(row: Version) -> VersionOut:
    names = (
        *("number", "state", "hash", "note", "created_at", "changed_at", "activated_at"),
        "withdrawn_at",
    )
    return VersionOut(
        id=row.uuid,
        in_force=None if row.in_force is None else moment_of(row.in_force),
        author=None if row.author is None else row.author.email,
        signed=sorted(signatures_of(row)),
        **{name: getattr(row, name) for name in names},
    )


def _dry_run(row: DryRun) -> DryRunOut:
    names = ("hash", "state", "asked_at", "done_at", "error", "result")
    return DryRunOut(id=row.uuid, **{name: getattr(row, name) for name in names})
