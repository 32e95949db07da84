"""The site on plain servers, under policies, and from a file: it runs, or says in words why not."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from servers import IIS, NGINX, WEB, serve, with_web_config

from conftest import Lab

EXERCISE = "exercises/02_lookup.ipynb"
POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval' blob:; "
    "worker-src 'self' blob:; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:"
)
ANSWERS = """() => jupyterapp.shell.currentWidget?.sessionContext?.session?.kernel?.status
    === "idle\""""
ALERT = "[role=alert]"


@pytest.fixture
def page(browser):
    context = browser.new_context(viewport={"width": 1200, "height": 900})
    yield context.new_page()
    context.close()


@pytest.fixture(scope="module")
def edition(folder):
    return next(folder.glob("run/*/lab")).parent.relative_to(folder).as_posix()


def iis(folder):
    return with_web_config(IIS, folder / "web.config")


@pytest.mark.parametrize(
    "types", [lambda _: NGINX, lambda _: {"": "text/plain"} | WEB, iis], ids=["nginx", "old", "IIS"]
)
def test_python_starts_on_a_server_with_its_own_types(page, folder, edition, types):
    with serve(folder, types(folder)) as address:
        lab = Lab(page, address + edition)
        lab.open(EXERCISE)
        page.wait_for_function(ANSWERS, timeout=60_000)
        assert page.locator(ALERT).count() == 0


@pytest.mark.parametrize(
    "missing, words",
    [
        (".wasm", "does not serve files that end in .wasm"),
        (".bin", "does not serve files that end in .bin"),
    ],
)
def test_a_type_that_a_server_does_not_know_is_named(page, folder, edition, missing, words):
    types = iis(folder) | {missing: ""}
    with serve(folder, types) as address:
        page.goto(f"{address}{edition}/notebooks/index.html?path={EXERCISE}")
        alert = page.locator(ALERT)
        alert.wait_for(timeout=60_000)
        assert "Python cannot start" in alert.inner_text() and words in alert.inner_text()


def test_a_policy_that_is_documented_lets_everything_run(page, folder, edition):
    with serve(folder, headers=[("Content-Security-Policy", POLICY)]) as address:
        faults = []
        page.on("console", lambda m: "Content Security Policy" in m.text and faults.append(m.text))
        page.goto(address)
        lab = Lab(page, address + edition)
        lab.open("notebooks/05_gradient_step.ipynb")
        lab.run_all()
        assert faults == []
        assert page.locator(ALERT).count() == 0


@pytest.mark.parametrize(
    "policy, missing",
    [
        ("default-src 'self'", "'unsafe-eval'"),
        (POLICY.replace("'unsafe-eval'", ""), "'unsafe-eval'"),
        (POLICY.replace("script-src 'self' 'unsafe-inline'", "script-src 'self'"), "inline"),
        (POLICY.replace("worker-src 'self' blob:", "worker-src 'none'"), "worker-src"),
    ],
)
def test_a_policy_that_stops_the_course_is_named(page, folder, edition, policy, missing):
    with serve(folder, headers=[("Content-Security-Policy", policy)]) as address:
        if missing != "worker-src":
            page.goto(address)
            said = page.locator("[data-cannot-run]")
            said.wait_for()
            assert missing in said.inner_text()
            assert page.locator("[data-runs]:visible").count() == 0
        page.goto(f"{address}{edition}/notebooks/index.html?path={EXERCISE}")
        page.locator(ALERT).wait_for()
        assert "Content-Security-Policy" in page.locator(ALERT).inner_text()
        assert missing in page.locator(ALERT).inner_text()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", ["404.html", "index.html", "work.html"])
def test_axe_finds_nothing_in_the_pages_around_the_lessons(page, folder, scheme, name):
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    with serve(folder) as address:
        page.goto(address + name)
        found = Axe().run(page).response["violations"]
    assert [(v["id"], [node["target"] for node in v["nodes"]]) for v in found] == []


def test_from_a_file_the_site_is_read_and_says_why_it_does_not_run(page, folder, edition):
    page.goto((folder / "index.html").as_uri())
    assert "python -m http.server" in page.locator("[data-cannot-run]").inner_text()
    assert page.locator("[data-runs]:visible").count() == 0
    page.goto((folder / edition / "notebooks" / "index.html").as_uri())
    assert "python -m http.server" in page.locator(ALERT).inner_text()
