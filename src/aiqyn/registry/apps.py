"""The Django application `registry`."""

from django.apps import AppConfig


class RegistryConfig(AppConfig):
    """Names the application; it has nothing to do at start."""

    name = "aiqyn.registry"
    label = "registry"
    default_auto_field = "django.db.models.BigAutoField"
