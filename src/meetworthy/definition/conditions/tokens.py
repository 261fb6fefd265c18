"""The words and signs of a condition: only those of the closed grammar go on to the parser.

Whatever is not a declared name, a literal, or a word of the grammar is refused before
anything parses it, so no subquery, cast, table, window, parameter or comment gets further.
"""

from __future__ import annotations

import unicodedata
from typing import Any

from sqlglot.dialects.duckdb import DuckDB
from sqlglot.errors import SqlglotError
from sqlglot.tokenizer_core import TokenType

from meetworthy.definition.nearest import suggest

from .refusal import Refusal
from .scope import SIGNALS, STAGE, Scope

LONGEST = 2_000  # characters; chosen by eye: ten lines of a file
DEEPEST = 40  # chosen by eye: people stop following at five

FUNCTIONS = ("abs", "length", "lower", "coalesce", "in_list", "points", "count")

_WORDS = frozenset(
    {
        TokenType.AND,
        TokenType.OR,
        TokenType.NOT,
        TokenType.IN,
        TokenType.BETWEEN,
        TokenType.LIKE,
        TokenType.IS,
        TokenType.NULL,
        TokenType.TRUE,
        TokenType.FALSE,
    }
)
_SIGNS = frozenset(
    {
        TokenType.EQ,
        TokenType.NEQ,
        TokenType.LT,
        TokenType.LTE,
        TokenType.GT,
        TokenType.GTE,
        TokenType.PLUS,
        TokenType.DASH,
        TokenType.STAR,
        TokenType.SLASH,
        TokenType.COMMA,
        TokenType.L_PAREN,
        TokenType.R_PAREN,
    }
)
_GRAMMAR = (
    "A condition knows comparisons, `and or not`, `in`, `between`, `like`, `is null`, "
    "arithmetic, and the functions " + ", ".join(FUNCTIONS) + "."
)


def screened(text: str, scope: Scope) -> str:
    """Return the text with every name quoted, fit for the parser; refuse all else."""
    _refuse_unseemly(text)
    tokens = _tokens(text)
    if not tokens:
        raise Refusal("condition_empty", "The condition is empty.", "Write one, or delete it.")
    names = scope.names()
    return " ".join(_screen(tokens, at, names, scope) for at in range(len(tokens)))


def _refuse_unseemly(text: str) -> None:
    if len(text) > LONGEST:
        raise Refusal(
            "condition_too_long",
            f"The condition has {len(text):,} characters, more than {LONGEST:,}.",
            "Split it into several rules, or use a named list.",
        )
    for sign in text:
        if sign not in "\t\n\r" and unicodedata.category(sign) in {"Cc", "Cf", "Cs", "Cn"}:
            raise Refusal(
                "condition_sign",
                f"The condition has an invisible sign in it (U+{ord(sign):04X}).",
                "Type the condition again, without pasting.",
            )
    _refuse_depth(text)


def _refuse_depth(text: str) -> None:
    depth = 0
    for sign in text:
        depth += {"(": 1, ")": -1}.get(sign, 0)
        if depth > DEEPEST:
            raise too_deep()


def too_deep() -> Refusal:
    """Return the refusal of a condition that is nested too deeply."""
    return Refusal(
        "condition_too_deep",
        f"The condition is nested deeper than {DEEPEST} levels.",
        "Split it into several rules.",
    )


def _tokens(text: str) -> list[Any]:
    try:
        tokens = list(DuckDB().tokenize(text))
    except (SqlglotError, ValueError, IndexError) as error:
        raise Refusal(
            "condition_unreadable",
            "The condition can't be read: a quote is not closed, or a sign is misplaced.",
            "Close every quote; write text in single quotes, as in `industry = 'SaaS'`.",
        ) from error
    if any(token.comments for token in tokens) or (not tokens and text.strip()):
        raise Refusal(
            "condition_comment",
            "The condition holds a comment.",
            "Write it behind `#`, outside the condition.",
        )
    return tokens


def _screen(tokens: list[Any], at: int, names: dict[str, str], scope: Scope) -> str:
    token = tokens[at]
    after = tokens[at + 1].token_type if at + 1 < len(tokens) else None
    word = str(token.text)
    if token.token_type == TokenType.STRING:
        return "'" + word.replace("'", "''") + "'"
    if token.token_type == TokenType.NUMBER:
        return word
    if token.token_type == TokenType.DATE and after == TokenType.STRING:
        return "date"
    if token.token_type in _SIGNS:
        return "=" if token.token_type == TokenType.EQ else word
    if after == TokenType.L_PAREN and word.lower() in FUNCTIONS:
        return word.lower()
    if word.lower() in names and after != TokenType.L_PAREN:
        return f'"{names[word.lower()]}"'
    if token.token_type in _WORDS:
        return word.lower()
    raise _unknown(word, token.token_type, after == TokenType.L_PAREN, names, scope)


def _unknown(word: str, kind: Any, called: bool, names: dict[str, str], scope: Scope) -> Refusal:
    shown = word[:60]
    if called and kind not in _WORDS:
        return Refusal(
            "unknown_function",
            f"There is no function `{shown}` in conditions.",
            suggest(word, FUNCTIONS, "Use one of the language's functions."),
        )
    if kind not in {TokenType.VAR, TokenType.IDENTIFIER} and not word.isidentifier():
        return Refusal("condition_sign", f"`{shown}` is not a sign of conditions.", _GRAMMAR)
    if not scope.signals and word.lower() in (*SIGNALS, STAGE):
        return Refusal(
            "signal_out_of_place",
            f"`{shown}` is a signal, and this condition is read before signals are known.",
            "Speak of attributes only here; use signals in stages, reasons and the SLA.",
        )
    return Refusal(
        "unknown_name",
        f"There is no attribute or property `{shown}` here.",
        suggest(word, names.values(), "Declare it under `attributes`, or quote it if it is text."),
    )
