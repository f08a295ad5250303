"""What differs from run to run leaves the notebook; what a reader needs stays."""

from __future__ import annotations

import base64
import io

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook, new_output
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from course_utils.authoring import normalise, to_text
from course_utils.authoring.cells import Draft
from course_utils.authoring.normalise import keep_unsteady
from course_utils.authoring.outputs import output_problems

TEXT = "text/plain"
VIEW = "application/vnd.jupyter.widget-view+json"


def png(software: str) -> str:
    information = PngInfo()
    information.add_text("Software", software)
    information.add_itxt("Title", software, zip=True)
    target = io.BytesIO()
    Image.new("RGB", (3, 2), (0, 114, 178)).save(target, "PNG", pnginfo=information)
    return base64.b64encode(target.getvalue()).decode()


def notebook(*outputs, tags=(), version="3.11.7", count=7):
    cell = new_code_cell("x", outputs=list(outputs), execution_count=count, id="x")
    cell.metadata.update({"tags": list(tags), "execution": {"iopub.execute_input": "now"}, "trusted": True})
    metadata = {
        "course": {"lesson": "01"},
        "language_info": {"name": "python", "version": version},
        "kernelspec": {"name": "mine", "display_name": "My own", "language": "python"},
        "widgets": {"application/vnd.jupyter.widget-state+json": {"state": {}}},
    }
    return new_notebook(cells=[cell], metadata=metadata, nbformat_minor=5)


def stored(*outputs, **options):
    return normalise(notebook(*outputs, **options)).cells[0].outputs


def test_two_runs_on_two_machines_give_the_same_bytes() -> None:
    def run(version: str, pieces: list[str], count: int) -> str:
        printed = [new_output("stream", name="stdout", text=piece) for piece in pieces]
        view = {VIEW: {"model_id": version}, "text/plain": "A slider."}
        picture = {"image/png": png(version), "text/plain": "A blue patch."}
        shown = [
            new_output("display_data", data=view),
            new_output("execute_result", data=picture, execution_count=count),
        ]
        return to_text(normalise(notebook(*printed, *shown, version=version, count=count)))

    assert run("3.11.7", ["one\n", "two\n"], 3) == run("3.13.1", ["one\ntwo\n"], 12)


def test_normalising_twice_changes_nothing() -> None:
    once = normalise(notebook(new_output("display_data", data={"image/png": png("a"), "text/plain": "A patch."})))
    assert to_text(normalise(once)) == to_text(once)


def test_the_argument_is_left_as_it_was() -> None:
    given = notebook(new_output("stream", name="stdout", text="a"), new_output("stream", name="stdout", text="b"))
    before = nbformat.writes(given)
    normalise(given)
    assert nbformat.writes(given) == before


def test_a_picture_loses_its_comments_and_keeps_its_pixels() -> None:
    [output] = stored(new_output("display_data", data={"image/png": png("a program 1.2"), "text/plain": "A patch."}))
    data = base64.b64decode(output.data["image/png"])
    assert b"program" not in data
    picture = Image.open(io.BytesIO(data))
    assert (picture.size, picture.getpixel((0, 0))) == ((3, 2), (0, 114, 178))


def test_a_widget_leaves_its_sentence_and_no_view() -> None:
    [output] = stored(new_output("display_data", data={VIEW: {"model_id": "a"}, "text/plain": "A slider."}))
    assert dict(output.data) == {"text/plain": "A slider."}
    assert stored(new_output("display_data", data={VIEW: {"model_id": "a"}})) == []


def test_streams_of_different_names_are_not_joined() -> None:
    outputs = stored(*(new_output("stream", name=name, text="x") for name in ("stdout", "stderr", "stdout")))
    assert [output.name for output in outputs] == ["stdout", "stderr", "stdout"]


def test_a_traceback_keeps_its_last_line() -> None:
    frames = ["File /home/somebody/x.py", "boom"]
    [output] = stored(new_output("error", ename="ValueError", evalue="boom", traceback=frames))
    assert output.traceback == ["ValueError: boom"]


def timed(text: str, source: str = "x", tags=("nbval-ignore-output",)):
    result = normalise(notebook(new_output("stream", name="stdout", text=text), tags=tags))
    result.cells[0].source = source
    return result


@pytest.mark.parametrize(
    ("new", "kept"),
    [
        (timed("loop  9.75 ms"), True),
        (timed("loop 9.75 s"), False),
        (timed("loop 9.75 ms", source="y"), False),
        (timed("loop 9.75 ms", tags=()), False),
    ],
)
def test_a_measurement_is_not_stored_anew_for_its_numbers(new, kept: bool) -> None:
    before = new.cells[0].outputs[0].text
    keep_unsteady(new, timed("loop 10.1 ms"))
    assert new.cells[0].outputs[0].text == ("loop 10.1 ms" if kept else before)


def test_a_measured_picture_stays_and_takes_the_new_count() -> None:
    def result(word: str, count: int):
        data = {"image/png": png(word), TEXT: "Two bars."}
        made = notebook(new_output("execute_result", data=data, execution_count=count), tags=("nbval-ignore-output",))
        return normalise(made)

    old, new = result("a", 1), result("b", 1)
    old.cells[0].outputs[0].data["image/png"] = "old"
    old.cells[0].outputs[0].execution_count = 5
    keep_unsteady(new, old)
    assert new.cells[0].outputs[0].data["image/png"] == "old"
    assert new.cells[0].outputs[0].execution_count == 1


def test_measurements_are_taken_new_once_anything_steady_has_changed() -> None:
    def lesson(printed: str, seconds: str):
        made = notebook(new_output("stream", name="stdout", text=f"{seconds} s"), tags=("nbval-ignore-output",))
        made.cells.append(new_code_cell("y", outputs=[new_output("stream", name="stdout", text=printed)], id="y"))
        return normalise(made)

    stored = lesson("accuracy 70%", "1.5")
    for printed, kept in (("accuracy 70%", "1.5 s"), ("accuracy 74%", "2.5 s")):
        fresh = lesson(printed, "2.5")
        keep_unsteady(fresh, stored)
        assert fresh.cells[0].outputs[0].text == kept


def test_the_file_ends_with_one_newline_and_keeps_letters_readable() -> None:
    text = to_text(normalise(notebook(new_output("stream", name="stdout", text="α → β\n"))))
    assert text.endswith("}\n")
    assert not text.endswith("\n\n")
    assert "α → β" in text


@pytest.mark.parametrize(
    ("output", "tags", "words"),
    [
        (new_output("display_data", data={TEXT: "<Thing at 0x7f3b2c001fd0>"}), (), "address 0x7f3b2c001fd0"),
        (new_output("stream", name="stderr", text="UserWarning: slow"), (), "standard error"),
        (new_output("display_data", data={TEXT: "VBox(children=(IntSlider(value=3),))"}), (), "sentence"),
        (new_output("display_data", data={TEXT: "A slider."}), ("widget",), "no still picture"),
        (new_output("display_data", data={"image/png": png("a")}), ("widget",), "no still picture"),
    ],
)
def test_what_may_not_be_stored_is_named(output, tags, words: str) -> None:
    draft = Draft(normalise(notebook(output, tags=tags)), ((41,),))
    [problem] = output_problems(draft, (), student=True)
    assert problem.line == 41
    assert words in problem.message


def test_a_path_of_the_machine_may_not_be_stored(tmp_path, monkeypatch) -> None:
    monkeypatch.setattr("course_utils.authoring.outputs.repository_root", lambda: tmp_path)
    draft = Draft(normalise(notebook(new_output("stream", name="stdout", text=f"wrote {tmp_path}/x\n"))), ((1,),))
    assert [str(tmp_path) in p.message for p in output_problems(draft, (), student=True)] == [True]


def test_a_widget_with_picture_and_sentence_may_be_stored() -> None:
    output = new_output("display_data", data={"image/png": png("a"), TEXT: "A path on a bowl."})
    assert output_problems(Draft(normalise(notebook(output, tags=("widget",))), ((1,),)), (), student=True) == []
