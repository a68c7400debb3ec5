"""The words of accounts: who a person is to the registry, what each may do, what a one-time link is for."""

from enum import StrEnum


class AccountRole(StrEnum):
    """What a person is to the registry. Each may do what those before may."""

    READER = "reader"
    REVIEWER = "reviewer"
    DPO = "dpo"
    EDITOR = "editor"
    ADMIN = "admin"


class Right(StrEnum):
    """What an address needs of whoever asks it."""

    OPEN = "open"  # nobody has to sign in: health, the stylesheet, signing in itself
    OWN = "own"  # whoever is signed in, about themself
    READ = "read"
    DECIDE = "decide"
    ADVISE = "advise"
    EDIT = "edit"
    ADMINISTER = "administer"
    OPERATE = "operate"  # how the process itself stands: its figures, for whoever runs it


class LinkPurpose(StrEnum):
    """What a one-time link is for."""

    FIRST_ADMIN = "first_admin"
    INVITATION = "invitation"
    PASSWORD = "password"
