"""CSV as programs and people write it: UTF-8 or Windows-1251 (DOS too), semicolons, commas or tabs."""

import csv
import re
from collections import Counter
from collections.abc import Iterator

from portal.kit.refusal import Refusal
from portal.kit.workbook.book import LONGEST, MOST_COLUMNS, MOST_LINES, Book, Content, Line, Sheet, Tally, Value, too_big

MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
SEPARATORS = ";\t,|"
COMMON = set("оеаинтсрвлкмдпуОЕАИНТСРВЛКМДПУ")  # a text in the right encoding is full of these
ONE_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)?")
LONGEST_LINE = 300_000
NOT_TEXT = re.compile(r"[\x00-\x08\x0e-\x1f]")
SAMPLE = 30
MOST_BREAKS = 20  # lines in one cell; more is a quote that was never closed
WRONG = "Это не таблица: файл не похож ни на книгу Excel, ни на CSV. Загрузите список в формате .xlsx, .ods или .csv."


def open_text(data: bytes, name: str) -> Book:
    """A CSV file as a book of one sheet; Refusal when it is no text."""
    text = decoded(data)
    if NOT_TEXT.search(text):
        raise Refusal(WRONG, field="file")
    separator, text = _separator(text)
    content = Content(_lines(text, separator))
    return Book(name, [Sheet("CSV", False, lambda: content, content)], format="csv")


def decoded(data: bytes) -> str:
    """The text in the encoding that its first bytes or its letters tell."""
    for mark, encoding in MARKS:
        if data.startswith(mark):
            return data.decode(encoding, errors="replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        guesses = [data.decode(encoding, errors="replace") for encoding in ("cp1251", "cp866")]
        return max(guesses, key=lambda text: sum(count for letter, count in Counter(text[:100_000]).items() if letter in COMMON))


def _separator(text: str) -> tuple[str, str]:
    """The separator and the rest: Excel's own first line «sep=;», or the one that cuts most lines into equally many parts."""
    first, _, rest = text.partition("\n")
    if match := re.fullmatch(r"\s*sep=(.)\s*", first):
        return match[1], rest
    sample = [re.sub(r'"[^"]*"', "", line) for line in text[:100_000].split("\n")[:SAMPLE] if line.strip()]
    return max(SEPARATORS, key=lambda one: _evenness(sample, one)), text


def _evenness(sample: list[str], separator: str) -> tuple[int, int]:
    counts = Counter(count for line in sample if (count := line.count(separator)))
    return max(((lines * min(count, 5), count) for count, lines in counts.items()), default=(0, 0))


def _lines(text: str, separator: str) -> list[Line]:
    tally, lines, number = Tally(), list[Line](), 0
    reader = csv.reader(_physical(text), delimiter=separator)
    try:
        for number, raw in enumerate(reader, 1):
            if any(field.count("\n") > MOST_BREAKS for field in raw):
                raise _unclosed(number)
            values: list[Value] = [field.strip()[:LONGEST] or None for field in raw[:MOST_COLUMNS]]
            if filled := sum(value is not None for value in values):
                tally.line(filled, "")
                lines.append(Line(number, False, values))
            if number > MOST_LINES:  # empty ones cost time too
                raise too_big("", "больше 20 000 строк, считая пустые")
    except csv.Error as wrong:
        raise _unclosed(number + 1) from wrong
    return lines


def _physical(text: str) -> Iterator[str]:
    """Lines one by one, whatever they end with."""
    for found in ONE_LINE.finditer(text):
        if found.end() - found.start() > LONGEST_LINE:
            raise Refusal(WRONG, field="file")
        if found[0]:
            yield found[0]


def _unclosed(number: int) -> Refusal:
    return Refusal(f"Строка {number} файла не читается: возможно, в ней открыта и не закрыта кавычка.", field="file")
