"""Who may enter, and as whom: people with roles and scopes, passwords, sessions, one-time links, tokens, identities."""
