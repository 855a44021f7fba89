"""What templates of members' pages can do with a value."""
