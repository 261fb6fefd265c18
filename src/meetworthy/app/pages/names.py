"""The words of a workspace: what its definition's slugs and its people are called."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from meetworthy.app.definitions.timeline import timeline_of
from meetworthy.app.pages.saying import words_of
from meetworthy.app.people.access import Access
from meetworthy.app.people.models import User
from meetworthy.definition.language import Definition
from meetworthy.model.criteria import Status

_ACRONYMS = frozenset({"mql", "sal", "sql", "sqm", "pql"})

STATUS_WORDS = {
    Status.CONFIRMED: _("confirmed"),
    Status.PARTIAL: _("partial"),
    Status.DENIED: _("denied"),
    Status.UNKNOWN: _("unknown"),
}
"""The states of a criterion in words."""


@dataclass(frozen=True, slots=True)
class Names:
    """A definition's slugs and what people read for them."""

    definition: Definition

    @property
    def stages(self) -> list[tuple[str, str]]:
        """The stages in order, slug and label."""
        return [(s.slug, self.stage(s.slug)) for s in self.definition.stages]

    @property
    def criteria(self) -> list[tuple[str, str]]:
        """The framework's criteria in order, slug and label."""
        return [(c.slug, c.label) for c in self.definition.framework.criteria]

    def stage(self, slug: str) -> str:
        """Return a stage's label: MQL, Opportunity."""
        label = next((s.label for s in self.definition.stages if s.slug == slug), words_of(slug))
        return stage_label(label)

    def criterion(self, slug: str) -> str:
        """Return a criterion's label."""
        found = (c.label for c in self.definition.framework.criteria if c.slug == slug)
        return next(found, words_of(slug))

    def reason(self, slug: str) -> str:
        """Return the label of a reason to leave."""
        reason = self.definition.reasons.get(slug)
        return words_of(slug) if reason is None else reason.label


def stage_label(label: str) -> str:
    """Return a stage's label as a heading: acronyms in capitals, others with a capital."""
    return label.upper() if label.lower() in _ACRONYMS else label[:1].upper() + label[1:]


def names_of(workspace_id: int) -> Names:
    """Return the names in the version that is in force last."""
    return Names(timeline_of(workspace_id)[-1])


def people_of(access: Access) -> dict[str, str]:
    """Return the names of those who were ever here, by their addresses."""
    users = User.objects.filter(memberships__workspace=access.workspace).distinct()
    return {user.email.lower(): str(user) for user in users}
