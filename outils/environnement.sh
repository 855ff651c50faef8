# The Python environment of ./recepisse and ./verifier (read by both; POSIX sh).
#
# Needs RACINE, the root of the source tree. preparer_environnement NIVEAU makes VENV hold what
# verrou/NIVEAU.txt pins. A stamp, written last, says that it does: the next start only compares it. The
# stamp holds the sums of the lock and of pyproject.toml, the two paths, the real interpreter and the list of
# what is installed, so that a moved tree, a changed lock, an upgraded or missing Python, an interrupted
# installation and a component taken away all show.
# shellcheck shell=sh

VENV=${RECEPISSE_VENV:-$RACINE/.venv}
case $VENV in /*) ;; *) VENV=$PWD/$VENV ;; esac
JOURNAL=$VENV/preparation.log

dire() { printf '%s\n' "$*" >&2; }

echouer() {
    dire ""
    for ligne in "$@"; do dire "$ligne"; done
    exit 1
}

# --- is the environment ready? ---------------------------------------------------------------------

empreinte() { # NIVEAU: what the stamp of a good environment holds
    printf '1 %s\n%s\n%s\n%s\n%s\n' "$(cat "$RACINE/verrou/$1.txt" "$RACINE/pyproject.toml" | cksum)" \
        "$RACINE" "$VENV" "$(readlink -f "$VENV/bin/python" 2>/dev/null || :)" \
        "$(ls "$VENV"/lib/python3*/site-packages 2>/dev/null | grep -v __pycache__ | cksum)"
}

environnement_pret() { # NIVEAU
    [ -x "$VENV/bin/python" ] && [ -x "$VENV/bin/recepisse" ] && [ -f "$VENV/.empreinte-$1" ] &&
        [ "$(cat "$VENV/.empreinte-$1")" = "$(empreinte "$1")" ]
}

preparer_environnement() { # NIVEAU: execution, or verification
    environnement_pret "$1" && return
    unset PYTHONHOME PYTHONPATH PIP_TARGET PIP_PREFIX PIP_USER PIP_REQUIRE_VIRTUALENV
    chercher_python
    prendre_verrou
    # Another start may have prepared it while this one waited.
    if ! environnement_pret "$1"; then
        construire "$1"
    fi
    exec 9>&-
}

# --- a Python that can make environments -----------------------------------------------------------

is_python_assez_recent() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; }

is_python_complet() { "$1" -c 'import ensurepip, venv' >/dev/null 2>&1; }

chercher_python() {
    PYTHON=
    incomplet=
    for nom in python3 python3.14 python3.13 python3.12 python3.11 python; do
        candidat=$(command -v "$nom" 2>/dev/null) || continue
        is_python_assez_recent "$candidat" || continue
        if is_python_complet "$candidat"; then
            PYTHON=$candidat
            return
        fi
        incomplet=${incomplet:-$candidat}
    done
    if [ -n "$incomplet" ]; then
        version=$("$incomplet" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
        echouer "Le Python de cette machine ($incomplet, version $version) n’a pas le module venv." \
            "Sous Debian ou Ubuntu, une commande le donne, puis recommencez :" \
            "" "    $(avec_droits)apt install python$version-venv"
    fi
    echouer "Récépissé demande Python 3.11 ou plus récent, et cette machine n’en a pas." \
        "Sous Debian 12 ou Ubuntu 24.04, une commande le donne, puis recommencez :" \
        "" "    $(avec_droits)apt install python3 python3-venv"
}

avec_droits() { [ "$(id -u)" = 0 ] || printf 'sudo '; }

# --- one start at a time ---------------------------------------------------------------------------

prendre_verrou() { # the lock belongs to descriptor 9 of this shell: it ends with it, however it ends
    { mkdir -p "$(dirname "$VENV")" && touch "$VENV.verrou"; } 2>/dev/null || echouer \
        "Le dossier « $(dirname "$VENV") » ne peut pas être écrit." \
        "RECEPISSE_VENV peut désigner un autre dossier pour l’environnement."
    exec 9>>"$VENV.verrou"
    "$PYTHON" -c 'import fcntl; fcntl.flock(9, fcntl.LOCK_EX | fcntl.LOCK_NB)' 2>/dev/null && return
    dire "Un autre démarrage prépare l’environnement : attente…"
    "$PYTHON" -c 'import fcntl; fcntl.flock(9, fcntl.LOCK_EX)'
}

# --- making it -------------------------------------------------------------------------------------

construire() { # NIVEAU
    trap interrompre INT TERM
    if is_reutilisable; then
        dire "Mise à jour de l’environnement…"
    else
        creer_environnement
    fi
    rm -f "$VENV"/.empreinte-*
    installer_composants "$1"
    relier_sources
    empreinte "$1" >"$VENV/.empreinte-$1"
    # What verification needs includes what execution needs.
    [ "$1" = execution ] || empreinte execution >"$VENV/.empreinte-execution"
    trap - INT TERM
    dire "Environnement prêt."
}

is_reutilisable() { # made whole by us, here, and untouched since: only the lock has changed
    for ancienne in "$VENV"/.empreinte-*; do
        [ -f "$ancienne" ] && [ -x "$VENV/bin/python" ] &&
            [ "$(sed -n '2,5p' "$ancienne")" = "$(empreinte execution | sed -n '2,5p')" ] &&
            "$VENV/bin/python" -c 'import pip' >/dev/null 2>&1 && return
    done
    return 1
}

creer_environnement() {
    if [ -e "$VENV" ]; then
        if [ ! -d "$VENV" ] || { [ -n "$(ls -A "$VENV")" ] && [ ! -f "$VENV/pyvenv.cfg" ] && [ ! -f "$JOURNAL" ]; }; then
            echouer "« $VENV » existe et n’est pas un environnement Python : Récépissé n’y touche pas." \
                "Déplacez-le, ou désignez un autre dossier par RECEPISSE_VENV."
        fi
        dire "L’environnement « $VENV » est inachevé, hors d’usage ou étranger : il est refait."
        rm -rf "$VENV"
    fi
    dire "Préparation de l’environnement, une seule fois (une minute environ)…"
    dire "  1/3  Création de l’environnement avec $("$PYTHON" --version 2>&1)"
    mkdir -p "$VENV"
    "$PYTHON" -m venv "$VENV" >"$JOURNAL" 2>&1 || expliquer_echec "L’environnement Python n’a pas pu être créé."
}

installer_composants() { # NIVEAU
    verrou=$RACINE/verrou/$1.txt
    total=$(grep -c '==' "$verrou")
    dire "  2/3  Téléchargement et installation de $total composants"
    # Wheels only: building one from sources would run code that no hash of the lock covers.
    "$VENV/bin/python" -m pip install --disable-pip-version-check --no-input --retries 2 --timeout 30 \
        --require-hashes --only-binary :all: -r "$verrou" >"$JOURNAL" 2>&1 &
    pip=$!
    while [ -t 2 ] && kill -0 "$pip" 2>/dev/null; do
        printf '\r       %s sur %s ' "$(grep -c '^Collecting' "$JOURNAL")" "$total" >&2
        sleep 1
    done
    [ ! -t 2 ] || printf '\r\033[K' >&2
    wait "$pip" || expliquer_echec "Les composants n’ont pas pu être installés."
    pip=
}

relier_sources() { # the package is used where it is: no build, nothing more to download
    dire "  3/3  Mise en place de la commande recepisse"
    paquets=$("$VENV/bin/python" -c 'import sysconfig; print(sysconfig.get_path("purelib"))')
    printf '%s\n' "$RACINE/src" >"$paquets/recepisse.pth"
    {
        printf '#!/bin/sh\n'
        printf "exec '%s' -P -m recepisse \"\$@\"\n" "$(printf '%s' "$VENV/bin/python" | sed "s/'/'\\\\''/g")"
    } >"$VENV/bin/recepisse"
    chmod 755 "$VENV/bin/recepisse"
    "$VENV/bin/recepisse" --version >>"$JOURNAL" 2>&1 || expliquer_echec "La commande recepisse ne démarre pas."
}

interrompre() {
    [ -z "${pip:-}" ] || kill "$pip" 2>/dev/null || :
    dire ""
    dire "Interrompu : la préparation reprendra au prochain démarrage."
    exit 130
}

expliquer_echec() { # what happened, read from the log in words
    if grep -Eqi 'no space left' "$JOURNAL"; then
        echouer "$1" "Il n’y a plus de place sur le disque : libérez-en et recommencez."
    elif grep -Eqi 'do not match the hashes|hashes are required' "$JOURNAL"; then
        echouer "$1" "Un composant téléchargé n’a pas l’empreinte attendue : il a été refusé." \
            "Recommencez ; si cela persiste, signalez-le. Détail : $JOURNAL"
    elif grep -Eqi 'name resolution|NewConnectionError|ConnectTimeout|ReadTimeout|timed out|unreachable|Connection (refused|reset|aborted)|ProxyError|Failed to establish|NameResolutionError' "$JOURNAL"; then
        echouer "$1" "Le réseau ne répond pas : Récépissé doit télécharger ses composants une première fois." \
            "Vérifiez la connexion (ou le mandataire) et recommencez. Détail : $JOURNAL"
    fi
    tail -n 15 "$JOURNAL" >&2
    echouer "$1" "Le détail complet est dans $JOURNAL"
}
