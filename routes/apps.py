from django.apps import AppConfig


class RoutesConfig(AppConfig):
    name = "routes"
    label = "routes"
    verbose_name = "Маршруты"
