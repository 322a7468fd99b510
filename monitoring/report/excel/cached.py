"""Formulas together with their values: openpyxl writes a formula without its result, and a viewer that does not
compute (a phone, a mail preview, Excel's protected view) would show an empty cell."""

import io
import re
import zipfile
from collections.abc import Mapping, Sequence
from decimal import Decimal

FORMULA = re.compile(r'(<c r="([A-Z]+[0-9]+)"[^>]*><f>[^<]*</f>)<v\s*/?>(?:</v>)?')


def keep_values(workbook: bytes, values: Sequence[Mapping[str, Decimal | int]]) -> bytes:
    """The workbook with a stored value beside each formula; ``values`` by sheet in order, then by cell address."""
    target = io.BytesIO()
    wanted = {f"xl/worksheets/sheet{number}.xml": found for number, found in enumerate(values, 1) if found}
    with zipfile.ZipFile(io.BytesIO(workbook)) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for item in old.infolist():
            data = old.read(item)
            new.writestr(item, _with_values(data, wanted[item.filename]) if item.filename in wanted else data)
    return target.getvalue()


def _with_values(xml: bytes, values: Mapping[str, Decimal | int]) -> bytes:
    def stored(match: re.Match[str]) -> str:
        value = values.get(match[2])
        return match[0] if value is None else f"{match[1]}<v>{value:f}</v>"

    return FORMULA.sub(stored, xml.decode()).encode()
