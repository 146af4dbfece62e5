"""Shortcodes and tags of site generators."""

from __future__ import annotations

import pytest

from kursk_archive.core.enums import LinkRegion
from kursk_archive.loader.markdown_body.render import render_markdown

VIDEO = "https://www.youtube.com/watch?v=AbCdEfGhIjk"
EMBEDS = {
    "{{< youtube AbCdEfGhIjk >}}": VIDEO,
    "{{<youtube AbCdEfGhIjk>}}": VIDEO,
    '{{< youtube id="AbCdEfGhIjk" autoplay=true >}}': VIDEO,
    "{{% youtube AbCdEfGhIjk %}}": VIDEO,
    '{{ youtube(id="AbCdEfGhIjk", width=3) }}': VIDEO,
    "{% youtube AbCdEfGhIjk %}": VIDEO,
    "{% youtube https://youtu.be/AbCdEfGhIjk %}": "https://youtu.be/AbCdEfGhIjk",
    '{% include youtube.html id="AbCdEfGhIjk" %}': VIDEO,
    "[youtube https://youtu.be/AbCdEfGhIjk]": "https://youtu.be/AbCdEfGhIjk",
    "[youtube=https://youtu.be/AbCdEfGhIjk]": "https://youtu.be/AbCdEfGhIjk",
    '[youtube id="AbCdEfGhIjk"]': VIDEO,
    "[embed]https://video.example/1[/embed]": "https://video.example/1",
    '[embed width="3"]https://video.example/1[/embed]': "https://video.example/1",
    '[video mp4="https://video.example/1.mp4"][/video]': "https://video.example/1.mp4",
    ".. youtube:: AbCdEfGhIjk": VIDEO,
    "{{< vimeo 12345 >}}": "https://vimeo.com/12345",
    '{{< tweet user="desk" id="123" >}}': "https://x.com/desk/status/123",
    "{{% tweet 123456 %}}": "https://x.com/i/status/123456",
    "{{< instagram AbC1 >}}": "https://www.instagram.com/p/AbC1/",
    "{{< gist desk 12ab >}}": "https://gist.github.com/desk/12ab",
    "{{% media url=https://video.example/1 %}}": "https://video.example/1",
}


@pytest.mark.parametrize(("shortcode", "href"), EMBEDS.items(), ids=EMBEDS)
@pytest.mark.parametrize("text", ["{}", "{}\n*below*", "<div>{}</div>"])
def test_a_shortcode_is_an_embed(shortcode: str, href: str, text: str) -> None:
    if shortcode.startswith("..") and not text.startswith("{"):
        return
    fragment, findings = render_markdown(f"Top.\n\n{text.format(shortcode)}\n", "a.md")
    assert [(link.region, link.href, link.line) for link in fragment.links] == [(LinkRegion.EMBED, href, 3)]
    assert findings == ()


LINKS = {
    "[a]({% link _posts/2024-01-02-b_c.md %})": "{% link _posts/2024-01-02-b_c.md %}",
    "[a]({% post_url 2024-01-02-b %}#top)": "{% post_url 2024-01-02-b %}#top",
    "[a]({{ site.baseurl }}{% post_url 2024-01-02-b %})": "{{ site.baseurl }}{% post_url 2024-01-02-b %}",
    "[a]({{ site.url }}/2024/b)": "{{ site.url }}/2024/b",
    "[a]({{ '/b/' | relative_url }})": "{{ '/b/' | relative_url }}",
    '[a]({{< ref "post/b.md" >}})': '{{< ref "post/b.md" >}}',
    '[a]({{% relref "../b" %}}#top)': '{{% relref "../b" %}}#top',
    "[a](@/post/b.md)": "@/post/b.md",
    '<a href="{% link b.md %}">a</a>': "{% link b.md %}",
    '<a href="{{< ref "b.md" >}}">a</a>': '{{< ref "b.md" >}}',
}


@pytest.mark.parametrize(("text", "href"), LINKS.items(), ids=LINKS)
def test_an_address_of_a_generator_is_kept_as_written(text: str, href: str) -> None:
    fragment, findings = render_markdown(f"See {text}.", "a.md")
    assert [(link.text, link.href) for link in fragment.links] == [("a", href)]
    assert (fragment.text, findings) == ("See a.", ())


def test_a_tag_alone_is_a_link_with_the_name_as_its_text() -> None:
    fragment, _ = render_markdown('See {% post_url 2024-01-02-b %} and {{< ref "c.md" >}}.', "a.md")
    assert [link.text for link in fragment.links] == ["2024-01-02-b", "c.md"]


def test_a_figure_is_an_image_with_its_caption() -> None:
    [link] = render_markdown('{{< figure src="/img/a.png" caption="A pier at noon" >}}', "a.md")[0].links
    assert (link.region, link.href, link.text) == (LinkRegion.IMAGE, "/img/a.png", "A pier at noon")


def test_a_caption_of_wordpress_leaves_its_image_and_words() -> None:
    fragment, _ = render_markdown(
        '[caption id="a" width="3"]<img src="https://a.example/b" alt="b" /> At noon[/caption]', "a"
    )
    assert ([link.href for link in fragment.links], fragment.text) == (["https://a.example/b"], "b At noon")


@pytest.mark.parametrize(
    "text",
    ["[video below]", "[tweet 5]", "[media 2.0]", "[sic]", "[github issue 12]", "`{{< youtube AbCdEfGhIjk >}}`",
     "{{< chart 3 >}}", "{% raw %}", '[gallery ids="1,2"]', "{{ x }}", "{% youtube %}"],
)  # fmt: skip
def test_other_text_stays_as_it_is(text: str) -> None:
    fragment, _ = render_markdown(f"It is {text} so.", "a.md")
    assert (fragment.text, fragment.links) == (f"It is {text.strip('`')} so.", ())


def test_code_stays_as_it_is() -> None:
    fragment, _ = render_markdown("```\n{{< youtube AbCdEfGhIjk >}}\n```\n\n{{< vimeo 12345 >}}\n", "a.md")
    assert [(link.href, link.line) for link in fragment.links] == [("https://vimeo.com/12345", 5)]
    assert "{{< youtube AbCdEfGhIjk >}}" in fragment.text


@pytest.mark.parametrize(
    ("tag", "region", "href", "words"),
    [
        ("{% asset_img pier.png %}", LinkRegion.IMAGE, "pier.png", ""),
        ('{% asset_img left pier.png 300 200 "The pier" %}', LinkRegion.IMAGE, "pier.png", "The pier"),
        ("{% asset_link notes.pdf Our notes %}", LinkRegion.BODY, "notes.pdf", "Our notes"),
        ("{% asset_link notes.pdf %}", LinkRegion.BODY, "notes.pdf", "notes.pdf"),
        ("{% post_link the-pier 'The Pier' %}", LinkRegion.BODY, "{% post_link the-pier 'The Pier' %}", "The Pier"),
    ],
)
def test_tags_of_hexo(tag: str, region: LinkRegion, href: str, words: str) -> None:
    (link,) = render_markdown(f"See {tag}.", "a.md")[0].links
    assert (link.region, link.href, link.text) == (region, href, words)
