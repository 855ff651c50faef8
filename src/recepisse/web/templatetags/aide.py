"""``{% aide "crm" %}``: a help bubble from the lexicon. A popover of the browser: no script is needed."""

from typing import cast

from django import template
from django.template.context import Context
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from recepisse.web.aide.lexique import TERMES

register = template.Library()

_RANG = "recepisse_bulles"


@register.simple_tag(takes_context=True)
def aide(context: Context, cle: str) -> SafeString:
    """Return the button and its bubble. Raises ``KeyError`` for a word that the lexicon does not have."""
    terme = TERMES[cle]
    # Numbered within the page: two bubbles of one word need two names, the same at each rendering.
    racine = cast("dict[str, int]", context.render_context.dicts[0])
    rang = racine[_RANG] = racine.get(_RANG, 0) + 1
    return format_html(
        '<button type="button" class="aide" popovertarget="aide-{n}" aria-label="Aide : {terme}">?</button>'
        '<span id="aide-{n}" class="bulle" popover><b>{terme}</b> : {definition}. '
        '<a href="{adresse}#{cle}">Lexique</a></span>',
        n=rang,
        cle=cle,
        terme=terme.terme,
        definition=terme.definition,
        adresse=reverse("aide"),
    )
