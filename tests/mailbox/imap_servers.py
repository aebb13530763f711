"""Real IMAP servers for the tests: pymap in a thread, Debian's Dovecot as a process; and a wire that can break."""

from __future__ import annotations

import asyncio
import os
import pwd
import shutil
import socket
import ssl
import subprocess
import tempfile
import threading
from argparse import Namespace
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from time import monotonic, sleep

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from imap_tools import MailBoxUnencrypted
from proxyprotocol.reader import ProxyProtocolReader
from pymap.backend.dict import Config, Identity, Login
from pymap.imap import IMAPServer
from pymap.user import Passwords, UserMetadata
from pysasl.hashing import BuiltinHash

PASSWORD = "correct-horse-battery"


@dataclass(frozen=True)
class Server:
    """Ports of a running server, by the `security` they want; every user has PASSWORD."""

    kind: str
    ports: dict[str, int]
    certificate: Path
    add_user: Callable[[str], None]
    homes: Path = Path()  # of Dovecot's users: their mails are files in "mail"

    @contextmanager
    def writer(self, user: str) -> Iterator[MailBoxUnencrypted]:
        """Another mail program, that may change things. It opens no folder."""
        with MailBoxUnencrypted("127.0.0.1", self.ports["none"], timeout=20) as box:
            yield box.login(user, PASSWORD, initial_folder=None)


def certificate(folder: Path, *, host: str = "localhost") -> tuple[Path, Path]:
    """Write a certificate for `host` that is its own authority; return (certificate, key)."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, host)])
    now = datetime.now(UTC)
    names = [x509.DNSName(host), *([x509.IPAddress(ip_address("127.0.0.1"))] if host == "localhost" else [])]
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    paths = folder / f"{host}.pem", folder / f"{host}.key"
    paths[0].write_bytes(made.public_bytes(serialization.Encoding.PEM))
    paths[1].write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )
    return paths


@contextmanager
def pymap(folder: Path, *, host: str = "localhost") -> Iterator[Server]:
    """Run pymap with its backend in memory and a certificate for `host`."""
    cert, key = certificate(folder, host=host)
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    args = Namespace(host="127.0.0.1", port=0, debug=False, cert=str(cert), key=str(key), tls=True)
    args.passlib_cfg, args.proxy_protocol = None, None
    args.demo_data, args.demo_user, args.demo_password = False, "nobody", PASSWORD
    quick = BuiltinHash(rounds=1)  # half a million would cost a second for each login
    open_, upgraded = (
        Config.from_args(Namespace(**{**vars(args), "tls": tls}), hash_context=quick) for tls in (False, True)
    )
    upgraded.set_cache = open_.set_cache
    logins = {"none": Login(open_), "starttls": Login(upgraded)}
    logins["starttls"].users_dict = logins["none"].users_dict
    wrapped = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    wrapped.load_cert_chain(cert, key)
    running: list[asyncio.Server] = []

    async def listen(login: Login, context: ssl.SSLContext | None) -> int:
        login.config.apply_context()
        serve = ProxyProtocolReader(login.config.proxy_protocol).get_callback(IMAPServer(login, login.config))
        running.append(await asyncio.start_server(serve, "127.0.0.1", 0, ssl=context))
        port: int = running[-1].sockets[0].getsockname()[1]
        return port

    async def add(user: str) -> None:
        hashed = await Passwords(open_).hash_password(PASSWORD)
        await Identity(user, logins["none"], None, frozenset()).set(
            UserMetadata(open_, user, password=hashed)
        )

    def wait(coroutine: object) -> object:
        return asyncio.run_coroutine_threadsafe(coroutine, loop).result(20)  # type: ignore[arg-type]

    async def stop() -> None:
        for server in running:
            server.close()
        others = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)

    try:
        ports = {
            "none": wait(listen(logins["none"], None)),
            "starttls": wait(listen(logins["starttls"], None)),
            "tls": wait(listen(logins["none"], wrapped)),
        }
        yield Server("pymap", ports, cert, lambda user: wait(add(user)))  # type: ignore[arg-type]
    finally:
        wait(stop())
        loop.call_soon_threadsafe(loop.stop)
        thread.join(20)
        loop.close()


@contextmanager
def dovecot() -> Iterator[Server]:
    """Run Dovecot from a folder of its own; its levels are divided by a dot."""
    folder = Path(tempfile.mkdtemp(prefix="imap", dir="/tmp"))  # sockets have short names, others must get in
    folder.chmod(0o755)
    cert, key = certificate(folder)
    user, is_root = pwd.getpwuid(os.geteuid()), os.geteuid() == 0
    mail_user = pwd.getpwnam("mail") if is_root else user  # Dovecot serves no mail of the superuser
    homes = folder / "homes"
    homes.mkdir()
    os.chown(homes, mail_user.pw_uid, mail_user.pw_gid)
    plain, secure = free_port(), free_port()
    conf = folder / "dovecot.conf"
    conf.write_text(f"""
base_dir = {folder}/run
state_dir = {folder}/state
log_path = {folder}/log
protocols = imap
ssl = yes
ssl_cert = <{cert}
ssl_key = <{key}
disable_plaintext_auth = no
first_valid_uid = 1
mail_location = maildir:~/mail
namespace inbox {{
  inbox = yes
  separator = .
  mailbox Spam {{
    special_use = \\Junk
  }}
}}
passdb {{
  driver = static
  args = password={PASSWORD}
}}
userdb {{
  driver = static
  args = uid={mail_user.pw_uid} gid={mail_user.pw_gid} home={homes}/%u
}}
{"" if is_root else f"default_internal_user = {user.pw_name}"}
{"" if is_root else f"default_login_user = {user.pw_name}"}
default_internal_group = {"dovecot" if is_root else user.pw_gid}
auth_failure_delay = 0
service anvil {{
  chroot =
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    address = 127.0.0.1
    port = {plain}
  }}
  inet_listener imaps {{
    address = 127.0.0.1
    port = {secure}
    ssl = yes
  }}
}}
""")
    process = subprocess.Popen(["dovecot", "-F", "-c", str(conf)], stderr=subprocess.DEVNULL)
    try:
        wait_for(plain)
        ports = {"none": plain, "starttls": plain, "tls": secure}
        yield Server("dovecot", ports, cert, lambda user: None, homes)
    finally:
        process.terminate()
        process.wait(20)
        shutil.rmtree(folder)


def free_port() -> int:
    """Return a port that nobody has at this moment."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        port: int = server.getsockname()[1]
        return port


def wait_for(port: int, *, limit_s: float = 20) -> None:
    """Return when somebody answers on a port."""
    end = monotonic() + limit_s
    while True:
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        assert monotonic() < end, "the server does not start"
        sleep(0.05)


@dataclass
class Wire:
    """A wire between source and server: it listens in, and breaks or slows down when told to.

    asked:     lines from the client.
    answered:  bytes from the server, of all connections.
    cut_after: bytes from the server after which a connection breaks; None for never.
    """

    target: int
    port: int = 0
    asked: list[str] = field(default_factory=list)
    answered: int = 0
    cut_after: int | None = None
    pause_s: float = 0.0
    change: Callable[[bytes], bytes] = lambda line: line

    def bodies(self) -> list[str]:
        """Return the uids whose words were asked for."""
        asked = [line.split(" FETCH ")[1].split(" ")[0] for line in self.asked if "BODY" in line]
        return [uid for some in asked for uid in some.split(",")]


@contextmanager
def wire(target: int, **options: object) -> Iterator[Wire]:
    """Put a wire before the port `target`."""
    made = Wire(target, **options)  # type: ignore[arg-type]
    listening = socket.create_server(("127.0.0.1", 0))
    made.port = listening.getsockname()[1]
    ends: list[socket.socket] = []
    threads: list[threading.Thread] = []

    def start(work: Callable[..., None], *args: object) -> None:
        threads.append(threading.Thread(target=work, args=args, daemon=True))
        threads[-1].start()

    def accept() -> None:
        with suppress(OSError):
            while True:
                client, _ = listening.accept()
                server = socket.create_connection(("127.0.0.1", target))
                ends.extend([client, server])
                start(forward, client, server)
                start(answer, server, client)

    def forward(client: socket.socket, server: socket.socket) -> None:
        with suppress(OSError, ValueError), client.makefile("rb") as lines:
            for line in lines:
                made.asked.append(line.decode("latin-1").rstrip("\r\n"))
                server.sendall(made.change(line))
        hang_up(client, server)

    def answer(server: socket.socket, client: socket.socket) -> None:
        left = made.cut_after
        with suppress(OSError):
            while data := server.recv(16384):
                if left is not None:
                    data, left = data[:left], left - len(data[:left])
                made.answered += len(data)
                client.sendall(data)
                if left == 0:
                    break
                sleep(made.pause_s)
        hang_up(client, server)

    try:
        start(accept)
        yield made
    finally:
        with suppress(OSError):
            listening.shutdown(socket.SHUT_RDWR)
        listening.close()
        hang_up(*ends)
        for thread in threads:
            thread.join(10)
        for end in ends:
            end.close()


def hang_up(*ends: socket.socket) -> None:
    for end in ends:
        with suppress(OSError):
            end.shutdown(socket.SHUT_RDWR)
