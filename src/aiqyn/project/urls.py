"""Every address of the server, room by room, and what answers where there is none."""

from __future__ import annotations

from django.urls import include, path

urlpatterns = [path("", include("aiqyn.web.urls"))]

handler400 = "aiqyn.web.errors.bad_request"
handler403 = "aiqyn.web.errors.not_allowed"
handler404 = "aiqyn.web.errors.not_found"
handler500 = "aiqyn.web.errors.failure"
