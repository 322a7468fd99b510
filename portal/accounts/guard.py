"""Refuses to start where the portal would be unsafe."""

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import connection

from portal.accounts.models import User
from portal.kit import wall
from portal.kit.checks import bare_tables, role_is_held


def refuse_unsafe_start() -> None:
    """No role that could pass the wall, no table without one; in production no demo accounts. Raises ImproperlyConfigured with a sentence."""
    if settings.MODE == "test":
        return
    reasons = role_is_held()
    if reasons:
        raise ImproperlyConfigured(f"Переменная DATABASE_URL: {'; '.join(reasons)}. Стена между районами так не держит — укажите роль приложения.")
    bare = bare_tables()
    if bare:
        raise ImproperlyConfigured(f"Таблицы без стены между районами: {', '.join(bare)}. Выполните manage.py migrate и повторите запуск.")
    if settings.MODE == "production":
        with wall.scope(signin=True):
            if User.objects.filter(demo=True).exists():
                raise ImproperlyConfigured("В базе есть демонстрационные учётные записи: рабочий режим (PORTAL_MODE=production) с ними не запускается.")
    connection.close()
    close_pool = getattr(connection, "close_pool", None)  # a pool must not be carried over a fork
    if close_pool:
        close_pool()
