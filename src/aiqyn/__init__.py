"""The working system of an independent investigation into a mass human-rights event."""

__version__ = "0.1.0"
