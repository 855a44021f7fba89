"""What the lists say together: who is on which, what of a person conflicts, how lists overlap, which was copied.

`compare_lists` for all of it, once linkage has settled which rows are one person; `profile_of` for what
the lists say of one person.
"""

from aiqyn.core.rosters.comparison.attributes import (
    ATTRIBUTES,
    Agreement,
    Attribute,
    Profile,
    Stated,
    profile_of,
    profiles,
)
from aiqyn.core.rosters.comparison.comparing import ListComparison, compare_lists
from aiqyn.core.rosters.comparison.copying import Kinship
from aiqyn.core.rosters.comparison.growth import Step
from aiqyn.core.rosters.comparison.overlaps import Combination, Count, Overlaps, overlaps_of
from aiqyn.core.rosters.comparison.people import People, people_of, presence

__all__ = [
    "ATTRIBUTES",
    "Agreement",
    "Attribute",
    "Combination",
    "Count",
    "Kinship",
    "ListComparison",
    "Overlaps",
    "People",
    "Profile",
    "Stated",
    "Step",
    "compare_lists",
    "overlaps_of",
    "people_of",
    "presence",
    "profile_of",
    "profiles",
]
