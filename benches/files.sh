#!/usr/bin/env bash
# Peak resident set and time of `clean` over many tiny files, in a folder that is made for it
# and goes again: benches/files.sh [FILES] [FOLDERS]. Needs GNU time, and room for as many
# files twice.
set -euo pipefail
cd "$(dirname "$0")/.."
files=${1:-1000000} folders=${2:-1000}
despam=${DESPAM:-target/release/despam}
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
FILES=$files FOLDERS=$folders perl -e '
  my ($files, $folders, $root) = ($ENV{FILES}, $ENV{FOLDERS}, shift);
  mkdir $root;
  mkdir sprintf("%s/%05d", $root, $_) for 0 .. $folders - 1;
  for my $i (0 .. $files - 1) {
    open(my $file, ">", sprintf("%s/%05d/page-%08d.txt", $root, int($i * $folders / $files), $i)) or die $!;
    print $file "第$i页\n分享到：微信 新浪微博 QQ空间\n正文。\n";
  }' "$scratch/in"
/usr/bin/time -f '%M KB peak resident set, %e s' \
  "$despam" clean "$scratch/in" -o "$scratch/out" --threads 2 --rules tests/made_elsewhere/rules
diff <(cd "$scratch/in" && find . | sort) <(cd "$scratch/out" && find . | sort) > /dev/null
echo "$files files in $folders folders: the output is the same tree"
