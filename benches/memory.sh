#!/usr/bin/env bash
# Peak memory of `despam clean` for streams of different lengths, with two threads and the
# default of --memory: benches/memory.sh [BYTES…]. Needs GNU time. The stream is the sample pages
# over and over; the rules are those of one test, so that ten gigabytes take minutes.
set -euo pipefail
cd "$(dirname "$0")/.."
despam=${DESPAM:-target/release/despam}
[ $# -gt 0 ] || set -- 100000000 10000000000
for bytes in "$@"; do
  # Whole lines only: the last one may be cut.
  { yes "$(cat corpus/samples/pages.jsonl)" || true; } 2>/dev/null | head -c "$bytes" |
    /usr/bin/time -f "$bytes bytes: %M KB, %U s user, %S s system" \
      "$despam" clean - --threads 2 --quiet --rules tests/made_elsewhere/rules >/dev/null || true
done
