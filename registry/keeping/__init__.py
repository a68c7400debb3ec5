"""What keeps the register from being lost: backups, and moves from one database to another."""
