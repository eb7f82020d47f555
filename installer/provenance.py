"""What the programs are made of, from cargo's own records.

Usage: provenance.py notices TRIPLE FILE        licences of all that is linked into them, with their texts
       provenance.py sbom TRIPLE VERSION FILE   the same as a CycloneDX 1.5 bill of materials
       provenance.py check RULES TRIPLE         whether licences, crates and sources are those that RULES, a deny.toml,
                                                allows: what cargo deny checks, but for its list of weaknesses

What only helps to build (macros, build scripts, tests) is not in the programs and not in here. The same lock file
and compiler give the same bytes.
"""

import json
import re
import subprocess
import sys
import tomllib
import uuid
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TEXT_NAMES = re.compile(r"(licen[cs]e|copying|notice|unlicense|copyright)", re.IGNORECASE)
# Parts that cargo does not know of: name, licence, where from, our copy of its text.
FONTS = ("BIZ UDPGothic", "OFL-1.1", "https://github.com/googlefonts/morisawa-biz-ud-gothic", "assets/fonts/OFL.txt")
STANDARD_LIBRARY = ("Rust standard library", "MIT OR Apache-2.0", "https://www.rust-lang.org")
MINGW = (
    "mingw-w64 runtime and libgcc (Windows programs)",
    "ZPL-2.1 AND GPL-3.0-or-later WITH GCC-exception-3.1",
    "https://www.mingw-w64.org",
)


def linked(triple):
    """The crates of other people that are linked into the programs for that system, by name and version."""
    # The tree knows which features the programs are built with; the metadata would add those of the tests.
    tree = cargo("tree", "--locked", "--edges=normal,no-proc-macro", f"--target={triple}", "--prefix=none", "--format={p}")
    names = {tuple(line.split()[:2]) for line in tree.splitlines() if line.strip()}
    data = json.loads(cargo("metadata", "--format-version=1", "--locked", f"--filter-platform={triple}"))
    found = [
        package for package in data["packages"]
        if (package["name"], f"v{package['version']}") in names and package["id"] != data["resolve"]["root"]
    ]
    return sorted(found, key=lambda package: (package["name"], package["version"]))


def cargo(*words):
    return subprocess.run(["cargo", *words], cwd=ROOT, check=True, capture_output=True, text=True).stdout


def texts(package):
    """The licence texts that the crate brings; none where its author left them out."""
    folder = Path(package["manifest_path"]).parent
    files = [path for path in sorted(folder.iterdir()) if path.is_file() and TEXT_NAMES.search(path.name)]
    for subfolder in ("LICENSES", "licenses"):
        if (folder / subfolder).is_dir():
            files += sorted(path for path in (folder / subfolder).iterdir() if path.is_file())
    files = [path for path in files if path.suffix.lower() in ("", ".txt", ".md", ".mit", ".apache", ".0", ".html")
             or not path.suffix[1:].islower()]
    result = []
    for path in files:
        text = path.read_text(encoding="utf-8", errors="replace").replace("\r\n", "\n").strip()
        if text and text not in result:
            result.append(text)
    return result


def of(package):
    authors = ", ".join(re.sub(r"\s*<.*?>", "", author) for author in package["authors"])
    return f"{package['name']} {package['version']}", authors


def notices(triple):
    packages = linked(triple)
    missing = [package["name"] for package in packages if not package["license"]]
    if missing:
        sys.exit(f"no licence is said: {' '.join(missing)}")
    lines = ["Kyukyubako is made with the work of many people. Thank you.",
             "救急箱は、次の人々の作ったものを使っています。ありがとうございます。", "", "== What is inside ==", ""]
    for package in packages:
        name, authors = of(package)
        lines += [f"{name} ({package['license']})", *[f"    {part}" for part in (authors, package["repository"]) if part]]
    parts = [FONTS[:3], STANDARD_LIBRARY] + ([MINGW] if "windows-gnu" in triple else [])
    for name, licence, origin in parts:
        lines += [f"{name} ({licence})", f"    {origin}"]
    used = {(ROOT / FONTS[3]).read_text(encoding="utf-8").replace("\r\n", "\n").strip(): [FONTS[0]]}
    without = []
    for package in packages:
        found = texts(package)
        if not found:
            without.append(f"{of(package)[0]} ({package['license']})")
        for text in found:
            used.setdefault(text, []).append(of(package)[0])
    if without:
        lines += ["", "== Without a text of their own ==", "",
                  "Their authors name the licence and bring no text; the texts below of the same licence hold for them.",
                  "", *without]
    lines += ["", "== Texts =="]
    for text, names in sorted(used.items(), key=lambda item: (item[1][0].lower(), item[0])):
        lines += ["", "-" * 80, ", ".join(names), "-" * 80, "", text]
    return "\n".join(lines) + "\n"


def sbom(triple, version):
    lock = tomllib.loads((ROOT / "Cargo.lock").read_text(encoding="utf-8"))
    sums = {(package["name"], package["version"]): package.get("checksum") for package in lock["package"]}
    components = []
    for package in linked(triple):
        name, crate_version = package["name"], package["version"]
        component = {
            "type": "library", "bom-ref": f"pkg:cargo/{name}@{crate_version}", "name": name, "version": crate_version,
            "scope": "required", "licenses": [{"expression": package["license"]}],
            "purl": f"pkg:cargo/{name}@{crate_version}",
        }
        checksum = sums.get((name, crate_version))
        if checksum:
            component["hashes"] = [{"alg": "SHA-256", "content": checksum}]
        if package["repository"]:
            component["externalReferences"] = [{"type": "vcs", "url": package["repository"]}]
        components.append(component)
    font, licence, origin, _ = FONTS
    components.append({"type": "data", "bom-ref": "font:biz-udpgothic", "name": font, "licenses": [{"expression": licence}],
                       "externalReferences": [{"type": "website", "url": origin}]})
    compiler = subprocess.run(["rustc", "--version"], check=True, capture_output=True, text=True).stdout.split()[1]
    name, licence, origin = STANDARD_LIBRARY
    components.append({"type": "library", "bom-ref": "rust:std", "name": name, "version": compiler, "licenses": [{"expression": licence}],
                       "externalReferences": [{"type": "website", "url": origin}]})
    if "windows-gnu" in triple:
        name, licence, origin = MINGW
        components.append({"type": "library", "bom-ref": "mingw:runtime", "name": name, "licenses": [{"expression": licence}],
                           "externalReferences": [{"type": "website", "url": origin}]})
    own = f"pkg:cargo/kyukyubako@{version}"
    document = {
        "bomFormat": "CycloneDX", "specVersion": "1.5", "version": 1,
        "serialNumber": f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, json.dumps([triple, version, components]))}",
        "metadata": {
            "component": {"type": "application", "bom-ref": own, "name": "kyukyubako", "version": version,
                          "licenses": [{"expression": "MIT OR Apache-2.0"}], "purl": own},
            "properties": [{"name": "target", "value": triple}],
        },
        "components": components,
    }
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


def allowed(expression, allow):
    """Whether one way to read the SPDX expression is made of allowed licences alone."""
    words = re.findall(r"\(|\)|[^\s()]+", expression.replace("/", " OR "))

    def either():
        result = both()
        while words and words[0] == "OR":
            words.pop(0)
            result = both() or result
        return result

    def both():
        result = one()
        while words and words[0] == "AND":
            words.pop(0)
            result = one() and result
        return result

    def one():
        word = words.pop(0)
        if word == "(":
            result = either()
            words.pop(0)
            return result
        if words and words[0] == "WITH":
            words.pop(0)
            word = f"{word} WITH {words.pop(0)}"
        return word in allow

    result = either()
    return result and not words


def check(rules, triple):
    rules = tomllib.loads(Path(rules).read_text(encoding="utf-8"))
    registry = "registry+https://github.com/rust-lang/crates.io-index"
    wrong = []
    for package in linked(triple):
        name, _ = of(package)
        if not allowed(package["license"] or "none", set(rules["licenses"]["allow"])):
            wrong.append(f"{name}: licence {package['license']}")
        if package["name"] in rules["bans"]["deny"]:
            wrong.append(f"{name} is denied")
        if package["source"] != registry:
            wrong.append(f"{name} comes from {package['source']}")
    if wrong:
        sys.exit("\n".join(wrong))


def main():
    match sys.argv[1:]:
        case ["notices", triple, file]:
            text = notices(triple)
        case ["sbom", triple, version, file]:
            text = sbom(triple, version)
        case ["check", rules, triple]:
            return check(rules, triple)
        case _:
            sys.exit(__doc__)
    Path(file).write_text(text, encoding="utf-8", newline="\r\n" if file.endswith(".txt") else "\n")


main()
