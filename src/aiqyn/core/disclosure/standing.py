"""Decides, for a whole inquiry at once, in which form each person and each record may stand in a release."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from aiqyn.core.disclosure.involvement import Concern, Involvement, Key, involvement_of
from aiqyn.core.disclosure.openness import CLOSED, LEAST_EXACT, Openness, least_open
from aiqyn.core.disclosure.permission import (
    Permission,
    Use,
    by_person,
    permission_for_official,
    permission_for_person,
    permission_for_statement,
)
from aiqyn.core.inquiry import Consent, Dossier, Group
from aiqyn.core.values import split_citation
from aiqyn.core.worded import worded

__all__ = ["Standing", "standing_of"]


@dataclass(frozen=True, slots=True)
class Standing:
    """Who and what may stand in a release, and how openly.

    Attributes:
        use: What consent was read for.
        involvement: Whom each record concerns.
        own: What each person's own consents and the policy's limits allow.
        persons: What is left of that once all records that concern the person are looked at.
        officials: What policy allows of those who stand in a record by office.
        statements: What may be told of each statement.
        records: How openly each record may be told: the least open of all it concerns.
        whole: Records of which everyone they concern or may mention is shown: only their texts
            are told.
        groups: Groups that tell of no single person, or only of such as are shown.
        closed_sources: Sources that are not public and hold a statement that may not be told;
            nothing may cite them.
    """

    use: Use
    involvement: Involvement
    own: Mapping[str, Permission]
    persons: Mapping[str, Permission]
    officials: Mapping[str, Permission]
    statements: Mapping[str, Permission]
    records: Mapping[Key, Openness]
    whole: frozenset[Key]
    groups: Mapping[str, Permission]
    closed_sources: frozenset[str]

    def may_cite(self, citation: str) -> bool:
        """Whether the source of a citation may be referred to at all."""
        return split_citation(citation)[0] not in self.closed_sources

    def subjects_shown(self, key: Key) -> bool:
        """Whether anyone whom the record is about is shown."""
        concern = self.involvement.concerns[key]
        about = concern.subjects or (frozenset() if concern.groups else concern.persons)
        return any(self.persons[person].openness.is_shown for person in about) or any(
            self.groups[group].openness.is_shown for group in concern.groups
        )

    def first_obstacle(self, key: Key) -> Permission:
        """Why a record whose subjects are not shown is withheld: the first subject's reason."""
        concern = self.involvement.concerns[key]
        for person in sorted(concern.subjects or concern.persons):
            return self.persons[person]
        for group in sorted(concern.groups):
            return self.groups[group]
        return Permission(
            Openness("withheld", LEAST_EXACT),
            "no_consent",
            worded("Whom it concerns is not recorded, and not all its sources are public."),
        )


def standing_of(dossier: Dossier, use: Use) -> Standing:
    """Reads all consents and follows them through every record.

    A person appears in the form that their own consent allows, or in a less open one where a
    record that concerns them also concerns somebody who agreed to less.
    """
    involvement = involvement_of(dossier)
    consents = by_person(dossier.consents)
    statements = _statements(dossier, consents, use)
    closed = frozenset(
        statement.source
        for statement in dossier.statements
        if statement.source not in use.public_sources and not statements[statement.id].openness.is_shown
    )
    own = {
        person.id: _resting_on(
            person.cites, closed, permission_for_person(person, consents.get(person.id, ()), use)
        )
        for person in dossier.persons
    }
    records: dict[Key, Openness] = {}
    whole: set[Key] = set()
    start = Openness("named", use.policy.exactness)
    for key, concern in involvement.concerns.items():
        parts = [own[person].openness for person in concern.persons if person in own]
        parts += [statements[statement].openness for statement in concern.statements]
        records[key] = least_open((part.floored() for part in parts), start=start)
        mentioned = (own[person].openness for person in concern.mentioned if person in own)
        if all(part.is_shown for part in (*parts, *mentioned)):
            whole.add(key)
    return Standing(
        use=use,
        involvement=involvement,
        own=own,
        persons=_lowered(own, involvement.concerns, records),
        officials={
            person.id: _resting_on(person.cites, closed, permission_for_official(use.policy))
            for person in dossier.persons
        },
        statements=statements,
        records=records,
        whole=frozenset(whole),
        groups={
            group.id: _resting_on(group.cites, closed, _permission_for_group(group, own, use))
            for group in dossier.groups
        },
        closed_sources=closed,
    )


def _statements(
    dossier: Dossier, consents: Mapping[str, tuple[Consent, ...]], use: Use
) -> Mapping[str, Permission]:
    by_id = {consent.id: consent for consent in dossier.consents}
    found: dict[str, Permission] = {}
    for statement in dossier.statements:
        named = by_id.get(statement.consent or "")
        theirs = (named,) if named else consents.get(statement.speaker or "", ())
        found[statement.id] = permission_for_statement(statement, theirs, use)
    return found


def _resting_on(cites: Iterable[str], closed: frozenset[str], permission: Permission) -> Permission:
    """The permission, unless every source is closed: what rests on nothing that may be cited is withheld."""
    if any(split_citation(citation)[0] not in closed for citation in cites):
        return permission
    return Permission(
        CLOSED, "source_protection", worded("It rests only on what people said without agreeing to this use.")
    )


def _lowered(
    own: Mapping[str, Permission], concerns: Mapping[Key, Concern], records: Mapping[Key, Openness]
) -> Mapping[str, Permission]:
    """Each person's permission, held to the least open record that concerns them."""
    lowered = dict(own)
    for key, concern in concerns.items():
        for person in concern.persons & own.keys():
            permission = lowered[person]
            if not permission.openness.is_shown:
                continue
            openness = permission.openness.meet(records[key])
            if openness.form != permission.openness.form:
                permission = Permission(
                    openness, "third_party", worded("Not all whom it concerns agreed to a more open form.")
                )
            lowered[person] = Permission(openness, permission.ground, permission.because)
    return lowered


def _permission_for_group(group: Group, own: Mapping[str, Permission], use: Use) -> Permission:
    """Whether a group may stand in a release: if no one in it is told apart, or all who are agreed.

    A group is large enough by a stated lower bound, or it is one of which nobody states a
    size and no member is known, told by a source that anyone can read.
    """
    openness = Openness("named", use.policy.exactness)
    large = worded("A group of so many that no one in it is told apart.")
    if group.at_least is not None and group.at_least >= use.policy.smallest_count:
        return Permission(openness, None, large)
    if group.members:
        return _by_members([own[member] for member in group.members if member in own], openness)
    is_known = any(citation.partition(":")[0] in use.public_sources for citation in group.cites)
    if group.at_least is None and group.at_most is None and is_known:
        return Permission(
            openness, None, worded("A group of which no member is recorded, known from a public source.")
        )
    return Permission(
        Openness("withheld", LEAST_EXACT),
        "small_cell",
        worded("A group so small that its people could be recognised."),
    )


def _by_members(members: Iterable[Permission], openness: Openness) -> Permission:
    for member in members:
        if not member.openness.is_shown:
            return Permission(member.openness, member.ground, member.because)
    return Permission(openness, None, worded("Those whom it concerns agreed."))
