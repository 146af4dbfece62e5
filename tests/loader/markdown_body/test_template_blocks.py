"""Tags of generators around blocks: code, comments, pairs of shortcodes, statements, marks of kramdown."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kursk_archive.core.enums import LinkRegion
from kursk_archive.loader.markdown_body.render import render_markdown


def shown(text: str) -> str:
    return " ".join(render_markdown(text, "a.md")[0].text.split())


@pytest.mark.parametrize(
    ("start", "end"),
    [
        ("{% highlight python linenos %}", "{% endhighlight %}"),
        ("{% codeblock lang:python %}", "{% endcodeblock %}"),
        ("{%- code -%}", "{%- endcode -%}"),
        ('{{< highlight python "linenos=table" >}}', "{{< /highlight >}}"),
        ("{{< code >}}", "{{</code>}}"),
    ],
)
def test_code_becomes_a_block_of_code(start: str, end: str) -> None:
    fragment, findings = render_markdown(f"Above.\n\n{start}\nx = {{{{ 1 }}}} # *2*\n{end}\n\n[a](/b)\n", "a.md")
    assert "<pre><code" in fragment.segments[0]
    assert "x = {{ 1 }} # *2*" in fragment.segments[0]
    assert ([link.line for link in fragment.links], findings) == ([7], ())


@pytest.mark.parametrize(
    "comment",
    ["{% comment %}secret{% endcomment %}", "{# secret #}", "{{/* secret */}}", "{{< comment >}}secret{{< /comment >}}",
     "{::comment}secret{:/comment}", "{%- comment -%}\n\nsecret\n\n{%- endcomment -%}"],
)  # fmt: skip
def test_comments_are_not_shown(comment: str) -> None:
    assert shown(f"A {comment} b.") == "A b."
    assert shown(f"A.\n\n{comment}\n\nb.") == "A. b."


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{{% alert %}}\nMind *it*.\n{{% /alert %}}", "Mind it."),
        ('{{< callout title="Note" type="x" >}}\nMind.\n{{< /callout >}}', "Note Mind."),
        ('{{< tabs >}}\n{{% tab "Linux" %}}\nRun.\n{{% /tab %}}\n{{< /tabs >}}', "Linux Run."),
        ("{% note warn %}\nMind.\n{% endnote %}", "Mind."),
        ("{% raw %}{{ a }}{% endraw %}", "{{ a }}"),
        ("{% assign a = 1 %}\n{% include_relative x.html %}\nText.", "Text."),
        ('## Head {% addedin "2.0" %}\n\nText.', "Head Text."),
        ('## {{% heading "objectives" %}}\n\nText.', "objectives Text."),
        ("{% if a %}\nOne.\n{% else %}\nTwo.\n{% endif %}", "One. Two."),
        ("A {% if a %}b{% endif %} c.", "A {% if a %}b{% endif %} c."),
        ('A {{< tooltip text="pod" id="p" >}} runs.', "A pod runs."),
        ('A {{< param "v" >}} runs.', 'A {{< param "v" >}} runs.'),
        ("{{< map >}} {{< chart >}}\n\nText.", "Text."),
        ('A {{< glossary term_id="pod" >}} runs.', "A pod runs."),
        ("{{< toc >}}\n\nText.", "Text."),
        ("* TOC\n{:toc}\n\nText.", "Text."),
        ('Text *a*{:.red} and [b](/b){: target="_blank"}.\n{: .lead #top}', "Text a and b."),
        ('[b](/b){:\n.icon width="7"} and on.', "b and on."),
        ('{::options parse_block_html="true" /}\n\nText.', "Text."),
        ("`{% if a %}` and `{:.b}`", "{% if a %} and {:.b}"),
    ],
    ids=ascii,
)
def test_what_stands_for_tags(text: str, expected: str) -> None:
    assert shown(text) == expected


@pytest.mark.parametrize(
    "tag", ["{% include map.html %}", "{{< map >}}", "{% for a in b %}x{% endfor %}", '[gallery ids="1"]']
)
def test_what_is_lost_is_reported(tag: str) -> None:
    _, findings = render_markdown(f"Above.\n\n{tag}\n", "a.md")
    assert [(one.code, one.location.line, one.location.column) for one in findings] == [("template-syntax", 3, 1)]


def test_a_shortcode_over_several_lines() -> None:
    fragment, _ = render_markdown('{{< figure\n  src="/a.png"\n  caption="A pier"\n>}}\n\n[a](/b)\n', "a.md")
    assert [(one.region, one.href, one.text, one.line) for one in fragment.links] == [
        (LinkRegion.IMAGE, "/a.png", "A pier", 1),
        (LinkRegion.BODY, "/b", "a", 6),
    ]


def test_a_pair_with_an_address_is_a_link() -> None:
    (link,) = render_markdown('{{< button href="/b/" >}}Go *on*{{< /button >}}', "a.md")[0].links
    assert (link.href, link.text) == ("/b/", "Go on")


@pytest.mark.parametrize("text", ["[a][1]\n\n[1]: {{ site.url }}/b", "[a][1]\n\n[1]: {% post_url 2024-01-02-b %}"])
def test_the_definition_of_a_link_may_be_a_tag(text: str) -> None:
    (link,) = render_markdown(text, "a.md")[0].links
    assert (link.href, link.text) == (text.partition("]: ")[2], "a")


@given(st.text("{}%<>/:# -a`\n", max_size=80))
def test_any_text_can_be_read(text: str) -> None:
    render_markdown(f"{text}{{% comment %}}{text}{{{{< /a >}}}}", "a.md")
