"""A simulation asked for by a page or over the API: judged twice once, told as a table, drawn as one diagram."""

from collections.abc import Iterator
from dataclasses import replace

from graphs.commands.draw import words_in
from graphs.flows import Wanted
from graphs.model import FlowGraph, Language
from graphs.whatdrawn import pictured
from graphs.whatif import Both, Flip, Hypothesis, judged_twice
from graphs.whattelling import told_of
from registry.catalogue.dated import Moment
from registry.catalogue.reading import TABLES
from registry.reports.cells import Row, Sheet, Word
from registry.terms import Flag
from web.deps import Desk
from web.wording import Wording

COLUMNS = (
    "id", "engagement", "controller", "path", "destination", "responsibility", "verdict_now", "verdict_then",
    "fall_back", "missing",
)  # fmt: skip
NO_SAFEGUARD = "safeguard"
_DEROGATION = "derogation "


def both(desk: Desk, moment: Moment, hypothesis: Hypothesis, controller_id: str | None) -> Both:
    """Both states, made once while nothing is written. Raises BadInput, NotFound or Ambiguous."""
    register, law = desk.register(moment), desk.law(moment)
    return desk.once(
        ("both", moment, law.sha256, hypothesis, controller_id),
        lambda: judged_twice(register, law, hypothesis, controller_id=controller_id),
        TABLES,
    )


def diagram(desk: Desk, moment: Moment, hypothesis: Hypothesis, asked: Both, wanted: Wanted) -> FlowGraph:
    """The diagram of the difference, the hypothesis told in it."""
    law, language = desk.law(moment), wanted.language
    told = "; ".join(text for _, _, text in told_of(hypothesis, law, words_in(language), language))
    return pictured(desk.register(moment), law, asked, replace(wanted, supposed=told))


def supposed(desk: Desk, moment: Moment, hypothesis: Hypothesis, language: str) -> list[tuple[str, str, str]]:
    """Each thing supposed: its parameter, its value as canonical as it was written, and in words."""
    drawn = Language(language)
    return list(told_of(hypothesis, desk.law(moment), words_in(drawn), drawn))


def sheet(desk: Desk, moment: Moment, asked: Both, wording: Wording) -> Sheet:
    """What would flip, gravest first, as a register."""
    return Sheet(
        register="what-if",
        columns=COLUMNS,
        rows=tuple(row(flip, wording) for flip in asked.flips),
        on=moment.on,
        known_at=moment.known_at.isoformat() if moment.known_at else None,
        law=desk.law(moment).sha256,
    )


def row(flip: Flip, wording: Wording) -> Row:
    """A transfer that would flip, as a line of a file."""
    return {
        "id": flip.crossing.key,
        "engagement": flip.hop.engagement_id,
        "controller": flip.hop.path[0],
        "path": " > ".join(flip.hop.path),
        "destination": flip.crossing.destination,
        "responsibility": Word("responsibility", flip.hop.responsibility.value),
        "verdict_now": Word("verdict", flip.before.verdict.value),
        "verdict_then": Word("verdict", flip.after.verdict.value) if flip.after else (),
        "fall_back": tuple(on_file(flip, wording)),
        "missing": tuple(missing(flip, wording)),
    }


def on_file(flip: Flip, wording: Wording) -> Iterator[str]:
    """What is on file beside what falls, in words: safeguards and derogations."""
    for kind in flip.tools:
        if kind.startswith(_DEROGATION):
            yield wording("whatif.derogation", article=wording.article(f"Art. {kind.removeprefix(_DEROGATION)}"))
        else:
            yield wording.said("safeguard_kind", kind)


def missing(flip: Flip, wording: Wording) -> Iterator[str]:
    """What would have to be known or cured, in words."""
    for key in flip.missing:
        if key == NO_SAFEGUARD:
            yield wording("whatif.no_safeguard")
        elif key in set(Flag):
            yield wording.label("flag", key)
        else:
            yield wording.facts([key])
