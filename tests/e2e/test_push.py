"""Live push: a page whose line is cut again and again ends in the same state as one whose line held."""

from __future__ import annotations

from playwright.sync_api import WebSocketRoute, expect

from tests.e2e.conftest import Server
from tests.e2e.studio import Studio

CUTS = 50
STEPS = 40


def chain(steps: int) -> str:
    """A pipeline of small steps, one after the other, each different so that nothing is reused."""
    lines = ["type: pipeline", "settings: {force_rerun: true}", "jobs:"]
    for number in range(steps):
        lines += [
            f"  step_{number}:",
            f"    command: sleep 0.5 && echo {number} > ${{{{outputs.made}}}}/n",
            "    environment: {image: python}",
            "    outputs: {made: {type: uri_folder}}",
        ]
        if number:
            lines.append(f"    inputs: {{before: '${{{{parent.jobs.step_{number - 1}.outputs.made}}}}'}}")
    return "\n".join(lines) + "\n"


def test_a_page_cut_fifty_times_ends_like_one_never_cut(studio: Studio, server: Server) -> None:
    cuts: list[WebSocketRoute] = []

    def cut_soon(line: WebSocketRoute) -> None:
        """Cuts every other line at once and the rest after their first frame; the fifty-first line holds."""
        upstream = line.connect_to_server()
        if len(cuts) >= CUTS:
            return
        cuts.append(line)

        def cut() -> None:
            upstream.close()
            line.close(code=1012, reason="cut by the test")

        def pass_one(frame: str | bytes) -> None:
            line.send(frame)
            cut()

        if len(cuts) % 2:
            cut()
        else:
            upstream.on_message(pass_one)

    studio.page.route_web_socket("**/ws/jobs/**", cut_soon)
    answer = server.api.post_form("jobs", {}, {"file": ("pipeline.yml", chain(STEPS).encode())})
    job = answer.json()["name"]
    studio.open(f"/jobs/{job}")
    studio.expect_job("Completed")
    assert len(cuts) == CUTS
    truth = server.api.get(f"jobs/{job}/state")["nodes"]
    assert len(truth) == STEPS + 1  # the pipeline itself is there too
    for number in range(STEPS):
        assert truth[f"step_{number}"]["status"] == "Completed"
        expect(studio.status(f"step_{number}")).to_have_attribute("data-status", "Completed")
    expect(studio.id("connection-state")).to_have_attribute("data-state", "live")
