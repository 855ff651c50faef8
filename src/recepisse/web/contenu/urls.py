"""A declaration as it was sent."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
