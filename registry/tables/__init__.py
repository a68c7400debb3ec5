"""The tables: columns and constraints, no behaviour. Importing this package knows them all."""

from registry.tables.alerts import Alert, Beat, Delivery, Digest, Mute, Subscription, beat_of
from registry.tables.assessments import AssessedStep, Conclusion, ImpactAssessment
from registry.tables.base import Dated, Table, new_id, now
from registry.tables.documents import CitedSource, Claim, Document, HandedIn, Version
from registry.tables.engagements import Activity, Agreement, AgreementFile, Engagement, JointControl
from registry.tables.hosts import Host, RobotsAnswer
from registry.tables.judging import LawBookRow, VerdictRow
from registry.tables.organisations import Certification, Name, Organisation
from registry.tables.people import Audit, Identity, OneTimeLink, SignIn, SignInAttempt, Token, User
from registry.tables.repeats import Repeat
from registry.tables.reviewing import Review, ReviewAnswer, ReviewCauseRow, ReviewCondition
from registry.tables.reviews import Objection, ObjectionStep, Proposal, Task
from registry.tables.services import Location, Service, SubprocessorList, SubprocessorRow
from registry.tables.transfers import Assessment, Derogation, Measure, Safeguard, Transfer
from registry.tables.watching import Change, Reading, Snapshot, Source

__all__ = [
    "Activity", "Agreement", "AgreementFile", "Alert", "AssessedStep", "Assessment", "Audit", "Beat", "Certification",
    "Change", "CitedSource", "Claim", "Conclusion", "Dated", "Delivery", "Derogation", "Digest", "Document",
    "Engagement", "HandedIn", "Host", "Identity", "ImpactAssessment", "JointControl", "LawBookRow", "Location",
    "Measure", "Mute", "Name", "Objection", "ObjectionStep", "OneTimeLink", "Organisation", "Proposal", "Reading",
    "Repeat", "Review", "ReviewAnswer", "ReviewCauseRow", "ReviewCondition", "RobotsAnswer", "Safeguard", "Service",
    "SignIn", "SignInAttempt", "Snapshot", "Source", "SubprocessorList", "SubprocessorRow", "Subscription", "Table",
    "Task", "Token", "Transfer", "User", "VerdictRow", "Version", "beat_of", "new_id",
    "now",
]  # fmt: skip
