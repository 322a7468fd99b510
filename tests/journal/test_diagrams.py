"""docs/lifecycles.md is what the tables say."""

from django.conf import settings

from portal.journal.diagrams import page


def test_page_has_not_drifted_from_the_tables() -> None:
    written = (settings.BASE_DIR / "docs" / "lifecycles.md").read_text(encoding="utf-8")
    assert written == page(), "Выполните python manage.py draw_lifecycles"
