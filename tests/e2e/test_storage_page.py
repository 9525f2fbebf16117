"""How much room there is and how it is taken back, as a person sees it: look first, delete what was shown."""

from __future__ import annotations

import time

from playwright.sync_api import expect

from tests.e2e.conftest import Server
from tests.e2e.studio import Studio

JOB = """\
type: command
command: head -c 300000 /dev/zero > ${{outputs.big}}/zeros
environment: azureml:current@latest
outputs: {big: {type: uri_folder}}
"""


def archived_job(server: Server) -> str:
    """A job that ended and that nobody wants to see any more."""
    job = dict(server.api.post("jobs", {"yaml": JOB}))
    deadline = time.monotonic() + 60
    while server.api.get(f"jobs/{job['name']}/state")["job"]["status"] != "Completed":
        assert time.monotonic() < deadline
        time.sleep(0.1)  # between two looks
    server.api.patch(f"jobs/{job['name']}", {"archived": True})
    return str(job["name"])


def test_what_would_go_is_shown_before_anything_goes(studio: Studio, server: Server) -> None:
    job = archived_job(server)
    studio.open("/")
    studio.page.get_by_role("link", name="Settings").click()
    expect(studio.id("storage-part:jobs")).to_contain_text("Outputs and logs of runs")
    studio.id("prune-which").click()
    studio.page.get_by_role("option", name="Archived only").click()
    studio.id("prune-days").fill("")
    studio.id("prune-look").click()
    row = studio.id(f"prune:{job}")
    expect(row).to_contain_text("kB")
    assert server.api.get(f"jobs/{job}")["status"] == "Completed"
    studio.id("prune-take").click()
    expect(studio.id("prune-done")).to_contain_text("free again")
    expect(row).to_have_count(0)
    left = server.api.post("storage/prune", {"dry_run": True, "archived_only": True})
    assert job not in [item["name"] for item in left["items"]]


def test_retention_is_kept_and_taken_back(studio: Studio, server: Server) -> None:
    before = server.api.get("workspace/settings")["retention"]
    studio.open("/settings/storage")
    studio.id("retention-failed_days").fill("14")
    studio.id("settings-save").click()
    expect(studio.id("settings-save")).to_be_disabled()
    assert server.api.get("workspace/settings")["retention"] == {**before, "failed_days": 14}
    studio.page.reload()
    expect(studio.id("retention-failed_days")).to_have_value("14")
    studio.id("retention-failed_days").fill("" if before["failed_days"] is None else str(before["failed_days"]))
    studio.id("settings-save").click()
    expect(studio.id("settings-save")).to_be_disabled()
    assert server.api.get("workspace/settings")["retention"] == before
