"""The addresses of the site: all of them are screens."""

from django.urls import include, path

urlpatterns = [path("", include("recepisse.web.urls"))]
