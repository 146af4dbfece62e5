"""What is done last: jobs that are sent to where they are done."""

from __future__ import annotations

import pickle

import pytest

from kursk_archive.outputs.render_tasks import ArticlesFile


@pytest.mark.parametrize(
    "lines",
    [[], [b'{"title":"A Flood"}'], ['{"title":"\u2028\x85\f"}'.encode(), rb'{"title":"\r\n"}', b"{}"]],
    ids=["none", "one", "letters at which text would be divided"],
)
def test_rows_of_data_arrive_as_they_were_sent(lines: list[bytes]) -> None:
    assert pickle.loads(pickle.dumps(ArticlesFile.of(lines))).lines == lines
