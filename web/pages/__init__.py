"""Server-rendered pages: one file per page; handlers ask, templates show."""
