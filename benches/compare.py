#!/usr/bin/env python3
"""despam and other programs on the same text, in MB (10^6 bytes) of text a second of processor
time of one core: benches/compare.py [ROUNDS] [CORPUS...]

In each round (5 if nothing is said) every program has its turn; the table shows medians, and how
many times as fast despam is at deciding and at the whole of `clean` from JSONL to JSONL with
removal log. Corpora are those of `cargo bench --bench throughput`: `pages` and, where
../shared/data is present, `zhwiki` if nothing is said. Of a corpus the first four megabytes are taken; slow programs get a tenth of them, and
despam is measured on that as well. What starts programs, imports modules and reads rules is not
counted. What is not installed is skipped: Debian's `ripgrep`, and from PyPI `datatrove spacy
jieba numpy orjson`, `dolma`, `justext lxml_html_clean`.
"""
import html
import json
import logging
import os
import re
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

MANY, FEW = 4_000_000, 400_000
# How often searching programs get the text: reading the terms takes them longer than one search.
TIMES = 8
STAGES = ["fold", "match", "decide", "clean JSONL"]


def c4(**options):
    from datatrove.data import Document
    from datatrove.pipeline.filters import C4QualityFilter
    keep = C4QualityFilter(language="zh", **options).filter
    return lambda text: keep(Document(text=text, id=""))


def c4_chinese():
    """As FineWeb uses it, lines need no ASCII end; Chinese lines have no words between spaces."""
    return c4(filter_no_terminal_punct=False, min_words_per_line=-1)


def fineweb():
    from datatrove.data import Document
    from datatrove.pipeline.filters import FineWebQualityFilter
    keep = FineWebQualityFilter(language="zh").filter
    return lambda text: keep(Document(text=text, id=""))


def gopher():
    from dolma.core.data_types import Document
    from dolma.taggers.gopher import GopherTagger
    predict = GopherTagger().predict
    return lambda text: predict(Document(id="", source="", text=text))


def justext():
    """It reads HTML: lines become paragraphs. It has no stop words for Chinese."""
    from justext import justext
    options = {"stopwords_low": 0, "stopwords_high": 0, "encoding": "utf-8"}

    def clean(text):
        page = "".join(f"<p>{html.escape(line)}</p>" for line in text.split("\n"))
        return justext(page.encode(), frozenset(), **options)

    return clean


SLOW = {
    "datatrove FineWebQualityFilter, zh": fineweb,
    "datatrove C4QualityFilter, zh": c4_chinese,
    "datatrove C4QualityFilter, zh, defaults": c4,
    "dolma GopherTagger": gopher,
    "jusText": justext,
}


def slow_programs():
    programs = {}
    for name, make in SLOW.items():
        try:
            programs[name] = make()
            programs[name]("今天天气很好。\n" * 9)
        except ImportError as error:
            programs.pop(name, None)
            print(f"skipped: {name}: {error}")
    return programs


def processor_time():
    """Seconds that this program and those it called have run."""
    called = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + called.ru_utime + called.ru_stime


def seconds(work, *arguments):
    start = processor_time()
    work(*arguments)
    return processor_time() - start


def throughput_bench():
    """The compiled benchmark of despam's stages."""
    command = ["cargo", "bench", "--bench", "throughput", "--no-run", "--message-format=json"]
    printed = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout
    built = (message.get("executable") for message in map(json.loads, printed.splitlines())
             if message.get("target", {}).get("name") == "throughput")
    return next(filter(None, built))


def despam(bench, paths):
    """MB/s by stage, for each of some files."""
    printed = subprocess.run([bench, "--runs=1", *paths], check=True, capture_output=True, text=True).stdout
    tables = printed.split("\n\n")[1:]
    return [{name: float(rate) for name, rate in re.findall(r"^  (.+?) +([\d.]+) MB/s", table, re.M)}
            for table in tables]


def searching(folder, path):
    """The seconds in which ripgrep searches a text for all terms, but for what they take
    to read these."""
    nothing = f"{folder}/nothing"
    open(nothing, "w").close()
    terms = ["-F", "-f", f"{folder}/terms.txt"]
    commands = {
        "rg -F -f, every match": ["rg", "-j1", "--no-config", "--count-matches", *terms],
        "rg -F -f, lines": ["rg", "-j1", "--no-config", "-c", *terms],
    }

    def search(command, file):
        subprocess.run([*command, *TIMES * [file]], stdout=subprocess.DEVNULL)

    def once(command):
        searched = seconds(search, command, path) - seconds(search, command, nothing)
        return max(searched, 1e-9) / TIMES

    return {name: lambda command=command: once(command)
            for name, command in commands.items() if shutil.which(command[0])}


def size(texts):
    return sum(len(text.encode()) for text in texts)


def first(texts, length, path):
    """The first texts up to a length, and as JSONL at a path."""
    count = 0
    while length > 0 and count < len(texts):
        length -= size([texts[count]])
        count += 1
    with open(path, "w") as file:
        file.writelines(json.dumps({"id": at, "text": text}) + "\n"
                        for at, text in enumerate(texts[:count]))
    return texts[:count]


def measure(corpus, folder, bench, slow, rounds):
    with open(f"{folder}/{corpus}.jsonl") as lines:
        texts = [json.loads(line)["text"] for line in lines]
    path, some = f"{folder}/many.jsonl", f"{folder}/few.jsonl"
    texts, few = first(texts, MANY, path), first(texts, FEW, some)
    joined = "\n".join(texts).encode()
    with open(f"{folder}/text", "wb") as file:
        file.write(joined)
    fast = {"counting newlines": lambda: seconds(joined.count, b"\n"), **searching(folder, f"{folder}/text")}
    of_all, of_few = [], []
    for _ in range(rounds):
        ours, ours_of_few = despam(bench, [path, some])
        rates = {name: size(texts) / run() / 1e6 for name, run in fast.items()}
        of_all.append({**rates, **ours})
        rates = {name: size(few) / seconds(lambda: [run(text) for text in few]) / 1e6
                 for name, run in slow.items()}
        of_few.append({**ours_of_few, **rates})
    table(f"{corpus}: {len(texts)} documents", size(texts), of_all, [*fast, "aho-corasick"])
    table(f"{corpus}, the first {len(few)} documents", size(few), of_few, list(slow))


def table(title, length, rounds, others):
    print(f"\n{title}, {length / 1e6:.1f} MB, medians of {len(rounds)} rounds\n")
    print(f"| {'':<40} |     MB/s | decide is | clean is |\n|---|---|---|---|")
    for name in others + STAGES:
        rate = statistics.median(found[name] for found in rounds)
        times = [statistics.median(found[ours] / found[name] for found in rounds) for ours in STAGES[2:]]
        shown = "".join(f" {number:>8.{3 if number < 1 else 1}f} × |" for number in times)
        label = name if name in others else f"despam: {name}"
        print(f"| {label:<40} | {rate:>8.{2 if rate < 10 else 0}f} |{shown if name in others else '  |  |'}")


def main():
    os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
    logging.disable(logging.WARNING)
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    bench, slow = throughput_bench(), slow_programs()
    if not shutil.which("rg"):
        print("skipped: rg: it is not installed")
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([bench, f"--write={folder}"], check=True, stdout=subprocess.DEVNULL)
        for corpus in sys.argv[2:] or ["pages", "zhwiki"]:
            if os.path.exists(f"{folder}/{corpus}.jsonl"):
                measure(corpus, folder, bench, slow, rounds)
            else:
                print(f"skipped: {corpus}: there is no such corpus, or no ../shared/data")


main()
