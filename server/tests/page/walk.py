"""A shop with a mail server, for the walk of one data request from the first call to the last mail: walk.js."""

import contextlib
import pathlib
import socket
import subprocess

import service

OFFICER = "officer"
CUSTOMER = "C-1001"
SHOP = "walk-shop"


@contextlib.contextmanager
def mail_server(folder: pathlib.Path):
    """A real SMTP server on a port of its own, which takes mails into the folder."""
    folder.mkdir()
    python = service.ROOT / ".venv-mail" / "bin" / "python"
    script = service.ROOT / "server" / "tests" / "mail" / "smtp.py"
    with subprocess.Popen([python, script, folder], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield process.stdout.readline().strip()
        finally:
            # It ends with its standard input.
            process.stdin.close()


def free_port() -> int:
    """A port that nobody has at the moment: links in mails name it before the server listens there."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return listener.getsockname()[1]


@contextlib.contextmanager
def shop(directory: pathlib.Path):
    """A shop as it would be set up, with all of its parts running; gives back what walk.js needs to know."""
    directory.mkdir()
    with mail_server(directory / "mails") as mail_port:
        address = f"127.0.0.1:{free_port()}"
        site = service.Site(
            directory,
            GDPR_MAIL_TRANSPORT="smtp",
            GDPR_MAIL_HOST="127.0.0.1",
            GDPR_MAIL_PORT=mail_port,
            GDPR_MAIL_SECURITY="none",
            GDPR_MAIL_SENDER="Walk Shop <privacy@shop.example>",
            GDPR_REQUESTS_PUBLIC_URL=f"http://{address}",
            GDPR_REQUESTS_STAFF="staff@shop.example",
        )
        site.command("shop", "add", SHOP)
        site.customers(SHOP, {**service.consumer(CUSTOMER), "email": "erika@example.org"})
        site.command("user", "add", OFFICER, "--password-stdin", stdin=service.PASSWORD)
        site.command("user", "grant", OFFICER, "--role", "privacy-officer", "--organization", SHOP)
        with site.serve(address):
            yield {
                "origin": f"http://{address}",
                "mails": str(directory / "mails"),
                "directory": str(directory),
                "shop": SHOP,
                "customer": CUSTOMER,
                "user": f"{OFFICER}:{service.PASSWORD}",
            }
