"""Lists of persons: what their rows say, which rows are one person, and what the lists say together."""
