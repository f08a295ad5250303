"""What an exception means, and which line of the learner's it came from."""

from __future__ import annotations

import difflib
import linecache
import re
import sysconfig
import traceback
from pathlib import Path
from types import FrameType

from course_utils.learning.exercise import Function

#: Exception, pattern of its text, what it means. The first that fits is said; `{0}` is the pattern's first group.
MEANINGS: tuple[tuple[type[BaseException], str, str], ...] = (
    (UnboundLocalError, r"variable '(\w+)'", "`{0}` is used before the function has given it a value. A name that is "
     "assigned anywhere in a function belongs to that function."),
    (NameError, r"name '(\w+)'", "Python knows no `{0}`. Is it spelled as above, and has the cell that defines it "
    "been run?"),
    (RecursionError, "", "The function calls itself without end: which call should stop?"),
    (NotImplementedError, r"input|stdin", "The function asks a question with `input()`, and during a check nobody "
     "answers. It gets all that it needs as arguments."),
    (NotImplementedError, r"", "A part is still to be written."),
    (ImportError, r"", "Python cannot find what you import. Everything that this exercise needs is imported at the "
    "top of the lesson."),
    (ZeroDivisionError, "", "Something is divided by zero. Which of your denominators can be 0?"),
    (OverflowError, "", "A number got larger than a float can hold. `math` raises here, NumPy returns `inf`."),
    (FloatingPointError, "", "NumPy was told to raise on overflow, division by zero or nan, and one of them happened."),
    (MemoryError, r"allocate ([\d.]+ \w+) .*shape (\(.*?\))", "One array of shape {1} would need {0}. Which two "
     "shapes met there, and should they have?"),
    (MemoryError, "", "The function asks for more memory than it may have. Which array grows?"),
    (IndexError, r"index (-?\d+) is out of bounds for axis (\d+) with size (\d+)", "Index {0} does not exist: axis "
     "{1} has {2} entries, counted from 0."),
    (IndexError, r"too many indices", "The array has fewer dimensions than you give indices: look at its `.shape`."),
    (IndexError, r"tuple index", "Likely a `.shape[...]` of an array with fewer dimensions than you think: a shape "
    "`(n,)` has no second entry."),
    (IndexError, "", "An index lies outside: the last entry of a list of n is number n − 1."),
    (KeyError, r"", "The dict has no such key. Print its `.keys()`."),
    (LookupError, "", "Something is looked up that is not there."),
    (AttributeError, r"'(\w+)' object has no attribute '(\w+)'", "A value of type `{0}` has no `.{1}`. Is the value "
     "what you think it is, and the name spelled right?"),
    (AttributeError, r"module '([\w.]+)' has no attribute '(\w+)'", "There is no `{1}` in `{0}`. Is it spelled right?"),
    (AttributeError, "", "The value does not have what stands behind the dot."),
    (TypeError, r"missing \d+ required positional argument", "A function got fewer arguments than it needs."),
    (TypeError, r"takes .* positional arguments? but \d+", "A function got more arguments than it takes."),
    (TypeError, r"unexpected keyword argument '(\w+)'", "The function has no argument called `{0}`."),
    (TypeError, r"not callable", "Round brackets behind something that is not a function: a missing `*`, or a name "
     "that you gave to a number?"),
    (TypeError, r"'NoneType'", "One of the values is `None`: a function without `return` gives that."),
    (TypeError, r"not subscriptable", "Square brackets behind something that has no entries, such as a number or a "
    "function."),
    (TypeError, r"only .*(?:scalar|0-dimensional|length-1) arrays", "An array of several numbers stands where one "
     "number is needed. `math` functions and `float(...)` take one; NumPy's take all."),
    (TypeError, r"unsupported operand", "This operation does not exist between these two types."),
    (TypeError, "", "A value is of a type that cannot be used here."),
    (ValueError, r"shapes (\(.*?\)) and (\(.*?\)) not aligned", "A matrix product of {0} and {1}: the last number of "
     "the first shape must be the first of the second. Which of the two should be transposed, or is the order wrong?"),
    (ValueError, r"matmul: .*\(size (\d+) is different from (\d+)\)", "In a matrix product the last number of the "
     "first shape must be the first of the second; here they are {1} and {0}. Which of the two should be transposed, "
     "or is the order wrong?"),
    (ValueError, r"matmul: .*does not have enough dimensions", "`@` needs arrays: one side is a single number. Use "
    "`*` there."),
    (ValueError, r"could not be broadcast together with shapes (\(.*?\)) (\(.*?\))", "Shapes {0} and {1} do not fit "
     "element by element: counted from the right, two sizes must be equal or one of them 1."),
    (ValueError, r"non-broadcastable output operand with shape (\(.*?\))", "The result does not fit into the array of "
     "shape {0} that should be changed in place."),
    (ValueError, r"truth value of an array", "`if`, `and`, `or` and `not` want one True or False, and got a whole "
     "array. `np.where`, `&` and `|` work number by number."),
    (ValueError, r"cannot reshape array of size (\d+) into shape (\(.*?\))", "{0} numbers cannot be arranged as {1}."),
    (ValueError, r"inhomogeneous shape", "The pieces of the array have different lengths."),
    (ValueError, r"axis (-?\d+) is out of bounds for array of dimension (\d+)", "There is no axis {0}: the array has "
     "{1} dimension(s), and axes are counted from 0."),
    (ValueError, r"math domain error", "`math` was asked for something that does not exist, such as the logarithm of "
    "0."),
    (ValueError, r"output array is read-only|assignment destination is read-only", "The array may only be read: work "
    "on a copy."),
    (ValueError, r"setting an array element with a sequence", "An array was put into the place of one number."),
    (ValueError, r"(?:not enough|too many) values to unpack", "The left side of `=` has another number of names than "
     "the right side has values."),
    (ValueError, "", "A value is of the right type but cannot be used here."),
    (AssertionError, "", "An `assert` of yours is not true on these inputs."),
    (EOFError, "", "The function reads to the end of something. It gets all that it needs as arguments."),
    (StopIteration, "", "`next(...)` was called on something that has ended."),
    (UnicodeError, "", "A text cannot be read or written in this encoding."),
    (SyntaxError, "", "Some text is run as Python that is not Python."),
    (OSError, "", "A file or a device is asked for that is not there. Nothing needs to be read for this exercise."),
    (SystemExit, "", "`exit()` ends the whole notebook; a function ends with `return`."),
    (ArithmeticError, "", "A calculation has no result."),
    (Exception, "", "The function stopped with an exception of its own."),
    (BaseException, "", "The function was left by an exception that is not an error."),
)  # fmt: skip

_LIBRARIES = tuple(str(Path(sysconfig.get_paths()[kind]).resolve()) for kind in ("stdlib", "purelib", "platlib"))
_COURSE = str(Path(__file__).resolve().parent.parent)


def meaning(error: BaseException) -> str:
    """Say in a sentence or two what an exception usually means.

    Parameters
    ----------
    error : BaseException
        What was raised.

    Returns
    -------
    str
    """
    for kind, pattern, sentence in MEANINGS:
        if isinstance(error, kind) and (match := re.search(pattern, str(error), re.DOTALL)):
            return sentence.format(*match.groups())
    return ""


def explain(error: BaseException, function: Function, names: list[str]) -> str:
    """Say where a function failed and what that means.

    Parameters
    ----------
    error : BaseException
        What was raised.
    function : callable
        The learner's function.
    names : list of str
        The names of the arguments that it was given, in order.

    Returns
    -------
    str
        Two or three sentences; pieces of code stand in backquotes.
    """
    what = f"`{type(error).__name__}: {_first_line(error)}`" if str(error) else f"`{type(error).__name__}`"
    found = _own_line(error, function)
    if found is None:
        if isinstance(error, TypeError) and _is_call(error):
            order = ", ".join(f"`{name}`" for name in names) or "no arguments"
            return (
                f"It could not be called: {what}. It is called with {len(names)} argument(s), in this order: {order}."
            )
        return f"Calling it raises {what}. {meaning(error)}"
    where, line = found
    source = f": `{line}`" if line else ""
    return f"{what} in {where}{source}. {meaning(error)}{_spelling(error, function)}"


def _first_line(error: BaseException) -> str:
    # NumPy puts `matmul`'s signature before the two sizes that matter.
    return _shortened(re.sub(r", with gufunc signature \S+", "", str(error).strip().splitlines()[0]))


def _shortened(text: str) -> str:
    """Make a line fit into a sentence, where backquotes mark code."""
    text = text.strip().replace("`", "'")
    return text if len(text) <= 120 else text[:117] + "..."


def _is_call(error: TypeError) -> bool:
    """Tell whether the call itself failed, before the function's first line."""
    return "argument" in str(error) or "callable" in str(error)


def _own_line(error: BaseException, function: Function) -> tuple[str, str] | None:
    """Return the place and the text of the innermost line that the learner wrote."""
    home = getattr(getattr(function, "__code__", None), "co_filename", None)
    frames = [(frame, line) for frame, line in traceback.walk_tb(error.__traceback__) if _is_own(frame, home)]
    if not frames:
        return None
    frame, line = frames[-1]
    code = frame.f_code
    name = "your function" if code is getattr(function, "__code__", None) else f"`{code.co_name}`"
    return f"line {line - code.co_firstlineno + 1} of {name}", _shortened(linecache.getline(code.co_filename, line))


def _is_own(frame: FrameType, home: str | None) -> bool:
    """Tell whether a frame belongs to code that the learner wrote, not to a library."""
    name = frame.f_code.co_filename
    if name == home:
        return True
    if name.startswith("<"):
        return False
    return not str(Path(name).resolve()).startswith((*_LIBRARIES, _COURSE))


def _spelling(error: BaseException, function: Function) -> str:
    """Name what a misspelled name may have meant."""
    wrong = getattr(error, "name", None)
    if not isinstance(error, NameError) or not wrong:
        return ""
    code = getattr(function, "__code__", None)
    known = [*getattr(function, "__globals__", {}), *(code.co_varnames if code else ())]
    close = difflib.get_close_matches(wrong, [name for name in known if not name.startswith("_")], n=1, cutoff=0.7)
    return f" There is a `{close[0]}`." if close else ""
