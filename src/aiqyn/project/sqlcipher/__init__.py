"""A Django database backend for SQLCipher: Django's own for SQLite, over encrypted files.

Use it as `ENGINE = "aiqyn.project.sqlcipher"` with one option more than Django's:
`OPTIONS["key_source"]`, a function without arguments that returns the raw key of 32 bytes.
It is called each time a connection opens, so a forgotten keyring opens nothing any more.
"""
