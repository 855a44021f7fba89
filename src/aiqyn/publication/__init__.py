"""Makes a report of a release: a site that opens from disk, a PDF to print, and the data, in three languages.

Use `publish`. It takes a `Release` and nothing else, so that it can't print what was not
released; it knows no registry and no dossier folder. `draw_estimation` gives the pictures of
one estimation alone, `draw_lists` that of lists of persons.
"""

from aiqyn.publication.pictures import draw_estimation, draw_lists
from aiqyn.publication.publishing import MANIFEST, FolderNotOurs, Progress, Published, publish

__all__ = ["MANIFEST", "FolderNotOurs", "Progress", "Published", "draw_estimation", "draw_lists", "publish"]
