"""What is said to who sent a body that was not read to its end."""

from __future__ import annotations

import io

import pytest

from meetworthy.app.operate.bodies import BodiesInTurn


@pytest.mark.parametrize(
    ("read", "length", "closes"),
    [(5, "5", False), (0, "5", True), (3, "5", True), (0, "", False), (0, "0", False)],
)
def test_only_an_answer_before_the_end_of_a_body_ends_the_connection(read, length, closes):
    said = {}

    def application(environ, start_response):
        environ["wsgi.input"].read(read)
        start_response("200 OK", [("Content-Type", "text/plain")])
        return [b""]

    def start_response(_status, headers):
        said.update(headers)

    environ = {"CONTENT_LENGTH": length, "wsgi.input": io.BytesIO(b"12345")}
    BodiesInTurn(application, threads=4)(environ, start_response)
    assert said == {"Content-Type": "text/plain"} | ({"Connection": "close"} if closes else {})
