"""Use cases over the tables: the only readers and writers of catalogue rows."""
