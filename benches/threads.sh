#!/usr/bin/env bash
# What two threads gain over one: `clean` of JSONL.zst with the shipped rules, each once to warm
# up and then five times in turn: benches/threads.sh [CORPUS...], of the corpora of `cargo bench
# --bench throughput` (pages, zhwiki and enwiki). Needs GNU time and zstd, and an idle machine with
# two cores.
set -euo pipefail
cd "$(dirname "$0")/.."
despam=${DESPAM:-target/release/despam}
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
cargo bench --quiet --bench throughput -- --write="$scratch" > /dev/null
corpora=("$@")
[ $# -gt 0 ] || corpora=(pages zhwiki enwiki)
for name in "${corpora[@]}"; do
  cat "$scratch/$name.jsonl"
done | zstd -q > "$scratch/corpus.jsonl.zst"
clean() { # THREADS: seconds, processor seconds
  /usr/bin/time -f '%e %U %S' -o "$scratch/time" \
    "$despam" clean "$scratch/corpus.jsonl.zst" -o "$scratch/out.jsonl.zst" --removed "$scratch/log" \
    --threads "$1" --quiet || true
  tail -n 1 "$scratch/time"
}
clean 1 > /dev/null
clean 2 > /dev/null
for _ in 1 2 3 4 5; do
  echo "1 $(clean 1)"
  echo "2 $(clean 2)"
done | awk '
  { if (!best[$1] || $2 < best[$1]) { best[$1] = $2; cpu[$1] = $3 + $4 } }
  END {
    printf "one thread %.2f s (processor %.2f s), two threads %.2f s (processor %.2f s): %.2f times as fast\n",
      best[1], cpu[1], best[2], cpu[2], best[1] / best[2]
  }'
