#!/usr/bin/env python3
"""Who may include whom, which file may include which library, and where platform names may stand.

The rules are the README's ("Architecture"); every violation is one line, exit status 1.
"""
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
SHARED = {
    "base": set(),
    "model": {"base"},
    "rules": {"base", "model"},
    "detect": {"base", "model"},
    "settings": {"base", "model", "rules"},
    "store": {"base", "model", "rules"},
    "actions": {"base", "model", "rules", "detect", "settings", "store"},
}
# Library header -> the only files that may include it.
LIBRARIES = {
    r"sqlite3\.h": r"shared/store/sqlite/",
    r"cpprest/|pplx/": r"collector/http/cpprest_http_client\.cc$",
    r"boost/": r"collector/http/(server|cpprest_http_client|[a-z_]+_detail)\.cc$",
    r"curl/": r"collector/protocols/mail/",
    r"gmime/": r"collector/protocols/mail/mime_value\.cc$",
    r"iconv\.h": r"collector/protocols/mail/mail_charset\.cc$",
    r"unicode/": r"shared/base/(fold|graphemes|plural|local_time|local_number)\.cc$",
    r"date/": r"shared/base/zone\.cc$",
    r"libnotify/": r"collector/notifiers/desktop/desktop\.cc$",
    r"GLFW/|GL/|imgui_impl_": r"dashboard/(main|window)\.cc$",
    r"imgui\.h|imgui_internal\.h|imgui_freetype\.h": r"dashboard/(ui|views|main|window|app)",
    r"linear\.h": r"collector/training/train\.cc$",
    r"zlib\.h": r"shared/detect/compiled_words\.cc$|collector/http/|tests/fuzz/",
    r"spdlog/": r"shared/base/log\.cc$",
    r"CLI/": r"(collector|dashboard)/(commands/|main\.cc|command_line\.cc)",
    r"ft2build\.h|freetype/": r"dashboard/ui/",
    r"stb_": r"dashboard/(window|main|ui/)",
}

# Platforms whose names are words of every day: of these a namespace and a comparison with a platform count.
ORDINARY_WORDS = {"email", "phone"}


def platforms():
    text = (ROOT / "collector/CMakeLists.txt").read_text()
    match = re.search(r"set\(REPLYWATCH_PLATFORMS ([^)]*)\)", text)
    return match.group(1).split() if match else []


def allowed_project_includes(path):
    """A regular expression of the project paths this file may include."""
    parts = path.parts
    if parts[0] == "shared":
        own = SHARED[parts[1]] | {parts[1]} if parts[1] in SHARED else {parts[1]}
        return "^shared/(" + "|".join(sorted(own)) + ")/"
    if parts[0] == "collector":
        if parts[1] == "http":
            return "^(shared/base|collector/http)/"
        if parts[1] == "training":
            return "^shared/(base|model|detect)/|^collector/training/"
        if parts[1] == "review":
            return "^shared/|^collector/review/"
        if parts[1] == "protocols":
            return "^(shared/(base|model)|collector/(http|protocols))/|^collector/connectors/connector.h$"
        if parts[1] == "connectors" and len(parts) > 3:
            practice = "|^collector/practice/" if path.name.endswith("_practice.cc") or path.name.endswith("_practice.h") else ""
            return f"^(shared/(base|model)|collector/(http|protocols)|collector/connectors/{parts[2]})/|^collector/connectors/connector.h$" + practice
        if parts[1] == "practice":
            return "^shared/(base|model|settings)/|^collector/(http|protocols|practice)/|^collector/connectors/(connector|registry).h$"
        if parts[1] == "notifiers":
            return "^shared/(base|model|settings)/|^collector/(http|notifiers|protocols/mail)/"
        if parts[1] == "alerting":
            return "^shared/(base|model|rules|settings|store|actions)/|^collector/(http|notifiers|alerting)/"
        return "^(shared|collector)/"
    if parts[0] == "dashboard":
        if len(parts) > 2 and parts[1] == "view_models":
            return "^shared/(base|model|rules|settings)/|^dashboard/view_models/"
        if len(parts) > 2 and parts[1] == "views":
            return "^shared/(base|model|rules|settings)/|^dashboard/(view_models|ui|views)/"
        return "^(shared|dashboard)/"
    return "."


def check_includes(path, text, problems):
    allowed = re.compile(allowed_project_includes(path))
    for number, line in enumerate(text.splitlines(), 1):
        match = re.match(r'\s*#\s*include\s*([<"])([^>"]+)', line)
        if not match:
            continue
        kind, name = match.groups()
        where = f"{path}:{number}"
        if kind == '"' and re.match(r"(shared|collector|dashboard|tests)/", name):
            if not allowed.search(name):
                problems.append(f"{where}: may not include {name}")
            continue
        for library, files in LIBRARIES.items():
            if re.match(library, name) and not re.search(files, str(path)):
                problems.append(f"{where}: {name} belongs in {files}")


def check_platform_names(path, text, names, problems):
    inside_own = path.parts[:2] == ("collector", "connectors") and len(path.parts) > 3
    if inside_own or not names:
        return
    proper = [n for n in names if n not in ORDINARY_WORDS]
    ordinary = "|".join(n for n in names if n in ORDINARY_WORDS) or "(?!)"
    word = re.compile(
        r"\b(" + "|".join(proper) + r")\b|\b(" + ordinary + r")::|platform.*\"(" + ordinary + r")\"|\"(" + ordinary + r")\".*platform",
        re.IGNORECASE)
    for number, line in enumerate(text.splitlines(), 1):
        code = line.split("//")[0]
        if word.search(code):
            problems.append(f"{path}:{number}: a platform's name outside its folder: {code.strip()[:80]}")


def check_length(path, text, problems):
    if text.count("\n") > 500:
        problems.append(f"{path}: over 500 lines")


def main():
    problems = []
    names = platforms()
    count = 0
    for top in ("shared", "collector", "dashboard"):
        for file in sorted((ROOT / top).rglob("*")):
            if file.suffix not in (".h", ".cc"):
                continue
            path = file.relative_to(ROOT)
            text = file.read_text(encoding="utf-8")
            count += 1
            check_includes(path, text, problems)
            check_platform_names(path, text, names, problems)
            check_length(path, text, problems)
    for file in sorted((ROOT / "tests").rglob("*.cc")):
        check_length(file.relative_to(ROOT), file.read_text(encoding="utf-8"), problems)
    for folder in names:
        for needed in ("README.md", "sample.json", "testdata"):
            if not (ROOT / "collector/connectors" / folder / needed).exists():
                problems.append(f"collector/connectors/{folder}: {needed} is missing")
    for problem in problems:
        print(problem)
    print(f"{count} files, {len(problems)} violations")
    if count < 20:
        print("hardly any file was found: the check itself is broken")
        return 1
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
