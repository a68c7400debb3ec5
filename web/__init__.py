"""What people and programs see: the API, the pages and the feeds. The only package that knows HTTP."""
