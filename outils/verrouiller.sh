#!/bin/sh
# Writes verrou/execution.txt and verrou/verification.txt again from pyproject.toml: every component, its
# version and its hashes, for every platform and every Python that is supported. Needs uv (UV names it).
#
# No address is written: ./recepisse installs with pip, from whatever index the machine uses, and the
# hashes prove that the bytes are the same (docs/decisions/0002).
set -eu
cd -- "$(dirname -- "$0")/.."
uv=${UV:-uv}

verrouiller() { # NIVEAU [OPTIONS…]
    niveau=$1
    shift
    "$uv" pip compile pyproject.toml "$@" --universal --python-version 3.11 --generate-hashes \
        --no-annotate --no-header --no-emit-index-url --no-emit-find-links --quiet \
        --output-file "verrou/$niveau.txt"
    echo "verrou/$niveau.txt : $(grep -c '==' "verrou/$niveau.txt") composants"
}

verrouiller execution "$@"
verrouiller verification --group dev "$@"
