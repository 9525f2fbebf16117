"""What people read of a failure on the way to another machine."""

from __future__ import annotations

from runs.storage.sources.failures import explain


def test_a_failure_is_told_without_what_signs_its_address() -> None:
    error = ConnectionError(
        "HTTPSConnectionPool(host='h', port=443): Max retries exceeded with url: /x?se=2030&sig=SECRET "
        "(Caused by ProxyError('Tunnel connection failed: 403 Forbidden'))"
    )
    code, sentence = explain(error, "https://h/x", "", lambda: "")
    assert code == "denied"
    assert "SECRET" not in sentence
    assert "/x (Caused by" in sentence


def test_a_signature_that_is_cut_off_is_hidden_too() -> None:
    error = OSError("url: https://" + "h" * 120 + "/x?sig=SECRET" + "T" * 100)
    assert "SECRET" not in explain(error, "it", "", lambda: "")[1]


def test_a_bracket_that_was_opened_is_closed() -> None:
    error = OSError("Cannot connect to host h [Errno 111] Connect call failed ('127.0.0.1', 9599)")
    assert "(Connect call failed ('127.0.0.1', 9599))." in explain(error, "it", "", lambda: "")[1]
