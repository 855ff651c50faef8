# What the tests need beyond Python: a Chromium, an IMAP server and an SMTP server (read by ./verifier).
#
# Installed with apt where that is possible without a question; elsewhere the command is told. No service
# is started: a test starts its own, with its own files.
# shellcheck shell=sh

chercher_chromium() {
    for nom in chromium chromium-browser google-chrome google-chrome-stable; do
        command -v "$nom" >/dev/null 2>&1 && return
    done
    return 1
}

paquets_manquants() {
    chercher_chromium || printf '%s ' chromium fonts-dejavu-core
    [ -x /usr/sbin/dovecot ] || command -v dovecot >/dev/null 2>&1 || printf '%s ' dovecot-imapd
    # A machine that already has a mail server keeps it: another one would take its place.
    [ -x /usr/sbin/sendmail ] || [ -x /usr/sbin/smtpd ] || printf '%s ' opensmtpd
}

installer_outils_des_tests() {
    manquants=$(paquets_manquants)
    [ -n "$manquants" ] || return 0
    if ! command -v apt-get >/dev/null 2>&1; then
        dire "ATTENTION : il manque, pour tous les tests : $manquants(installez leurs équivalents)."
    elif [ "$(id -u)" = 0 ]; then
        installer_paquets
    elif sudo -n true 2>/dev/null; then
        installer_paquets sudo -n
    else
        dire "ATTENTION : il manque des outils pour tous les tests ; une commande les donne :"
        dire "    sudo apt install --no-install-recommends $manquants"
    fi
}

installer_paquets() { # [sudo -n]
    dire "Installation des outils des tests : $manquants"
    sans_demarrage "$@"
    # shellcheck disable=SC2086 # one word a package
    if ! "$@" env DEBIAN_FRONTEND=noninteractive sh -c \
        'apt-get update -qq && apt-get install -y -qq --no-install-recommends "$@"' sh $manquants \
        </dev/null >"$atelier/apt.log" 2>&1; then
        tail -n 5 "$atelier/apt.log" >&2
        dire "ATTENTION : ces outils n’ont pas pu être installés : $manquants"
    fi
    [ -z "$police" ] || "$@" rm -f "$police"
}

sans_demarrage() { # [sudo -n]: forbid the packages to start their services meanwhile
    police=/usr/sbin/policy-rc.d
    if [ -e "$police" ]; then
        police=
    else
        printf '#!/bin/sh\nexit 101\n' | "$@" tee "$police" >/dev/null && "$@" chmod 755 "$police"
    fi
}
