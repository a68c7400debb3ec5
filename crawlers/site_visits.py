"""What a scan looks at on disk: a page, a text, a recording, a folder; and the list of all that was looked at."""

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from crawlers.bodies import charset_of, text_of
from crawlers.errors import ExtractFailed
from crawlers.site import Page, Survey
from crawlers.site_mentions import EvidenceKind, Mention
from crawlers.site_page import own_host
from crawlers.site_recordings import MOST_BYTES, hear

LARGEST_PAGE = 20_000_000
MOST_FILES = 2_000
_PAGES = frozenset({".html", ".htm", ".xhtml", ".php"})
_TEXTS = frozenset({".txt", ".md"})
_SCRIPTS = frozenset({".js", ".mjs"})
_STYLES = frozenset({".css"})
# where browsers put what others sent, when a person saves a page: whose a script there is, nobody can tell
_SAVED_BESIDE = re.compile(r"[_\-. ](?:files|filer|dateien|fichiers|bestanden)", re.I)


@dataclass(slots=True)
class Visit:
    """A scan under way: what was looked at and in which state, and what was observed there.

    `own` is the site's own host where the person says so; None: as the pages themselves say.
    """

    survey: Survey
    own: str | None = None
    scanned: list[dict[str, object]] = field(default_factory=list)
    seen_on: date | None = None

    def file(self, path: Path, name: str) -> None:
        """One page, text or recording. Raises ExtractFailed where it is none, OSError where it cannot be opened."""
        recording = path.suffix.lower() == ".har"
        most = MOST_BYTES if recording else LARGEST_PAGE
        with path.open("rb") as opened:
            body = opened.read(most + 1)
        if len(body) > most:
            raise ExtractFailed(f"is larger than {most // 1_000_000} MB; a page that people read is smaller.")
        if recording:
            self.recording(body, name)
        elif path.suffix.lower() in _TEXTS:
            self._captured_text(_text(body), name)
        elif path.suffix.lower() in _SCRIPTS:
            self.survey.read_script(Page(name, _text(body), self.own))
            self.took(name)
        elif path.suffix.lower() in _STYLES:
            self.survey.read_style(Page(name, _text(body), self.own))
            self.took(name)
        else:
            self._markup(_text(body), name)

    def recording(self, body: bytes, name: str) -> None:
        """A browser's recording. Raises ExtractFailed where it is none."""
        heard = hear(body, name, self.survey, self.own)
        counts = {"requests": heard.requests, "passed_over": heard.passed_over, "left_out": heard.left_out}
        self.scanned.append({"page": name, "state": "read", "own_host": heard.own_host, **counts})
        self.seen(heard.recorded_on)

    def seen(self, day: date | None) -> None:
        """The day something was really loaded; the latest counts."""
        self.seen_on = max((one for one in (self.seen_on, day) if one), default=None)

    def answer(self) -> dict[str, object]:
        """What the command tells: what was looked at, on which day (null: files tell none), and what was observed."""
        seen_on = self.seen_on.isoformat() if self.seen_on else None
        return {"scanned": self.scanned, "seen_on": seen_on, **self.survey.as_json()}

    def folder(self, folder: Path) -> None:
        """Every page and recording below a folder, by name. Raises ExtractFailed where there is none."""
        paths = list(_files(folder))
        if not paths:
            raise ExtractFailed("holds no page (.html, .htm, .xhtml, .php, .txt, .md) and no recording (.har).")
        for path in paths[:MOST_FILES]:
            name = path.relative_to(folder).as_posix()
            try:
                self.file(path, name)
            except (ExtractFailed, OSError) as error:
                self.missed(name, "unreadable", str(error))
        for path in paths[MOST_FILES:]:
            name = path.relative_to(folder).as_posix()
            self.missed(name, "left_out", f"more than {MOST_FILES} files")

    def took(self, name: str) -> None:
        """This was looked at."""
        self.scanned.append({"page": name, "state": "read", "own_host": self.own})

    def missed(self, name: str, state: str, why: str) -> None:
        """This was not, and why."""
        self.scanned.append({"page": name, "state": state, "own_host": self.own, "why": why})

    def _markup(self, text: str, name: str) -> None:
        if "<" not in text:
            raise ExtractFailed("holds no HTML. Name a page, a folder with pages, or a recording (.har).")
        own = self.own or own_host(text)
        self.survey.read(Page(name, text, own))
        self.scanned.append({"page": name, "state": "read", "own_host": own})

    def _captured_text(self, text: str, name: str) -> None:
        """A page whose markup is gone: a line that is nothing but a pixel's alternative text is a trace of it."""
        page, at = Page(name, text, self.own), 0
        for line in text.splitlines(keepends=True):
            word = line.strip()
            if word in self.survey.known.alts:
                start = at + line.index(word)
                end = start + len(word)
                self.survey.note(
                    Mention(kind=EvidenceKind.ALT_TEXT, value=word, start=start, end=end, loaded=False), page
                )
            at += len(line)
        self.took(name)


def _text(body: bytes) -> str:
    return text_of(body, charset_of(body, None))


def _files(folder: Path) -> Iterator[Path]:
    """Files of the sorts that are read, without following links out of the folder."""
    found = []
    for place, folders, files in os.walk(folder):
        folders.sort()
        sorts = _PAGES | _TEXTS | {".har"}
        sorts = sorts if _SAVED_BESIDE.search(Path(place).name) else sorts | _SCRIPTS | _STYLES
        found += [Path(place, name) for name in files if Path(name).suffix.lower() in sorts]
    return (path for path in sorted(found) if path.is_file() and not path.is_symlink())
