"""Members' pages about lists of persons: which rows are one person, decided pair by pair, and who results."""
