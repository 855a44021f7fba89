"""Reads consent: in which form, and how exactly, a person may appear for one use on one day.

Each rule is a function of its own with one sentence that explains it. What no rule opens
stays closed. Consents add up, one grant at a time: the grant with the most open form counts,
with its own exactness, never the form of one with the exactness of another. A withdrawal
counts from the moment it is recorded, whatever day it names.

Source: see `docs/methods/consent.md`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from aiqyn.core.dates import EdtfDate, earliest, latest
from aiqyn.core.disclosure.openness import CLOSED, Exactness, Openness, is_at_least, least_form
from aiqyn.core.disclosure.policy import Policy
from aiqyn.core.inquiry import Consent, Grant, Person, Source, Statement
from aiqyn.core.vocab import load_vocabulary
from aiqyn.core.worded import Worded, worded

__all__ = [
    "Permission",
    "Use",
    "permission_for_official",
    "permission_for_person",
    "permission_for_statement",
]


@dataclass(frozen=True, slots=True)
class Use:
    """One use that consent is read for.

    Attributes:
        policy: What it is for, toward whom, and the inquiry's own limits.
        as_of: The day on which consent is read.
        public_sources: The ids of sources that anyone can read.
    """

    policy: Policy
    as_of: date
    public_sources: frozenset[str]


@dataclass(frozen=True, slots=True)
class Permission:
    """What consent and policy together allow, and on what ground.

    Attributes:
        openness: The form and exactness allowed.
        ground: Vocabulary `withholding-grounds`: why not more, as it may be told outside.
            `None` where the person agreed to no more than this.
        because: The sentence that explains it, for members; outside it is told only of what
            is released.
    """

    openness: Openness
    ground: str | None
    because: Worded


@dataclass(frozen=True, slots=True)
class _Obstacle:
    """Why one grant does not count. `nearness` orders them: the nearest to a yes is told."""

    nearness: int
    ground: str
    because: Worded


def permission_for_person(person: Person, consents: Iterable[Consent], use: Use) -> Permission:
    """What may be told about a person, by consents to all that concerns them and the policy's limits.

    Args:
        person: The person.
        consents: All consents of that person; those limited to statements are left aside,
            since they say nothing about what others tell of the person.
        use: What consent is read for.
    """
    whole = [consent for consent in consents if consent.person == person.id and not consent.statements]
    return _limited(person, _best(whole, use), use.policy)


def permission_for_statement(statement: Statement, consents: Iterable[Consent], use: Use) -> Permission:
    """What may be told of what a person said: by the consent that the statement names, or any that covers it.

    A statement of which no speaker or consent is recorded is closed.
    """
    covering = [
        consent
        for consent in consents
        if (consent.id == statement.consent if statement.consent else consent.person == statement.speaker)
        and (not consent.statements or statement.id in consent.statements)
        and statement.speaker in (None, consent.person)
    ]
    return _best(covering, use)


def permission_for_official(policy: Policy) -> Permission:
    """In which form one who acted for the State, or is said to have done an act, stands in what others tell.

    No consent is asked for, and nothing is told but that there is such a person: that the
    standard of proof is met and the right of reply was granted is recorded nowhere that could
    be read here.
    """
    return Permission(
        Openness(least_form(policy.official_form, "described"), policy.exactness),
        "alleged_perpetrator",
        worded("One who acted for the State, or is said to have done an act, appears in no more open form."),
    )


def _best(consents: Iterable[Consent], use: Use) -> Permission:
    """The most open of all grants that count; else the obstacle that is nearest to a yes."""
    allowed: list[Permission] = []
    obstacles = [_Obstacle(-1, "no_consent", worded("No consent to this use is recorded."))]
    for consent in consents:
        for grant in consent.grants or (None,):
            found = _read_grant(consent, grant, use)
            if isinstance(found, Permission):
                allowed.append(found)
            else:
                obstacles.append(found)
    if allowed:
        return max(allowed, key=_openness_key)
    nearest = max(obstacles, key=lambda obstacle: obstacle.nearness)
    return Permission(CLOSED, nearest.ground, nearest.because)


def _openness_key(permission: Permission) -> tuple[int, int, int]:
    openness = permission.openness
    return (
        load_vocabulary("consent-forms").rank(openness.form),
        openness.exactness.place_rank,
        load_vocabulary("date-precisions").rank(openness.exactness.date),
    )


def _read_grant(consent: Consent, grant: Grant | None, use: Use) -> Permission | _Obstacle:
    """What one grant of one consent allows for this use, or why it allows nothing."""
    for obstacle in _obstacles_of_consent(consent, use):
        return obstacle
    if grant is None:
        return _Obstacle(1, "purpose_not_granted", worded("The consent grants no use."))
    for obstacle in _obstacles_of_grant(consent, grant, use):
        return obstacle
    if consent.given_to is None:
        return _allowed(grant, grant.form, worded("The person agreed to this use in this form."))
    return _repeated(consent, grant, use)


def _allowed(grant: Grant, form: str, because: Worded) -> Permission:
    exactness = Exactness(grant.place_precision, grant.date_precision)
    ground = "counted_only" if form == "counted_only" else "form_not_granted"
    if form == "counted_only":
        because = worded("The person agreed to be counted and no more.")
    elif form == "withheld":
        because = worded("The grant itself withholds.")
    return Permission(Openness(form, exactness), None if is_at_least(form, "described") else ground, because)


def _repeated(consent: Consent, grant: Grant, use: Use) -> Permission | _Obstacle:
    """What a person let another body publish may be repeated, as openly as the policy says and no more so.

    What that body explained is not asked: this consent opens nothing here, it only shows that
    something is public by the person's own will.
    """
    form = least_form(grant.form, use.policy.already_public_form)
    if not is_at_least(form, "described"):
        return _Obstacle(
            3,
            "purpose_not_granted",
            worded("The consent was given to another body; the policy repeats nothing of it."),
        )
    return _allowed(
        grant,
        form,
        worded("The person let another body publish it; repeated here no more openly than the policy says."),
    )


def _obstacles_of_consent(consent: Consent, use: Use) -> Iterator[_Obstacle]:
    """Why a consent as a whole opens nothing, the farthest from a yes first."""
    if any(not withdrawal.purposes for withdrawal in consent.withdrawals):
        # Told outside as if no consent had ever been: a withdrawal leaves no trace there.
        yield _Obstacle(0, "no_consent", worded("The consent was withdrawn."))
    if consent.pressure:
        yield _Obstacle(2, "consent_void", worded("The consent is void: it was given under pressure."))
    if consent.given_to is None and not consent.is_fully_explained:
        yield _Obstacle(5, "consent_incomplete", worded("Not all nine explanations were given."))
    if consent.given_at is not None and _begins_after(consent.given_at, use.as_of):
        yield _Obstacle(0, "no_consent", worded("The consent was given after the day on which it is read."))
    if _is_past(consent.valid_until, use.as_of):
        yield _Obstacle(6, "consent_lapsed", worded("The consent has lapsed."))
    if _is_past(consent.review_on, use.as_of):
        yield _Obstacle(6, "consent_lapsed", worded("The review of the consent is overdue."))


def _obstacles_of_grant(consent: Consent, grant: Grant, use: Use) -> Iterator[_Obstacle]:
    """Why one grant does not count for this use."""
    purposes = {purpose for withdrawal in consent.withdrawals for purpose in withdrawal.purposes}
    if purposes & {grant.purpose, use.policy.purpose}:
        yield _Obstacle(0, "no_consent", worded("The consent was withdrawn for this purpose."))
    if _is_past(grant.until, use.as_of):
        yield _Obstacle(6, "consent_lapsed", worded("The consent to this use has lapsed."))
    if consent.given_to is not None:
        if consent.published_in not in use.public_sources:
            yield _Obstacle(
                1,
                "recipient_not_granted",
                worded("The consent was given to another body, and nothing public was made under it."),
            )
        if grant.recipient != "public":
            yield _Obstacle(1, "recipient_not_granted", worded("Not agreed toward this recipient."))
    elif grant.purpose != use.policy.purpose:
        yield _Obstacle(3, "purpose_not_granted", worded("Not agreed for this purpose."))
    elif grant.recipient != use.policy.recipient:
        yield _Obstacle(4, "recipient_not_granted", worded("Not agreed toward this recipient."))


def _limited(person: Person, permission: Permission, policy: Policy) -> Permission:
    """A permission held within the policy's limits for the person, and for exactness."""
    limits: list[tuple[str, str, Worded]] = []
    if person.is_child or (person.age is not None and person.age < 18):
        limits.append((policy.child_form, "child", worded("A child appears in no more open form than this.")))
    if person.detained:
        limits.append(
            (
                policy.detained_form,
                "detained",
                worded("The policy lets the person appear in no more open form."),
            )
        )
    if person.is_official:
        limits.append((policy.official_form, "alleged_perpetrator", permission_for_official(policy).because))
    openness = Openness(permission.openness.form, permission.openness.exactness.meet(policy.exactness))
    for form, ground, because in limits:
        if not is_at_least(form, openness.form):
            openness = Openness(form, openness.exactness)
            permission = Permission(openness, ground, because)
    return Permission(openness, permission.ground, permission.because)


def _is_past(limit: EdtfDate | None, as_of: date) -> bool:
    """Whether the day is later than a limit; where the limit is doubtful, than its first day."""
    if limit is None:
        return False
    is_certain = not set(limit.text) & set("?~%X/.[{")
    last = latest(limit) if is_certain else earliest(limit)
    return last is None or as_of > last


def _begins_after(given: EdtfDate, as_of: date) -> bool:
    first = earliest(given)
    return first is not None and first > as_of


def by_person(consents: Iterable[Consent]) -> Mapping[str, tuple[Consent, ...]]:
    """The consents of each person, in their order."""
    found: dict[str, list[Consent]] = {}
    for consent in consents:
        found.setdefault(consent.person, []).append(consent)
    return {person: tuple(theirs) for person, theirs in found.items()}


def public_sources(sources: Iterable[Source]) -> frozenset[str]:
    """The ids of the sources that anyone can read."""
    return frozenset(source.id for source in sources if source.public)
