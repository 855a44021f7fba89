"""Lists made to exhaust or mislead who opens them: a fault or a clean result, within limits that are named."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Callable

import pytest

from aiqyn.core.faults import InputFaults
from aiqyn.exchange.rosters import OF_UPLOADS, Limits, RosterReading, read_roster

TIGHT = Limits(
    file_bytes=2**22,
    packed_bytes=2**22,
    unpacked_bytes=2**24,
    packed_parts=50,
    rows=20_000,
    columns=100,
    cells=100_000,
    line_bytes=2**16,
    pages=3,
)

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATED = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_SHEET = f'<?xml version="1.0"?><worksheet xmlns="{_MAIN}"><sheetData>%s</sheetData></worksheet>'
_PARTS = {
    "[Content_Types].xml": '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
    "xl/workbook.xml": (
        f'<?xml version="1.0"?><workbook xmlns="{_MAIN}" xmlns:r="{_RELATED}"><sheets>'
        '<sheet name="S" sheetId="1" r:id="rId1"/></sheets></workbook>'
    ),
    "xl/_rels/workbook.xml.rels": (
        '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="rId1" Type="{_RELATED}/worksheet" Target="worksheets/sheet1.xml"/>'
        f'<Relationship Id="rId2" Type="{_RELATED}/sharedStrings" Target="sharedStrings.xml"/></Relationships>'
    ),
}


def read(data: bytes | str, limits: Limits = TIGHT) -> RosterReading:
    return read_roster(data.encode() if isinstance(data, str) else data, file="list", limits=limits)


def refusal(data: bytes | str, limits: Limits = TIGHT) -> str:
    with pytest.raises(InputFaults) as caught:
        read(data, limits)
    fault = caught.value.faults[0]
    return f"{fault.found_in()}: {fault.accepted}"


def is_done_with(data: str, limits: Limits = TIGHT) -> None:
    """Read or refused, within the limits: that it comes back is what is promised."""
    try:
        table = read(data, limits).table
    except InputFaults as error:
        refused = error
    else:
        assert len(table.columns) <= limits.columns
        return
    assert all(str(fault.accepted) for fault in refused.faults)


def package(parts: dict[str, str], *, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", method) as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return data.getvalue()


def xlsx(rows: str, shared: str | None = None, **more: str) -> bytes:
    parts = {**_PARTS, "xl/worksheets/sheet1.xml": _SHEET % rows, **more}
    if shared is not None:
        parts["xl/sharedStrings.xml"] = f'<?xml version="1.0"?><sst xmlns="{_MAIN}">{shared}</sst>'
    return package(parts)


def ods(table: str) -> bytes:
    spaces = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for name in ("office", "table", "text")
    )
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    return package(
        {
            "mimetype": kind,
            "META-INF/manifest.xml": (
                '<?xml version="1.0"?><m:manifest xmlns:m="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
                f'<m:file-entry m:full-path="/" m:media-type="{kind}"/></m:manifest>'
            ),
            "content.xml": (
                f'<?xml version="1.0"?><office:document-content {spaces}><office:body><office:spreadsheet>'
                f'<table:table table:name="S">{table}</table:table></office:spreadsheet></office:body>'
                "</office:document-content>"
            ),
        },
        method=zipfile.ZIP_STORED,
    )


def text_cell(at: str, text: str) -> str:
    return f'<c r="{at}" t="inlineStr"><is><t>{text}</t></is></c>'


# ------------------------------------------------------------ texts


def test_a_hundred_thousand_columns_are_refused() -> None:
    row = ",".join(f"c{number}" for number in range(100_000))
    assert "at most 100 columns" in refusal(f"{row}\n{row}\n")


def test_one_enormous_cell_costs_its_row_alone() -> None:
    found = read("Фамилия;Имя\nИванов;Пётр\n" + "A" * 2_000_000 + ";Сидор\nПетров;Иван\n")
    assert found.records.row.tolist() == [2, 4]
    assert [fault.row for fault in found.faults] == [3]


def test_a_name_of_ten_thousand_letters_is_a_fault_of_its_cell() -> None:
    found = read("Фамилия;Имя\n" + "Я" * 10_000 + ";Пётр\nИванов;Иван\n")
    assert [(fault.row, fault.field) for fault in found.faults] == [(2, "Фамилия")]
    assert found.records.told(0) == {"given_name": "Пётр"}


def test_a_quote_before_a_thousand_lines_swallows_none_of_them() -> None:
    found = read('a;b\n"' + "".join(f"Иванов Иван;{number}\n" for number in range(1000)))
    assert len(found.table) == 1001


def test_files_beyond_their_limits_are_refused_with_the_limit() -> None:
    assert "4194304 bytes" in refusal(b"a" * (2**22 + 1))
    assert "at most 20000 rows" in refusal("name;age\n" + "Ivan Petrov;30\n" * 21_000)


def test_time_is_limited_for_what_is_uploaded() -> None:
    assert OF_UPLOADS.seconds is not None
    assert "seconds" in refusal("name;age\nIvan Petrov;30\n", Limits(seconds=0.0))


@pytest.mark.parametrize(
    "text",
    [
        "1. " + "а, " * 5000,
        "name\n" + (" " * 3000 + "-" * 3000 + "\n") * 5,
        "1. " + "1 января " * 3000,
        "ФИО;Дата\n" + "в возрасте " * 900 + ";" + "5 января " * 900,
        '"' * 9999,
        "(" * 9999,
        "Иванов (" * 1500,
        "12.01.22, 14:03 - " * 2000,
    ],
)
def test_texts_that_would_keep_a_careless_pattern_busy_are_done_with(text: str) -> None:
    is_done_with(text, Limits(line_bytes=2**16))


# ------------------------------------------------------------ workbooks


def test_a_zip_bomb_is_refused_before_it_is_unpacked() -> None:
    assert "unpacks to at most" in refusal(xlsx(f'<row r="1">{text_cell("A1", "A" * 50_000_000)}</row>'))


def test_a_package_that_lies_about_its_sizes_is_found_out() -> None:
    honest = xlsx(f'<row r="1">{text_cell("A1", "A" * 30_000_000)}</row>')
    size = len(_SHEET % f'<row r="1">{text_cell("A1", "A" * 30_000_000)}</row>')
    lying = honest.replace(size.to_bytes(4, "little"), (1000).to_bytes(4, "little"))
    assert lying != honest
    assert "unpacks to at most" in refusal(lying)


@pytest.mark.parametrize(
    "cell", ['<c r="XFD1048576"><v>1</v></c>', "<c  s='1' r = 'XFD1048576' ><v>1</v></c>"]
)
def test_a_cell_in_the_last_corner_does_not_take_all_memory(cell: str) -> None:
    assert "row 1048576 and column 16384" in refusal(
        xlsx(f'<row r="1">{text_cell("A1", "x")}</row><row>{cell}</row>')
    )


def test_a_text_shared_by_many_cells_is_counted_for_each() -> None:
    rows = "".join(f'<row r="{row}"><c r="A{row}" t="s"><v>0</v></c></row>' for row in range(1, 2001))
    assert "unpacks to at most" in refusal(xlsx(rows, f"<si><t>{'Б' * 20_000}</t></si>"))


def test_repeated_cells_of_an_ods_are_counted_as_often_as_they_are_repeated() -> None:
    cell = '<table:table-cell office:value-type="string" table:number-columns-repeated="1000"><text:p>x</text:p></table:table-cell>'
    row = f'<table:table-row table:number-rows-repeated="1000000">{cell}</table:table-row>'
    assert "row 1000000 and column 1000" in refusal(ods(row))


def test_empty_rows_repeated_to_the_end_of_an_ods_are_nothing() -> None:
    pytest.importorskip("python_calamine")
    rows = "".join(
        "<table:table-row>"
        + "".join(
            f'<table:table-cell office:value-type="string"><text:p>{cell}</text:p></table:table-cell>'
            for cell in row
        )
        + "</table:table-row>"
        for row in (("ФИО", "Возраст"), ("Қасымов Әли", "37"))
    )
    empty = '<table:table-row table:number-rows-repeated="1048574"><table:table-cell table:number-columns-repeated="16384"/></table:table-row>'
    found = read(ods(rows + empty))
    assert (found.table.kind, found.records.told(0)) == ("ods", {"name": "Қасымов Әли", "age": "37"})


def test_entities_that_multiply_are_not_expanded() -> None:
    pytest.importorskip("python_calamine")
    entities = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    sheet = (_SHEET % f'<row r="1">{text_cell("A1", "&b;")}</row>').replace("?>", f"?>{entities}", 1)
    try:
        found = read(package({**_PARTS, "xl/worksheets/sheet1.xml": sheet}))
    except InputFaults:
        return
    assert "aaaaaaaaaaaaaaaaaaaa" not in str(found.table.columns)


@pytest.mark.parametrize(
    "data",
    [
        package({"word/document.xml": "<x/>"}),
        package({f"part{number}": "" for number in range(60)}),
        b"PK\x03\x04 no package at all",
        xlsx("<row r='1'>")[:-40],
        package({**_PARTS, "xl/worksheets/sheet1.xml": "<no><xml"}),
    ],
    ids=["a text document", "too many parts", "no package", "cut off", "broken sheet"],
)
def test_packages_that_are_no_workbooks_are_refused(data: bytes) -> None:
    assert refusal(data)


# ------------------------------------------------------------ pages and prints


@pytest.mark.parametrize(
    "page",
    [
        "<html><body><table>" + "<tr><td><table>" * 5_000,
        "<table><tr>" + "<td colspan=1000>a</td>" * 500,
        "<table>" + "<tr><td rowspan=1000 colspan=90>a</td></tr>" * 200,
        "<html><p>no table</p></html>",
        "<table>" + "<tr><td>a" * 30_000,
    ],
    ids=["nested", "wide", "spanning", "without a table", "long"],
)
def test_pages_made_to_exhaust_are_refused_or_read(page: str) -> None:
    pytest.importorskip("lxml")
    is_done_with(page)


def printed(stream: bytes, filters: str) -> bytes:
    return (
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
        b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 4 0 R>>endobj\n"
        + f"4 0 obj<</Length {len(stream)}/Filter[{filters}]>>stream\n".encode()
        + stream
        + b"\nendstream endobj\ntrailer<</Root 1 0 R>>\n%%EOF"
    )


@pytest.mark.parametrize("times", [1, 2])
def test_a_pdf_whose_streams_unpack_to_far_more_is_refused(times: int) -> None:
    stream = bytes(40_000_000)
    for _ in range(times):
        stream = zlib.compress(stream)
    assert "unpacks to at most" in refusal(printed(stream, "/FlateDecode" * times))


@pytest.mark.parametrize(
    "make", [lambda: b"%PDF-1.4\n" + b"x" * 500, lambda: printed(zlib.compress(b"BT ET"), "/FlateDecode")]
)
def test_a_pdf_that_is_broken_or_holds_no_text_is_refused(make: Callable[[], bytes]) -> None:
    pytest.importorskip("pdfplumber")
    assert "PDF" in refusal(make())
