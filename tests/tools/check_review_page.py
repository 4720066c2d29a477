#!/usr/bin/env python3
"""check_review_page.py BUILD_FOLDER [PICTURES_FOLDER]: the weekly review's page in a real browser.

In every language, light and dark: no message on the console, no request but the file itself, two A4 pages on paper, headings in order,
and no violation that axe-core knows (when npm can fetch it, or $AXE_JS names it). Skips, and says so, without a browser.
"""
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).parent))
import browser  # noqa: E402

LANGUAGES = ("en", "ro", "pl", "bg")
SHOPS = {"ordinary": [], "small": ["14", "14"]}  # weeks, messages a week
HEADINGS = "Array.from(document.querySelectorAll('h1,h2,h3,h4,h5,h6')).map(h => Number(h.tagName[1]))"
# Wider than the window means that something was cut off or scrolls sideways.
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
UNNAMED = "Array.from(document.querySelectorAll('svg')).filter(s => !s.querySelector('title') || !s.parentElement.querySelector('table')).length"
AXE = "axe.run(document, {resultTypes: ['violations']}).then(r => r.violations.map(v => v.id + ': ' + v.help + ' (' + v.nodes.length + ', ' + v.nodes[0].html.slice(0, 80) + ')'))"


def find_axe(folder):
    if os.environ.get("AXE_JS"):
        return pathlib.Path(os.environ["AXE_JS"]).read_text(encoding="utf-8")
    if not shutil.which("npm"):
        return None
    fetched = subprocess.run(["npm", "install", "--silent", "--no-audit", "--no-fund", "--prefix", folder, "axe-core@4"], capture_output=True, timeout=120, check=False)
    script = pathlib.Path(folder) / "node_modules/axe-core/axe.min.js"
    return script.read_text(encoding="utf-8") if fetched.returncode == 0 and script.exists() else None


def pages_of(pdf):
    return len(re.findall(rb"/Type\s*/Page[^s]", pdf))


def check(page, file, axe, pictures):
    problems = []
    address = file.as_uri()
    page.colours("light")
    page.open(address)
    if page.console:
        problems.append(f"console: {page.console}")
    foreign = [r for r in page.requests if r != address and not r.startswith("data:")]
    if foreign:
        problems.append(f"requests: {foreign}")
    levels = page.evaluate(HEADINGS)
    if levels[:1] != [1] or levels.count(1) != 1 or any(b > a + 1 for a, b in zip(levels, levels[1:])):
        problems.append(f"headings: {levels}")
    if page.evaluate(UNNAMED):
        problems.append("a chart without a title or a table")
    if page.evaluate(OVERFLOW) > 0:
        problems.append("wider than the window")
    if (count := pages_of(page.pdf())) != 2:
        problems.append(f"{count} pages on paper")
    for scheme in ("light", "dark"):
        page.colours(scheme)
        if pictures:
            (pictures / f"{file.stem}-{scheme}.png").write_bytes(page.picture())
        if axe:
            page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
            page.evaluate(axe + "\n0")
            problems += [f"{scheme}: {v}" for v in page.evaluate(AXE)]
            page.evaluate("document.querySelectorAll('details').forEach(d => d.open = false)")
    if pictures:
        (pictures / f"{file.stem}.pdf").write_bytes(page.pdf())
    return problems


def main():
    if not browser.find_browser():
        print("SKIPPED: the review's page needs the package chromium to be looked at", file=sys.stderr)
        return 0
    build = pathlib.Path(sys.argv[1]).resolve()
    pictures = pathlib.Path(sys.argv[2]).resolve() if len(sys.argv) > 2 else None
    failed = False
    with tempfile.TemporaryDirectory() as folder, browser.Browser() as page:
        # An ordinary shop, and one with so few messages that every case is told by itself.
        for shop, size in SHOPS.items():
            subprocess.run([build / "tests/make_shop_life", f"{folder}/{shop}", *size], check=True, stderr=subprocess.DEVNULL)
        axe = find_axe(folder)
        if axe is None:
            print("axe-core could not be fetched: its rules are not checked", file=sys.stderr)
        for language in LANGUAGES:
            for shop in SHOPS:
                file = pathlib.Path(folder) / f"review-{shop}-{language}.html"
                subprocess.run([build / "collector/replywatch-collector", "--config", f"{folder}/{shop}/replywatch.json", "review", "--language", language, "--out", file], check=True)
                problems = check(page, file, axe, pictures)
                failed = failed or bool(problems)
                print(f"{language}, {shop} shop: " + ("; ".join(problems) if problems else "clean, " + ("with" if axe else "without") + " axe-core"))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
