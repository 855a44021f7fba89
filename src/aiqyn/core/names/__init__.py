"""Names across scripts: take a personal name apart, and say whether two are of one person.

`compare` for one pair, `NameComparer` for many; `parse_name` for the parts of one name. What is known
of a country's names is data: `LanguagePack`, of which `build_lexicon` makes what a comparer asks.
"""

from aiqyn.core.names.comparison import (
    DEFAULT_THRESHOLD,
    NameComparer,
    NameComparison,
    PartEvidence,
    compare,
    parse_name,
)
from aiqyn.core.names.frequencies import shares_in
from aiqyn.core.names.lexicon import Lexicon, build_lexicon, default_lexicon
from aiqyn.core.names.packs import LanguagePack, packaged_packs
from aiqyn.core.names.parsing import Reading
from aiqyn.core.names.parts import Part, Shares
from aiqyn.core.names.weights import Weights

__all__ = [
    "DEFAULT_THRESHOLD",
    "LanguagePack",
    "Lexicon",
    "NameComparer",
    "NameComparison",
    "Part",
    "PartEvidence",
    "Reading",
    "Shares",
    "Weights",
    "build_lexicon",
    "compare",
    "default_lexicon",
    "packaged_packs",
    "parse_name",
    "shares_in",
]
