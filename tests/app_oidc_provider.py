"""A small OpenID Connect provider, written from the published contract, for tests.

A fake, because a company's real provider cannot be had here: OpenID Connect Core 1.0 (code flow),
Discovery 1.0, RFC 6749 (token endpoint), RFC 7636 (PKCE), RFC 7517 (keys).  It checks what a
provider checks: the client and its secret, the redirect address, the code, once, its verifier.
"""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

CLIENT, SECRET = "meetworthy", "a secret between two programs"


@dataclass
class Provider:
    """What the provider knows: its address, its key, who is signed in to it, codes given out."""

    url: str
    key: Any = field(default_factory=lambda: rsa.generate_private_key(65537, 2048))
    person: dict[str, Any] = field(default_factory=dict)
    refuses: bool = False  # the person says no to letting Meetworthy in
    audience: str = CLIENT
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    tokens: dict[str, dict[str, Any]] = field(default_factory=dict)

    def discovery(self) -> dict[str, Any]:
        return {
            "issuer": self.url,
            "authorization_endpoint": self.url + "/authorize",
            "token_endpoint": self.url + "/token",
            "userinfo_endpoint": self.url + "/userinfo",
            "jwks_uri": self.url + "/keys",
            "response_types_supported": ["code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256"],
            "code_challenge_methods_supported": ["S256"],
            "token_endpoint_auth_methods_supported": ["client_secret_post"],
        }

    def keys(self) -> dict[str, Any]:
        public = jwt.algorithms.RSAAlgorithm.to_jwk(self.key.public_key(), as_dict=True)
        return {"keys": [{**public, "kid": "one", "use": "sig", "alg": "RS256"}]}

    def authorize(self, asked: dict[str, str]) -> str:
        """Return where the browser is sent back to."""
        assert asked["response_type"] == "code"
        assert asked["client_id"] == CLIENT
        assert "openid" in asked["scope"].split()
        back = {"state": asked["state"]}
        if self.refuses:
            return asked["redirect_uri"] + "?" + urlencode(back | {"error": "access_denied"})
        code = secrets.token_urlsafe(16)
        self.codes[code] = asked
        return asked["redirect_uri"] + "?" + urlencode(back | {"code": code})

    def token(self, asked: dict[str, str]) -> tuple[int, dict[str, Any]]:
        given = self.codes.pop(asked.get("code", ""), None)
        proof = hashlib.sha256(asked.get("code_verifier", "").encode()).digest()
        fits = (
            given is not None
            and asked.get("grant_type") == "authorization_code"
            and (asked.get("client_id"), asked.get("client_secret")) == (CLIENT, SECRET)
            and asked.get("redirect_uri") == given["redirect_uri"]
            and given.get("code_challenge_method") == "S256"
            and base64.urlsafe_b64encode(proof).rstrip(b"=").decode() == given["code_challenge"]
        )
        if not fits:
            return 400, {"error": "invalid_grant"}
        now = int(time.time())
        claims = {"iss": self.url, "aud": self.audience, "iat": now, "exp": now + 60}
        token = secrets.token_urlsafe(16)
        self.tokens[token] = dict(self.person)
        id_token = jwt.encode({**claims, **self.person}, self.key, "RS256", {"kid": "one"})
        return 200, {"access_token": token, "token_type": "Bearer", "id_token": id_token}


@contextmanager
def running_provider() -> Iterator[Provider]:
    """Run a provider on a free port of this machine."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            if parts.path == "/authorize":
                asked = {name: values[0] for name, values in parse_qs(parts.query).items()}
                self.send_response(302)
                self.send_header("Location", provider.authorize(asked))
                self.end_headers()
            elif parts.path == "/userinfo":
                person = provider.tokens.get(self.headers["Authorization"].split()[1])
                self._say(200 if person else 401, person or {})
            else:
                said = {
                    "/.well-known/openid-configuration": provider.discovery,
                    "/keys": provider.keys,
                }[parts.path]
                self._say(200, said())

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            asked = {name: values[0] for name, values in parse_qs(body).items()}
            self._say(*provider.token(asked))

        def _say(self, status: int, value: dict[str, Any]) -> None:
            body = json.dumps(value).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    provider = Provider(f"http://127.0.0.1:{server.server_port}")
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield provider
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
