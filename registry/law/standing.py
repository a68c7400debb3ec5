"""How one safeguard on file stands on a day: it may be relied on and fits, has defects, or gives nothing."""

from dataclasses import dataclass, field
from datetime import date

from registry.law.inquiry import NO_FLAGS
from registry.law.records import Record
from registry.law.verdicts import Reason
from registry.terms import Flag


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """A safeguard on a day. `usable` False: it gives nothing, and `remark` says why.

    With `defects` it would carry the transfer once they are cured; without, it carries it together with a sound
    assessment, or alone where none is needed. `until` is the first day it may no longer be relied on.
    """

    usable: bool = True
    article: str = ""
    tool: str = ""
    record: Record | None = field(default=None, hash=False)  # a record holds mappings
    act: str | None = None
    defects: tuple[str, ...] = ()
    flags: frozenset[Flag] = NO_FLAGS
    until: date | None = None
    needs_assessment: bool = True
    remark: Reason | None = None

    @staticmethod
    def nothing(remark: Reason, *flags: Flag) -> "Standing":
        """A safeguard that gives nothing on the day."""
        return Standing(usable=False, remark=remark, flags=frozenset(flags))
