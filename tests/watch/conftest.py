"""Real servers that misbehave as real ones do."""

from __future__ import annotations

import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from watched import PASSWORD, USER, Hook, Sink


@pytest.fixture
def hook() -> Iterator[Hook]:
    answering = Hook("")

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            answering.posts.append((dict(self.headers), body))
            answer = answering.answers.pop(0) if answering.answers else 200
            if isinstance(answer, float):
                time.sleep(answer)
                return
            status, headers, said = answer if isinstance(answer, tuple) else (answer, {}, b"ok")
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            with suppress(OSError):
                self.wfile.write(said)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    answering.address = f"http://127.0.0.1:{server.server_port}/services/T0000/s3cr3t-t0ken"
    yield answering
    server.shutdown()
    server.server_close()
    thread.join(5)


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate for localhost that nobody vouches for, with its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    today = datetime.now(UTC)
    names = [x509.DNSName("localhost"), x509.IPAddress(ip_address("127.0.0.1"))]
    signed = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(today - timedelta(days=1))
        .not_valid_after(today + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path_factory.mktemp("tls") / "localhost.pem"
    pem = serialization.Encoding.PEM
    bare = serialization.NoEncryption()
    secret = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, bare)
    path.write_bytes(signed.public_bytes(pem) + secret)
    return path


@pytest.fixture
def serve(certificate: Path) -> Iterator[Callable[..., Sink]]:
    """Start mail servers: serve(), serve(tls=True) for STARTTLS with a login that is required."""
    running: list[Controller] = []

    def start(*, tls: bool = False) -> Sink:
        sink = Sink()
        options: dict[str, Any] = {}
        if tls:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(certificate)
            options = {
                "tls_context": context,
                "require_starttls": True,
                "auth_required": True,
                "authenticator": _authenticate,
            }

        class Server(Controller):
            def factory(self) -> SMTP:
                return SMTP(self.handler, hostname="localhost", **options)

        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            sink.port = free.getsockname()[1]
        controller = Server(sink, hostname="127.0.0.1", port=sink.port)
        controller.start()
        running.append(controller)
        return sink

    yield start
    for controller in running:
        controller.stop()


def _authenticate(server: Any, session: Any, envelope: Any, mechanism: str, auth: Any) -> AuthResult:
    good = (auth.login, auth.password) == (USER.encode(), PASSWORD.encode())
    return AuthResult(success=good, handled=False)
