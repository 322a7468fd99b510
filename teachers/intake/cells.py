"""Numbers and addresses of people as cells hold them: СНИЛС, telephone, e-mail, load, experience, yes and no."""

import datetime as dt
import re
from decimal import Decimal
from fractions import Fraction
from itertools import chain

from portal.kit import words
from portal.kit.periods import years_before
from portal.kit.phones import full_number
from portal.kit.workbook import Value
from teachers.intake import dates
from teachers.intake.words import Note, Unreadable, quoted, text_of

NOT_DIGIT = re.compile(r"[^0-9]")
NOTHING = {"нет", "не имеет", "без", "0"}
SNILS_MEND = "Впишите одиннадцать цифр, например 112-233-445 95; ячейке лучше дать формат «Текстовый»"
SEVERAL = re.compile(r"[,;\n]|(?<=\d)\s*/\s*|\s{2,}| и ")
LOCAL = re.compile(r"(?:(?:т|тел|д|дом|р|раб)\.?:?\s*)*[\d\s-]+")
EMAIL = re.compile(
    r"[A-Za-z0-9._%+'-]{1,64}@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]{2,24}|[^\s@,;]{1,64}@[а-яё0-9-]+(?:\.[а-яё0-9-]+)*\.рф"
)
LOOKALIKE = str.maketrans("АВСЕНКМОРТХУасеорхук", "ABCEHKMOPTXYaceopxyk")
NUMBER = re.compile(r"(\d{1,3})(?:\s*[.,]\s*(\d{1,12}))?")
YEARS = re.compile(r"(\d{1,2})(?:[.,](\d{1,2}))?\s*(?:л|г|y|$)[а-яё.]*\s*(?:и\s*)?(?:(\d{1,2})\s*(?:м[а-яё.]*|$))?\s*(?:(\d{1,2})\s*д[а-яё.]*)?")
MONTHS_ONLY = re.compile(r"(\d{1,2})\s*мес[а-яё.]*")
LONGEST_LIFE = 75
FULL = ("полный год", "полных года", "полных лет")
SECOND = re.compile(r"\bсовм|\bне ?осн(?!ован)|\bвтор(?:ая|ое) (?:работ|мест)")
MAIN = re.compile(r"(?<!\bне )\bосн(?!ован)|\bштат|\bглавн")
NO_SECOND = re.compile(r"\b(?:не|нет|без)\s+(?:является\s+)?(?:внеш\w+\s+|внутр\w+\s+)?совм")


def snils(raw: Value) -> str | None:
    """Eleven digits with a right checksum; zeros that Excel dropped from the front are put back."""
    text = text_of(raw)
    if not text or text.lower() in NOTHING:
        return None
    digits = NOT_DIGIT.sub("", text)
    letters = re.sub(r"[\s\d.\-_/№:]|снилс", "", text.lower())
    if letters or not 8 <= len(digits) <= 11 or (isinstance(raw, float) and not raw.is_integer()):
        raise Unreadable(f"В СНИЛС должно быть 11 цифр: {quoted(text)}", SNILS_MEND)
    digits = digits.zfill(11)
    if not is_snils(digits):
        raise Unreadable(f"Контрольное число СНИЛС не сходится: {words.snils(digits)}", "Сверьте СНИЛС с документом: в одной из цифр ошибка")
    return digits


def is_snils(digits: str) -> bool:
    """Whether the last two of eleven digits are the control number of the first nine."""
    if not (len(digits) == 11 and digits.isascii() and digits.isdecimal()) or digits[:9] == "000000000":
        return False
    if digits[:9] <= "001001998":  # issued before there was a control number
        return True
    total = sum(int(digit) * weight for digit, weight in zip(digits, range(9, 0, -1), strict=False))
    return int(digits[9:]) == total % 101 % 100


def phone(raw: Value) -> str | None:
    """The first telephone of the cell: «+7 914 123-45-67», or a local number as it is written."""
    text = text_of(raw)
    if not text or text.lower() in NOTHING:
        return None
    for part in chain([text], SEVERAL.split(text)):
        if number := full_number(part):
            return number
        if 5 <= len(NOT_DIGIT.sub("", part)) <= 7 and LOCAL.fullmatch(part.strip().lower()):
            return "-".join(re.findall(r"\d+", part))[:20]
    raise Unreadable(f"Не похоже на телефон: {quoted(text)}", "Впишите номер с кодом, например 8 914 123-45-67")


def email(raw: Value) -> str | None:
    """The first e-mail address of the cell, in lower case; Cyrillic look-alikes in it become Latin."""
    text = text_of(raw)
    if not text or text.lower() in NOTHING:
        return None
    if EMAIL.fullmatch(text.lower()) and ".." not in text and len(text) <= 254:
        return text.lower()
    for part in re.split(r"[\s,;<>()]+|mailto:", text):
        part = part.strip(".:'\"").lower()
        for one in (part, part.translate(LOOKALIKE)):
            if "@" in one and len(one) <= 254 and EMAIL.fullmatch(one) and ".." not in one:
                return one
    raise Unreadable(f"Не похоже на адрес почты: {quoted(text)}", "Впишите адрес, например ivanova@mail.ru")


def load(raw: Value) -> str | None:
    """Ставка: «1,5», «0.75 ст.», «1/2», «полная»; a decimal number as text."""
    if isinstance(raw, dt.date):
        raise Unreadable(f"Excel превратил ставку в дату {raw:%d.%m.%Y}", f"Дайте ячейке формат «Текстовый» и впишите, например, {raw.day},{raw.month}")
    text = text_of(raw)
    if not text:
        return None
    plain = re.sub(r"(?<![а-яё])(?:ст|став)[а-яё.]*|ед\.?", "", text.lower().replace("⁄", "/")).strip(" .,")
    if plain in ("полная", "целая", "") and text.lower() != plain:
        plain = "1"
    value: Decimal | None = {"полная": Decimal(1), "целая": Decimal(1)}.get(plain)
    if match := NUMBER.fullmatch(plain):
        value = Decimal(f"{match[1]}.{match[2] or 0}")
    elif match := re.fullmatch(r"(?:(\d)\s+)?(\d)\s*/\s*([1-9])", plain):
        part = Fraction(int(match[1] or 0)) + Fraction(int(match[2]), int(match[3]))
        value = Decimal(part.numerator) / Decimal(part.denominator)
    if value is None:
        raise Unreadable(f"Не похоже на ставку: {quoted(text)}", "Впишите долю ставки, например 1 или 0,75; часы в неделю переведите в ставки")
    value = round(value, 2)
    if not 0 < value <= 3:
        raise Unreadable(
            f"Ставка должна быть больше нуля и не больше трёх: {quoted(text)}", "Впишите долю ставки, например 1 или 0,75; часы в неделю переведите в ставки"
        )
    return f"{value.normalize():f}"


def experience(raw: Value, on: dt.date) -> tuple[str | None, int | None, Note | None]:
    """(the day from which experience runs, the full years that were written, a remark): «25», «25 лет 3 мес.», «с 01.09.1998», «менее года»."""
    text = text_of(raw)
    if not text:
        return None, None, None
    plain = text.lower().replace("ё", "е")
    if isinstance(raw, dt.date) or re.match(r"(?:с\s*)?\d{1,2}[./]\d{1,2}[./]\d{2,4}", plain):
        since = dates.day(raw if isinstance(raw, dt.date) else re.sub(r"^с\s*", "", plain), on, ahead=0)
        if since and since > on.isoformat():
            raise Unreadable(f"Стаж начинается в будущем: {quoted(text)}", "Впишите число полных лет")
        return since, None, None
    years, months, days, note = _span(plain, text)
    since_day = years_before(on, years)
    months_back = since_day.year * 12 + since_day.month - 1 - months
    since_day = _on_month(months_back, since_day.day) - dt.timedelta(days=days)
    return since_day.isoformat(), years, note


def _span(plain: str, text: str) -> tuple[int, int, int, Note | None]:
    if re.fullmatch(r"(?:менее|меньше|до)\s*(?:1\s*|одного\s*)?года?|б/с|без стажа|нет", plain):
        return 0, 0, 0, None
    if match := MONTHS_ONLY.fullmatch(plain):
        return int(match[1]) // 12, int(match[1]) % 12, 0, None
    match = YEARS.fullmatch(plain)
    if not match or int(match[1]) > LONGEST_LIFE or int(match[3] or 0) > 12 or int(match[4] or 0) > 31:
        raise Unreadable(f"Не похоже на стаж: {quoted(text)}", "Впишите число полных лет, например 25")
    if match[2] and match[2] != "5" and int(match[2]):
        years = int(match[1])
        note = Note(f"Стаж {quoted(text)} взят как {years} {words.plural_form(years, FULL)}", "Если это годы и месяцы, напишите «12 лет 3 мес.»")
        return years, 0, 0, note
    return int(match[1]), 6 if match[2] == "5" else int(match[3] or 0), int(match[4] or 0), None


def _on_month(months: int, day: int) -> dt.date:
    year, month = divmod(months, 12)
    for one in (day, 28):
        try:
            return dt.date(max(year, 1), month + 1, one)
        except ValueError:
            continue
    raise AssertionError(months)


def is_main(raw: Value) -> bool | None:
    """Whether the work is the main one: «основной», «внутр. совм.», «внешний совместитель»; «да» is main work, as under «Основное место»."""
    return _kind_of_work(raw, yes=True)


def is_second(raw: Value) -> bool | None:
    """The same under a heading that asks of second work only: «да» is second work, «нет» is main; other words mean themselves."""
    return _kind_of_work(raw, yes=False)


def asks_of_second(title: str) -> bool:
    """Whether «да» under this heading means second work: it names second work and not the main one. The lower part of a joined heading goes first."""
    for said in (title.split(": ")[-1], title):
        plain = said.lower().replace("ё", "е")
        second, main = SECOND.search(plain), MAIN.search(plain)
        if second or main:
            return not main
    return False


def _kind_of_work(raw: Value, *, yes: bool) -> bool | None:
    plain = text_of(raw).lower().replace("ё", "е")
    if not plain:
        return None
    if NO_SECOND.search(plain):
        return True
    if re.search(r"совм|по совм|второ|дополнит|внеш|внутр|неосн|не осн", plain) or plain in ("с", "в/с", "вс"):
        return False
    if re.search(r"осн|штат|постоян|главн", plain) or plain == "о":
        return True
    if plain in ("да", "+", "1", "нет", "0"):
        return yes if plain in ("да", "+", "1") else not yes
    raise Unreadable(f"Не понятно, основное ли это место работы: {quoted(plain)}", "Впишите «основное» или «совместительство»")


def sex(raw: Value) -> str | None:
    """«f» or «m»."""
    plain = text_of(raw).lower().strip(" .")
    if not plain:
        return None
    if re.fullmatch(r"ж|ж[еe]н[а-яё.]*|f|female", plain):
        return "f"
    if re.fullmatch(r"м|муж[а-яё.]*|m|male", plain):
        return "m"
    raise Unreadable(f"Не похоже на пол: {quoted(plain)}", "Впишите «ж» или «м»")
