"""A small OpenID provider on loopback: discovery, authorization with PKCE, token signed with its own key, user information."""

import base64
import datetime as dt
import hashlib
import json
import secrets
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

CLIENT, SECRET = "portal", "loopback-secret"


class Provider(ThreadingHTTPServer):
    """`claims` is whom it vouches for at the moment; `asked` gathers what the portal did."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Answering)
        self.url = f"http://127.0.0.1:{self.server_address[1]}"
        self.key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self.claims: dict[str, Any] = {}
        self.codes: dict[str, dict[str, str]] = {}
        self.asked: list[str] = []
        self.thread = threading.Thread(target=self.serve_forever, daemon=True)
        self.thread.start()

    def close(self) -> None:
        self.shutdown()
        self.server_close()
        self.thread.join()

    def authorize(self, address: str) -> str:
        """What the person's browser does there: she agrees, and is sent back with a code."""
        asked = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
        assert asked["client_id"] == CLIENT
        assert asked["code_challenge_method"] == "S256"
        code = secrets.token_urlsafe(16)
        self.codes[code] = asked
        return f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state']})}"

    def token(self, form: dict[str, str]) -> dict[str, Any] | None:
        """One token for one code, for the right client with the right verifier."""
        asked = self.codes.pop(form.get("code", ""), None)
        digest = base64.urlsafe_b64encode(hashlib.sha256(form.get("code_verifier", "").encode()).digest()).rstrip(b"=").decode()
        if asked is None or (form.get("client_id"), form.get("client_secret")) != (CLIENT, SECRET) or digest != asked["code_challenge"]:
            return None
        now = dt.datetime.now(dt.UTC)
        said = {"iss": self.url, "aud": CLIENT, "iat": now, "exp": now + dt.timedelta(minutes=5), **self.claims}
        return {"access_token": "loopback-token", "token_type": "Bearer", "id_token": jwt.encode(said, self.key, algorithm="RS256", headers={"kid": "one"})}


class Answering(BaseHTTPRequestHandler):
    """The provider's four addresses."""

    server: Provider

    def log_message(self, *args: object) -> None:
        """Quiet."""

    def do_GET(self) -> None:
        home, path = self.server.url, urlsplit(self.path).path
        self.server.asked.append(path)
        if path == "/.well-known/openid-configuration":
            ends = {"authorization_endpoint": "authorize", "token_endpoint": "token", "userinfo_endpoint": "userinfo", "jwks_uri": "jwks"}
            self._say({"issuer": home, "token_endpoint_auth_methods_supported": ["client_secret_post"], **{key: f"{home}/{end}" for key, end in ends.items()}})
        elif path == "/userinfo" and self.headers["Authorization"] == "Bearer loopback-token":
            self._say(self.server.claims)
        else:
            self._say({"error": "unknown"}, 404)

    def do_POST(self) -> None:
        self.server.asked.append(self.path)
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        given = self.server.token({name: values[0] for name, values in parse_qs(body).items()})
        self._say(given or {"error": "invalid_grant"}, 200 if given else 400)

    def _say(self, what: dict[str, Any], status: int = 200) -> None:
        body = json.dumps(what).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
