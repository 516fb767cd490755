"""What this computer offers."""

from kpixl.files import machine


def test_requirements_stand_by_extra_without_those_of_another_system(monkeypatch):
    texts = [
        "click>=8.1",
        "pandas>=2 ; python_version >= '3.9'",
        "colorama ; sys_platform == 'win32'",
        'docxtpl>=0.1; extra == "report"',
        "matplotlib ; extra == 'report'",
    ]
    monkeypatch.setattr(machine, "requires", lambda _name: texts)
    assert machine.required_packages() == {"": ("click", "pandas"), "report": ("docxtpl", "matplotlib")}


def test_a_checkout_that_is_not_installed_names_none(monkeypatch):
    def missing(_name: str) -> list[str]:
        raise machine.PackageNotFoundError

    monkeypatch.setattr(machine, "requires", missing)
    assert machine.required_packages() == {}


def test_the_version_of_a_package_that_is_missing_is_empty():
    assert machine.package_version("click") > "8"
    assert machine.package_version("no-such-package") == ""


def test_a_font_that_nobody_has_is_missing():
    assert machine.has_font("No Such Font 1234") in (False, None)
