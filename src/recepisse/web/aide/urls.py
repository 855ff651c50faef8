"""The lexicon and the shortcuts."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
