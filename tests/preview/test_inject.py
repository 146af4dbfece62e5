"""What the preview adds to a page: one script, and leave for it in a policy; nothing else changes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kursk_archive.preview.inject import inject_preview, relax_policy

HERE = "http://127.0.0.1:8000"
OURS = f"{HERE}/.kursk-archive/"


@pytest.mark.parametrize(
    ("policy", "expected"),
    [
        ("", ""),
        ("img-src 'self'", "img-src 'self'"),
        ("default-src 'none'", f"default-src 'none'; script-src {OURS}; style-src {OURS}; connect-src {OURS}"),
        (
            "default-src 'self'; script-src 'NONE'",
            f"default-src 'self'; script-src {OURS}; style-src 'self' {OURS}; connect-src 'self' {OURS}",
        ),
        ("Style-Src 'self' file:", f"style-src 'self' file: {OURS}"),
        ("script-src a.example; script-src b.example", f"script-src a.example {OURS}"),
        ("script-src-elem 'none'", f"script-src-elem {OURS}"),
        (" ; ;script-src", f"script-src {OURS}"),
    ],
    ids=["none", "of pictures", "all closed", "inherited", "any case", "twice", "narrower", "empty rows"],
)
def test_a_policy_is_opened_for_the_preview_alone(policy: str, expected: str) -> None:
    assert relax_policy(policy, OURS) == expected


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
def test_the_script_stands_at_the_end_of_the_head(page: str, before: str, after: str) -> None:
    done = inject_preview(page, "/a.html", "mark", HERE)
    assert done.startswith(f'{before}<script src="/.kursk-archive/preview.js" ')
    assert done.endswith(f" defer></script>{after}")


@pytest.mark.parametrize(
    ("meta", "expected"),
    [
        (
            '<meta http-equiv="Content-Security-Policy" content="script-src \'self\'">',
            f'<meta http-equiv="Content-Security-Policy" content="script-src \'self\' {OURS}">',
        ),
        (
            "<META content='script-src &#39;none&#39;' http-equiv=content-security-policy>",
            f'<META content="script-src {OURS}" http-equiv=content-security-policy>',
        ),
        ('<meta name="description" content="script-src">', '<meta name="description" content="script-src">'),
        ('<meta http-equiv="refresh" content="default-src">', '<meta http-equiv="refresh" content="default-src">'),
    ],
    ids=["ours", "spelt otherwise", "a description", "another"],
)
def test_only_a_policy_is_rewritten(meta: str, expected: str) -> None:
    assert inject_preview(f"{meta}</head>", "/", "m", HERE).startswith(f"{expected}<script ")


def test_no_address_breaks_out_of_the_script() -> None:
    done = inject_preview("", '/"><script>alert(1)</script>&a=b', '"><b>', HERE)
    assert done.count("<script") == 1
    assert "<b>" not in done
    assert "page=%2F%22%3E%3Cscript%3Ealert%281%29%3C%2Fscript%3E%26a%3Db" in done


@given(
    st.text() | st.lists(st.sampled_from(["<meta", " content=", '"', "'", ">", "</head", "http-equiv="])).map("".join)
)
def test_any_text_keeps_what_it_says(text: str) -> None:
    done = inject_preview(text, "/", "m", HERE)
    if "meta" not in text.lower():
        start = done.index('<script src="/.kursk-archive/')
        assert done[:start] + done[done.index("</script>", start) + len("</script>") :] == text
