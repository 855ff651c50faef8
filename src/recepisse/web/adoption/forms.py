"""The declaration that a flux belongs to, chosen among those of the same establishment."""

from typing import Any

from django import forms

from recepisse.gestion.gestes.acces.perimetre import Perimetre
from recepisse.gestion.models import Declaration
from recepisse.web.templatetags.francais import mois, nature_declaration


class FormulaireAdoption(forms.Form):
    """An empty choice means: the declaration that the documents describe."""

    declaration = forms.ModelChoiceField(Declaration.objects.none(), required=False, label="Déclaration")

    def __init__(
        self,
        *args: Any,  # noqa: ANN401 # Django's own signature
        visibles: Perimetre,
        siren: str = "",
        nic: str = "",
        **kwargs: Any,  # noqa: ANN401 # Django's own signature
    ) -> None:
        super().__init__(*args, **kwargs)
        champ = self.fields["declaration"]
        if isinstance(champ, forms.ModelChoiceField):
            champ.queryset = _declarations(visibles, siren, nic)
            champ.empty_label = "Celle que décrivent ses documents"
            champ.label_from_instance = _libelle  # type: ignore[assignment] # Django's own hook


def _declarations(visibles: Perimetre, siren: str, nic: str) -> Any:  # noqa: ANN401 # a QuerySet annotated by select_related
    declarations = visibles.declarations().select_related("etablissement__entreprise")
    if siren:
        declarations = declarations.filter(etablissement__entreprise__siren=siren)
    if siren and nic:
        declarations = declarations.filter(etablissement__nic=nic)
    # A drop-down list beyond this is of no use: without an identity, the latest declarations are offered.
    dernieres = declarations.order_by("-pk").values("pk")[:100]
    return Declaration.objects.filter(pk__in=list(dernieres.values_list("pk", flat=True))).select_related(
        "etablissement__entreprise"
    )


def _libelle(declaration: Declaration) -> str:
    etablissement = declaration.etablissement
    morceaux = [
        etablissement.entreprise.nom or etablissement.entreprise.siren,
        etablissement.nic,
        nature_declaration(declaration.nature),
        mois(declaration.mois),
        "essai" if declaration.essai else "réel",
    ]
    return ", ".join(morceau for morceau in morceaux if morceau)
