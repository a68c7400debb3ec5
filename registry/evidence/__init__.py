"""The packet an authority is handed: what was held, known and decided on a day, and proof that nobody rewrote it."""
