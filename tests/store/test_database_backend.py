"""What the registry relies on from Django's models, the same on each store.

Run on the encrypted file by default and on PostgreSQL with `--store=postgresql`; a promise
that holds on one alone is no promise.
"""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Iterator
from decimal import Decimal

import pytest
from django.db import (
    DataError,
    IntegrityError,
    OperationalError,
    ProgrammingError,
    connection,
    models,
    transaction,
)
from django.db.models import Count, Exists, F, OuterRef, Q, Sum, Value, Window
from django.db.models.functions import Coalesce, Concat, Length, Lower, RowNumber, TruncMonth, Upper

pytestmark = pytest.mark.django_db

ALMATY = datetime.timezone(datetime.timedelta(hours=6))


class Body(models.Model):
    name = models.CharField(max_length=80, unique=True)

    class Meta:
        app_label = "store_probe"

    def __str__(self) -> str:
        return self.name


class Request(models.Model):
    body = models.ForeignKey(Body, on_delete=models.CASCADE, related_name="requests")
    sent_on = models.DateField()
    sent_at = models.DateTimeField(null=True)
    at_hour = models.TimeField(null=True)
    waited = models.DurationField(null=True)
    cost = models.DecimalField(max_digits=12, decimal_places=2, null=True)
    details = models.JSONField(default=dict)
    answered = models.BooleanField(default=False)
    digest = models.BinaryField(default=b"")
    token = models.UUIDField(default=uuid.uuid4)
    pages = models.IntegerField(default=1)

    class Meta:
        app_label = "store_probe"
        constraints = (
            models.CheckConstraint(condition=Q(pages__gte=0), name="store_probe_pages_not_negative"),
        )

    def __str__(self) -> str:
        return f"{self.body_id}, {self.sent_on}"


@pytest.fixture(scope="module", autouse=True)
def _tables(django_db_setup: None, django_db_blocker: object) -> Iterator[None]:
    """The probe's tables, made outside any test's transaction."""
    with django_db_blocker.unblock():
        with connection.schema_editor() as editor:
            editor.create_model(Body)
            editor.create_model(Request)
        yield
        with connection.schema_editor() as editor:
            editor.delete_model(Request)
            editor.delete_model(Body)


@pytest.fixture
def body() -> Body:
    return Body.objects.create(name="Департамент полиции")


def request(body: Body, **fields: object) -> Request:
    return Request.objects.create(**{"body": body, "sent_on": datetime.date(2022, 1, 5), **fields})


def test_every_kind_of_value_comes_back_as_it_was_stored(body: Body) -> None:
    fields = {
        "sent_on": datetime.date(2022, 1, 5),
        "sent_at": datetime.datetime(2022, 1, 5, 23, 59, 59, 123456, tzinfo=ALMATY),
        "at_hour": datetime.time(4, 30, 0, 7),
        "waited": datetime.timedelta(days=41, hours=3, microseconds=5),
        "cost": Decimal("1234567890.10"),
        "details": {"ведомство": ["ҚҰЖ", None, 1.5, {"тереңірек": True}], "күн": 5},
        "answered": True,
        "digest": bytes(range(256)),
        "token": uuid.UUID("0b9c4a1e-61f5-4b43-9e52-111111111111"),
        "pages": -0,
    }
    kept = Request.objects.get(pk=request(body, **fields).pk)
    found = {name: getattr(kept, name) for name in fields}
    found["digest"] = bytes(found["digest"])
    assert found == fields
    assert isinstance(found["answered"], bool)
    assert isinstance(found["cost"], Decimal)


@pytest.mark.parametrize(
    "text", ["әғқңөұүһі ӘҒҚҢӨҰҮҺІ", "Ж" * 79, "'; DROP TABLE x; --", "a%b_c\\d", "😀\u0301", "%s %(a)s"]
)
def test_any_text_comes_back_and_is_found_by_its_parts(text: str) -> None:
    Body.objects.create(name=text)
    assert Body.objects.get(name=text).name == text
    for lookup in ("contains", "startswith", "endswith"):
        assert Body.objects.filter(**{f"name__{lookup}": text}).count() == 1
    assert not Body.objects.filter(name__contains=f"{text}%").exists()


@pytest.mark.parametrize("asked", ["ӘЛИЯ ҚҰНАНБАЙҚЫЗЫ", "әлия құнанбайқызы", "Әлия Құнанбайқызы"])
def test_a_name_is_found_whatever_the_case_of_its_letters(asked: str) -> None:
    kept = Body.objects.create(name="Әлия Құнанбайқызы")
    for lookup in ("iexact", "icontains", "istartswith", "iendswith", "iregex"):
        assert Body.objects.get(**{f"name__{lookup}": asked}) == kept
    assert (
        Body.objects.annotate(low=Lower("name"), high=Upper("name")).get(
            low=asked.lower(), high=asked.upper()
        )
        == kept
    )
    assert Body.objects.filter(name__icontains=F("name")).exists()
    assert not Body.objects.filter(name__icontains="_лия").exists()
    assert Body.objects.filter(name__contains=asked).exists() == (asked == kept.name)


def test_the_inside_of_a_document_can_be_asked_for(body: Body) -> None:
    request(body, details={"outcome": "refused", "copies": [{"to": "прокуратура"}], "n": 3})
    request(body, details={"outcome": None})
    request(body, details={})
    by = Request.objects.filter
    assert by(details__outcome="refused").count() == 1
    assert by(details__copies__0__to="прокуратура").count() == 1
    assert by(details__n__gte=3).count() == 1
    assert by(details__has_key="outcome").count() == 2
    assert by(details__outcome=None).count() == 1
    assert list(Request.objects.order_by("pk").values_list("details__outcome", flat=True)) == [
        "refused",
        None,
        None,
    ]


def test_moments_are_compared_as_moments_whatever_their_zone(body: Body) -> None:
    request(body, sent_at=datetime.datetime(2022, 1, 6, 1, tzinfo=ALMATY))
    earlier = datetime.datetime(2022, 1, 5, 18, 59, 59, tzinfo=datetime.UTC)
    assert Request.objects.filter(sent_at__gt=earlier).count() == 1
    assert Request.objects.filter(sent_at__date=datetime.date(2022, 1, 5)).count() == 1
    assert Request.objects.filter(sent_at__year=2022, sent_at__hour=19).count() == 1


def test_rows_can_be_counted_by_month_and_summed_without_loss(body: Body) -> None:
    for day, cost in ((5, "0.10"), (9, "0.20"), (31, "0.30")):
        request(body, sent_on=datetime.date(2022, 1, day), cost=Decimal(cost))
    request(body, sent_on=datetime.date(2022, 2, 1))
    months = Request.objects.annotate(month=TruncMonth("sent_on")).values("month").annotate(n=Count("pk"))
    assert [(row["month"].month, row["n"]) for row in months.order_by("month")] == [(1, 3), (2, 1)]
    assert Request.objects.aggregate(all=Sum("cost"))["all"] == Decimal("0.60")


def test_expressions_are_worked_out_by_the_database(body: Body) -> None:
    kept = request(body, pages=4, waited=datetime.timedelta(days=2))
    Request.objects.update(pages=F("pages") * 2 + 1, sent_on=F("sent_on"))
    kept.refresh_from_db()
    assert kept.pages == 9
    row = Request.objects.annotate(
        label=Concat(Value("№ "), F("body__name")),
        long=Length("body__name"),
        cost_or_nothing=Coalesce("cost", Decimal(0)),
    ).get()
    assert (row.label, row.long, row.cost_or_nothing) == ("№ Департамент полиции", 19, Decimal(0))
    assert Request.objects.filter(waited__gt=datetime.timedelta(days=1)).exists()
    numbered = Request.objects.annotate(n=Window(RowNumber(), order_by=F("pk").asc()))
    assert [row.n for row in numbered] == [1]


def test_subqueries_unions_and_absent_values_sort_and_filter_alike(body: Body) -> None:
    other = Body.objects.create(name="Прокуратура")
    request(body, cost=Decimal(2))
    request(body)
    asked = Body.objects.annotate(has=Exists(Request.objects.filter(body=OuterRef("pk")))).order_by("pk")
    assert [entry.has for entry in asked] == [True, False]
    both = (
        Body.objects.filter(pk=body.pk).values("name").union(Body.objects.filter(pk=other.pk).values("name"))
    )
    assert len(both) == 2
    order = Request.objects.order_by(F("cost").desc(nulls_last=True))
    assert [row.cost for row in order] == [Decimal(2), None]
    assert Body.objects.filter(name__regex=r"^Про\w+а$").get() == other
    assert Body.objects.filter(Q(name__in=[f"b{n}" for n in range(3000)]) | Q(pk=other.pk)).get() == other


def test_many_rows_are_made_in_one_go_and_know_their_keys(body: Body) -> None:
    made = Request.objects.bulk_create(
        Request(body=body, sent_on=datetime.date(2022, 1, 1), pages=n) for n in range(2500)
    )
    assert len({row.pk for row in made}) == 2500
    assert Request.objects.in_bulk([row.pk for row in made])[made[7].pk].pages == 7
    for row in made:
        row.pages += 1
    assert Request.objects.bulk_update(made, ["pages"], batch_size=500) == 2500
    assert Request.objects.aggregate(all=Sum("pages"))["all"] == sum(range(1, 2501))


def test_a_row_that_exists_is_updated_and_one_that_does_not_is_made(body: Body) -> None:
    Body.objects.bulk_create([Body(name=body.name), Body(name="new")], ignore_conflicts=True)
    assert Body.objects.count() == 2
    _, made = Body.objects.update_or_create(name="new", defaults={"name": "renamed"})
    assert not made
    Body.objects.bulk_create(
        [Body(pk=body.pk, name="again")], update_conflicts=True, unique_fields=["id"], update_fields=["name"]
    )
    assert set(Body.objects.values_list("name", flat=True)) == {"again", "renamed"}


def test_rows_are_streamed_while_others_are_written(body: Body) -> None:
    Request.objects.bulk_create(
        Request(body=body, sent_on=datetime.date(2022, 1, 1), pages=n) for n in range(1200)
    )
    seen = 0
    for row in Request.objects.order_by("pk").iterator(chunk_size=100):
        Request.objects.filter(pk=row.pk).update(answered=True)
        seen += 1
    assert seen == Request.objects.filter(answered=True).count() == 1200


@transaction.atomic
def fail_after_two_rows(body: Body) -> None:
    request(body, pages=2)
    with transaction.atomic():
        request(body, pages=3)
    raise ZeroDivisionError


def test_an_inner_block_that_fails_takes_back_its_own_rows_alone(body: Body) -> None:
    with transaction.atomic():
        request(body, pages=1)
        with pytest.raises(ZeroDivisionError):
            fail_after_two_rows(body)
        with transaction.atomic():
            request(body, pages=4)
    assert set(Request.objects.values_list("pages", flat=True)) == {1, 4}


def test_a_savepoint_can_be_taken_back_by_hand(body: Body) -> None:
    request(body, pages=1)
    point = transaction.savepoint()
    request(body, pages=2)
    transaction.savepoint_rollback(point)
    assert Request.objects.count() == 1


@transaction.atomic
def fail_after_a_promise(happened: list[str]) -> None:
    Body.objects.create(name="lost")
    transaction.on_commit(lambda: happened.append("lost"))
    raise ZeroDivisionError


@pytest.mark.django_db(transaction=True)
def test_what_waits_for_the_commit_happens_after_it_and_not_after_a_failure() -> None:
    happened: list[str] = []
    with transaction.atomic():
        Body.objects.create(name="kept")
        transaction.on_commit(lambda: happened.append("kept"))
        assert happened == []
    with pytest.raises(ZeroDivisionError):
        fail_after_a_promise(happened)
    assert happened == ["kept"]
    assert list(Body.objects.values_list("name", flat=True)) == ["kept"]
    Body.objects.all().delete()


def test_a_name_given_twice_is_an_integrity_error(body: Body) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Body.objects.create(name=body.name)
    assert Body.objects.count() == 1


def test_a_broken_check_or_an_absent_value_is_an_integrity_error(body: Body) -> None:
    with pytest.raises(IntegrityError, match="store_probe_pages_not_negative"), transaction.atomic():
        request(body, pages=-1)
    with pytest.raises(IntegrityError), transaction.atomic():
        Request.objects.create(body=body, sent_on=None)


@transaction.atomic
def point_to_nothing(key: int) -> None:
    Request.objects.create(body_id=key, sent_on=datetime.date(2022, 1, 1))
    connection.check_constraints()


def test_a_reference_to_nothing_is_an_integrity_error(body: Body) -> None:
    with pytest.raises(IntegrityError):
        point_to_nothing(body.pk + 1000)


def test_a_statement_that_makes_no_sense_is_one_of_djangos_errors() -> None:
    for statement in ("SELECT * FROM no_such_table", "SELEKT 1"):
        with (
            pytest.raises((OperationalError, ProgrammingError)),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement)


def test_a_number_too_large_is_refused_and_not_cut(body: Body) -> None:
    with pytest.raises((DataError, OverflowError)), transaction.atomic():
        request(body, pages=2**70)


def test_parameters_by_place_and_by_name_reach_the_database_as_they_are() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT %s, '100%%'", ["%s"])
        assert cursor.fetchone() == ("%s", "100%")
        cursor.execute("SELECT %(a)s, %(b)s, %(a)s", {"a": "ә", "b": "%(a)s"})
        assert cursor.fetchone() == ("ә", "%(a)s", "ә")
        cursor.execute("SELECT '100%'")
        assert cursor.fetchone() == ("100%",)
        cursor.executemany(
            "INSERT INTO store_probe_body (name) VALUES (%(name)s)", ({"name": f"n{n}"} for n in range(3))
        )
        cursor.executemany("INSERT INTO store_probe_body (name) VALUES (%s)", [["p1"], ["p2"]])
        cursor.executemany("INSERT INTO store_probe_body (name) VALUES (%s)", [])
    assert Body.objects.count() == 5


def test_tables_can_be_changed_and_read_back_by_introspection(django_db_blocker: object) -> None:
    with connection.cursor() as cursor:
        assert {"store_probe_body", "store_probe_request"} <= set(
            connection.introspection.table_names(cursor)
        )
        columns = {
            column.name
            for column in connection.introspection.get_table_description(cursor, "store_probe_request")
        }
        assert {"sent_on", "details", "body_id"} <= columns
        constraints = connection.introspection.get_constraints(cursor, "store_probe_request")
    assert constraints["store_probe_pages_not_negative"]["check"]
    assert any(entry["foreign_key"] == ("store_probe_body", "id") for entry in constraints.values())
