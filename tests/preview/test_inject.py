"""The preview adds one script to a page and allows it in the page's policy; nothing else changes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kursk_archive.preview.inject import inject_preview, relax_policy

ORIGIN = "http://127.0.0.1:8000"
SOURCE = f"{ORIGIN}/.kursk-archive/"


@pytest.mark.parametrize(
    ("policy", "expected"),
    [
        ("", ""),
        ("img-src 'self'", "img-src 'self'"),
        (
            "default-src 'none'",
            f"default-src 'none'; script-src {SOURCE}; style-src {SOURCE}; connect-src {SOURCE}",
        ),
        (
            "default-src 'self'; script-src 'NONE'",
            f"default-src 'self'; script-src {SOURCE}; style-src 'self' {SOURCE}; connect-src 'self' {SOURCE}",
        ),
        ("Style-Src 'self' file:", f"style-src 'self' file: {SOURCE}"),
        ("script-src a.example; script-src b.example", f"script-src a.example {SOURCE}"),
        ("script-src-elem 'none'", f"script-src-elem {SOURCE}"),
        (" ; ;script-src", f"script-src {SOURCE}"),
    ],
    ids=[
        "empty",
        "images only",
        "none allowed",
        "inherited",
        "capitals",
        "repeated",
        "narrower",
        "empty directives",
    ],
)
def test_a_policy_is_relaxed_for_the_preview_only(policy: str, expected: str) -> None:
    assert relax_policy(policy, SOURCE) == expected


@pytest.mark.parametrize(
    ("page", "before", "after"),
    [
        ("<head><title>A</title></head><body></body>", "<head><title>A</title>", "</head><body></body>"),
        ("<HEAD></HEAD >x", "<HEAD>", "</HEAD >x"),
        ("no head at all", "no head at all", ""),
        ("", "", ""),
        ("<head></head><pre></head></pre>", "<head>", "</head><pre></head></pre>"),
    ],
    ids=["head", "capitals", "no head", "empty", "two"],
)
def test_the_script_is_at_the_end_of_the_head(page: str, before: str, after: str) -> None:
    served = inject_preview(page, "/a.html", "version", ORIGIN)
    assert served.startswith(f'{before}<script src="/.kursk-archive/preview.js" ')
    assert served.endswith(f" defer></script>{after}")


@pytest.mark.parametrize(
    ("meta", "expected"),
    [
        (
            '<meta http-equiv="Content-Security-Policy" content="script-src \'self\'">',
            f'<meta http-equiv="Content-Security-Policy" content="script-src \'self\' {SOURCE}">',
        ),
        (
            "<META content='script-src &#39;none&#39;' http-equiv=content-security-policy>",
            f'<META content="script-src {SOURCE}" http-equiv=content-security-policy>',
        ),
        ('<meta name="description" content="script-src">', '<meta name="description" content="script-src">'),
        ('<meta http-equiv="refresh" content="default-src">', '<meta http-equiv="refresh" content="default-src">'),
    ],
    ids=["policy", "other spelling", "description", "refresh"],
)
def test_only_a_policy_is_rewritten(meta: str, expected: str) -> None:
    assert inject_preview(f"{meta}</head>", "/", "m", ORIGIN).startswith(f"{expected}<script ")


def test_no_url_breaks_out_of_the_script_element() -> None:
    served = inject_preview("", '/"><script>alert(1)</script>&a=b', '"><b>', ORIGIN)
    assert served.count("<script") == 1
    assert "<b>" not in served
    assert "page=%2F%22%3E%3Cscript%3Ealert%281%29%3C%2Fscript%3E%26a%3Db" in served


@given(
    st.text() | st.lists(st.sampled_from(["<meta", " content=", '"', "'", ">", "</head", "http-equiv="])).map("".join)
)
def test_any_text_is_kept(text: str) -> None:
    served = inject_preview(text, "/", "m", ORIGIN)
    if "meta" not in text.lower():
        start = served.index('<script src="/.kursk-archive/')
        assert served[:start] + served[served.index("</script>", start) + len("</script>") :] == text
