"""The addresses of members' pages."""

from django.contrib.auth.views import LoginView, LogoutView
from django.urls import path
from django.views.i18n import set_language

from aiqyn.web import views

app_name = "web"

urlpatterns = [
    path("", views.home, name="home"),
    path(
        "sign-in/",
        LoginView.as_view(template_name="web/sign_in.html", redirect_authenticated_user=True),
        name="sign-in",
    ),
    path("sign-out/", LogoutView.as_view(next_page="/sign-in/"), name="sign-out"),
    path("language/", set_language, name="language"),
    path("figures/", views.figures, name="figures"),
    path("ledger/", views.ledger, name="ledger"),
    path("releases/", views.releases, name="releases"),
    path("releases/<str:id>/", views.release, name="release"),
    path("records/<str:kind>/", views.shelf, name="shelf"),
    path("records/<str:kind>/<str:id>/", views.record, name="record"),
]
