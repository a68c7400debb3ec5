"""A register of an invented shop, in Sweden or in the Netherlands, and small notices to hold against it."""

import shutil
from pathlib import Path
from typing import Any

from crawlers_documents import NAMES, markdown
from small_portfolio import AT, ON, bring

from crawlers.gaps import Asking, Comparison, compare
from crawlers.read import read
from registry import cataloguefiles, lawfiles
from registry.catalogue import loading
from registry.store import Store, open_store

LAW = lawfiles.load()
SHOP = """[organisation]
name = "{name}"
country = "{country}"
contact = "Kajen 1"
dpo = "ombud@sjoboden.example"

[[activity]]
key = "statistics"
name = "Statistics"
purposes = ["statistics of the website"]
purposes_sv = ["statistik över webbplatsen"]
legal_basis = ["consent"]
data_subjects = ["visitors to the website"]

[[activity]]
key = "recruitment"
name = "Recruitment"
purposes = ["choose among applicants"]
purposes_sv = ["välja bland sökande"]
legal_basis = ["legitimate_interests"]
legitimate_interest = "find the right person"
legitimate_interest_sv = "hitta rätt person"
data_subjects = ["job applicants"]
data_sources = ["a recruitment agency"]
data_categories = ["name", "email"]

[[engagement]]
key = "count"
service = "Google Analytics"
activities = ["statistics"]
role.decided_by_us = "processor"
data_categories = ["ip_address", "cookies"]
source = {{document = "contract file"}}

[[engagement]]
key = "hire"
service = "Teamtailor"
activities = ["recruitment"]
role.decided_by_us = "processor"
source = {{document = "contract file"}}
"""


def shop_of(path: Path, migrated_file: Path, *, name: str, country: str) -> Store:
    """A database with the catalogue and the shop."""
    shutil.copy(migrated_file, path)
    opened = open_store(f"sqlite:///{path}")
    with opened.write("test") as session:
        loading.load(session, cataloguefiles.load(), AT)
    bring(opened, SHOP.format(name=name, country=country))
    return opened


def compared(store: Store, controller: str, text: str, **more: Any) -> Comparison:
    """A notice in Markdown against the shop's register."""
    with store.read() as session:
        asking = Asking(controller=controller, on=ON, **more)
        return compare(session, LAW, read(markdown(text), gazetteer=NAMES), asking)
