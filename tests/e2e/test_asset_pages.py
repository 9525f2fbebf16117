"""What is registered, on its pages: made from files, versioned, compared, tagged, put away, looked into."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import Server
from tests.e2e.registry import choose, open_tab, pipeline_of, register, score
from tests.e2e.studio import Studio


@pytest.fixture
def name() -> str:
    """A name of this test's own: tests share the server."""
    return f"score_{secrets.token_hex(3)}"


@pytest.fixture
def file(tmp_path: Path) -> Callable[[str, bytes], Path]:
    def write(name: str, content: bytes) -> Path:
        (tmp_path / name).write_bytes(content)
        return tmp_path / name

    return write


def test_a_component_is_registered_from_its_file_and_found(
    studio: Studio, name: str, file: Callable[[str, bytes], Path]
) -> None:
    studio.open("/components")
    report = choose(studio, file("component.yml", score(name)))
    expect(report).to_contain_text(f"{name} is registered as version 1")
    studio.id("asset-search").fill(name)
    expect(studio.id(f"asset:{name}")).to_contain_text(f"Score {name}")
    report.get_by_role("link", name="Open").click()
    expect(studio.page.get_by_role("heading", level=1)).to_contain_text(f"Score {name}")
    studio.page.wait_for_url(f"**/components/{name}/1")


def test_the_same_content_again_makes_no_version(studio: Studio, name: str, file: Callable[[str, bytes], Path]) -> None:
    studio.open("/components")
    same = file("component.yml", score(name))
    choose(studio, same)
    studio.drop_files("drop:components", same)
    expect(studio.id("registered")).to_contain_text("registered already")
    studio.id("asset-search").fill(name)
    expect(studio.id(f"asset:{name}")).not_to_contain_text("2 versions")


def test_a_component_is_registered_from_its_folder(studio: Studio, name: str, tmp_path: Path) -> None:
    folder = tmp_path / "project"
    (folder / "src").mkdir(parents=True)
    document = score(name).decode().replace("command: cp", "code: ./src\ncommand: cp")
    (folder / "component.yml").write_text(document)
    (folder / "src" / "helper.py").write_text("print('here')\n")
    studio.open("/components")
    studio.id("register-folder").set_input_files(folder)
    studio.id("registered").get_by_role("link", name="Open").click()
    open_tab(studio, "code")
    studio.page.get_by_role("button", name="helper.py").click()
    expect(studio.page.get_by_label("src/helper.py")).to_contain_text("print('here')")


def test_a_file_that_is_no_component_is_refused_with_its_line(
    studio: Studio, file: Callable[[str, bytes], Path]
) -> None:
    studio.open("/components")
    studio.id("register-file").set_input_files([file("broken.yml", b"type: command\nname: [x\n")])
    alert = studio.page.get_by_role("alert")
    expect(alert).to_contain_text("broken.yml was not registered")
    expect(alert).to_contain_text(re.compile(r"broken\.yml:\d"))


def test_a_new_version_says_what_it_breaks(
    studio: Studio, server: Server, name: str, file: Callable[[str, bytes], Path]
) -> None:
    register(server, "components", ("component.yml", score(name)))
    studio.open(f"/components/{name}/1")
    choose(studio, file("component.yml", score(name, 2)))
    expect(studio.page.get_by_role("status").filter(has_text="Version 2 is newer")).to_be_visible()
    studio.page.get_by_role("link", name="Open it").click()
    studio.page.wait_for_url(f"**/components/{name}/2")
    open_tab(studio, "diff")
    limit = studio.id("change:limit")
    expect(limit).to_contain_text("added")
    expect(limit).to_have_attribute("data-breaking", "true")
    expect(limit).to_contain_text("breaking")
    expect(studio.id("change:note")).to_have_attribute("data-breaking", "false")
    expect(studio.id("change:scores")).to_contain_text("uri_file → uri_folder")
    expect(
        studio.page.get_by_text("3 breaking changes").or_(studio.page.get_by_text("2 breaking changes"))
    ).to_be_visible()
    studio.page.get_by_role("button", name="Change sides").click()
    expect(limit).to_contain_text("removed")


def test_tags_labels_and_words_are_written_where_they_are_read(studio: Studio, server: Server, name: str) -> None:
    register(server, "components", ("component.yml", score(name)))
    register(server, "components", ("component.yml", score(name, 2)))
    studio.open(f"/components/{name}/1")
    studio.id("tags-add").click()
    studio.id("tags-name").fill("stage")
    studio.id("tags-value").fill("beta")
    studio.id("tags-value").press("Enter")
    expect(studio.id("tags")).to_contain_text("stage: beta")
    studio.id("labels-add").click()
    studio.id("labels-name").fill("stable")
    studio.id("labels-name").press("Enter")
    expect(studio.id("labels")).to_contain_text("stable")
    studio.id("asset-description").get_by_role("button", name="Edit: Description").click()
    studio.page.get_by_role("textbox", name="Description").fill("Scores each row once.")
    studio.page.keyboard.press("Control+Enter")
    expect(studio.id("asset-description")).to_contain_text("Scores each row once.")
    studio.open(f"/components/{name}/2")
    studio.id("labels-add").click()
    studio.id("labels-name").fill("stable")
    expect(studio.id("labels")).to_contain_text("stable points at version 1 now")
    studio.id("labels-name").press("Enter")
    expect(studio.id("labels").get_by_role("button", name="Remove stable")).to_be_visible()
    kept = server.api.get(f"components/{name}/1")
    assert (kept["tags"]["stage"], kept["description"], kept["labels"]) == ("beta", "Scores each row once.", [])


def test_what_is_archived_is_put_away_and_comes_back(studio: Studio, server: Server, name: str) -> None:
    register(server, "components", ("component.yml", score(name)))
    studio.open(f"/components/{name}/1")
    studio.id("asset-actions").click()
    studio.page.get_by_role("menuitem", name="Archive version 1").click()
    expect(studio.id("archived")).to_be_visible()
    studio.open(f"/components?search={name}")
    expect(studio.page.get_by_text("Nothing fits these filters")).to_be_visible()
    studio.page.get_by_role("switch", name="Show archived").click()
    expect(studio.page.get_by_role("switch", name="Show archived")).to_be_checked()
    studio.id(f"asset:{name}").get_by_role("link").first.click()
    studio.id("asset-actions").click()
    studio.page.get_by_role("menuitem", name="Restore version 1").click()
    expect(studio.id("archived")).to_have_count(0)


def test_who_uses_a_component_is_a_link_and_is_named_before_it_is_deleted(
    studio: Studio, server: Server, name: str, new_draft: Callable[..., dict[str, Any]]
) -> None:
    register(server, "components", ("component.yml", score(name)))
    draft = new_draft(canvas=pipeline_of(name), name=f"Uses {name}")
    studio.open(f"/components/{name}/1?tab=usedby")
    link = studio.id("used-by").get_by_role("link", name=f"Uses {name}")
    expect(link).to_have_attribute("href", f"/designer/{draft['id']}")
    studio.id("asset-actions").click()
    studio.page.get_by_role("menuitem", name="Delete all versions").click()
    dialog = studio.page.get_by_role("dialog")
    expect(dialog).to_contain_text("used in one place")
    expect(dialog).to_contain_text(f"Uses {name}")
    studio.id("confirm-delete").click()
    studio.page.wait_for_url("**/components")
    expect(studio.page.get_by_role("heading", level=1, name="Components")).to_be_visible()


def test_a_node_is_upgraded_after_its_new_interface_was_seen(
    studio: Studio, server: Server, name: str, new_draft: Callable[..., dict[str, Any]]
) -> None:
    register(server, "components", ("component.yml", score(name)))
    register(server, "components", ("component.yml", score(name, 2)))
    draft = new_draft(canvas=pipeline_of(name))
    studio.open_draft(draft)
    expect(studio.id("node-newer:score")).to_contain_text("2")
    studio.node("score").click(position={"x": 60, "y": 12})
    studio.id("newer-version").get_by_role("button", name="Upgrade").click()
    expect(studio.id("change:limit")).to_contain_text("breaking")
    expect(studio.id("upgrade-keeps")).to_be_visible()
    expect(studio.id("upgrade-dialog")).to_contain_text("limit has to be given a value")
    studio.id("action:apply-upgrade").click()
    expect(studio.node("score")).to_contain_text(f"{name}:2")
    expect(studio.edge("inputs.rows", "score.rows")).to_have_count(1)
    expect(studio.id("node-newer:score")).to_have_count(0)
    studio.id("action:undo").click()
    expect(studio.node("score")).to_contain_text(f"{name}:1")


def test_all_nodes_are_upgraded_from_the_palette(
    studio: Studio, server: Server, name: str, new_draft: Callable[..., dict[str, Any]]
) -> None:
    register(server, "components", ("component.yml", score(name)))
    register(server, "components", ("component.yml", score(name, 2)))
    studio.open_draft(new_draft(canvas=pipeline_of(name)))
    expect(studio.id("node-newer:score")).to_be_visible()
    studio.page.keyboard.press("Control+k")
    studio.page.get_by_placeholder("Go to a page").fill("Upgrade all")
    studio.page.get_by_role("button", name="Upgrade all components").click()
    expect(studio.id("upgrade:score")).to_be_visible()
    studio.id("action:apply-upgrade").click()
    expect(studio.node("score")).to_contain_text(f"{name}:2")


def test_data_is_looked_into_and_carried_to_the_canvas(
    studio: Studio, server: Server, name: str, new_draft: Callable[..., dict[str, Any]]
) -> None:
    rows = b"id,name\n1,Ada\n2,Grace\n"
    document = f'name: {name}\nversion: "1"\ntype: uri_file\npath: ./rows.csv\n'.encode()
    register(server, "data", ("data.yml", document), ("rows.csv", rows))
    studio.open("/data")
    studio.id("asset-search").fill(name)
    studio.id(f"asset:{name}").get_by_role("link", name=name).click()
    open_tab(studio, "preview")
    expect(studio.id("data-preview").get_by_role("cell", name="Grace")).to_be_visible()
    studio.open_draft(new_draft())
    studio.id("library-tab:data").click()
    studio.id("library-search").fill(name)
    expect(studio.id(f"library-item:{name}")).to_be_visible()
    studio.drag_from_library(name, (300, 200))
    expect(studio.node(f"inputs:{name}")).to_be_visible()
    expect(studio.id("inspector")).to_contain_text("uri_file")


def test_what_was_translated_from_an_old_dialect_is_told_apart(
    studio: Studio, new_draft: Callable[..., dict[str, Any]]
) -> None:
    studio.open_draft(new_draft())
    old = Path(__file__).parents[1] / "contract" / "old" / "c_three_steps.yml"
    studio.id("import-file").set_input_files([old])
    expect(studio.node("show")).to_be_visible()
    translated = studio.id("problems:translated")
    expect(translated).to_contain_text("Translated from an older dialect")
    translated.locator("summary").click()
    first = translated.get_by_test_id("problem").filter(has_text="outputs.slope").first
    expect(first).to_contain_text("${{parent.outputs.slope}}")
    studio.page.reload()
    expect(studio.id("problems:translated")).to_contain_text("Translated from an older dialect")
    studio.id("problems:errors").get_by_test_id("problem-line").first.click()
    expect(studio.id("yaml-text")).to_be_focused()
