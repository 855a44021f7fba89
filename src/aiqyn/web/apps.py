"""The Django application `web`."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """Names the application; it has nothing to do at start."""

    name = "aiqyn.web"
    label = "web"
