"""Controlled vocabularies: every file is walked, and fields hold only what they may."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from typing import Annotated

import jsonschema
import pytest
from pydantic import ValidationError
from ruamel.yaml import YAML

from aiqyn.core.language import LANGUAGES
from aiqyn.core.values import Value
from aiqyn.core.vocab import VOCABULARIES, UnknownEntry, coded, load_vocabulary
from aiqyn.core.vocab.loading import DATA

SCHEMA = json.loads((DATA.parent / "vocabulary.schema.json").read_text("utf-8"))
LETTERS = {"en": "[A-Za-zé]", "ru": "[А-Яа-яЁё]", "kk": "[А-Яа-яЁёӘәҒғҚқҢңӨөҰұҮүҺһІі]"}


class Office(Value):
    kind: Annotated[str, coded("organisation-kinds")]


class Deed(Value):
    type: Annotated[str, coded("acts")]


class Standard(Value):
    standard: Annotated[str, coded("standards-of-proof")]


def refusal(model: type[Value], **fields: str) -> tuple[str, str]:
    with pytest.raises(ValidationError) as raised:
        model.model_validate(fields)
    (error,) = raised.value.errors()
    fault = error["ctx"]["error"]
    return str(fault.accepted), str(fault.because)


class TestEveryVocabulary:
    def test_the_names_are_those_of_the_files(self):
        assert sorted(path.stem for path in DATA.iterdir()) == list(VOCABULARIES)

    def test_the_schema_itself_is_valid(self):
        jsonschema.Draft202012Validator.check_schema(SCHEMA)

    @pytest.mark.parametrize("name", VOCABULARIES)
    def test_the_file_has_the_published_form(self, name):
        content = YAML(typ="safe", pure=True).load((DATA / f"{name}.yaml").read_text("utf-8"))
        jsonschema.validate(content, SCHEMA)
        assert content["vocabulary"] == name

    @pytest.mark.parametrize("name", VOCABULARIES)
    def test_ids_are_unique_and_parents_stand_before_their_entries(self, name):
        seen: set[str] = set()
        for entry in load_vocabulary(name).entries:
            assert entry.id not in seen
            assert entry.parent is None or entry.parent in seen
            seen.add(entry.id)

    @pytest.mark.parametrize("name", VOCABULARIES)
    def test_every_heading_has_an_entry_beneath_it_that_may_be_chosen(self, name):
        vocabulary = load_vocabulary(name)
        parents = {ancestor for entry in vocabulary.ids() for ancestor in vocabulary.ancestors(entry)}
        kept_for_reading = {"beyond_reasonable_doubt"}
        assert {entry.id for entry in vocabulary.entries if not entry.coded} <= parents | kept_for_reading

    @pytest.mark.parametrize("name", VOCABULARIES)
    @pytest.mark.parametrize("language", LANGUAGES)
    def test_every_label_is_in_its_language_and_tells_entries_apart(self, name, language):
        vocabulary = load_vocabulary(name)
        labels = [vocabulary.title.in_language(language)]
        labels += [vocabulary.label(entry.id, language) for entry in vocabulary.entries]
        for label in labels:
            words = re.findall(r"[^\W\d_]", label)
            assert words, label
            assert all(re.fullmatch(LETTERS[language], letter) for letter in words), label
        siblings = [(entry.parent, vocabulary.label(entry.id, language)) for entry in vocabulary.entries]
        assert len(set(siblings)) == len(siblings)

    def test_kazakh_labels_are_not_the_russian_ones(self):
        """Some terms are the same in both; a list copied from one to the other would not be."""
        for name in VOCABULARIES:
            entries = load_vocabulary(name).entries
            same = [entry.id for entry in entries if entry.label.kk == entry.label.ru]
            assert len(same) <= len(entries) / 3, (name, same)


class TestMeaning:
    def test_consent_forms_run_from_closed_to_open(self):
        forms = load_vocabulary("consent-forms")
        assert forms.ids() == ("withheld", "counted_only", "described", "pseudonymous", "named")
        assert forms.rank("withheld") < forms.rank("described") < forms.rank("named")
        assert forms.order == "from closed to open"

    def test_purposes_and_recipients_have_no_order_that_could_be_taken_for_inclusion(self):
        for name in ("consent-purposes", "consent-recipients"):
            with pytest.raises(ValueError, match="no meaning"):
                load_vocabulary(name).rank(load_vocabulary(name).ids()[0])

    def test_a_criminal_court_s_standard_is_known_but_may_not_be_chosen(self):
        standards = load_vocabulary("standards-of-proof")
        assert standards.ids() == (
            "reasonable_suspicion",
            "reasonable_grounds",
            "balance_of_probabilities",
            "clear_and_convincing",
        )
        assert standards.label("beyond_reasonable_doubt", "en") == "beyond reasonable doubt"
        _, because = refusal(Standard, standard="beyond_reasonable_doubt")
        assert because == "beyond_reasonable_doubt is kept for reading and may not be chosen"

    def test_every_standard_that_may_be_chosen_has_its_fixed_wording(self):
        standards = load_vocabulary("standards-of-proof")
        wordings = [standards.entry(standard).wording for standard in standards.ids()]
        assert all(wordings)
        assert "reasonable grounds to believe" in wordings[1].en
        assert len({wording.kk for wording in wordings}) == len(wordings)

    def test_every_act_against_life_is_fatal_and_no_other_act_is(self):
        acts = load_vocabulary("acts")
        fatal = {act for act in acts.ids() if acts.entry(act).fatal}
        assert fatal == {act for act in acts.ids() if acts.is_within(act, "life")}

    def test_every_act_of_sexual_violence_is_restricted_and_no_other_act_is(self):
        acts = load_vocabulary("acts")
        restricted = {act for act in acts.ids() if acts.entry(act).restricted}
        assert restricted == {act for act in acts.ids() if acts.is_within(act, "sexual")}

    def test_every_act_that_may_be_coded_stands_under_a_heading(self):
        acts = load_vocabulary("acts")
        assert all(acts.ancestors(act) for act in acts.ids())

    def test_what_is_within_what_follows_the_parents(self):
        kinds = load_vocabulary("organisation-kinds")
        assert kinds.ancestors("police") == ("state_body",)
        assert kinds.is_within("police", "state_body")
        assert kinds.is_within("police", "police")
        assert not kinds.is_within("ngo", "state_body")


class TestLoading:
    def test_a_vocabulary_is_read_once(self):
        assert load_vocabulary("acts") is load_vocabulary("acts")

    def test_a_vocabulary_can_not_be_changed(self):
        with pytest.raises(AttributeError):
            load_vocabulary("acts").version = "9"
        with pytest.raises(AttributeError):
            load_vocabulary("acts").entries[0].fatal = True

    def test_an_unknown_vocabulary_or_entry_is_named(self):
        with pytest.raises(ValueError, match="no vocabulary is called 'weather'"):
            load_vocabulary("weather")
        with pytest.raises(UnknownEntry, match="source-kinds has no entry 'rumour'"):
            load_vocabulary("source-kinds").label("rumour", "en")

    def test_importing_the_vocabularies_reads_none_and_loads_nothing_heavy(self):
        code = (
            "import sys, aiqyn.core.vocab as v;"
            "print(v.load_vocabulary.cache_info().currsize, sorted({'yaml', 'pydantic'} & set(sys.modules)))"
        )
        found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
        assert found.stdout.strip() == "0 []"


class TestFields:
    def test_a_field_takes_an_id_of_its_vocabulary(self):
        assert Office(kind="police").kind == "police"

    def test_another_text_is_refused_with_the_accepted_ids_and_the_nearest(self):
        accepted, because = refusal(Office, kind="security-servise")
        assert accepted.startswith("one of state, state_body, government")
        assert because.endswith(
            "is not in the vocabulary organisation-kinds; the nearest is security_service"
        )

    def test_a_text_near_to_nothing_gets_no_guess(self):
        _, because = refusal(Office, kind="zzz")
        assert because == "'zzz' is not in the vocabulary organisation-kinds"

    def test_of_a_long_vocabulary_only_the_nearest_ids_are_named(self):
        accepted, because = refusal(Deed, type="shot_and_injured")
        assert accepted.startswith("one of the 52 ids of the vocabulary acts, such as shot_injured")
        assert because.endswith("the nearest is shot_injured")

    def test_a_heading_is_refused_with_what_stands_beneath_it(self):
        accepted, because = refusal(Deed, type="sexual")
        assert accepted == "one of rape, sexual_assault, sexual_threat, forced_nudity"
        assert because == "sexual is a heading: an entry beneath it may be chosen"

    def test_a_number_is_not_taken_for_an_id(self):
        class Grade(Value):
            credibility: Annotated[str, coded("credibility")]

        assert Grade(credibility="6").credibility == "6"
        with pytest.raises(ValidationError):
            Grade.model_validate({"credibility": 6})

    def test_the_schema_of_a_field_lists_the_ids_without_headings(self):
        schema = Deed.model_json_schema()["properties"]["type"]
        assert "killed_shot" in schema["enum"]
        assert "life" not in schema["enum"]
        assert schema["type"] == "string"
