"""Invented charts for the gallery."""

from portal.kit.charts import Chart, Series, columns, lines, radar, rows, stacked

YEARS = ("2017–2018", "2018–2019", "2019–2020", "2020–2021")
SCHOOLS = ("МБОУ СШ № 1", "МБОУ «Средняя школа № 15» рабочего посёлка Заветы Ильича", "МБДОУ детский сад № 14", "МБОУ ЦДТ «Паллада»", "МБОУ ОШ № 3")
FUNCTIONS = (
    "Обучение",
    "Воспитательная деятельность",
    "Развивающая деятельность",
    "Программы начального образования",
    "Предметное обучение. Математика",
    "ИКТ",
)
STATES = (("Черновик", (3, 4, 0, 1, 2)), ("На согласовании", (2, 9, 1, 0, 1)), ("Выполняется", (12, 4, 8, 4, 9)), ("Завершён", (0, 1, 2, None, 4)))


def charts() -> list[Chart]:
    """Every kind of chart, with gaps, long names and targets."""
    return [
        rows("Доля педагогов с ИОМ по организациям", SCHOOLS, [Series("Доля", (81.2, 45.5, None, 100, 12.3))], unit="%", digits=1, target=80),
        lines("Доля педагогов с ИОМ по годам", YEARS, [Series("Район", (6.2, 8, None, 18))], width=480, unit="%", digits=1, target=15),
        lines(
            "Доля педагогов с ИОМ: школы и район",
            YEARS,
            [Series("СШ № 1", (5.2, 9, 12.5, 18)), Series("СШ № 15", (7, 9, 11, 10)), Series("Район", (6, 8, 9, 12.5))],
            width=480,
            unit="%",
        ),
        columns("Участники конкурсов", YEARS, [Series("Участники", (61, 74, None, 93))], target=80, width=480),
        columns("План и факт", YEARS, [Series("План", (5, 8, 12, 15)), Series("Факт", (6, 7, 11.4, 18))], width=480, unit="%"),
        rows("Доля педагогов с ИОМ по организациям", SCHOOLS, [Series("Доля", (81.2, 45.5, None, 100, 12.3))], width=480, unit="%", digits=1, target=80),
        rows("План и факт по организациям", SCHOOLS, [Series("План", (80, 50, 20, 90, 10)), Series("Факт", (81.2, 45.5, 0, 100, 12.3))], width=480, unit="%"),
        stacked("Маршруты по состояниям", SCHOOLS, [Series(name, values) for name, values in STATES], width=480),
        radar(
            "Профиль самооценки",
            FUNCTIONS,
            [Series("Осень 2020", (2, 3, 1.5, 2.2, 3, 2.5)), Series("Весна 2021", (3, 3.2, 2.5, 2.9, 3.5, 3))],
            top=4,
            width=480,
        ),
    ]
