"""The datasheet and the gallery: what people read about the shipped pictures, computed from their attributes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence

from course_utils.datasets.orders import INCORRECT_MASKS, Row

#: What the gallery says about each face, besides the label.
_SHOWN = (
    "monk",
    "age",
    "hair",
    "beard",
    "glasses",
    "headwear",
    "scarf",
    "prop",
    "mask_kind",
    "mask_pattern",
    "background",
)

_DATASHEET = """# Datasheet of the shipped pictures

Drawings of faces with and without masks, and of crowds. Every picture comes out of `course_utils.faces`, from a handful
of numbers and a seed. No person was photographed, and nobody in them exists. The questions are those of *Datasheets for
Datasets* (T. Gebru, J. Morgenstern, B. Vecchione, J. W. Vaughan, H. Wallach, H. Daumé III and K. Crawford, 2018).

![{shown} faces from the test split](faces.jpg)

## Motivation

**Why were they made?** So that every lesson can ask the same question of the same pictures, *is this person wearing a
mask?*, offline, without a collection of strangers' portraits, and with truth that needs no annotator. **By whom?** By
this course, with its own painter.

## Composition

| folder or file | what it holds |
|---|---|
| `masks/{{train,dev,test}}/{{with_mask,without_mask}}/` | {balanced} faces of 96 × 96 pixels |
| `masks/{{train,dev,test}}/incorrect/` | {incorrect} faces whose mask leaves the nose out, sits under the chin, or \
hangs from one ear |
| `crowds/{{train,dev,test}}/`, `crowds/boxes.csv` | {scenes} scenes with {boxes} faces, a box and a label for each |
| `attributes.csv` | {columns} columns about each of the {faces} faces: everything that the painter was \
told, the face's box (`x0` to `y1`), and `mask_percent`, how much of the picture is visible mask |
| `reference/` | some of the faces once more, without loss, to compare the painter on other machines |
| `backbone/` | no pictures: weights of a network that was pre-trained on painted bare faces, with the log and the \
settings of that training (`docs/backbone.md`) |
| `manifest.json` | for each file its SHA-256, size, licence, seed and command; for each picture also \
the SHA-256 of its pixels before encoding |

**Are there recommended splits?** Yes, and they are by person: the {people} people are divided among them, so that
nobody stands in two. Each person has two faces with a mask and two without; some have one more with the mask worn
incorrectly. A random split of the same pictures would put most people on both sides, and what is measured may be too
good.

{by_split}

**Balance.** With and without a mask are equally many in each split, and for each skin tone, accessory and beard: the
skin tones of the Monk scale (E. Monk, 2019) are given out in turn, and a person's bare face wears and holds what the
same person's masked face does. Pose, light, expression, surroundings and camera are drawn anew for each picture, from
the same distribution for every label.

{by_tone}

{by_accessory}

{by_beard}

{by_kind}

{by_way}

**Is anything wrong or missing?** In {small} of the {worn} faces with the label `with_mask`, less than 5 % of the
picture is visible mask: the face is far away, or a hand, a cup or a scarf is in front. Their label is right, and harder
to see. A face whose mask is worn incorrectly was drawn anew while less than 1 % of the picture was visible mask. **Is
anything confidential or offensive?** No.

## How they were made

`course data paint` makes all of it from the seed {seed}. A person is drawn first, then the moment, then what is worn;
the distribution is documented in `course_utils/faces/distribution.py`. Pictures are stored as lossy WebP: about a
quarter smaller than JPEG at the same error, and with a decoder that is specified bit for bit (RFC 6386), so that
machines agree on what they read. `course data paint --check 16` paints some faces again and compares them with
`reference/`; other machines and library versions may differ by one grey level. `course data verify` finds every file
that has changed.

## Uses

**What for?** For learning how classifiers, detectors and their evaluation work. **What else could they serve?** As a
first stage before photographs that one may use; as known truth for slices, since every attribute is recorded.

**What must they not be used for?** Not for judging real people: a network that knows only drawings has not been
measured on anybody. Not for surveillance, access control, fines or any other decision about a person. Not for saying
who somebody is, how old, of which origin or which gender: the painter's numbers are proportions and colours, not
categories of people. Not as evidence that a system is fair: being balanced over ten drawn skin tones says nothing about
cameras, lights and faces outside.

## Known limits

- They are drawings. Skin, cloth and light are simplified; a network can do well on them and badly on photographs.
- But for a few (grey hair comes with age, beards do not come with childhood), features are drawn independently of each
  other, as they are not in any population. No shares of a real population can be read off.
- Hands, cups and phones are few and simple. Wheelchairs, hearing aids, scars and tattoos are missing.
- Small children, full profiles and heads seen from behind are rare or missing.
- Masks are of eight kinds. What the painter does not know (a visor, a veil, a carnival mask) is not there.

## Distribution and maintenance

Licence: CC BY 4.0 (<https://creativecommons.org/licenses/by/4.0/>). They ship with the course and change only together
with its painter; `manifest.json` says which bytes belong to a version. Mistakes: tell the course's maintainers, with
the file's path.
"""

_GALLERY = """# A gallery of painted faces

{count} faces from the test split, spread evenly over it. None of these people exists. Each is a handful of numbers; the
most telling ones stand beside it, and all of them in `data/attributes.csv`. *Monk* is the skin tone on the Monk scale,
1 lightest to 10 darkest; *age* runs from 0, a child, to 1, ninety years.

{table}
"""


def datasheet(rows: Sequence[Row], boxes: Sequence[Row], people: Mapping[str, int], *, seed: int, shown: int) -> str:
    """Return the data folder's ``README.md``.

    Parameters
    ----------
    rows : sequence of dict
        One for each face, with at least ``file``, ``label``, ``mask`` and the attributes that the tables are about.
    boxes : sequence of dict
        One for each face in a crowd.
    people : mapping of str to int
        Persons in each split.
    seed : int
    shown : int
        Faces in the contact sheet.
    """
    balanced = [row for row in rows if row["label"] != "incorrect"]
    worn = [row for row in rows if row["label"] == "with_mask"]
    incorrect = [row for row in rows if row["label"] == "incorrect"]
    return _DATASHEET.format(
        shown=shown,
        seed=seed,
        balanced=f"{len(balanced):,}",
        incorrect=len(incorrect),
        faces=f"{len(rows):,}",
        columns=len(rows[0]),
        scenes=len({row["file"] for row in boxes}),
        boxes=f"{len(boxes):,}",
        people=f"{sum(people.values()):,}",
        worn=f"{len(worn):,}",
        small=sum(float(row["mask_percent"]) < 5 for row in worn),
        by_split=_cross("split", rows, lambda row: str(row["file"]).split("/")[1], keep_order=True),
        by_tone=_cross("Monk skin tone", rows, lambda row: str(row["monk"]), keep_order=True),
        by_accessory="\n\n".join(
            _cross(name, rows, lambda row, name=name: str(row[name]))  # type: ignore[misc]
            for name in ("glasses", "headwear", "scarf", "prop")
            if name in rows[0]
        ),
        by_beard=_cross("beard", rows, lambda row: str(row["beard"])) if "beard" in rows[0] else "",
        by_kind=_cross("mask", [*worn, *incorrect], lambda row: str(row["mask_kind"]))
        if "mask_kind" in rows[0]
        else "",
        by_way=_plain_table("worn incorrectly", Counter(str(row["mask"]) for row in incorrect), INCORRECT_MASKS),
    )


def gallery(rows: Sequence[Row], pictures: str = "../data") -> str:
    """Return a page that shows faces with their attributes.

    Parameters
    ----------
    rows : sequence of dict
        One for each face.
    pictures : str
        How to get from the page's folder to the data folder.
    """
    names = [name for name in _SHOWN if name in rows[0]]
    lines = [
        f"| face | label | {' | '.join(name.replace('_', ' ') for name in names)} |",
        "|---" * (len(names) + 2) + "|",
    ]
    for row in rows:
        alt = f"A drawn face, {str(row['label']).replace('_', ' ')}"
        cells = [_cell(row, name) for name in names]
        lines.append(
            f"| ![{alt}]({pictures}/{row['file']}) | {str(row['label']).replace('_', ' ')} | {' | '.join(cells)} |"
        )
    return _GALLERY.format(count=len(rows), table="\n".join(lines))


def _cell(row: Row, name: str) -> str:
    value = row[name]
    if name.startswith("mask_") and row["label"] == "without_mask":
        return "–"
    if isinstance(value, float):
        return f"{value:.2f}"
    return "–" if value == "none" else str(value).replace("_", " ")


def _cross(title: str, rows: Sequence[Row], value: Callable[[Row], str], *, keep_order: bool = False) -> str:
    """Return a table of counts: one row a value, one column a label."""
    labels = [
        label for label in ("without_mask", "with_mask", "incorrect") if any(row["label"] == label for row in rows)
    ]
    counts = Counter((value(row), str(row["label"])) for row in rows)
    totals = Counter(value(row) for row in rows)
    values = (
        sorted(totals, key=lambda name: (_rank(name), name))
        if keep_order
        else [name for name, _ in totals.most_common()]
    )
    lines = [
        f"| {title} | {' | '.join(label.replace('_', ' ') for label in labels)} |",
        "|---" + "|---:" * len(labels) + "|",
    ]
    lines += [
        f"| {name.replace('_', ' ')} | {' | '.join(f'{counts[name, label]:,}' for label in labels)} |"
        for name in values
    ]
    return "\n".join(lines)


def _rank(name: str) -> int:
    """Order splits as they are used, and numbers by size."""
    return int(name) if name.isdigit() else {"train": 0, "dev": 1, "test": 2}.get(name, 3)


def _plain_table(title: str, counts: Mapping[str, int], names: Sequence[str]) -> str:
    lines = [
        f"| {title} | faces |",
        "|---|---:|",
        *(f"| {name.replace('_', ' ')} | {counts.get(name, 0)} |" for name in names),
    ]
    return "\n".join(lines)
