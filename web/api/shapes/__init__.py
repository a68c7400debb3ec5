"""What goes in and out of the API: shapes, never table rows. Unknown is left out, known absence is null."""
