"""MDX in Markdown: its code goes, its text, links and images stay."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kursk_archive.core.enums import LinkRegion
from kursk_archive.loader.markdown_body.mdx import plain_mdx
from kursk_archive.loader.markdown_body.render import render_markdown


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("import Tabs from '@theme/Tabs';\n\nA", "\n\nA"),
        ("import 'x.css'\nimport {\n  A,\n  B,\n} from \"x\";\nA", "\n\n\n\n\nA"),
        ("export const price = {\n  a: 1,\n\n  b: 2,\n};\nA", "\n\n\n\n\nA"),
        ("export default function Page() {\n  return 1;\n}\nA", "\n\n\nA"),
        ("{/* truncate */}\nA {/* two\nlines */}B", "\nA \nB"),
        ("## The dam {#dam}", "## The dam"),
        (":::note\nA\n:::", "\nA\n"),
        (":::tip[Be *careful*]\nA\n:::", "**Be *careful***  \nA\n"),
        ("::::warning Mind\n:::info\nA\n:::\n::::", "**Mind**  \n\nA\n\n"),
        ("<Note>A *b*</Note>", "A *b*"),
        ("<>A</> <Ns.Part>b</Ns.Part>", "A b"),
        ("<Box\n  title='Rain'\n  style={{a: 1}}\n>\n  Much\n</Box>", "**Rain**  \n\n\n\nMuch\n"),
        ('<Link to="/dam">the dam</Link>', '<a href="/dam">the dam</a>'),
        ('<Button href="https://a.example" label="Read" />', "[Read](<https://a.example>)"),
        ("<Figure src={require('./a.png').default} caption='Rain' />", "![Rain](<./a.png>)"),
        ("import pic from './a.png';\n<Pic alt='Rain' img={pic} />", "\n![Rain](<./a.png>)"),
        ("<img src={useBaseUrl('/a.png')} alt='Rain' style={{width: 3}} />", '<img src="/a.png" alt="Rain"/>'),
        ("<Tabs>\n    <Tab>\n        A\n\n        - b\n    </Tab>\n</Tabs>", "\n\nA\n\n- b\n\n"),
    ],
)
def test_code_becomes_text(text: str, plain: str) -> None:
    assert plain_mdx(text).rstrip(" ") == plain.rstrip(" ")


@pytest.mark.parametrize(
    "text",
    [
        "import duties rose from 3 to 5 %.",
        "export default swaps fell.",
        "export figures are in.",
        "```\nimport a from 'b';\n:::note\n<Tabs>\n```",
        "`<Tabs>` and `{/* a */}`",
        "<IMG SRC='a.png'> <Table><TR></TR></Table> <Video src='https://v.example/a'></Video>",
        "1 <Two and 3",
        "::: {.class}\nA",
        ":::unknown\nA",
        "{x} and a:::b",
    ],
)
def test_what_is_no_mdx_stays(text: str) -> None:
    assert plain_mdx(text) == text


def test_players_are_embeds() -> None:
    text = (
        '<YouTube id="AbCdEfGhIjk" />\n\n<ReactPlayer url="https://video.example/1" />\n\n<Tweet tweetId="123456" />\n'
    )
    links = render_markdown(text, "a.mdx")[0].links
    assert [(link.href, link.region) for link in links] == [
        ("https://www.youtube.com/watch?v=AbCdEfGhIjk", LinkRegion.EMBED),
        ("https://video.example/1", LinkRegion.EMBED),
        ("https://x.com/i/status/123456", LinkRegion.EMBED),
    ]


@given(
    st.lists(
        st.sampled_from(
            "<Tabs> </Tabs> <Link~to='a'> </Link> < > { } ' ` ``` {/* */} :::note ::: import~ export~const~a~=~"
            " ~from~'b' <> </> ={ /> \n ~~~~".replace("~", "\0").split(" ")
        ),
        max_size=30,
    ).map(lambda pieces: "".join(pieces).replace("\0", " "))
)
def test_lines_stay_lines(text: str) -> None:
    assert plain_mdx(text).count("\n") == text.count("\n")


@pytest.mark.parametrize(
    "piece",
    ["<Ab ", "<Ab {", "<Ab '", "<Ab\n", "{/*", "{/**/}", "import {\n", "export {\n", "<Ab>\n", "`<Ab>", ":::\n"],
)
def test_hostile_text_takes_bounded_time(piece: str) -> None:
    start = time.process_time()
    plain_mdx(piece * (200_000 // len(piece)))
    assert time.process_time() - start < 3
