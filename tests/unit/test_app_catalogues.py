"""What leads read in another language: each sentence is there, and compiled."""

from __future__ import annotations

import ast
import gettext
import re
from pathlib import Path

import pytest

from meetworthy.app.prequalify.addressee import SPOKEN, spoken

FOLDER = Path(__file__).parents[2] / "src" / "meetworthy" / "app" / "prequalify" / "locale"
SAID = re.compile(r'^(msgid|msgid_plural|msgstr(?:\[\d\])?) (".*")$', re.MULTILINE)


def entries(text: str):
    """Yield what each entry of a catalogue says, by its words: msgid, msgstr and the like."""
    for block in text.split("\n\n")[1:]:
        yield {word: ast.literal_eval(said) for word, said in SAID.findall(block)}


def catalogue(language: str) -> Path:
    return FOLDER / language / "LC_MESSAGES" / "django.po"


OTHERS = [language for language in SPOKEN if language != "en"]


@pytest.mark.parametrize("language", OTHERS)
def test_what_is_compiled_is_what_is_written(language):
    path = catalogue(language)
    with path.with_suffix(".mo").open("rb") as file:
        compiled = gettext.GNUTranslations(file)
    for entry in entries(path.read_text(encoding="utf-8")):
        if "msgid_plural" in entry:
            for count, form in ((1, "msgstr[0]"), (2, "msgstr[1]")):
                said = compiled.ngettext(entry["msgid"], entry["msgid_plural"], count)
                assert said == entry[form]
        else:
            assert compiled.gettext(entry["msgid"]) == entry["msgstr"]


@pytest.mark.parametrize("language", OTHERS)
def test_every_sentence_is_translated_with_the_same_blanks(language):
    blanks = re.compile(r"%\(\w+\)s")
    for entry in entries(catalogue(language).read_text(encoding="utf-8")):
        source = entry.get("msgid_plural", entry["msgid"])
        said = entry.get("msgstr[1]", entry.get("msgstr", ""))
        assert said, source
        assert sorted(blanks.findall(said)) == sorted(blanks.findall(source))


@pytest.mark.parametrize("language", OTHERS)
def test_every_sentence_for_leads_is_in_the_catalogue(language):
    app = FOLDER.parents[1]
    known = {entry["msgid"] for entry in entries(catalogue(language).read_text(encoding="utf-8"))}
    files = [*(app / "pages/templates/public").glob("*.html"), *(app / "mail/templates").rglob("*")]
    texts = "".join(file.read_text(encoding="utf-8") for file in files if file.is_file())
    said = re.findall(r'{% translate "([^"]+)" %}', texts)
    blocks = re.findall(r"{% blocktranslate[^%]*%}(.*?){% (?:plural|end)", texts)
    said += [re.sub(r"{{ (\w+) }}", r"%(\1)s", block) for block in blocks]
    letters = (app / "prequalify/letters.py").read_text(encoding="utf-8")
    calls = [n for n in ast.walk(ast.parse(letters)) if isinstance(n, ast.Call)]
    said += [c.args[0].value for c in calls if getattr(c.func, "id", "") == "_"]
    assert len(said) > 30
    assert set(said) - known == set()


def test_a_language_is_known_however_it_is_written():
    assert [spoken(said) for said in ("de", "de-AT", "DE_ch", "", "tlh", "en-GB")] == [
        "de", "de", "de", "en", "en", "en",
    ]  # fmt: skip
