"""Every address of the server, room by room."""

from __future__ import annotations

from importlib.util import find_spec

from django.urls import include, path

urlpatterns = [path("", include("aiqyn.web.urls"))] if find_spec("aiqyn.web.urls") else []
