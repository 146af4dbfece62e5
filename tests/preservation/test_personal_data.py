"""What a package leaves out because it holds personal data."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest

from kursk_archive import build, read_config
from kursk_archive.core.findings import Finding
from kursk_archive.preservation.export import export

READER = "reader@mail.example"
HEADER = "post_id,post_date,is_published,email_sent_at,inbox_sent_at,type,audience,title,subtitle,podcast_url\n"
PROSE = "<p>The ferry of Examplia sails again, and everybody in the made-up town has come to see it.</p>"


def run_export(root: Path, *, include_withheld: bool = False) -> tuple[dict[str, bytes], list[str]]:
    """Build and export; return the files of the package, and code and path of each finding."""
    reported: list[str] = []
    config = read_config(root / "content", output=root / "site", search=False)
    build(config)

    def on_event(event: object) -> None:
        if isinstance(event, Finding):
            reported.append(f"{event.code} {event.location.path}")

    bag = root / f"bag-{include_withheld}"
    export(config, bag, include_withheld=include_withheld, on_event=on_event)
    return {path.relative_to(bag).as_posix(): path.read_bytes() for path in bag.rglob("*") if path.is_file()}, reported


@pytest.fixture
def substack(tmp_path: Path) -> Path:
    posts = tmp_path / "content/posts"
    posts.mkdir(parents=True)
    rows = "7.ferry,2024-08-15T10:00:00.000Z,true,,,newsletter,everyone,Ferry returns,,\n"
    (posts.parent / "posts.csv").write_text(HEADER + rows)
    (posts / "7.ferry.html").write_text(PROSE)
    for name in ("7.delivers.csv", "7.opens.csv"):
        (posts / name).write_text(f"post_id,email\n7,{READER}\n")
    (posts.parent / "email_list.herald.csv").write_text(f"email\n{READER}\n")
    (posts.parent / "people.csv").write_text(f"name,e-mail\nJane,{READER}\n")
    with zipfile.ZipFile(posts.parent / "export.zip", "w") as package:
        package.writestr("email_list.herald.csv", READER)
    return tmp_path


@pytest.mark.parametrize("include_withheld", [False, True])
def test_no_package_lists_readers(substack: Path, include_withheld: bool) -> None:
    files, reported = run_export(substack, include_withheld=include_withheld)
    assert not any(READER.encode() in data for data in files.values())
    assert not any(path.endswith(".zip") for path in files)
    assert {"data/content/posts.csv", "data/content/posts/7.ferry.html"} <= files.keys()
    assert sorted(line for line in reported if line.startswith("bag-personal")) == [
        "bag-personal email_list.herald.csv",
        "bag-personal export.zip",
        "bag-personal people.csv",
        "bag-personal posts/7.delivers.csv",
        "bag-personal posts/7.opens.csv",
    ]


def test_a_table_that_names_withheld_posts_stays_out(substack: Path) -> None:
    (substack / "content/posts/8.dam.html").write_text(PROSE.replace("ferry", "SECRET dam"))
    with (substack / "content/posts.csv").open("a") as table:
        table.write("8.dam,2024-08-16T10:00:00.000Z,true,,,newsletter,only_paid,SECRET,,\n")
    files, _ = run_export(substack)
    assert not any(b"SECRET" in data for data in files.values())
    assert "data/content/posts/7.ferry.html" in files


def test_a_table_stays_out_if_a_sidecar_withholds_a_post(substack: Path) -> None:
    (substack / "content/posts/7.ferry.yaml").write_text("status: withheld\n")
    files, _ = run_export(substack)
    assert not any(b"Ferry returns" in data for data in files.values())


def test_an_export_with_addresses_is_packaged_only_on_request(tmp_path: Path) -> None:
    post = {"id": "p1", "title": "Ferry", "status": "published", "visibility": "public", "html": "<p>It sails.</p>"}
    data = {"posts": [post], "users": [{"id": "u", "name": "Jane", "email": READER}]}
    (tmp_path / "content").mkdir()
    (tmp_path / "content/ghost.json").write_text(json.dumps({"db": [{"data": data}]}))
    files, reported = run_export(tmp_path)
    assert not any(READER.encode() in data for data in files.values())
    assert "bag-withheld ghost.json" in reported
    files, _ = run_export(tmp_path, include_withheld=True)
    assert READER.encode() in files["data/content/ghost.json"]
