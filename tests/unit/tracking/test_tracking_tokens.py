"""Tokens of tracking: whom they let in, and that they cannot be made up."""

from __future__ import annotations

import base64

from penstock.tracking import ids
from penstock.tracking.tokens import (
    JobIdentity,
    credential_of,
    job_token,
    owner_token,
    read_job_token,
    signing_key,
)

JOB = JobIdentity("j1", "train/fit", 2, "탐색 1", "fit", "My pipeline")


def test_a_jobs_token_says_whose_it_is() -> None:
    key = signing_key("secret")
    assert read_job_token(key, job_token(key, JOB)) == JOB


def test_a_changed_or_foreign_token_is_nobodys() -> None:
    key = signing_key("secret")
    token = job_token(key, JOB)
    said, _, signature = token.partition(".")
    forged = base64.urlsafe_b64encode(b'["j2", "", 1, "e", "t", "r"]').decode()
    assert read_job_token(key, f"pj-{forged}.{signature}") is None
    assert read_job_token(signing_key("other"), token) is None
    assert read_job_token(key, said) is None
    assert read_job_token(key, "pj-.") is None


def test_the_owners_token_for_tracking_is_not_the_token_of_the_installation() -> None:
    assert owner_token("t") != "t"
    assert "t" * 20 not in owner_token("t" * 20)


def test_a_token_comes_as_bearer_or_as_the_password_of_an_address() -> None:
    assert credential_of("Bearer x") == "x"
    assert credential_of("Basic " + base64.b64encode(b"penstock:x").decode()) == "x"
    assert credential_of("Basic ###") is None
    assert credential_of(None) is None


def test_ids_are_those_that_mlflow_takes_and_differ_by_attempt() -> None:
    first, second = ids.run_id("j", "a", 1), ids.run_id("j", "a", 2)
    assert len(first) == 32
    assert first != second
    assert ids.run_id("j", "a", 1, "then") != ids.run_id("j", "a", 1, "now")
    assert ids.experiment_id("Default") == "0"
    assert 0 < int(ids.experiment_id("x")) < 2**31
