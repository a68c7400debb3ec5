"""The small signs before words: a shape for every state, drawn in the colour of the text. Never the only sign.

Verdicts have the shapes they have in drawings (`graphs.legend`).
"""

from markupsafe import Markup

from registry.terms import Severity, SourceState, Verdict

_DISC = '<circle cx="8" cy="8" r="5.5" {}/>'
_FILLED = 'fill="currentColor" stroke="currentColor" stroke-width="1.6"'
_OPEN = 'fill="none" stroke="currentColor" stroke-width="1.8"'
_DASHED = 'fill="none" stroke="currentColor" stroke-width="1.8" stroke-dasharray="2.6 1.9"'
_SQUARE = '<rect x="2.8" y="2.8" width="10.4" height="10.4" {}/>'
_STROKE = '<path d="{}" fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round"/>'
_SOLID = '<path d="{}" fill="currentColor"/>'

SHAPES: dict[str, str] = {
    Verdict.NOT_A_TRANSFER: _DISC.format(_OPEN),
    Verdict.COVERED: _DISC.format(_FILLED),
    Verdict.SAFEGUARDED: _SQUARE.format(_FILLED),
    Verdict.DEROGATION: f'<path d="M8 1.8 14.2 8 8 14.2 1.8 8Z" {_OPEN}/>',
    Verdict.INCOMPLETE: _SQUARE.format(_DASHED),
    Verdict.UNKNOWN: _STROKE.format("M5 5.6a3 3 0 1 1 4.6 2.5C8.600 8.700 8 9.200 8 10.400M8 13.600v.1"),
    Verdict.UNSUPPORTED: _STROKE.format("M3.500 3.500l9 9M12.500 3.500l-9 9"),
    SourceState.VERIFIED: _STROKE.format("M2.800 8.600l3.400 3.400 7-8"),
    SourceState.CHANGED: _SOLID.format("M8 2 14.500 13.500h-13Z"),
    SourceState.UNREACHABLE: _STROKE.format("M2.500 8h3M10.500 8h3M8 2.500v3M8 10.500v3"),
    SourceState.BLOCKED: _DISC.format(_OPEN) + _STROKE.format("M4.300 11.700l7.400-7.400"),
    SourceState.PAUSED: _STROKE.format("M5.500 3.500v9M10.500 3.500v9"),
    "never_checked": _DISC.format(_DASHED),
    Severity.CRITICAL: _SOLID.format("M5.400 1.500h5.200l3.900 3.900v5.200l-3.900 3.900H5.400L1.500 10.600V5.400Z"),
    Severity.HIGH: _SOLID.format("M8 2.500 14 12.500H2Z"),
    Severity.MEDIUM: _SOLID.format("M8 2 14 8l-6 6-6-6Z"),
    Severity.LOW: _SOLID.format("M8 13.500 2 3.500h12Z"),
    Severity.NONE: _STROKE.format("M3.500 8h9"),
    "proposed": _DISC.format(_DASHED),
    "accepted": _STROKE.format("M2.800 8.600l3.400 3.400 7-8"),
    "edited": _STROKE.format("M3 13l1-3.400L10.600 3 13 5.400 6.400 12Z"),
    "rejected": _STROKE.format("M3.500 3.500l9 9M12.500 3.500l-9 9"),
    "superseded": _STROKE.format("M3 8h9M9 4.500 12.500 8 9 11.500"),
    "found": _STROKE.format("M2.800 8.600l3.400 3.400 7-8"),
    "partly": _DISC.format(_DASHED) + _STROKE.format("M5.500 8h5"),
    "not_found": _DISC.format(_OPEN) + _STROKE.format("M8 5v3.400M8 10.900v.1"),
    "not_asked": _STROKE.format("M5 8h6"),
    "edit_added": _STROKE.format("M8 3v10M3 8h10"),
    "edit_removed": _STROKE.format("M3 8h10"),
    "edit_reworded": _STROKE.format("M3 13l1-3.400L10.600 3 13 5.400 6.400 12Z"),
    "edit_moved_away": _STROKE.format("M13 5v4H4M6.500 6.500 4 9l2.500 2.500"),
    "edit_moved_here": _STROKE.format("M3 5v4h9M9.500 6.500 12 9l-2.500 2.500"),
    "edit_passed_over": _STROKE.format("M4 8h.1M8 8h.1M12 8h.1"),
    "warning": _STROKE.format("M8 2.500v7M8 13v.1"),
    "note": _STROKE.format("M8 7v6.500M8 3v.1"),
}


def mark(name: str) -> Markup:
    """A sign that stands before its word; those who hear the page hear the word alone."""
    return Markup(  # ours: no text from outside is in it
        f'<svg class="mark" viewBox="0 0 16 16" width="14" height="14" aria-hidden="true" focusable="false">'
        f"{SHAPES[name]}</svg>"
    )
