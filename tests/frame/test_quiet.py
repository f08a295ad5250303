from __future__ import annotations

import os

import pytest

from course_utils.quiet import quietly


def test_what_is_written_from_below_is_not_seen_and_afterwards_it_is(
    capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TF_CPP_MIN_LOG_LEVEL", "1")  # put back after the test
    with quietly():
        os.write(2, b"inside")
        print("to the standard output")
    with pytest.raises(RuntimeError, match="as usual"), quietly():
        raise RuntimeError("as usual")
    os.write(2, b"after")
    assert capfd.readouterr() == ("to the standard output\n", "after")
