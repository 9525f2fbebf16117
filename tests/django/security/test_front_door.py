"""Who gets in: token, session, host, origin, CSRF."""

import pytest
from django.conf import settings
from django.core import signing
from django.test import Client

ME = "/api/v1/me"


def error(response: object) -> dict[str, str]:
    return response.json()["error"]  # type: ignore[attr-defined,no-any-return]


def test_the_printed_address_becomes_a_session_and_a_clean_address(stranger: Client) -> None:
    response = stranger.get("/jobs/abc", {"token": settings.WORKSPACE.token(), "tab": "logs"})
    assert (response.status_code, response["Location"]) == (303, "/jobs/abc?tab=logs")
    cookie = response.cookies[settings.SESSION_COOKIE]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert settings.WORKSPACE.token() not in cookie.value
    assert stranger.get(ME).status_code == 200


def test_a_browser_without_session_gets_a_form_and_no_data(stranger: Client) -> None:
    response = stranger.get("/jobs")
    assert response.status_code == 401
    assert b'name="token"' in response.content
    assert settings.WORKSPACE.token().encode() not in response.content
    assert response["Referrer-Policy"] == "same-origin"  # or the form's own Origin would be refused


def test_the_form_remembers_where_one_wanted_to_go(stranger: Client) -> None:
    assert b'value="/jobs/x?tab=logs"' in stranger.get("/jobs/x?tab=logs&token=wrong").content
    assert b'value="/jobs/x?tab=logs"' in stranger.get("/jobs/x?tab=logs").content
    wrong = stranger.post("/login", {"token": "wrong", "next": "/jobs/x?tab=logs"})
    assert b'value="/jobs/x?tab=logs"' in wrong.content
    assert b'value="/"' in stranger.get("/login").content


def test_whoever_is_signed_in_needs_no_form(signed_in: Client) -> None:
    response = signed_in.get("/login")
    assert (response.status_code, response["Location"]) == (303, "/")


def test_a_wrong_token_says_so(stranger: Client) -> None:
    for response in (stranger.get("/?token=wrong"), stranger.post("/login", {"token": "wrong"})):
        assert response.status_code == 401
        assert b"not the one of this installation" in response.content
        assert settings.SESSION_COOKIE not in response.cookies


def test_the_pasted_token_signs_in_and_goes_on_to_where_one_wanted(stranger: Client) -> None:
    response = stranger.post("/login", {"token": f" {settings.WORKSPACE.token()} ", "next": "/jobs/x"})
    assert (response.status_code, response["Location"]) == (303, "/jobs/x")
    assert stranger.get(ME).status_code == 200


@pytest.mark.parametrize("wanted", ["//evil.example/x", "\\\\evil.example", "/\\evil.example", "https://evil.example"])
def test_signing_in_never_leads_to_another_site(stranger: Client, wanted: str) -> None:
    response = stranger.post("/login", {"token": settings.WORKSPACE.token(), "next": wanted})
    assert response["Location"].startswith("/")
    assert not response["Location"].startswith(("//", "/\\"))


def test_a_forged_or_foreign_session_is_no_session(stranger: Client) -> None:
    for value in ("x", signing.dumps("someone", salt="penstock.session"), signing.dumps(1, salt="other")):
        stranger.cookies[settings.SESSION_COOKIE] = value
        assert stranger.get(ME).status_code == 401


def test_the_api_needs_a_token_or_a_session(stranger: Client, api: Client) -> None:
    refused = stranger.get(ME)
    assert refused.status_code == 401
    assert error(refused)["code"] == "unauthenticated"
    assert "penstock up" in error(refused)["hint"]
    assert stranger.get(ME, headers={"authorization": "Bearer wrong"}).status_code == 401
    assert api.get(ME).status_code == 200


def test_me_tells_the_user_the_language_and_a_csrf_token(signed_in: Client) -> None:
    me = signed_in.get(ME).json()
    assert set(me) == {"user", "csrf", "language"}
    assert me["language"] == "en"
    assert me["user"]["name"]


def test_a_page_needs_the_csrf_token_to_change_something(signed_in: Client) -> None:
    refused = signed_in.post("/api/v1/me", {"language": "ko"}, content_type="application/json")
    assert (refused.status_code, error(refused)["code"]) == (403, "forbidden")
    stale = signed_in.post("/api/v1/me", {}, content_type="application/json", headers={"x-csrftoken": "0" * 64})
    assert stale.status_code == 403
    token = signed_in.get(ME).json()["csrf"]
    headers = {"x-csrftoken": token, "origin": "http://localhost"}
    good = signed_in.post("/api/v1/me", {"language": "ko"}, content_type="application/json", headers=headers)
    assert good.status_code == 200
    assert signed_in.get(ME).json()["language"] == "ko"


@pytest.mark.parametrize("host", ["evil.example", "localhost.evil.example", "10.0.0.7", "", "a b", "localhost@evil"])
def test_a_name_that_is_not_ours_is_refused(api: Client, host: str) -> None:
    refused = api.get(ME, headers={"host": host})
    assert (refused.status_code, error(refused)["code"]) == (400, "bad_host")


@pytest.mark.parametrize("host", ["localhost", "localhost:8000", "127.0.0.1:8000", "[::1]:8000", "LOCALHOST"])
def test_loopback_names_are_ours(api: Client, host: str) -> None:
    assert api.get(ME, headers={"host": host}).status_code == 200


def test_the_bound_name_is_ours_and_a_wildcard_takes_addresses_only(api: Client, settings: object) -> None:
    settings.BIND_HOST = "box.lan"  # type: ignore[attr-defined]
    assert api.get(ME, headers={"host": "box.lan:80"}).status_code == 200
    settings.BIND_HOST = "0.0.0.0"  # type: ignore[attr-defined]
    assert api.get(ME, headers={"host": "192.168.1.5:80"}).status_code == 200
    assert api.get(ME, headers={"host": "evil.example"}).status_code == 400


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "http://evil.example"},
        {"origin": "null"},
        {"origin": "http://localhost:9999"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
    ],
)
def test_another_site_cannot_change_anything(api: Client, headers: dict[str, str]) -> None:
    refused = api.post(ME, {"language": "ko"}, content_type="application/json", headers=headers)
    assert (refused.status_code, error(refused)["code"]) == (403, "bad_origin")


def test_another_installation_on_this_machine_has_other_cookies() -> None:
    assert settings.INSTALL_ID in settings.SESSION_COOKIE
