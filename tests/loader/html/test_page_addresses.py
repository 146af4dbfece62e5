"""The addresses of saved pages."""

from __future__ import annotations

from tests.loader.html.stated_pages import fields


def test_an_address_of_the_whole_site_is_not_the_pages() -> None:
    start = "<html><!-- saved from url=(0028)https://herald.example/bridge -->"
    head = "<link rel=canonical href='https://herald.example/'>"
    assert fields(head, html=start)["source_url"].value == "https://herald.example/bridge"
