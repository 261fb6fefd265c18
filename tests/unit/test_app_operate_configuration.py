"""What an installation is told by its environment."""

from __future__ import annotations

import multiprocessing
from pathlib import Path

import pytest

from meetworthy.app.operate.configuration import Configuration
from meetworthy.app.operate.mailing import mail_settings
from meetworthy.model.problem import Refused


def configured(folder: Path, **said: str) -> Configuration:
    return Configuration.from_environment({"MEETWORTHY_DATA": str(folder), **said})


def secret_of(folder: Path) -> str:
    return configured(folder).secret_key


def test_a_secret_is_drawn_once_and_only_its_owner_reads_it(tmp_path):
    first = secret_of(tmp_path / "new")
    kept = tmp_path / "new" / "secret"
    assert len(first) == 64
    assert secret_of(tmp_path / "new") == first
    assert kept.stat().st_mode & 0o777 == 0o600
    assert [file.name for file in (tmp_path / "new").iterdir()] == ["secret"]


def test_processes_that_start_together_use_one_secret(tmp_path):
    with multiprocessing.get_context("spawn").Pool(4) as pool:
        drawn = pool.map(secret_of, [tmp_path / "new"] * 16)
    assert len(set(drawn)) == 1


def test_a_secret_that_was_given_leaves_no_file(tmp_path):
    configured(tmp_path, MEETWORTHY_SECRET="given")
    assert list(tmp_path.iterdir()) == []


def test_the_folder_of_data_is_there_where_the_secret_and_the_database_are_elsewhere(tmp_path):
    elsewhere = "postgresql://localhost/meetworthy"
    new = tmp_path / "of" / "data"
    configured(new, MEETWORTHY_SECRET="given", MEETWORTHY_DATABASE=elsewhere)
    assert new.is_dir()


@pytest.mark.parametrize(
    ("url", "host", "port", "start", "always"),
    [
        ("smtp://mail.example", "mail.example", 587, True, False),
        ("smtps://mail.example", "mail.example", 465, False, True),
        ("smtp://mail.example:25?tls=none", "mail.example", 25, False, False),
    ],
)
def test_a_mail_server_is_named_by_one_url(url, host, port, start, always):
    told = mail_settings(url)
    assert (told["EMAIL_HOST"], told["EMAIL_PORT"]) == (host, port)
    assert (told["EMAIL_USE_TLS"], told["EMAIL_USE_SSL"]) == (start, always)


def test_a_mail_password_is_percent_encoded():
    told = mail_settings("smtp://me%40example.com:p%40ss%2Fword@mail.example")
    assert (told["EMAIL_HOST_USER"], told["EMAIL_HOST_PASSWORD"]) == ("me@example.com", "p@ss/word")


def test_mails_can_be_written_into_a_folder():
    told = mail_settings("file:///var/lib/meetworthy/my%20mails")
    assert told["EMAIL_BACKEND"].endswith("filebased.EmailBackend")
    assert told["EMAIL_FILE_PATH"] == "/var/lib/meetworthy/my mails"


@pytest.mark.parametrize(
    "url",
    [
        "file://elsewhere/x",
        "file:mails",
        "mail.example",
        "http://mail.example",
        "smtp://",
        "smtp://h:99999",
        "smtp://h?tls=maybe",
    ],
)
def test_what_is_no_mail_server_is_refused_with_a_remedy(url):
    with pytest.raises(Refused, match="Write smtp://"):
        mail_settings(url)


def test_private_hosts_are_listed_in_lower_case(tmp_path):
    found = configured(tmp_path, MEETWORTHY_ALLOW_PRIVATE_HOSTS="CRM.internal, 10.0.0.7,")
    assert found.private_hosts == {"crm.internal", "10.0.0.7"}


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("MEETWORTHY_DATABASE", "mysql://db/meetworthy"),
        ("MEETWORTHY_DATABASE", "meetworthy.sqlite3"),
        ("MEETWORTHY_URL", "meet.example"),
        ("MEETWORTHY_URL", "https://example.com/meetworthy"),
        ("MEETWORTHY_BEHIND_PROXY", "true"),
        ("MEETWORTHY_CHECK_DOMAINS", "1"),
        ("MEETWORTHY_LOG_FORMAT", "xml"),
        ("MEETWORTHY_UPLOAD_MB", "plenty"),
        ("MEETWORTHY_UPLOAD_MB", "0"),
    ],
)
def test_what_a_setting_cannot_mean_is_refused_by_its_name(tmp_path, name, said):
    with pytest.raises(Refused) as refused:
        configured(tmp_path, **{name: said})
    assert [str(problem.place) for problem in refused.value.problems] == [name]


def test_a_setting_that_is_empty_is_as_if_it_were_not_set(tmp_path):
    names = ("URL", "HOSTS", "BEHIND_PROXY", "LOG_FORMAT", "UPLOAD_MB")
    told = configured(tmp_path, **{f"MEETWORTHY_{name}": "" for name in names})
    assert told == configured(tmp_path)


def test_other_names_may_have_blanks_after_their_commas(tmp_path):
    told = configured(tmp_path, MEETWORTHY_HOSTS="leads.example, Meet.example")
    assert told.allowed_hosts[-2:] == ["leads.example", "meet.example"]
