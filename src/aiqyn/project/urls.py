"""Every address of the server, room by room."""

from __future__ import annotations

from django.urls import include, path

urlpatterns = [path("", include("aiqyn.web.urls"))]
