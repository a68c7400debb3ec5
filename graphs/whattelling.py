"""A simulation's outcome as JSON and as lines for a terminal."""

from collections.abc import Iterator
from typing import Any

from graphs.text import plain
from graphs.whatif import Flip, Outcome


def as_json(outcome: Outcome) -> dict[str, Any]:
    """In the shape of `onward simulate --json`; `after` null is a transfer that would no longer be made."""
    return {
        "flips": [_flip(flip) for flip in outcome.flips],
        "counts": {"before": dict(outcome.before), "after": dict(outcome.after)},
        "unchanged": outcome.unchanged,
    }


def lines(outcome: Outcome) -> Iterator[str]:
    """The gravest first, then the counts."""
    for flip in outcome.flips:
        after = flip.after.verdict.value if flip.after else "gone"
        where = f" ({flip.crossing.destination})" if flip.crossing.destination else ""
        yield f"{flip.before.verdict.value} -> {after}  {plain(' > '.join(flip.hop.path), 300)}{where}"
        if flip.tools:
            yield f"    on file: {', '.join(flip.tools)}"
        if flip.missing:
            yield f"    missing: {', '.join(flip.missing)}"
    yield f"{len(outcome.flips)} would flip, {outcome.unchanged} would stay as they are."
    for verdict, number in outcome.before.items():
        if number or outcome.after[verdict]:
            yield f"  {verdict:16} {number:5} -> {outcome.after[verdict]:5}"


def _flip(flip: Flip) -> dict[str, Any]:
    return {
        "engagement": flip.hop.engagement_id,
        "controller": flip.hop.controller_id,
        "transfer": flip.crossing.key,
        "path": list(flip.hop.path),
        "destination": flip.crossing.destination,
        "responsibility": flip.hop.responsibility.value,
        "before": flip.before.verdict.value,
        "after": flip.after.verdict.value if flip.after else None,
        "fallback_on_file": list(flip.tools),
        "missing": list(flip.missing),
        "reasons": [reason.shape() for reason in flip.after.reasons] if flip.after else [],
    }
