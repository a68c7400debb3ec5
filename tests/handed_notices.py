"""Notices and agreements of invented parties, as somebody would hand them in, and the way to file them."""

from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from crawlers.archive import Archive
from crawlers.extract import extract
from crawlers.filing import Filed, file_reading
from crawlers.gazetteer import EMPTY, Gazetteer
from crawlers.laying import Filing, lay
from crawlers.read import Reading, read
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
- Fjärrmoln Inc. (USA), vårt personuppgiftsbiträde. Överföringen stöds av EU:s standardavtalsklausuler
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
    filing, reading = Filing(subject, kind, title, url, at), _read(text, names)
    laid = lay(store.read, Archive(folder), text.encode(), reading, filing)
    with store.write("reader") as session:
        return file_reading(session, laid, reading, filing)


@cache
def _read(text: str, names: Gazetteer) -> Reading:
    """Read once for both databases."""
    return read(extract(text.encode(), name="notice.md"), gazetteer=names)


AGREEMENT = """# Data Processing Agreement

Between the customer (controller) and Nordmoln AB (processor).

## Instructions

The processor shall process personal data only on documented instructions from the controller.

## Confidentiality

All persons authorised to process the personal data are bound by confidentiality.

## Sub-processors

The controller gives the processor general written authorisation to engage sub-processors. The processor shall inform
the controller of any intended addition of sub-processors at least 30 days in advance. The controller may object to a
new sub-processor within 14 days of the notice.

## Transfers

Transfers to third countries are made under the standard contractual clauses of Implementing Decision (EU) 2021/914,
module two.
"""
VENDOR_NOTICE = """# Privacy Policy of Nordmoln

We act as a data processor when we host the files of our customers.

We are certified under the EU-U.S. Data Privacy Framework. Where we transfer personal data outside the EEA, to India,
we rely on binding corporate rules.

Our suppliers process personal data on our behalf.
"""
LIST = """# Sub-processors

| Name | Purpose | Location |
|---|---|---|
| Kopieboden | backups | Sweden |
| Talande Maskiner Inc. | transcripts | United States |
"""
