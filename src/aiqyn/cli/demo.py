"""`aiqyn demo`: the January 2022 inquiry, from its dossier to a report that verifies, then served."""

from __future__ import annotations

import json
import shutil
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, cast

import typer

from aiqyn.cli.speaking import (
    REFUSED,
    LanguageOption,
    complain,
    fail,
    faults_told,
    helped,
    output,
    say,
    show_refusal,
    words,
)
from aiqyn.core.language import Language

if TYPE_CHECKING:
    from aiqyn.cli.publishing import MadeBundle
    from aiqyn.core.disclosure import Release
    from aiqyn.core.figures import FiguresReport
    from aiqyn.exchange.linkage_folder import LinkageRun

__all__ = ["demo", "example_folder"]

INQUIRY = "january-2022"
SIMULATED = "january-2022-simulated"
LISTS = ("prosecutor.csv", "initiative-1.csv", "initiative-2.csv", "families.txt")
MEMBER = "demo"
MARK = ".aiqyn-demo"
POLICY = "policies/public-report.yaml"


def demo(
    out: Annotated[
        Path, typer.Option("--out", help=helped("Folder to write to; an earlier demo in it is replaced."))
    ] = Path("demo"),
    serve: Annotated[
        bool,
        typer.Option("--serve/--no-serve", help=helped("Serve the inquiry's pages when the report is made.")),
    ] = True,
    port: Annotated[
        int, typer.Option(help=helped("Port to listen on; 0 takes a free one."), min=0, max=65535)
    ] = 8000,
    language: LanguageOption = "",
) -> None:
    began = time.monotonic()
    _make_room(out, language)
    steps = _Steps(language)
    secrets = _open_throwaway_inquiry(out, steps)
    with faults_told(language):
        linked = _link(out, steps)
        imported = _import(out, steps)
    figures = _check_figures(out, imported, steps)
    release = _release(steps, language)
    _write_estimates(release, out, language)
    made = _publish(release, out, steps)
    _export(out, steps)
    if linked is not None:
        with faults_told(language):
            _take_in_lists(linked, out, steps)
    steps.stop()
    _summarise(
        figures, linked, release, made, out, secrets, seconds=time.monotonic() - began, language=language
    )
    if serve:
        from aiqyn.cli.inquiry import announce
        from aiqyn.project.serving import serve as serve_pages

        serve_pages(host="127.0.0.1", port=port, on_ready=lambda address: announce(address, language))


def example_folder() -> Path:
    """Where the example dossier is: in the installed package, or in the checkout."""
    package = Path(__file__).resolve().parents[1]
    for candidate in (package / "examples", package.parents[1] / "examples"):
        if (candidate / INQUIRY / "inquiry.yaml").is_file():
            return candidate / INQUIRY
    raise FileNotFoundError(2, "the example is not installed", str(package / "examples" / INQUIRY))


class _Steps:
    """The steps of the demo on standard error: what is being done, and what is done."""

    def __init__(self, language: str) -> None:
        self._language = language
        self._status = complain().status("")

    def run(self, title: str) -> None:
        self.stop()
        console = complain()
        if console.is_terminal:
            self._status = console.status(title)
            self._status.start()
        else:
            console.print(title, markup=False)

    def stop(self) -> None:
        self._status.stop()

    def words(self, template: str, **values: object) -> str:
        return words(template, self._language, **values)

    def progress(self, title: str) -> Callable[[int, int, str], None]:
        return lambda done, total, what: self._status.update(f"{title} {done}/{total} {what}")


@dataclass(frozen=True, slots=True)
class _Secrets:
    """What the throwaway inquiry can be opened with; made now, told once."""

    passphrase: str
    password: str


def _make_room(out: Path, language: str) -> None:
    """An empty folder with the demo's mark; only a folder with that mark is ever emptied."""
    if out.exists():
        if not out.is_dir():
            fail(words("{path} is a file. Choose a folder.", language, path=out))
        if any(out.iterdir()):
            if not (out / MARK).is_file():
                fail(
                    words(
                        "{path} holds something that no demo made. Choose another folder with --out.",
                        language,
                        path=out,
                    )
                )
            shutil.rmtree(out)
    out.mkdir(parents=True, exist_ok=True)
    (out / MARK).touch()


def _open_throwaway_inquiry(out: Path, steps: _Steps) -> _Secrets:
    from aiqyn.cli.inquiry import set_up
    from aiqyn.project.home import make_home
    from aiqyn.project.opening import bring_schema_up_to_date, configure
    from aiqyn.project.passphrase import generate_passphrase

    steps.run(steps.words("Setting up an encrypted inquiry"))
    secrets = _Secrets(generate_passphrase(), generate_passphrase())
    home, keyring = make_home((out / "home").absolute(), secrets.passphrase)
    # The demo is of one laptop: a database named in the environment is somebody's real one.
    configure(home, keyring, environment={})
    bring_schema_up_to_date()
    set_up(INQUIRY, MEMBER, steps.words("Member of the demo"), secrets.password, steps._language)
    return secrets


def _link(out: Path, steps: _Steps) -> LinkageRun | None:
    """The simulated lists as one list, where this installation can link."""
    from aiqyn.exchange.linking import missing_parts

    if missing_parts() is not None:
        return None
    from aiqyn.cli.rosters_link import STAGES
    from aiqyn.exchange.linkage_folder import link_lists
    from aiqyn.exchange.rosters import read_roster

    title = steps.words("Making one list of four simulated ones")
    steps.run(title)
    folder = example_folder().with_name(SIMULATED) / "lists"
    told = steps.progress(title)
    return link_lists(
        [read_roster(folder / name) for name in LISTS],
        out / "linkage",
        language=cast(Language, steps._language),
        progress=lambda stage, share: told(round(100 * share), 100, steps.words(STAGES[stage].template)),
    )


def _import(out: Path, steps: _Steps) -> object:
    from aiqyn.exchange.dossier import read_dossier
    from aiqyn.registry.services import import_dossier

    title = steps.words("Importing the dossier")
    steps.run(title)
    with tempfile.TemporaryDirectory() as room:
        dossier = _assembled(Path(room) / INQUIRY, out / "linkage" / "counts.csv")
        folder = read_dossier(dossier, progress=steps.progress(title))
        import_dossier(folder.dossier, folder.open_file, by=MEMBER, progress=steps.progress(title))
    return folder.dossier


def _take_in_lists(linked: LinkageRun, out: Path, steps: _Steps) -> None:
    """The simulated lists as lists of the inquiry, so that a member can try the review; nothing of them is released."""
    from aiqyn.core.faults import Refused
    from aiqyn.exchange.dossier import read_dossier
    from aiqyn.exchange.linking import linked_lists
    from aiqyn.registry.services import accept_linkage, import_dossier

    title = steps.words("Giving the members the simulated lists to try")
    steps.run(title)
    with tempfile.TemporaryDirectory() as room:
        dossier = _assembled(Path(room) / INQUIRY, out / "linkage" / "counts.csv")
        lists = example_folder().with_name(SIMULATED) / "lists"
        (dossier / "rosters").mkdir()
        for name in LISTS:
            shutil.copy(lists / name, dossier / "rosters")
            shutil.copy((lists / name).with_suffix(".mapping.yaml"), dossier / "rosters")
        folder = read_dossier(dossier)
        import_dossier(folder.dossier, folder.open_file, by=MEMBER, progress=steps.progress(title))
    accepted = accept_linkage(linked_lists(linked.joined, linked.readings), by=MEMBER)
    assert not isinstance(accepted, Refused), accepted


def _assembled(folder: Path, linked: Path) -> Path:
    """The example, with the simulated counts beside it where this installation can make estimates.

    They are those of the lists as linked, where they were; those that the lists were drawn with otherwise.
    """
    from aiqyn.exchange.estimating import missing_parts

    shutil.copytree(example_folder(), folder)
    if missing_parts() is None:
        lists = example_folder().with_name(SIMULATED)
        shutil.copytree(lists / "estimations", folder / "estimations")
        if linked.is_file():
            shutil.copy(linked, folder / "estimations" / "simulated-lists.csv")
        shutil.copy(lists / "estimations.yaml", folder)
        with (folder / "sources.yaml").open("a", encoding="utf-8") as sources:
            sources.write((lists / "sources.yaml").read_text("utf-8"))
    return folder


def _check_figures(out: Path, dossier: object, steps: _Steps) -> FiguresReport:
    from aiqyn.core.figures import FiguresFile, check
    from aiqyn.core.inquiry import Dossier

    assert isinstance(dossier, Dossier)
    steps.run(steps.words("Checking the stated figures against each other"))
    report = check(FiguresFile(measures=dossier.measures, figures=dossier.figures))
    told = report.as_json(cast(Language, steps._language))
    (out / "figures.json").write_text(json.dumps(told, ensure_ascii=False, indent=2) + "\n", "utf-8")
    return report


def _release(steps: _Steps, language: str) -> Release:
    from aiqyn.core.faults import Refused
    from aiqyn.exchange.dossier import read_policy
    from aiqyn.registry.services import create_release

    title = steps.words("Cutting the inquiry down to what may be printed")
    steps.run(title)
    policy = read_policy(example_folder() / POLICY)
    made = create_release(
        policy, id=f"{INQUIRY}-1", title=policy.title, by=MEMBER, progress=steps.progress(title)
    )
    if isinstance(made, Refused):
        steps.stop()
        show_refusal(made, language)
        raise typer.Exit(REFUSED)
    return made


def _write_estimates(release: Release, out: Path, language: str) -> None:
    """What was estimated on the simulated lists, for programs; nothing where none was."""
    for result in release.estimates.values():
        told = {"simulated": True, **result.as_json(cast(Language, language))}
        (out / "estimate.json").write_text(json.dumps(told, ensure_ascii=False, indent=2) + "\n", "utf-8")


def _publish(release: Release, out: Path, steps: _Steps) -> MadeBundle:
    from aiqyn.cli.publishing import publish_bundle

    title = steps.words("Writing the report in Kazakh, Russian and English")
    steps.run(title)
    return publish_bundle(release, out, by=MEMBER, progress=steps.progress(title))


def _export(out: Path, steps: _Steps) -> None:
    from aiqyn.exchange.dossier import write_dossier
    from aiqyn.registry.services import export_dossier, read_file

    steps.run(steps.words("Exporting the dossier again"))
    dossier = export_dossier(by=MEMBER)
    assert dossier is not None
    write_dossier(dossier, out / "dossier", read_file)


def _summarise(
    figures: FiguresReport,
    linked: LinkageRun | None,
    release: Release,
    made: MadeBundle,
    out: Path,
    secrets: _Secrets,
    *,
    seconds: float,
    language: str,
) -> None:
    from rich.table import Table

    counts = {kind: len(entries) for kind, entries in release.records.items()}
    withheld = sum(item.count or 0 for item in release.withheld)
    console = output()
    console.print()
    console.print(release.inquiry.title.in_language(cast(Language, language)), style="bold", markup=False)
    console.print()
    table = Table(box=None, pad_edge=False, show_header=False)
    table.add_row(
        words("figures", language),
        words(
            "{figures} stated; {conflicts} contradictions; {implied} bounds that follow",
            language,
            figures=counts.get("figures", 0),
            conflicts=len(figures.conflicts),
            implied=len(figures.implied),
        ),
    )
    table.add_row(
        words("released", language),
        words(
            "{persons} persons under letters, {acts} acts, {proceedings} proceedings; {withheld} things withheld",
            language,
            persons=counts.get("persons", 0),
            acts=counts.get("acts", 0),
            proceedings=counts.get("proceedings", 0),
            withheld=withheld,
        ),
    )
    if linked is not None:
        persons = linked.overlaps.persons
        table.add_row(
            words("linkage", language),
            words(
                "{records} rows of simulated lists are {persons} invented people ({low} to {high}): {path}",
                language,
                records=len(linked.joined.records),
                persons=persons.value,
                low=persons.low,
                high=persons.high,
                path=out / "linkage",
            ),
        )
    for result in release.estimates.values():
        answered = sum(not one.is_refused for one in result.estimates)
        table.add_row(
            words("estimates", language),
            words(
                "of invented people on simulated lists: {documented} listed; {answered} of {methods} methods answer: {path}",
                language,
                documented=result.documented,
                answered=answered,
                methods=len(result.estimates),
                path=out / "estimate.json",
            ),
        )
    table.add_row(words("report", language), str(made.report / "index.html"))
    for tongue in ("kk", "ru", "en"):
        table.add_row("", str(made.report / f"aiqyn-{release.inquiry.id}.{tongue}.pdf"))
    table.add_row(
        words("bundle", language),
        words("{path} holds; check it: aiqyn verify {path}", language, path=made.bundle),
    )
    table.add_row(words("dossier", language), str(out / "dossier"))
    table.add_row(
        words("sign in", language),
        words("as {member} with the password {password}", language, member=MEMBER, password=secrets.password),
    )
    table.add_row(
        words("passphrase", language),
        words("{passphrase} opens {path}", language, passphrase=secrets.passphrase, path=out / "home"),
    )
    console.print(table)
    console.print()
    say(
        words(
            "Done in {seconds} seconds. This inquiry is for trying out: its passphrase stands above.",
            language,
            seconds=round(seconds),
        )
    )
