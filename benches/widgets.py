#!/usr/bin/env python3
"""Of the lines that the structure of labelled pages calls share or ad, how many `balanced` removes:
benches/widgets.py FOLDER [SAMPLE]. With SAMPLE, prints as many of the kept ones, taken at random.

The folder holds wcxb, dragnet, magichtml and zhstruct as gold, `.jsonl.gz` each. Pages are told
in two halves by a hash of their id: rules were written on the first.
"""
import collections
import gzip
import hashlib
import json
import os
import random
import re
import subprocess
import sys

SETS = ["wcxb", "dragnet", "magichtml", "zhstruct"]


def half(page):
    return 1 + hashlib.md5(page.encode()).digest()[0] % 2


def wanted(folder):
    """By (page, line number): set, kind, text."""
    lines = {}
    for name in SETS:
        with gzip.open(f"{folder}/{name}.jsonl.gz", "rt") as gold:
            for page in map(json.loads, gold):
                for number, line in enumerate(page["lines"], 1):
                    is_widget = line.get("fine") in ("share", "ad") and line["label"] != "article"
                    if is_widget and not line.get("ambiguous") and line["text"].strip():
                        lines[page["id"], number] = (name, line["fine"], line["text"])
    return lines


def main():
    folder, lines = sys.argv[1], wanted(sys.argv[1])
    command = [os.environ.get("DESPAM", "target/release/despam"), "eval", "--profile", "balanced"]
    command += ["--missed", "9999999"] + [f"{folder}/{name}.jsonl.gz" for name in SETS]
    printed = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    missed = (re.match(r"missed (\S+):(\d+) ", line) for line in printed.splitlines())
    kept = {key for found in missed if found for key in [(found[1], int(found[2]))] if key in lines}
    groups = collections.defaultdict(lambda: [0, 0])
    for key, (name, kind, _) in lines.items():
        for group in [(name, kind), ("half", str(half(key[0]))), ("all", "")]:
            groups[group][0] += 1
            groups[group][1] += key not in kept
    for (name, kind), (count, gone) in groups.items():
        print(f"{name:<10}{kind:<6}{count:>7} lines, {100 * gone / count:5.1f} % removed")
    if len(sys.argv) > 2:
        for key in random.Random(2).sample(sorted(kept), int(sys.argv[2])):
            print(*lines[key][:2], lines[key][2][:120])


main()
