"""Read a language pack from YAML: what is known of a country's names, every fault with its line."""

from __future__ import annotations

from aiqyn.core.faults import InputFaults
from aiqyn.core.names import LanguagePack
from aiqyn.exchange.documents import build, read_yaml

__all__ = ["read_name_pack"]


def read_name_pack(data: bytes, *, file: str) -> LanguagePack:
    """The language pack that a file holds.

    Args:
        data: The file's bytes.
        file: Its name, as faults should show it.

    Raises:
        InputFaults: All that is wrong in the file.

    Example:
        >>> text = "language: ka\\ntitle: Georgian names\\nsurname_endings: {male: [швили, дзе]}"
        >>> read_name_pack(text.encode(), file="ka.yaml").surname_endings.male
        ('швили', 'дзе')
    """
    pack, faults = build(LanguagePack, read_yaml(data, file=file), ())
    if pack is None:
        raise InputFaults(faults)
    return pack
