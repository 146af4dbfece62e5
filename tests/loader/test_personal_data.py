"""Lists of readers are never read; personal data beside the articles of an export are a finding."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from kursk_archive import build, read_config
from kursk_archive.loader.exports import read_export
from kursk_archive.loader.personal_data import describe_personal_data, is_reader_list

READER = "reader@mail.example"


@pytest.mark.parametrize(
    "name",
    [
        "posts/101.delivers.csv",
        "101.ferry.opens.csv",
        "email_list.herald.csv",
        "Email_List.CSV",
        "a/subscribers.csv",
        "herald-subscribers-2024.xlsx",
        "subscriber_list.tsv",
        "mailing-list.ods",
    ],
)
def test_a_list_of_readers_is_known_by_its_name(name: str) -> None:
    assert is_reader_list(name)


@pytest.mark.parametrize(
    "name", ["posts.csv", "opens.html", "subscribers-leave.html", "email_list.md", "delivers.csv.txt"]
)
def test_other_files_are_none(name: str) -> None:
    assert not is_reader_list(name)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", ""),
        ("no address @ all, @herald, a@b", ""),
        (f"{READER},{READER.upper()}", "1 e-mail address"),
        (f"{READER} x.y+z@a.b.example", "2 e-mail addresses"),
        ('{"phone_number": "+12025550100"}', "telephone numbers"),
    ],
)
def test_addresses_are_counted(text: str, found: str) -> None:
    assert describe_personal_data(text.encode()) == found


def test_addresses_inside_articles_do_not_count() -> None:
    data = f"head {READER} tail".encode()
    assert describe_personal_data(data, [(5, len(READER))]) == ""
    assert describe_personal_data(data, [(0, 4)]) == "1 e-mail address"


def codes(data: bytes, path: str, format_name: str) -> list[str]:
    return [f.code for draft in read_export(data, path, format_name) for f in draft.findings]


def test_tables_and_objects_without_articles() -> None:
    assert codes(f"name,mail\nJane,{READER}\n".encode(), "people.csv", "csv") == ["personal-data"]
    assert codes(json.dumps({"members": [{"email": READER}]}).encode(), "members.json", "json") == ["personal-data"]
    private = {"type": "personal_chat", "messages": [{"id": 1, "type": "message", "text": "Hello."}]}
    assert codes(json.dumps(private).encode(), "result.json", "json") == ["personal-data"]


def ghost() -> bytes:
    post = {"id": "p1", "title": "Ferry", "status": "published", "visibility": "public", "html": "<p>It sails.</p>"}
    data = {"posts": [post], "users": [{"id": "u", "name": "Jane", "email": READER}], "members": [{"email": READER}]}
    return json.dumps({"db": [{"data": data}]}).encode()


def wordpress() -> bytes:
    comment = f"<wp:comment><wp:comment_author_email>{READER}</wp:comment_author_email></wp:comment>"
    return (
        '<rss xmlns:wp="http://wordpress.org/export/1.2/" xmlns:content="http://purl.org/rss/1.0/modules/content/">'
        "<channel><wp:wxr_version>1.2</wp:wxr_version><item><title>Ferry</title><wp:post_id>7</wp:post_id>"
        f"<wp:status>publish</wp:status><content:encoded>It sails.</content:encoded>{comment}{comment}</item>"
        "</channel></rss>"
    ).encode()


@pytest.mark.parametrize(("data", "name", "kind"), [(ghost(), "ghost.json", "json"), (wordpress(), "wp.xml", "xml")])
def test_an_export_with_addresses_is_published_without_them(data: bytes, name: str, kind: str, tmp_path: Path) -> None:
    assert codes(data, name, kind) == ["personal-data"]
    (tmp_path / "content").mkdir()
    (tmp_path / "content" / name).write_bytes(data)
    report = build(read_config(tmp_path / "content", output=tmp_path / "site", search=False))
    assert report.articles == 1
    for file in (tmp_path / "site").rglob("*"):
        if file.is_file() and ".kursk-archive" not in file.parts:
            assert READER.encode() not in file.read_bytes(), file


def test_lists_are_not_loaded_and_reported_once(tmp_path: Path) -> None:
    content = tmp_path / "content"
    (content / "posts").mkdir(parents=True)
    for number in range(30):  # with columns that an article would have
        (content / f"posts/{number}.opens.csv").write_text(f"title,text,email\nFerry,It sails.,{READER}\n")
    (content / "email_list.herald.csv").write_text(f"email\n{READER}\n")
    report = build(read_config(content, output=tmp_path / "site", search=False))
    assert report.articles == 0
    assert [
        (f.code, f.message.partition(",")[0]) for f in report.findings if "List" in f.message or "list" in f.message
    ] == [("personal-data", "lists readers; it is not read")]
