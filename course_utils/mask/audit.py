"""What a folder of pictures gives away before any network has seen it.

Three questions. Does a picture stand in two places? Do files of the two classes differ as files, in size or format? And
could somebody answer without looking at the mouth: from the file's numbers, from the picture's border, from its top?

Derived in lesson 23.

References
----------
R. Geirhos et al., "Shortcut learning in deep neural networks", 2020.
"""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from scipy.stats import rankdata

from course_utils.datasets import CLASSES, FolderReport, load_attributes
from course_utils.mask.data import FolderPictures, read_pictures
from course_utils.mask.evaluation import Interval
from course_utils.mask.fingerprints import NearPair, joined_groups, near_pairs
from course_utils.mask.layout import PARTS, encodable, told_classes
from course_utils.paths import data_dir

_FOLDS = 5
_DRAWS = 200
_SMALL = 24  # pixels on a side of what a probe sees
_COMPONENTS = 40
#: Share of the picture's height that the probe of the top sees, and of its side that the frame is wide.
TOP, BORDER = 0.4, 1 / 8

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class File:
    """A picture's file.

    Attributes
    ----------
    path : str
        Below the folder.
    kind : str
        What is in it, such as ``"JPEG"``.
    bytes, width, height : int
    sha256 : str
        Of its bytes.
    """

    path: str
    kind: str
    bytes: int
    width: int
    height: int
    sha256: str


@dataclass(frozen=True)
class Probe:
    """How well somebody does who sees only one thing.

    Attributes
    ----------
    name : str
        What is seen.
    auc : float
        Chance that a picture with a mask gets the higher score than one without: 0.5 is guessing.
    auc_interval : Interval
        95 %, from drawing groups again.
    accuracy : float
        Balanced: the mean of the share of right answers in each class.
    accuracy_interval : Interval
    """

    name: str
    auc: float
    auc_interval: Interval
    accuracy: float
    accuracy_interval: Interval

    @property
    def finds_something(self) -> bool:
        """True if its AUC is above guessing by more than chance."""
        return self.auc_interval.low > 0.5


@dataclass(frozen=True)
class Audit:
    """What was found.

    Attributes
    ----------
    name : str
        The folder.
    classes : tuple of str
    files : tuple of File
        In the order of the pictures.
    pictures : FolderPictures
    copies : tuple of tuple of int
        Places of files with the same bytes.
    near : tuple of NearPair
        Pictures that look the same, those with the same bytes among them.
    probes : tuple of Probe
        The last one sees the whole picture, for comparison.
    reports : tuple of FolderReport
        What could not be read.
    """

    name: str
    classes: tuple[str, str]
    files: tuple[File, ...]
    pictures: FolderPictures
    copies: tuple[tuple[int, ...], ...]
    near: tuple[NearPair, ...]
    probes: tuple[Probe, ...]
    reports: tuple[FolderReport, ...]

    @property
    def across_classes(self) -> tuple[NearPair, ...]:
        """Pairs that look the same and have different labels: one of them is probably wrong."""
        labels = self.pictures.pictures.labels
        return tuple(pair for pair in self.near if labels[pair.first] != labels[pair.second])

    @property
    def across_parts(self) -> tuple[NearPair, ...]:
        """Pairs that look the same and lie in different parts: what is measured on the later one is too good."""
        part = self.pictures.part_of
        return tuple(pair for pair in self.near if part[pair.first] != part[pair.second])


@dataclass(frozen=True)
class Section:
    """A part of the report: a sentence that says what to think of the table below it.

    Attributes
    ----------
    title, sentence : str
    headings : tuple of str
    rows : tuple of tuple of str
        Empty where there is nothing to list.
    """

    title: str
    sentence: str
    headings: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()


def audit(
    folder: str | Path | None = None, *, seed: int = 0, advance: Callable[[str], object] = lambda what: None
) -> Audit:
    """Look through a folder of two class folders, or of parts that hold them.

    Parameters
    ----------
    folder : str or Path, optional
        The shipped faces when left out.
    seed : int
        Of the folds and of the intervals.
    advance : callable
        Told what is done next.

    Returns
    -------
    Audit

    Raises
    ------
    FileNotFoundError, NotADirectoryError, ValueError
        As :func:`~course_utils.mask.data.read_data`; also if there are too few pictures for the probes.
    """
    path = data_dir() / "masks" if folder is None else Path(folder).expanduser()
    advance("reading the pictures")
    read = read_pictures(path)
    pictures = read.pictures
    files = tuple(file_facts(where, name) for where, name in zip(read.paths, pictures.files, strict=True))
    advance("comparing the pictures")
    near = tuple(near_pairs(pictures.images))
    known = _people(pictures.files) if folder is None else pictures.groups
    groups = joined_groups(known, [(pair.first, pair.second) for pair in near])
    asked = np.flatnonzero(pictures.labels < 2)
    labels, groups = pictures.labels[asked], groups[asked]
    images = small_pictures(pictures.images[asked])
    probes = []
    for name, seen in _probes(images, [files[place] for place in asked]):
        advance(f"asking somebody who sees {name}")
        probes.append(probe(name, seen, labels, groups, seed=seed))
    return Audit(encodable(str(path)), read.classes, files, read, same_bytes(files), near, tuple(probes), read.reports)


def file_facts(path: Path, name: str) -> File:
    """Return what can be said about a picture's file, which a report calls ``name``, without looking at the picture."""
    content = path.read_bytes()
    with Image.open(path) as picture:
        width, height = picture.size
        kind = str(picture.format)
    return File(name, kind, len(content), width, height, hashlib.sha256(content).hexdigest())


def same_bytes(files: Sequence[File]) -> tuple[tuple[int, ...], ...]:
    """Return the places of files that are the same byte for byte, two or more at a time."""
    places = defaultdict(list)
    for place, file in enumerate(files):
        places[file.sha256].append(place)
    return tuple(tuple(same) for same in places.values() if len(same) > 1)


def small_pictures(images: NDArray[np.uint8]) -> Floats:
    """Return pictures at 24 x 24 pixels, in [0, 1], shape (m, 24, 24, 3): enough for a probe."""
    shrunk = [Image.fromarray(image).resize((_SMALL, _SMALL), Image.Resampling.BOX) for image in images]
    return np.stack([np.asarray(picture) for picture in shrunk]) / 255


def border_pixels(images: Floats) -> Floats:
    """Return what lies in a frame along the edge, an eighth of the side wide; shape (m, numbers)."""
    size = images.shape[1]
    width = round(BORDER * size)
    frame = np.ones((size, size), bool)
    frame[width:-width, width:-width] = False
    return images[:, frame].reshape(len(images), -1)


def top_pixels(images: Floats) -> Floats:
    """Return what lies in the top 40 %; shape (m, numbers)."""
    return images[:, : round(TOP * images.shape[1])].reshape(len(images), -1)


def file_numbers(files: Sequence[File]) -> Floats:
    """Return what a file's properties say, as numbers: size, width, height, bytes per pixel, format; shape (m, n)."""
    kinds = sorted({file.kind for file in files})
    return np.array(
        [
            [
                np.log(file.bytes),
                file.width,
                file.height,
                file.width / file.height,
                file.bytes / (file.width * file.height),
                *(file.kind == kind for kind in kinds),
            ]
            for file in files
        ],
        np.float64,
    )


def probe(name: str, features: Floats, labels: NDArray[np.intp], groups: NDArray, *, seed: int = 0) -> Probe:
    """Measure how well labels can be told from features, on groups that were not learned from.

    Many features are first reduced to the 40 directions in which they vary most. Then a forest of random trees learns
    on four fifths of the groups and is asked about the rest, five times.

    Parameters
    ----------
    name : str
    features : ndarray, shape (m, n)
    labels : ndarray of int, shape (m,)
        0 and 1.
    groups : ndarray, shape (m,)
        Whole groups are learned from or asked about.
    seed : int

    Returns
    -------
    Probe

    Raises
    ------
    ValueError
        If a class has fewer groups than there are folds.
    """
    from sklearn.decomposition import PCA
    from sklearn.ensemble import ExtraTreesClassifier
    from sklearn.model_selection import StratifiedGroupKFold
    from sklearn.pipeline import make_pipeline

    fewest = min(len(np.unique(groups[labels == label])) for label in (0, 1))
    if fewest < _FOLDS:
        raise ValueError(
            f"One class has {fewest} different pictures; {_FOLDS} at least are needed to say what could be told from "
            "them, and some dozens for an answer that means anything."
        )
    scores = np.zeros(len(labels))
    for learned, asked in StratifiedGroupKFold(_FOLDS, shuffle=True, random_state=seed).split(features, labels, groups):
        trees = ExtraTreesClassifier(100, min_samples_leaf=3, random_state=seed)
        most = min(_COMPONENTS, len(learned) - 1)
        reduce = [PCA(most, random_state=seed)] if features.shape[1] > most else []
        model = make_pipeline(*reduce, trees).fit(features[learned], labels[learned])
        scores[asked] = model.predict_proba(features[asked])[:, 1]
    both = _measured(scores, labels)
    rng = np.random.default_rng(seed)
    members = _members(groups)
    drawn: list[tuple[float, float]] = []
    while len(drawn) < _DRAWS:
        places = np.concatenate([members[one] for one in rng.integers(len(members), size=len(members))])
        if len(np.unique(labels[places])) == 2:
            drawn.append(_measured(scores[places], labels[places]))
    (auc_low, accuracy_low), (auc_high, accuracy_high) = np.quantile(drawn, [0.025, 0.975], axis=0)
    return Probe(
        name,
        both[0],
        Interval(float(auc_low), float(auc_high)),
        both[1],
        Interval(float(accuracy_low), float(accuracy_high)),
    )


def sections(found: Audit) -> list[Section]:
    """Put an audit into words and tables: the same for the terminal, for Markdown and for a page."""
    return [*_reading(found), _counts(found), _files(found), _copies(found), _near(found), _probed(found)]


def as_markdown(found: Audit) -> str:
    """Return the report as Markdown."""
    lines = [f"# Audit of {found.name}"]
    for section in sections(found):
        lines += ["", f"## {section.title}", "", section.sentence]
        if section.rows:
            lines += ["", _row(section.headings), _row(["---"] * len(section.headings)), *map(_row, section.rows)]
    return "\n".join(lines) + "\n"


def as_page(found: Audit) -> str:
    """Return the report as an HTML page, with pictures of what looks the same and should not."""
    from course_utils.figures import picture_grid
    from course_utils.mask.report import Page

    page = Page(f"Audit of {found.name}")
    for section in sections(found):
        page.heading(section.title).text(section.sentence)
        if section.rows:
            page.table(section.headings, section.rows)
    suspicious = _suspicious(found)[:12]
    if suspicious:
        images = [found.pictures.pictures.images[place] for pair in suspicious for place in (pair.first, pair.second)]
        names = [found.files[place].path for pair in suspicious for place in (pair.first, pair.second)]
        page.heading("Side by side").picture(
            picture_grid(images, [_short(name) for name in names], columns=6, title="Pairs that look the same")
        )
    return page.html()


def _probes(images: Floats, files: Sequence[File]) -> Iterator[tuple[str, Floats]]:
    yield "the file's numbers only", file_numbers(files)
    yield "the border only", border_pixels(images)
    yield "the top 40 % only", top_pixels(images)
    yield "the whole picture, shrunk", images.reshape(len(images), -1)


def _measured(scores: Floats, labels: NDArray[np.intp]) -> tuple[float, float]:
    """Return AUC and balanced accuracy; both classes are there."""
    masked = labels == 1
    worn, bare = int(masked.sum()), int((~masked).sum())
    auc = (rankdata(scores)[masked].sum() - worn * (worn + 1) / 2) / (worn * bare)
    answers = scores >= 0.5
    return float(auc), float((answers[masked].mean() + (~answers[~masked]).mean()) / 2)


def _members(groups: NDArray) -> list[NDArray[np.intp]]:
    """Return the places of each group's pictures."""
    _, member, counts = np.unique(groups, return_inverse=True, return_counts=True)
    return np.split(np.argsort(member, kind="stable"), np.cumsum(counts)[:-1])


def _people(files: Sequence[str]) -> NDArray[np.intp]:
    """Return who is in each of the shipped pictures."""
    who: dict[str, int] = {}
    for part in PARTS:
        about = load_attributes(part, incorrect=True)
        who |= {
            str(name).removeprefix("masks/"): int(one)
            for name, one in zip(about["file"], about["identity"], strict=True)
        }
    return np.array([who[name] for name in files], np.intp)


def _reading(found: Audit) -> list[Section]:
    left_out, unmatched = found.pictures.left_out, found.pictures.unmatched
    told = []
    if left_out:
        rows = tuple((problem.path, problem.what) for problem in left_out[:50])
        told.append(Section("Not read", f"{len(left_out)} files were left out.", ("file", "why"), rows))
    if unmatched:
        sentence = f"{len(unmatched)} rows of the table of groups name no picture that was read."
        told.append(Section("Table", sentence, ("file",), tuple((name,) for name in unmatched[:50])))
    return told


def _label_names(found: Audit) -> tuple[str, str, str]:
    return (*found.classes, CLASSES[2])


def _counts(found: Audit) -> Section:
    pictures, names = found.pictures.pictures, _label_names(found)
    there = [label for label in range(3) if (pictures.labels == label).any()]
    parts = [part for part in (*PARTS, "") if (found.pictures.part_of == part).any()]
    rows = tuple(
        (
            part or "all",
            *(f"{((found.pictures.part_of == part) & (pictures.labels == label)).sum():,}" for label in there),
        )
        for part in parts
    )
    without, worn = ((pictures.labels == label).sum() for label in (0, 1))
    larger = max(without, worn) / (without + worn)
    sentence = f"{len(pictures):,} pictures. Who always says the more frequent class is right in {larger:.1%}."
    sentence = f"{sentence} {told_classes(found.classes)}".rstrip()
    return Section("Pictures", sentence, ("part", *(names[label] for label in there)), rows)


def _files(found: Audit) -> Section:
    labels, names = found.pictures.pictures.labels, _label_names(found)
    rows = []
    for label in range(3):
        files = [found.files[place] for place in np.flatnonzero(labels == label)]
        if files:
            kinds = Counter(file.kind for file in files).most_common()
            rows.append(
                (
                    names[label],
                    ", ".join(f"{kind} {number:,}" for kind, number in kinds),
                    _span([file.width for file in files]),
                    _span([file.height for file in files]),
                    _span([file.bytes / 1000 for file in files], 1),
                )
            )
    headings = ("class", "formats", "width", "height", "kB")
    return Section("Files", "Smallest, median and largest of each class. They should be alike.", headings, tuple(rows))


def _copies(found: Audit) -> Section:
    if not found.copies:
        return Section("Same bytes", "No file stands in the folder twice.")
    more = sum(len(same) - 1 for same in found.copies)
    rows = tuple((", ".join(found.files[place].path for place in same),) for same in found.copies[:50])
    sentence = f"{more} files are copies of others, byte for byte. Keep one of each."
    return Section("Same bytes", sentence, ("files",), rows)


def _near(found: Audit) -> Section:
    if not found.near:
        return Section("Same look", "No two pictures look the same.")
    parts = f"{len(found.across_parts)} of them lie in different parts, and " if found.pictures.has_parts else ""
    sentence = (
        f"{len(found.near)} pairs look the same. {parts}{len(found.across_classes)} carry different labels. A training "
        "must keep each pair on one side, and of different labels one is probably wrong."
    )
    rows = tuple(
        (
            found.files[pair.first].path,
            found.files[pair.second].path,
            f"{pair.distance}" + (", mirrored" if pair.mirrored else ""),
            ", ".join(_remarks(found, pair)) or "-",
        )
        for pair in _suspicious(found)[:50]
    )
    return Section("Same look", sentence, ("file", "looks like", "bits apart", "remark"), rows)


def _probed(found: Audit) -> Section:
    rows = tuple(
        (
            one.name,
            f"{one.auc:.2f}",
            f"{one.auc_interval.low:.2f} to {one.auc_interval.high:.2f}",
            f"{one.accuracy:.0%}",
            f"{one.accuracy_interval.low:.0%} to {one.accuracy_interval.high:.0%}",
        )
        for one in found.probes
    )
    telling = [one.name for one in found.probes[:-1] if one.finds_something]
    verdict = (
        f"Who sees {' or '.join(telling)} does better than that. A network can use it instead of the mask, and fail "
        "where it is missing."
        if telling
        else "None of the three does better than guessing."
    )
    sentence = (
        f"How well is the mask guessed by somebody who does not see the mouth? Guessing gives 0.50 and 50 %. {verdict} "
        "In close-ups the mask itself reaches the border or the top, so that a little more than guessing can be honest."
    )
    return Section("Shortcuts", sentence, ("seen", "AUC", "95 % interval", "accuracy", "95 % interval"), rows)


def _suspicious(found: Audit) -> list[NearPair]:
    """Return near pairs, those across classes or parts first."""
    return sorted(found.near, key=lambda pair: (-len(_remarks(found, pair)), pair.first, pair.second))


def _remarks(found: Audit, pair: NearPair) -> list[str]:
    remarks = ["other class"] if pair in found.across_classes else []
    return remarks + (["other part"] if pair in found.across_parts else [])


def _span(values: Sequence[float], digits: int = 0) -> str:
    low, middle, high = min(values), float(np.median(values)), max(values)
    return " / ".join(f"{value:,.{digits}f}" for value in (low, middle, high))


def _row(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def _short(name: str) -> str:
    return "\n".join(name.rsplit("/", 1))
