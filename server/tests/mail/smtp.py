"""An SMTP server for tests, which takes mails into a folder and misbehaves when the receiver's name asks for it.

Prints its port as the first line, and ends when its standard input does. Each mail that it took is a file NUMBER.json in the
folder: envelope, connection, headers and bodies, decoded. What receivers do, by the part of the address before the @:

unknown     550 to RCPT                          full      552 to RCPT
greylisted  451 to the first RCPT                moved     551 to the mail itself
cut         closes the connection at the first DATA, before the mail
lost        takes the first mail, and closes the connection instead of saying so
spam        554 to the mail itself               busy      452 to the first mail itself
slow        does not answer RCPT

The sender nobody@... gets 553 to MAIL. Replies repeat addresses, so that a test can look where these words end up.
"""

import argparse
import asyncio
import collections
import email
import email.policy
import json
import logging
import pathlib
import ssl
import sys

from aiosmtpd.smtp import SMTP, AuthResult


class Handler:
    def __init__(self, folder: pathlib.Path):
        self.folder = folder
        self.taken = len(list(folder.glob("*.json")))
        self.seen = collections.Counter()

    def first(self, address: str) -> bool:
        """Whether it is the first time that this is asked about an address."""
        self.seen[address] += 1
        return self.seen[address] == 1

    async def handle_MAIL(self, server, session, envelope, address, options):
        if address.startswith("nobody@"):
            return f"553 5.7.1 {address} is not yours"
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 2.1.0 OK"

    async def handle_RCPT(self, server, session, envelope, address, options):
        name = address.split("@")[0]
        if name == "unknown":
            return f"550 5.1.1 there is no {address}"
        if name == "full":
            return f"552 5.2.2 {address} is full"
        if name == "greylisted" and self.first(address):
            return f"451 4.7.1 come back later with {address}"
        if name == "slow":
            await asyncio.sleep(3600)
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 OK"

    async def handle_DATA(self, server, session, envelope):
        name = envelope.rcpt_tos[0].split("@")[0]
        if name in ("spam", "moved"):
            return {"spam": "554", "moved": "551"}[name] + f" 5.7.1 not for {envelope.rcpt_tos[0]}"
        if name == "busy" and self.first(envelope.rcpt_tos[0]):
            return "452 4.3.1 no space"
        self.take(server, session, envelope)
        if name == "lost" and self.first(envelope.rcpt_tos[0]):
            server.transport.abort()
        return "250 2.0.0 OK"

    def take(self, server, session, envelope) -> None:
        message = email.message_from_bytes(envelope.content, policy=email.policy.default)
        body = lambda kind: message.get_body((kind,)).get_content().replace("\r\n", "\n")
        self.taken += 1
        part = self.folder / f"{self.taken:04}.part"
        part.write_text(json.dumps({
            "from": envelope.mail_from,
            "to": envelope.rcpt_tos,
            "tls": session.ssl is not None,
            "user": session.auth_data,
            "connection": server.number,
            "headers": {name.lower(): str(value) for name, value in message.items()},
            "text": body("plain"),
            "html": body("html"),
            "raw": envelope.content.decode(),
        }))  # fmt: skip
        part.rename(part.with_suffix(".json"))


class Server(SMTP):
    connections = 0

    def __init__(self, handler, greeting: str, **options):
        super().__init__(handler, **options)
        self.greeting = greeting
        Server.connections += 1
        self.number = Server.connections

    async def push(self, status):
        status = status.decode() if isinstance(status, bytes) else status
        if self.greeting:
            status, self.greeting = self.greeting, ""
        await super().push(status)

    async def smtp_DATA(self, arg):
        address = self.envelope.rcpt_tos[0] if self.envelope.rcpt_tos else ""
        if address.startswith("cut@") and self.event_handler.first(address):
            self.transport.abort()
            return
        await super().smtp_DATA(arg)


async def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--greeting", default="", help="instead of the usual 220")
    parser.add_argument("--tls", choices=["whole", "start"])
    parser.add_argument("--certificate")
    parser.add_argument("--key")
    parser.add_argument("--login", help="USER:PASSWORD, without which no mail is taken")
    parser.add_argument("--no-utf8", action="store_true", help="without SMTPUTF8")
    given = parser.parse_args()

    context = None
    if given.tls:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(given.certificate, given.key)
    options = {"enable_SMTPUTF8": not given.no_utf8, "hostname": "mail.example"}
    if given.tls == "start":
        options |= {"tls_context": context, "require_starttls": True}
    if given.login:
        user, password = given.login.encode().split(b":")

        def authenticate(server, session, envelope, mechanism, login):
            right = (login.login, login.password) == (user, password)
            return AuthResult(success=right, handled=False, auth_data=user.decode() if right else None)

        # With TLS from the start the library does not know that there is TLS.
        options |= {"auth_required": True, "authenticator": authenticate, "auth_require_tls": given.tls == "start"}

    handler = Handler(given.folder)
    loop = asyncio.get_running_loop()
    make = lambda: Server(handler, given.greeting, loop=loop, **options)
    whole = context if given.tls == "whole" else None
    server = await loop.create_server(make, "127.0.0.1", given.port, ssl=whole)
    print(server.sockets[0].getsockname()[1], flush=True)
    await loop.run_in_executor(None, sys.stdin.read)
    # Connections end with the process.
    sys.stdout.flush()


# Connections that end in the middle are what these tests are about.
logging.getLogger("mail.log").disabled = True
asyncio.run(main())
