"""The small invented world of the harness: a catalogue, an organisation that engages it, and lists on loopback."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from registry import lawfiles
from tests.servers.vendor_site import VendorSite
from tests.servers.webhook_receiver import WebhookReceiver

LISTS = 6
CHANGED = (0, 2, 3)  # of these something is added; of the last also something removed, which takes a second look
FIRST_DAY, SECOND_DAY, THIRD_DAY = "2026-11-02", "2026-11-04", "2026-11-05"
SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"

_SOURCES = """
[[source]]
key = "SITE"
what = "the company's own site"
licence = "CC0-1.0"
dated = 2026-03-01
"""
_ORGANISATION = """
[[organisation]]
id = "nordmoln"
kind = "group"
name = "Nordmoln"
grade = "primary"
source = ["SITE"]

[[organisation.legal_persons]]
id = "nordmoln-inc"
name = "Nordmoln, Inc."
country = "US"
relation = "parent"
grade = "primary"
source = ["SITE"]
"""
_SERVICE = """
[[service]]
id = "molnet-{number}"
name = "Molnet {number}"
category = "storage"
{more}grade = "primary"
source = ["SITE"]

[[document]]
id = "list-{number}"
services = ["molnet-{number}"]
kind = "sub_processor_list"
label = "list"
url = "https://nordmoln.example/list/{number}"
grade = "primary"
source = ["SITE"]
"""
_WATCH = """
[[watch]]
document = "list-{number}"
service = "molnet-{number}"
kind = "sub_processor_list"
url = "http://127.0.0.{host}:{port}/list/{number}"
valid_from = 2020-01-01
frequency = "{frequency}"
"""
_PORTFOLIO = '[organisation]\nname = "Exempel AB"\ncountry = "SE"\n'
_ENGAGEMENT = """
[[engagement]]
key = "use-{number}"
service = "Molnet {number}"
role.decided_by_us = "processor"
contracting_party = "Nordmoln, Inc."
kind_of_flow = {{hr_data = false, automated = true, systematic = true}}
valid_from = 2024-01-01
source = {{document = "contract file", dated = 2024-01-01}}

[[engagement.agreement]]
kind = "dpa"
signed_on = 2024-01-01
objection_days = 30
"""
_ROWS = [("Amazon Web Services", "Cloud hosting", "Ireland"), ("Fastly", "Content delivery", "United States")]
_NEW = ("Sydmoln, Inc.", "Backups", "United States")


@dataclass(frozen=True, slots=True)
class World:
    """Files in a folder, a site that is watched, and a receiver of alerts."""

    folder: Path
    site: VendorSite
    receiver: WebhookReceiver

    def data(self, *, services: int = LISTS, edited: bool = False) -> Path:
        """A folder for `onward load --data`."""
        place = self.folder / f"data-{services}-{edited}"
        if not place.exists():
            more = 'aliases = ["Molnet"]\npurposes = ["file storage"]\n' if edited else ""
            _write(place / "catalogue" / "sources.toml", _SOURCES)
            _write(place / "catalogue" / "organisations" / "nordmoln.toml", _ORGANISATION)
            texts = [_SERVICE.format(number=number, more=more if number == 0 else "") for number in range(services)]
            _write(place / "catalogue" / "services" / "nordmoln.toml", "".join(texts))
            (place / "law").symlink_to(lawfiles.DATA / "law")
        return place

    def declarations(self, frequency: str) -> Path:
        """A folder for `onward round --declarations`: every list at a host of its own."""
        place = self.folder / f"watch-{frequency}"
        if not place.exists():
            port = self.site.port
            texts = [
                _WATCH.format(number=number, host=number + 1, port=port, frequency=frequency) for number in range(LISTS)
            ]
            _write(place / "lists.toml", "".join(texts))
        return place

    def portfolio(self, engagements: int = LISTS) -> Path:
        """A file for `onward import`."""
        place = self.folder / f"portfolio-{engagements}.toml"
        _write(place, _PORTFOLIO + "".join(_ENGAGEMENT.format(number=number) for number in range(engagements)))
        return place

    def show(self, *, changed: bool) -> None:
        """What the site shows from now on: the lists as they were, or with what was added and removed."""
        for number in range(LISTS):
            rows = [*_ROWS, _NEW] if number in CHANGED else _ROWS
            rows = [_ROWS[0], _NEW] if number == CHANGED[-1] else rows
            self.site.replay(f"/list/{number}", [_page(_ROWS), _page(rows)])
            if changed:
                self.site.advance(f"/list/{number}")


@contextmanager
def world(folder: Path) -> Iterator[World]:
    """The world, its servers running."""
    with VendorSite(host="0.0.0.0") as site, WebhookReceiver() as receiver:
        yield World(folder, site, receiver)


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def _page(rows: list[tuple[str, str, str]]) -> bytes:
    cells = "".join(f"<tr><td>{name}</td><td>{purpose}</td><td>{place}</td></tr>" for name, purpose, place in rows)
    return (
        "<!doctype html><html lang=en><title>Sub-processors</title><main><h1>Sub-processors</h1>"
        "<p>We use the following sub-processors to process personal data on behalf of our customers.</p>"
        "<table><tr><th>Name of sub-processor</th><th>Purpose</th><th>Location of processing</th></tr>"
        f"{cells}</table>"
        "<p>We tell our customers of new sub-processors before we engage them, and they may object.</p></main></html>"
    ).encode()
