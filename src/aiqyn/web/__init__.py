"""Pages for members, rendered on the server; they work without scripts."""
