"""Notices and agreements of invented parties, as somebody would hand them in, and the way to file them."""

from datetime import UTC, datetime
from pathlib import Path

from crawlers.archive import Archive
from crawlers.extract import extract
from crawlers.filing import Filed, Filing, file_reading
from crawlers.gazetteer import EMPTY, Gazetteer
from crawlers.read import read
from registry.store import Store
from registry.terms import DocumentKind

TAKEN = datetime(2026, 11, 20, 9, tzinfo=UTC)
SWEDISH = """# Integritetspolicy för Sjöboden AB

Senast uppdaterad: 2026-05-04

Sjöboden AB, org.nr 556000-0001, är personuppgiftsansvarig för behandlingen av dina personuppgifter.
Du når vårt dataskyddsombud på dataskydd@sjoboden.example.

## Vilka uppgifter vi samlar in

Vi samlar in ditt namn, din e-postadress och ditt telefonnummer.

## Rättslig grund

Vi behandlar dina uppgifter med stöd av avtal och vårt berättigade intresse. Den rättsliga grunden är avtal.

## Hur länge vi sparar uppgifterna

Kunduppgifter sparas i 3 år efter avslutat köp.

## Vilka vi delar uppgifter med

Vi delar dina personuppgifter med följande mottagare:

- Brevduvan AB (Sverige), vårt personuppgiftsbiträde för utskick av brev
- Fjärrmoln Inc. (USA), vårt personuppgiftsbiträde. Överföringen sker med stöd av EU-kommissionens standardavtalsklausuler
- Nordmoln Drive, vårt personuppgiftsbiträde för lagring av filer

Vi lämnar även ut uppgifter till myndigheter när lagen kräver det.

## Dina rättigheter

Du har rätt att klaga hos Integritetsskyddsmyndigheten.
"""


def filed(
    store: Store,
    folder: Path,
    subject: str,
    text: str,
    *,
    kind: DocumentKind | None = None,
    title: str | None = None,
    url: str | None = None,
    at: datetime = TAKEN,
    names: Gazetteer = EMPTY,
) -> Filed:
    """File a text as Markdown, as a person on that day would."""
    body = text.encode()
    reading = read(extract(body, name="notice.md"), gazetteer=names)
    with store.write("reader") as session:
        return file_reading(session, Archive(folder), body, reading, Filing(subject, kind, title, url, at))
