"""Persons, groups, organisations, places."""

from __future__ import annotations

from django.db import models

from aiqyn.core import inquiry as words
from aiqyn.registry.models.fields import CodeField, EdtfDateField, LocalisedTextField
from aiqyn.registry.models.kept import Kept, Part

__all__ = ["Group", "Organisation", "Person", "PersonName", "Place", "Post", "Relation", "Superior"]


class Place(Kept):
    """A place within a larger one."""

    value_class = words.Place
    collection = "places"

    name = LocalisedTextField(null=False)
    kind = CodeField()
    within = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")
    coordinates = models.JSONField(null=True)


class Organisation(Kept):
    """A body, unit, company or association."""

    value_class = words.Organisation
    collection = "organisations"

    name = LocalisedTextField(null=False)
    short_name = LocalisedTextField()
    kind = CodeField()
    of_state = models.BooleanField(default=False)
    place = models.ForeignKey(Place, models.PROTECT, null=True, related_name="+")
    description = LocalisedTextField()
    cites = models.JSONField(default=list)


class Superior(Part):
    """Who commanded an organisation, and when."""

    value_class = words.Superior
    whole = "subordinate"

    subordinate = models.ForeignKey(Organisation, models.CASCADE, related_name="superiors")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    since = EdtfDateField()
    until = EdtfDateField()
    cites = models.JSONField(default=list)


class Person(Kept):
    """One person."""

    value_class = words.Person
    collection = "persons"

    pseudonym = models.TextField(null=True)  # noqa: DJ001
    description = LocalisedTextField()
    sex = CodeField(default="unknown")
    born = EdtfDateField()
    died = EdtfDateField()
    age = models.PositiveSmallIntegerField(null=True)
    age_about = LocalisedTextField()
    is_child = models.BooleanField(default=False)
    is_official = models.BooleanField(default=False)
    detained = models.BooleanField(default=False)
    occupation = LocalisedTextField()
    residence = models.ForeignKey(Place, models.PROTECT, null=True, related_name="+")
    cites = models.JSONField(default=list)


class PersonName(Part):
    """A name as one source writes it."""

    value_class = words.PersonName
    whole = "named"

    named = models.ForeignKey(Person, models.CASCADE, related_name="names")
    text = models.TextField()
    language = CodeField(null=True)
    kind = CodeField(default="full")


class Relation(Part):
    """How one person stands to another."""

    value_class = words.Relation
    whole = "holder"

    holder = models.ForeignKey(Person, models.CASCADE, related_name="relations")
    kind = CodeField()
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")


class Post(Part):
    """A post held in an organisation."""

    value_class = words.Post
    whole = "holder"

    holder = models.ForeignKey(Person, models.CASCADE, related_name="posts")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    title = LocalisedTextField(null=False)
    since = EdtfDateField()
    until = EdtfDateField()
    cites = models.JSONField(default=list)


class Group(Kept):
    """Several people of whom no one is told apart."""

    value_class = words.Group
    collection = "groups"

    title = LocalisedTextField(null=False)
    at_least = models.PositiveBigIntegerField(null=True)
    at_most = models.PositiveBigIntegerField(null=True)
    members = models.ManyToManyField(Person, related_name="+")
    part_of = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")
    cites = models.JSONField(default=list)
