"""Declarations and what they still await."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET


@require_GET
def page(_request: HttpRequest) -> HttpResponse:
    """Lead to the DSN."""
    return redirect("dsn")
