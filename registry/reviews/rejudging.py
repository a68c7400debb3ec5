"""Judging again after a deed, with what follows from it: reviews of verdicts that turned, and the end of those whose
engagement has ended. Whoever writes to the register judges through this, never around it."""

from datetime import date, datetime

from sqlmodel import Session

from registry import judging
from registry.judging import Turn
from registry.law.lawbook import LawBook
from registry.reviews import reopening


def judge_again(session: Session, law: LawBook, on: date, at: datetime) -> list[Turn]:
    """Judge every live transfer and return what turned; the reviews it concerns are reopened in this transaction."""
    turns = judging.judge_all(session, law, on, at)
    reopening.after_turns(session, turns, at)
    reopening.end_with_engagements(session, on, at)
    return turns
