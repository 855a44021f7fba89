"""The example inquiry: whole against the facts it starts from, closed about the people in it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from aiqyn.core.figures import Stated
from aiqyn.core.inquiry import KINDS, Dossier
from aiqyn.core.references import references
from aiqyn.core.values import LocalisedText, split_citation
from aiqyn.exchange.documents import read_yaml
from aiqyn.exchange.dossier import DossierFolder, read_dossier, write_dossier

EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "january-2022"

FIGURES = [f"F{number}" for number in range(1, 23)]
LETTERS = list("ABCDEFGHIJK")
WRONGS = [f"W{number}" for number in range(1, 14)]
CHRONOLOGY = {
    "C-2022-01-02": "2022-01-02",
    "C-2022-01-04": "2022-01-04",
    "C-2022-01-04-06": "2022-01-04/2022-01-06",
    "C-2022-01-05": "2022-01-05",
    "C-2022-01-06": "2022-01-06",
    "C-2022-03-16": "2022-03-16",
    "C-2022-03-30": "2022-03-30",
    "C-2022-04-21": "2022-04-21",
    "C-2022-05": "2022-05",
}
REST = ["head", "bodies", "law", "lawyers"]
EVERYTHING_NUMBERED = [*FIGURES, *LETTERS, *WRONGS, *CHRONOLOGY, *REST]

BODIES = {
    "gpo": "General Prosecutor's Office",
    "special-prosecutors": "Special prosecutors",
    "aca": "Anti-Corruption Agency",
    "nsc": "National Security Committee",
    "police": "Police",
    "task-force": "Interdepartmental Investigative Task Force",
    "detention-centres": "Pretrial detention centres",
    "hospitals": "Hospitals",
    "forensic-service": "Forensic service",
    "coalition": "Coalition Against Torture",
    "qantar": "Public Fund Qantar",
    "initiatives": "Civil society initiatives",
    "hrw": "Human Rights Watch",
    "hrc": "Human Rights Council",
    "eu": "European Union",
    "eu-member-states": "Member states of the European Union",
    "usa": "United States",
    "hybrid-investigation": "independent hybrid investigation",
}


def _document(name: str) -> Any:
    return read_yaml((EXAMPLE / name).read_bytes(), file=name)


@pytest.fixture(scope="module")
def folder() -> DossierFolder:
    return read_dossier(EXAMPLE)


@pytest.fixture(scope="module")
def example(folder: DossierFolder) -> Dossier:
    return folder.dossier


def _by_id(things: tuple[Any, ...]) -> dict[str, Any]:
    return {thing.id: thing for thing in things}


def _citations(dossier: Dossier) -> Iterator[tuple[str, str, str]]:
    """Kind and id of what cites, and the citation."""
    for kind in KINDS:
        for thing in dossier.all_of(kind):
            for reference in references(thing):
                if reference.is_citation:
                    yield kind, thing.id, reference.id


def _texts(content: Any, path: str = "") -> Iterator[tuple[str, dict[str, str]]]:
    """Every mapping of languages to texts, wherever it stands in a file."""
    if isinstance(content, dict):
        if content and set(content) <= {"en", "ru", "kk"}:
            yield path, content
            return
        for key, inner in content.items():
            yield from _texts(inner, f"{path}.{key}")
    elif isinstance(content, list):
        for index, inner in enumerate(content):
            yield from _texts(inner, f"{path}[{index}]")


def _all_texts() -> list[tuple[str, dict[str, str]]]:
    found: list[tuple[str, dict[str, str]]] = []
    for path in sorted(EXAMPLE.rglob("*.yaml")):
        name = str(path.relative_to(EXAMPLE))
        found += [(name + where, texts) for where, texts in _texts(_document(name).content)]
    return found


def test_the_example_reads_whole_and_comes_back_from_a_copy_unchanged(
    folder: DossierFolder, tmp_path: Path
) -> None:
    write_dossier(folder.dossier, tmp_path / "copy", folder.chunks, durable=False)
    copy = read_dossier(tmp_path / "copy")
    assert copy.dossier == folder.dossier
    assert copy.policies == folder.policies


@pytest.mark.parametrize("locator", EVERYTHING_NUMBERED)
def test_everything_numbered_in_the_facts_is_cited_by_some_record(example: Dossier, locator: str) -> None:
    assert [thing for _, thing, cited in _citations(example) if cited == f"HRW-2022:{locator}"]


def test_the_report_lists_exactly_the_numbers_of_the_facts(example: Dossier) -> None:
    report = _by_id(example.sources)["HRW-2022"]
    assert list(report.locators) == EVERYTHING_NUMBERED


def test_every_record_cites_a_numbered_place_of_the_report(example: Dossier) -> None:
    cited = {(kind, thing) for kind, thing, _ in _citations(example)}
    without = [
        (kind, thing.id)
        for kind in KINDS
        if kind not in ("sources", "places")  # a source is the origin; a place is named by what cites
        for thing in example.all_of(kind)
        if (kind, thing.id) not in cited
    ]
    assert without == []
    targets = {split_citation(citation) for _, _, citation in _citations(example)}
    assert {source for source, _ in targets} == {"HRW-2022"}
    assert None not in {locator for _, locator in targets}


def test_each_step_request_motion_examination_and_promise_says_where_it_is_from(example: Dossier) -> None:
    for proceeding in example.proceedings:
        parts = [
            *proceeding.steps,
            *proceeding.assignments,
            *proceeding.requests,
            *proceeding.motions,
            *proceeding.examinations,
            *proceeding.promises,
        ]
        assert all(citation.startswith("HRW-2022:") for part in parts for citation in part.cites)


def test_every_other_source_is_known_only_through_the_report(example: Dossier) -> None:
    others = {source.id for source in example.sources} - {"HRW-2022"}
    report = _by_id(example.sources)["HRW-2022"]
    assert set(report.derived_from) == others
    assert report.public
    assert not any(source.public for source in example.sources if source.id in others)


@pytest.mark.parametrize(("body", "name"), BODIES.items())
def test_every_body_that_the_facts_name_is_there(example: Dossier, body: str, name: str) -> None:
    assert name.lower() in _by_id(example.organisations)[body].name.en.lower()


@pytest.mark.parametrize(("locator", "date"), CHRONOLOGY.items())
def test_every_date_of_the_chronology_has_its_event(example: Dossier, locator: str, date: str) -> None:
    dates = {str(event.date) for event in example.events if f"HRW-2022:{locator}" in event.cites}
    assert date in dates


def test_figures_say_what_the_facts_say(example: Dossier) -> None:
    april, until_may, may = "2022-04-21", "[..2022-04]", "2022-05"
    expected: dict[str, tuple[str, Any, str, str]] = {
        "F1": ("person", 232, "gpo", april),
        "F2": ("person", 213, "gpo", april),
        "F3": ("person", 19, "authorities", until_may),
        "F4": ("person", 149, "gpo", "2022-03"),
        "F5": ("person", 20, "gpo", "2022-03"),
        "F6": ("person", Stated(more_than="F1"), "defenders", may),
        "F7": ("incident", Stated(at_least=4), "hrw", may),
        "F8": ("person", Stated(at_least=10), "hrw", may),
        "F9": ("person", 8, "authorities", until_may),
        "F10": ("case", 234, "authorities", until_may),
        "F11": ("officer", 9, "authorities", until_may),
        "F12": ("case", 309, "aca", april),
        "F13": ("case", 279, "aca", april),
        "F14": ("case", 30, "aca", april),
        "F15": ("examination", 450, "aca", april),
        "F16": ("case", 10, "gpo", april),
        "F17": ("case", 40, "gpo", april),
        "F18": ("report", 142, "coalition", "2022-03-30"),
        "F19": ("case", 55, "qantar", may),
        "F20": ("act", 4, "hrw", may),
        "F21": ("person", 17, "hrw", may),
        "F22": ("person", Stated(more_than=200), "hrw", may),
    }
    told = {
        figure.id: (
            example.measures[figure.measure].unit,
            figure.value,
            figure.stated_by,
            str(figure.as_of),
        )
        for figure in example.figures
    }
    assert told == expected
    assert all(figure.source == f"HRW-2022:{figure.id}" for figure in example.figures)


def test_cases_of_two_bodies_reports_and_examinations_are_measured_apart(example: Dossier) -> None:
    measure_of = {figure.id: figure.measure for figure in example.figures}
    apart = ["F7", "F8", "F9", "F10", "F11", "F12", "F15", "F16", "F17", "F18", "F19", "F20", "F21"]
    assert len({measure_of[figure] for figure in apart}) == len(apart)
    assert "torture-cases" in example.measures["aca-cases"].resembles
    for measure in example.measures.values():
        assert set(measure.resembles) <= set(example.measures)


def test_the_two_assumptions_about_officials_are_rules_with_a_reason(example: Dossier) -> None:
    rules = example.measures["deaths"].rules
    assert [rule.never["circumstance"] for rule in rules] == ["said-attacking", "said-accidental"]
    assert all(rule.never["status"] == "security-official" and rule.why for rule in rules)


def test_every_lettered_person_is_there_and_no_name_is(example: Dossier) -> None:
    persons = _by_id(example.persons)
    assert set(LETTERS) <= set(persons)
    assert set(persons) - set(LETTERS) == {"A-1", "B-1", "C-1", "D-1"}
    for person in example.persons:
        assert person.names == ()
        assert person.pseudonym == person.id
        assert person.born is None


def test_what_is_told_of_persons_is_told_and_no_more(example: Dossier) -> None:
    ages = {person.id: person.age for person in example.persons if person.age is not None}
    assert ages == {"B-1": 48, "D-1": 50, "E": 12, "G": 52, "H": 30, "I": 58}
    assert [person.id for person in example.persons if person.is_child] == ["E"]
    assert [person.id for person in example.persons if person.detained] == ["K"]
    relations = {
        (person.id, relation.kind, relation.person)
        for person in example.persons
        for relation in person.relations
    }
    assert relations == {
        ("A", "spouse_of", "A-1"),
        ("B", "spouse_of", "B-1"),
        ("C", "parent_of", "C-1"),
        ("D", "spouse_of", "D-1"),
    }


CAPITALISED_WITHIN_A_SENTENCE = re.compile(r"(?<=[^\s.!?:«\"“(] )[«\"“(]?([A-ZА-ЯЁӘҒҚҢӨҰҮҺІ][\w'’]+)")
PATRONYMIC = re.compile(
    r"\w{2,}(?:ович|евич|овна|евна|ұлы|қызы|uly|kyzy|ovich|ovna|evich|evna)\b", re.IGNORECASE
)
_NO_PERSONS_NAME = """
    Aiqyn Kazakhstan Kazakh Almaty Berlin January February March April May English Russian
    Human Rights Watch Council European Union United States States Nations State State's
    General Prosecutor Prosecutor's Office Anti-Corruption Anti Corruption Agency Agency's National
    Security Committee Coalition Against Torture Torture's Public Fund Qantar President Government Interdepartmental
    Investigative Task Force Convention Criminal Code Procedure Republic America Member HRW
    Казахстан Казахстане Казахстана Алматы Берлином Республики Генеральной Генеральная
    Антикоррупционная Антикоррупционной Агентства Коалиции Коалиция Коалицией Комитета Президент Президента
    Совету Совет Европейскому Европейского Соединённым Соединённые Штатам Штаты Организации Объединённых
    Наций Уголовного Уголовно Америки КНБ НПО Қаңтар ЕС США
    Қазақстан Қазақстанға Қазақстандағы Қазақстанның Бас Сыбайлас Арнаулы Ұлттық Қылмыстық Адам Еуропалық Америка Құрама
    Штаттарына Штаттары Біріккен Ұлттар Ұйымының Азаптауға Азаптауларға Президенті Президентінің Президенттің Республикасының
    Республикасы Үкіметі Ведомствоаралық Алматының Алматыдағы ҮЕҰ ҰҚК ЕО АҚШ
"""
WORDS_THAT_ARE_NO_PERSONS_NAME = frozenset(_NO_PERSONS_NAME.split())


def _possible_names(text: str) -> list[str]:
    """Words that could be a person's name: capitalised within a sentence, or a patronymic."""
    words = {
        word
        for word in CAPITALISED_WITHIN_A_SENTENCE.findall(text)
        if not re.fullmatch(r"[A-K]|[FW]\d+", word)
    }
    return sorted((words - WORDS_THAT_ARE_NO_PERSONS_NAME) | set(PATRONYMIC.findall(text)))


@pytest.mark.parametrize(
    "text",
    [
        "The complaint of Aigerim was passed on.",
        "Жалоба Айгерим передана.",
        "Кеше Әйгерім шағымданды.",
        "Серикович был ранен.",
        "Серікұлы жараланды.",
    ],
)
def test_a_private_name_in_a_text_would_be_noticed(text: str) -> None:
    assert _possible_names(text)


def test_no_text_holds_a_word_that_could_be_a_private_name() -> None:
    suspicious = [
        f"{where}.{language}: {', '.join(found)}"
        for where, texts in _all_texts()
        for language, text in texts.items()
        if (found := _possible_names(text))
    ]
    assert suspicious == []


def test_every_text_is_there_in_three_languages() -> None:
    found = _all_texts()
    assert len(found) > 300
    assert [where for where, texts in found if set(texts) != {"en", "ru", "kk"}] == []
    for where, texts in found:
        LocalisedText(**texts)
        assert not re.search("[әғқңөұүһіӘҒҚҢӨҰҮҺІ]", texts["ru"].replace("Қаңтар", "")), where
        assert not re.search("[а-яА-ЯёЁ]", texts["en"]), where


def test_longer_kazakh_texts_are_written_with_kazakh_letters() -> None:
    for where, texts in _all_texts():
        if len(texts["kk"].split()) >= 4:
            assert re.search("[әғқңөұүһіӘҒҚҢӨҰҮҺІ]", texts["kk"]), where
        alike = texts["kk"] == texts["ru"] != texts["en"]  # "Полиция" is the same word in both
        assert not alike or len(texts["kk"].split()) == 1, where


def test_no_consent_releases_anything_by_this_inquirys_own_rules(example: Dossier) -> None:
    consents = {consent.person: consent for consent in example.consents}
    assert set(consents) == {person.id for person in example.persons}
    for consent in example.consents:
        assert set(consent.explained) == {"purpose", "voluntary", "uses"}
        assert not consent.is_fully_explained
        assert consent.given_to == "hrw"
        assert consent.published_in == "HRW-2022"


def test_consent_for_the_dead_is_given_by_their_kin_and_for_some_clients_by_lawyers(example: Dossier) -> None:
    capacity = {consent.person: consent.capacity for consent in example.consents}
    for dead in ("A-1", "B-1", "C-1", "D-1", "E"):
        assert capacity[dead] == "next_of_kin_of_dead"
    assert {person for person, given in capacity.items() if given == "lawyer_with_authority"} == {
        "G",
        "H",
        "K",
    }


def test_the_public_report_repeats_what_is_already_public_only_under_letters(folder: DossierFolder) -> None:
    policy = folder.policies["policies/public-report.yaml"]
    assert policy.already_public_form == "pseudonymous"
    assert policy.child_form == policy.detained_form == "described"
    assert not policy.time_of_day


@pytest.mark.parametrize("letter", list("FGHIJK"))
def test_each_survivor_is_a_victim_in_one_proceeding_and_pursued_in_another(
    example: Dossier, letter: str
) -> None:
    own = [case for case in example.proceedings if f"HRW-2022:{letter}" in case.cites]
    against = [case for case in own if "KZ Criminal Code 272" in case.articles]
    assert len(own) == 2
    assert len(against) == 1
    (other,) = [case for case in own if case not in against]
    assert against[0].related == (other.id,)
    assert other.related == (against[0].id,)
    charged = letter in "FHI"
    assert {party.status for party in against[0].parties} == {"accused" if charged else "suspect"}
    assert any(step.kind == "charged" for step in against[0].steps) == charged


def _chain(acts: dict[str, Any], start: str) -> list[str]:
    types, step = [], start
    while step:
        types.append(acts[step].type)
        links = [link.act for link in acts[step].links if link.kind == "followed_by"]
        step = links[0] if links else ""
    return types


@pytest.mark.parametrize(
    ("letter", "sequence"),
    [
        (
            "F",
            "shot_injured hospital_removal beaten_custody detained beaten_custody remanded beaten_custody",
        ),
        ("G", "shot_injured hospital_removal detained beaten_custody"),
        ("H", "shot_injured hospital_removal detained beaten_custody remanded beaten_custody"),
        ("J", "shot_injured hospital_removal detained remanded beaten_custody"),
    ],
)
def test_the_sequence_from_shot_to_beaten_in_detention_can_be_followed(
    example: Dossier, letter: str, sequence: str
) -> None:
    acts = _by_id(example.acts)
    assert _chain(acts, f"{letter}-shot") == sequence.split()
    removal = acts[f"{letter}-removed"]
    assert str(removal.date) == ("2022-01-08" if letter == "J" else "2022-01-09")


def test_no_perpetrator_is_left_out_or_named_as_a_person(example: Dossier) -> None:
    for act in example.acts:
        assert act.perpetrators, act.id
        assert all(perpetrator.person is None for perpetrator in act.perpetrators)
        assert all(perpetrator.description for perpetrator in act.perpetrators)


def test_promises_requests_motions_and_examinations_tell_what_the_state_did_not_do(example: Dossier) -> None:
    cases = _by_id(example.proceedings)
    assert [promise.outcome for promise in cases["death-of-A-1"].promises] == ["lapsed"]
    assert [promise.outcome for promise in cases["death-of-B-1"].promises] == ["lapsed"]
    assert all(request.replies == () for request in cases["death-of-B-1"].requests)
    assert [reply.rating for reply in cases["death-of-D-1"].requests[0].replies] == ["generic"]
    ratings = {reply.rating for request in cases["requests-of-lawyers"].requests for reply in request.replies}
    assert ratings == {"generic", "inaccurate", "incomplete"}
    assert [exam.kind for exam in cases["death-of-E"].examinations] == ["exhumation", "exhumation"]
    assert [exam.kind for exam in cases["death-of-C-1"].examinations] == ["ballistic"]
    (motion,) = cases["torture-of-I"].motions
    assert (motion.outcome, motion.to) == ("denied", "aca")
    assert motion.against is not None
    assert any(step.kind == "transferred" for step in cases["complaint-of-G"].steps)
    assert not cases["investigated-by-the-accused"].parties


def test_findings_and_recommendations_are_reported_and_not_adopted(example: Dossier) -> None:
    assert [finding.id for finding in example.findings] == WRONGS
    assert {finding.made_by for finding in example.findings} == {"hrw"}
    assert {finding.standard for finding in example.findings} == {None}
    assert {recommendation.made_by for recommendation in example.recommendations} == {"hrw"}
    addressees = {body for recommendation in example.recommendations for body in recommendation.addressees}
    assert addressees == {"government", "hrc", "eu", "eu-member-states", "usa"}


def test_the_example_holds_no_verbatim_text_and_no_list_of_names(example: Dossier) -> None:
    assert not (EXAMPLE / "statements").exists()
    assert not (EXAMPLE / "rosters").exists()
    assert example.statements == ()
    assert example.rosters == ()
    readme = (EXAMPLE / "README.md").read_text(encoding="utf-8")
    for absent in ("statements/", "rosters/"):
        assert f"No `{absent}`" in readme
