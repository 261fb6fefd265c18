"""What an answer says must be said of something, and who fits must have been asked for it."""

from __future__ import annotations

from collections.abc import Iterator

from meetworthy.definition.draft import Draft, criterion_slug
from meetworthy.definition.shape.handoff import QuestionShape
from meetworthy.model.document import Steps
from meetworthy.model.problem import Problem


def check(draft: Draft) -> Iterator[Problem]:
    """Yield a problem for every option without a meaning, and every criterion nobody asks for."""
    form = draft.file.prequalification
    if form is None:
        return
    for label, question in form.questions.items():
        yield from _options(draft, label, question)
    if draft.framework is None or draft.is_left_out("prequalification", "questions"):
        return
    asked = {criterion_slug(draft, q.answers) for q in form.questions.values() if q.answers}
    known = {criterion.slug for criterion in draft.framework.criteria}
    for name in form.fits:
        slug = criterion_slug(draft, name)
        if slug in known and slug not in asked:
            cause = f"Who fits must have `{name[:60]}`, and no question asks for it."
            remedy = f"Add a question with `answers: {name[:60]}`, or leave it out of `fits`."
            yield draft.error(
                "unasked_criterion", ("prequalification", "fits", name), cause, remedy
            )


def _options(draft: Draft, label: str, question: QuestionShape) -> Iterator[Problem]:
    path: Steps = ("prequalification", "questions", label, "options")
    silent = [option for option, said in question.options.items() if said is None]
    if question.answers is None and len(silent) < len(question.options):
        cause = f"The options of `{label[:60]}` say something, and not of which criterion."
        yield draft.error("option_of_nothing", path, cause, "Add `answers: …` to the question.")
    elif question.answers is not None and silent:
        cause = f"`{silent[0][:60]}` says nothing of `{question.answers[:60]}`."
        remedy = f"Write `{silent[0][:60]}: confirmed`, `partial`, `denied` or `unknown`."
        yield draft.error("option_of_nothing", path, cause, remedy)
