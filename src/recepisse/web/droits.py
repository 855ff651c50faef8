"""Who may open which address: each one is declared with a right, and there is no other way to declare one.

A right says which roles come in; ``Perimetre`` then says which rows they find there. A test walks every
address with every role.
"""

from collections.abc import Callable, Coroutine
from enum import Enum
from functools import wraps
from typing import Any, Concatenate, ParamSpec, Protocol, cast

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import URLPattern, path

from recepisse.gestion.gestes.acces.perimetre import Perimetre
from recepisse.gestion.models import Utilisateur

P = ParamSpec("P")
Vue = Callable[Concatenate[HttpRequest, P], HttpResponse]
"""A view: a request, what its address holds, and a response."""

Reponse = HttpResponseBase | Coroutine[Any, Any, HttpResponseBase]

_SANS_EFFET = frozenset({"GET", "HEAD", "OPTIONS"})


class Droit(Enum):
    """What a person needs to come in."""

    PUBLIC = "public"
    """Nobody needs to be logged in; the view itself decides what it says."""
    LIRE = "lire"
    """Any person logged in, the readers of a client included: the rows are those of her companies."""
    INTERNE = "interne"
    """Any person of the firm: everybody but the readers of a client."""
    AGIR = "agir"
    """Those who send, mark and decide: administrateur, gestionnaire."""
    ADMINISTRER = "administrer"
    """Administrators only."""

    def permet(self, utilisateur: Utilisateur) -> bool:
        """Return True when ``utilisateur`` has this right."""
        match self:
            case Droit.PUBLIC | Droit.LIRE:
                return True
            case Droit.INTERNE:
                return not utilisateur.est_client
            case Droit.AGIR:
                return utilisateur.agit
            case Droit.ADMINISTRER:
                return utilisateur.est_administrateur


class Gardee(Protocol):
    """A view that carries the right it asks for."""

    droit: Droit


def ecran(route: str, vue: Callable[..., Reponse], name: str, droit: Droit) -> URLPattern:
    """Declare an address, its view and the right that it asks for; an asynchronous view must be public."""
    if droit is Droit.PUBLIC:
        ouverte = cast("Callable[..., HttpResponseBase]", login_not_required(vue))
        cast("Any", ouverte).droit = droit
        return path(route, ouverte, name=name)

    @wraps(vue)
    def gardee(request: HttpRequest, *args: object, **kwargs: object) -> Reponse:
        if not droit.permet(qui(request)):
            raise PermissionDenied
        return vue(request, *args, **kwargs)

    cast("Any", gardee).droit = droit
    return path(route, cast("Callable[..., HttpResponseBase]", gardee), name=name)


def qui(request: HttpRequest) -> Utilisateur:
    """Return the person who asks; every page but the login has one."""
    if not isinstance(request.user, Utilisateur):
        raise PermissionDenied
    return request.user


def perimetre(request: HttpRequest) -> Perimetre:
    """Return the rows of this request: those seen, or, for a request that changes something, acted on."""
    return Perimetre(qui(request), agir=request.method not in _SANS_EFFET)


def perimetre_lu(request: HttpRequest) -> Perimetre:
    """Return the rows seen, whatever the request: for an act that leaves the rows as they are."""
    return Perimetre(qui(request))
