"""One's own account: password, open sessions."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
