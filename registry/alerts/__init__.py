"""Whom a change concerns, how grave it is, by when; and how the word gets out."""
