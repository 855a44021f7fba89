"""The addresses of members' pages."""

from django.contrib.auth.views import LogoutView
from django.urls import path, register_converter
from django.views.decorators.http import require_POST
from django.views.i18n import set_language

from aiqyn.web import views
from aiqyn.web.converters import IdentifierConverter
from aiqyn.web.lists import identity_views, import_views
from aiqyn.web.lists import views as list_views

register_converter(IdentifierConverter, "identifier")

app_name = "web"

urlpatterns = [
    path("", views.home, name="home"),
    path("sign-in/", views.SignIn.as_view(), name="sign-in"),
    path("sign-out/", LogoutView.as_view(next_page="/sign-in/"), name="sign-out"),
    path("language/", require_POST(set_language), name="language"),
    path("figures/", views.figures, name="figures"),
    path("ledger/", views.ledger, name="ledger"),
    path("releases/", views.releases, name="releases"),
    path("releases/<identifier:id>/", views.release, name="release"),
    path("lists/", list_views.lists, name="lists"),
    path("lists/import/", import_views.import_list, name="import-list"),
    path("lists/columns/<identifier:id>/", import_views.columns, name="columns"),
    path("lists/link/", list_views.link, name="link"),
    path("lists/link/dismiss/", list_views.dismiss, name="dismiss"),
    path("lists/review.csv", list_views.review_file, name="review-file"),
    path("lists/review.csv/take/", list_views.take_file, name="take-file"),
    path("lists/review/", list_views.review, name="review"),
    path("lists/review/<int:key>/", list_views.pair, name="pair"),
    path("lists/review/<int:key>/answer/", list_views.say, name="answer"),
    path("lists/review/undo/", list_views.undo, name="undo"),
    path("lists/identities/", identity_views.identities, name="identities"),
    path("lists/identities/<identifier:id>/", identity_views.identity, name="identity"),
    path("lists/decided/withdraw/", list_views.withdraw, name="withdraw"),
    path("lists/decided/", list_views.decided, name="decided"),
    path("records/<slug:kind>/", views.shelf, name="shelf"),
    path("records/<slug:kind>/<identifier:id>/", views.record, name="record"),
]
