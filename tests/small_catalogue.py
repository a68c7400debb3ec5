"""A small invented catalogue in files, and ways to change it as its authors would."""

from pathlib import Path

from registry import cataloguefiles
from registry.catalogueshapes import Catalogue

FILES = {
    "sources.toml": """
[[source]]
key = "SITE"
what = "the company's own site"
licence = "CC0-1.0"
dated = 2026-03-01
""",
    "organisations/nordmoln.toml": """
[[organisation]]
id = "nordmoln"
kind = "group"
name = "Nordmoln"
aliases = ["Nordmoln Cloud"]
region = "nordic"
grade = "primary"
source = ["SITE"]

[[organisation.names]]
name = "Molnfabriken"
kind = "former"
valid_until = 2021-05-01
grade = "secondary"
source = ["SITE"]

[[organisation.legal_persons]]
id = "nordmoln-ab"
name = "Nordmoln AB"
country = "SE"
relation = "eu_contracting"
address = "Storgatan 1, Luleå"
identifiers = [{scheme = "organisationsnummer", number = "556000-0000"}]
grade = "primary"
source = ["SITE"]

[[organisation.legal_persons]]
id = "nordmoln-inc"
name = "Nordmoln, Inc."
country = "US"
relation = "parent"
grade = "primary"
source = ["SITE"]

[[organisation.certifications]]
legal_person = "nordmoln-inc"
framework = "eu-us-dpf"
state = "active"
covers = ["non_hr"]
seen_in = "register"
seen_on = 2026-02-01
grade = "primary"
source = ["SITE"]
""",
    "organisations/brevduvan.toml": """
[[organisation]]
id = "brevduvan"
kind = "group"
name = "Brevduvan"
grade = "primary"
source = ["SITE"]
""",
    "services/brevduvan.toml": """
[[service]]
id = "brevduvan-mail"
name = "Brevduvan Mail"
category = "email"
grade = "primary"
source = ["SITE"]
""",
    "services/nordmoln.toml": """
[sources]
S1 = {address = "https://nordmoln.example/dpa", what = "the agreement", kind = "primary"}

[[service]]
id = "nordmoln-drive"
name = "Nordmoln Drive"
category = "storage"
aliases = ["Drive"]
purposes = ["file storage"]
grade = "primary"
source = ["SITE"]

[[service.roles]]
role = "processor"
context = "customer files"
grade = "primary"
source = ["S1", "SITE"]

[[service]]
id = "nordmoln-meet"
name = "Nordmoln Meet"
category = "meetings"
grade = "primary"
source = ["SITE"]

[[document]]
id = "nordmoln-dpa"
kind = "dpa"
label = "dpa"
url = "https://nordmoln.example/dpa"
grade = "primary"
source = ["S1"]

[[document]]
id = "nordmoln-drive-list"
services = ["nordmoln-drive"]
kind = "sub_processor_list"
label = "list"
url = "https://nordmoln.example/subs"
grade = "primary"
source = ["SITE"]

[[location]]
services = ["nordmoln-drive"]
manner = "storage"
countries = ["SE", "IE"]
as_written = "Sweden, Ireland and others"
open_ended = true
grade = "primary"
source = ["S1"]

[[location]]
services = ["nordmoln-drive"]
manner = "remote_access"
as_written = "wherever our staff are"
grade = "primary"
source = ["S1"]

[[mechanism]]
services = ["nordmoln-drive"]
kind = "scc"
act = "(EU) 2021/914"
modules = ["c2p"]
grade = "primary"
source = ["S1"]

[[cookies]]
services = ["nordmoln-meet"]
rows = [{name = "nm_", prefix = true, category = "functional", lifetime = "1 year"}, {name = "m", category = "ads"}]
grade = "secondary"
source = ["SITE"]
""",
    "subprocessors/nordmoln.toml": """
[[list]]
id = "nordmoln-drive"
service = "nordmoln-drive"
url = "https://nordmoln.example/subs"
dated = 2026-03-01
complete = true
grade = "primary"
source = ["SITE"]
rows = [
  {name = "Brevduvan Mail", purpose = "mail", places = ["SE"]},
  {name = "Nordmoln, Inc.", purpose = "support", places = ["US"], seat = "US", group = "affiliate"},
  {name = "Tysta Byrån", purpose = "translation", places = ["worldwide"]},
]

[[list.history]]
dated = 2025-01-10
added = ["Brevduvan Mail", "Gamla Växeln"]
grade = "primary"
source = ["SITE"]

[[list.history]]
dated = 2025-09-01
removed = ["Gamla Växeln"]
grade = "primary"
source = ["SITE"]
""",
}


class SmallCatalogue:
    """The files in a folder of their own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        for path, text in FILES.items():
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_text(text, encoding="utf-8")

    def read(self) -> Catalogue:
        """The catalogue as its files say now."""
        return cataloguefiles.load(self.folder)

    def edit(self, path: str, before: str, after: str) -> None:
        """Change a text that stands in a file exactly once."""
        text = (self.folder / path).read_text(encoding="utf-8")
        assert text.count(before) == 1, f"{before!r} stands {text.count(before)} times in {path}"
        (self.folder / path).write_text(text.replace(before, after), encoding="utf-8")
