"""How good is it, for whom, and at which threshold: the numbers, each with its interval.

Everything here takes plain arrays: ``probabilities`` of a worn mask in [0, 1], one for each picture, and ``labels``, 1
with a mask and 0 without. The answer is "mask" from the threshold on: ``probability >= threshold``. A *positive* is a
picture with a mask, so a *false positive* is a bare face that is taken for a masked one, and a *false negative* a
masked face that is taken for a bare one.

Derived in lesson 25.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.optimize import minimize_scalar
from scipy.special import expit, logit
from scipy.stats import rankdata
from sklearn import metrics

from course_utils.mask.data import INCORRECT

#: The attributes of the shipped faces that a reader looks for first; every other one can be asked for by name.
FIRST_LOOK = ("monk", "age", "glasses", "beard", "headwear", "scarf", "prop", "mask_kind")
CLASS, WORN_INCORRECTLY = "class", "worn incorrectly"
#: Attributes that begin so describe the mask, and mean nothing for a bare face.
_OF_MASKS = "mask_"
#: What describes a file, and not what it shows.
_NO_GROUPS = frozenset({"file", "label", "identity", "mask", "x0", "y0", "x1", "y1"})
_MOST_GROUPS = 20

Floats = NDArray[np.float64]
Metric = Callable[[NDArray, NDArray], float]


@dataclass(frozen=True)
class Interval:
    """Where a number probably lies, had there been endlessly many pictures.

    Attributes
    ----------
    low, high : float
    """

    low: float
    high: float

    def __contains__(self, value: float) -> bool:
        return self.low <= value <= self.high


@dataclass(frozen=True)
class Confusion:
    """Right and wrong answers, counted.

    Attributes
    ----------
    true_negatives, false_positives, false_negatives, true_positives : int
        Positive means mask.
    """

    true_negatives: int
    false_positives: int
    false_negatives: int
    true_positives: int

    @property
    def n(self) -> int:
        """How many pictures there are."""
        return self.right + self.false_positives + self.false_negatives

    @property
    def right(self) -> int:
        """How many answers are right."""
        return self.true_negatives + self.true_positives

    @property
    def accuracy(self) -> float:
        """The share of right answers."""
        return _share(self.right, self.n)

    @property
    def precision(self) -> float:
        """Of the answers "mask", the share that is right; not a number when there is no such answer."""
        return _share(self.true_positives, self.true_positives + self.false_positives)

    @property
    def recall(self) -> float:
        """Of the masks, the share that is found."""
        return _share(self.true_positives, self.true_positives + self.false_negatives)

    @property
    def specificity(self) -> float:
        """Of the bare faces, the share that is answered with "no mask"."""
        return _share(self.true_negatives, self.true_negatives + self.false_positives)

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall."""
        return _share(2 * self.true_positives, 2 * self.true_positives + self.false_positives + self.false_negatives)


@dataclass(frozen=True)
class RocCurve:
    """Masks found against bare faces taken for masked, for every threshold.

    Attributes
    ----------
    false_positive_rate, recall : ndarray, shape (k,)
        Both rise from 0 to 1.
    thresholds : ndarray, shape (k,)
        Falling; the first is infinite, so that nothing is called masked.
    auc : float
        Area under the curve: how often a masked face gets a higher probability than a bare one.
    """

    false_positive_rate: Floats
    recall: Floats
    thresholds: Floats
    auc: float


@dataclass(frozen=True)
class PrecisionRecall:
    """Precision against recall, for every threshold.

    Attributes
    ----------
    precision, recall : ndarray, shape (k + 1,)
        Recall falls from 1 to 0. The last point, precision 1 at recall 0, belongs to no threshold.
    thresholds : ndarray, shape (k,)
        Rising.
    average_precision : float
        Mean precision, weighted by the steps in recall.
    """

    precision: Floats
    recall: Floats
    thresholds: Floats
    average_precision: float


@dataclass(frozen=True)
class Calibration:
    """Do the probabilities keep their word: of the pictures that get 0.8, do 80 % show a mask?

    Attributes
    ----------
    probability, frequency : ndarray, shape (b,)
        For each bin that holds a picture: the mean probability, and the share that shows a mask.
    count : ndarray of int, shape (b,)
        How many pictures it holds.
    intervals : tuple of Interval
        95 % Wilson intervals of the frequencies.
    error : float
        Expected calibration error: the mean distance between probability and frequency, weighted by the counts.
    brier : float
        Mean squared distance between probability and label.
    """

    probability: Floats
    frequency: Floats
    count: NDArray[np.intp]
    intervals: tuple[Interval, ...]
    error: float
    brier: float


@dataclass(frozen=True)
class CostMatrix:
    """What a wrong answer costs; a right one costs nothing. Only the ratio of the two matters for the threshold.

    Attributes
    ----------
    false_positive : float
        A bare face is taken for a masked one.
    false_negative : float
        A masked face is taken for a bare one.

    Raises
    ------
    ValueError
        If one of them is not a positive number.
    """

    false_positive: float = 1.0
    false_negative: float = 1.0

    def __post_init__(self) -> None:
        if not (0 < self.false_positive < np.inf and 0 < self.false_negative < np.inf):
            raise ValueError(
                f"The costs are {self.false_positive} and {self.false_negative}; both must be positive numbers."
            )

    @property
    def bayes_threshold(self) -> float:
        """The cheapest threshold when the probabilities are calibrated: c_fp / (c_fp + c_fn)."""
        return self.false_positive / (self.false_positive + self.false_negative)

    def per_picture(self, confusion: Confusion) -> float:
        """Return the mean cost of an answer."""
        total = self.false_positive * confusion.false_positives + self.false_negative * confusion.false_negatives
        return total / confusion.n


@dataclass(frozen=True)
class ThresholdChoice:
    """The cheapest threshold, and the cost of all others.

    Attributes
    ----------
    threshold : float
        The cheapest.
    cost : float
        Its mean cost of an answer.
    bayes_threshold, bayes_cost : float
        The threshold that would be cheapest if the probabilities were calibrated, and what it costs here.
    thresholds, costs : ndarray, shape (k,)
        Rising: one threshold for every way to divide the pictures, from "all have a mask" to "none has".
    """

    threshold: float
    cost: float
    bayes_threshold: float
    bayes_cost: float
    thresholds: Floats
    costs: Floats


@dataclass(frozen=True)
class Slice:
    """How well the model does on one group of pictures.

    Attributes
    ----------
    attribute, group : str
        What the pictures are grouped by, and which group it is.
    n, right : int
        Pictures, and right answers.
    false_positives, false_negatives : int
        Wrong answers of either kind.
    interval : Interval
        95 % Wilson interval of the accuracy.
    whole : float
        The accuracy that it is compared with: that on all pictures together, and for a kind of mask that on all masks.
    """

    attribute: str
    group: str
    n: int
    right: int
    false_positives: int
    false_negatives: int
    interval: Interval
    whole: float

    @property
    def name(self) -> str:
        """Attribute and group, in words."""
        attribute = {"monk": "Monk skin tone"}.get(self.attribute, self.attribute)
        return f"{attribute}: {self.group}".replace("_", " ")

    @property
    def accuracy(self) -> float:
        """The share of right answers."""
        return self.right / self.n

    @property
    def difference(self) -> float:
        """Accuracy of the group minus that of the whole; negative where the group is worse off."""
        return self.accuracy - self.whole

    @property
    def stands_out(self) -> bool:
        """True if the whole's accuracy lies outside the group's interval: by chance alone, about 1 group in 20."""
        return self.whole not in self.interval


@dataclass(frozen=True)
class Evaluation:
    """Everything that is measured about a model on one set of pictures.

    Attributes
    ----------
    probabilities, labels : ndarray, shape (m,)
        Of the pictures with a mask or without; those whose mask is worn incorrectly are only in ``slices``.
    threshold : float
        The threshold of everything below.
    confusion : Confusion
    accuracy : Interval
        95 % Wilson interval.
    roc : RocCurve
    auc : Interval
        95 % bootstrap interval.
    precision_recall : PrecisionRecall
    log_loss : float
        Mean cross-entropy.
    calibration : Calibration
    cost : CostMatrix
    choice : ThresholdChoice
        The cheapest threshold on the pictures for choosing.
    chosen_elsewhere : bool
        True if those were other pictures than the ones that are measured here. When False, the choice's cost is too
        good to be true.
    at_choice : Confusion
        With the chosen threshold, on the pictures that are measured.
    slices : tuple of Slice
    """

    probabilities: Floats
    labels: NDArray[np.intp]
    threshold: float
    confusion: Confusion
    accuracy: Interval
    roc: RocCurve
    auc: Interval
    precision_recall: PrecisionRecall
    log_loss: float
    calibration: Calibration
    cost: CostMatrix
    choice: ThresholdChoice
    chosen_elsewhere: bool
    at_choice: Confusion
    slices: tuple[Slice, ...]


def confusion(probabilities: ArrayLike, labels: ArrayLike, threshold: float = 0.5) -> Confusion:
    """Count right and wrong answers.

    Parameters
    ----------
    probabilities, labels : array_like, shape (m,) or (1, m)
    threshold : float
        From this probability on, the answer is "mask".

    Returns
    -------
    Confusion

    Raises
    ------
    ValueError
        If there is no picture, not one label for each, a probability outside [0, 1], or another label than 0 and 1.

    Examples
    --------
    >>> confusion([0.9, 0.4, 0.2], [1, 1, 0]).recall
    0.5
    """
    p, y = _checked(probabilities, labels)
    counts = metrics.confusion_matrix(y, p >= threshold, labels=[0, 1]).ravel()
    return Confusion(*(int(count) for count in counts))


def wilson_interval(successes: int, n: int, confidence: float = 0.95) -> Interval:
    """Return an interval for a share, honest also near 0 % and 100 % and for few pictures.

    It takes the pictures as independent. Several of one person are not quite that.

    Parameters
    ----------
    successes, n : int
        So many of so many.
    confidence : float
        How often such an interval holds the true share.

    Returns
    -------
    Interval
        From 0 to 1 where there is no picture at all.

    Raises
    ------
    ValueError
        If the numbers make no share.

    References
    ----------
    E. B. Wilson, "Probable inference, the law of succession, and statistical inference", 1927.

    Examples
    --------
    >>> wilson_interval(50, 50).low.__round__(3)
    0.929
    """
    if not 0 <= successes <= n:
        raise ValueError(f"{successes} of {n} is no share: expected 0 <= successes <= n.")
    if n == 0:
        return Interval(0.0, 1.0)
    z = NormalDist().inv_cdf(0.5 + confidence / 2)
    share = successes / n
    middle = (share + z**2 / (2 * n)) / (1 + z**2 / n)
    half = z / (1 + z**2 / n) * np.sqrt(share * (1 - share) / n + z**2 / (4 * n**2))
    return Interval(0.0 if successes == 0 else float(middle - half), 1.0 if successes == n else float(middle + half))


def bootstrap_interval(
    metric: Metric,
    probabilities: ArrayLike,
    labels: ArrayLike,
    *,
    seed: int = 0,
    draws: int = 1000,
    confidence: float = 0.95,
) -> Interval:
    """Return an interval for any metric, by drawing the pictures again, with repeats, many times.

    Each class is drawn for itself, so that no draw is without one.

    Parameters
    ----------
    metric : callable
        Takes labels and probabilities, in this order, as the metrics of scikit-learn do.
    probabilities, labels : array_like, shape (m,) or (1, m)
    seed : int
    draws : int
    confidence : float

    Returns
    -------
    Interval
        The middle ``confidence`` of what the draws gave.

    References
    ----------
    B. Efron, "Bootstrap methods: another look at the jackknife", 1979.
    """
    p, y = _checked(probabilities, labels)
    rng = np.random.default_rng(seed)
    classes = [np.flatnonzero(y == label) for label in np.unique(y)]
    values = []
    for _ in range(draws):
        drawn = np.concatenate([rng.choice(places, places.size) for places in classes])
        values.append(metric(y[drawn], p[drawn]))
    low, high = np.quantile(values, [(1 - confidence) / 2, (1 + confidence) / 2])
    return Interval(float(low), float(high))


def auc(labels: ArrayLike, probabilities: ArrayLike) -> float:
    """Return how often a picture with a mask gets a higher probability than one without; ties count half.

    It is the area under the ROC curve, from ranks: ten times quicker than the curve, which the bootstrap needs.

    Parameters
    ----------
    labels, probabilities : array_like, shape (m,)
        In the order of scikit-learn's metrics.

    References
    ----------
    H. B. Mann and D. R. Whitney, "On a test of whether one of two random variables is stochastically larger than the
    other", 1947.

    Examples
    --------
    >>> auc([0, 0, 1, 1], [0.1, 0.4, 0.4, 0.9])
    0.875
    """
    masks = np.asarray(labels).ravel() == 1
    m, bare = int(masks.sum()), int((~masks).sum())
    ranks = rankdata(np.asarray(probabilities).ravel())
    return float((ranks[masks].sum() - m * (m + 1) / 2) / (m * bare))


def roc(probabilities: ArrayLike, labels: ArrayLike) -> RocCurve:
    """Return the receiver operating characteristic.

    Raises
    ------
    ValueError
        If only one class is there.
    """
    p, y = _both_classes(probabilities, labels)
    false_positive_rate, recall, thresholds = metrics.roc_curve(y, p, drop_intermediate=False)
    return RocCurve(false_positive_rate, recall, thresholds, auc(y, p))


def precision_recall(probabilities: ArrayLike, labels: ArrayLike) -> PrecisionRecall:
    """Return precision against recall.

    Raises
    ------
    ValueError
        If only one class is there.
    """
    p, y = _both_classes(probabilities, labels)
    precision, recall, thresholds = metrics.precision_recall_curve(y, p)
    return PrecisionRecall(precision, recall, thresholds, float(metrics.average_precision_score(y, p)))


def calibration(probabilities: ArrayLike, labels: ArrayLike, bins: int = 10) -> Calibration:
    """Compare probabilities with frequencies, in bins of equal width.

    Parameters
    ----------
    probabilities, labels : array_like, shape (m,) or (1, m)
    bins : int
        How many bins [0, 1] is cut into. With more, the error grows by chance alone.

    Returns
    -------
    Calibration

    References
    ----------
    C. Guo, G. Pleiss, Y. Sun and K. Q. Weinberger, "On calibration of modern neural networks", 2017.
    """
    p, y = _checked(probabilities, labels)
    place = np.minimum((p * bins).astype(int), bins - 1)
    count = np.bincount(place, minlength=bins)
    held = count > 0
    masks = np.bincount(place, weights=y, minlength=bins)[held].astype(int)
    probability = np.bincount(place, weights=p, minlength=bins)[held] / count[held]
    frequency = masks / count[held]
    return Calibration(
        probability=probability,
        frequency=frequency,
        count=count[held],
        intervals=tuple(wilson_interval(int(k), int(n)) for k, n in zip(masks, count[held], strict=True)),
        error=float((count[held] * np.abs(probability - frequency)).sum() / p.size),
        brier=float(np.mean((p - y) ** 2)),
    )


def fit_temperature(probabilities: ArrayLike, labels: ArrayLike) -> float:
    """Return the temperature that makes the probabilities most believable, by cross-entropy.

    Fit it on the dev set. Above 1, the model was too sure of itself.

    References
    ----------
    C. Guo, G. Pleiss, Y. Sun and K. Q. Weinberger, "On calibration of modern neural networks", 2017.
    """
    p, y = _both_classes(probabilities, labels)

    def loss(log_temperature: float) -> float:
        return float(metrics.log_loss(y, with_temperature(p, np.exp(log_temperature)), labels=[0, 1]))

    return float(np.exp(minimize_scalar(loss, bounds=(-4.0, 4.0), method="bounded").x))


def with_temperature(probabilities: ArrayLike, temperature: float) -> Floats:
    """Divide the logits by a temperature: above 1 all probabilities move towards 0.5, and none crosses it."""
    if temperature <= 0:
        raise ValueError(f"The temperature is {temperature}; expected a positive number.")
    p = np.clip(np.asarray(probabilities, np.float64), 1e-12, 1 - 1e-12)
    return expit(logit(p) / temperature)


def threshold_by_cost(probabilities: ArrayLike, labels: ArrayLike, cost: CostMatrix) -> ThresholdChoice:
    """Return the cheapest of all thresholds.

    Every way in which a threshold can divide the pictures is tried. A threshold stands in the middle between two
    neighbouring probabilities; of equally cheap ones, the one next to the Bayes threshold is taken.

    Parameters
    ----------
    probabilities, labels : array_like, shape (m,) or (1, m)
        Of the dev set: the test set then tells what the choice really costs.
    cost : CostMatrix

    Returns
    -------
    ThresholdChoice

    References
    ----------
    C. Elkan, "The foundations of cost-sensitive learning", 2001.

    Examples
    --------
    >>> threshold_by_cost([0.1, 0.3, 0.6, 0.9], [0, 0, 0, 1], CostMatrix(5, 1)).threshold
    0.75
    """
    p, y = _checked(probabilities, labels)
    values, place = np.unique(p, return_inverse=True)
    masks = np.bincount(place, weights=y)
    missed = np.concatenate([[0.0], np.cumsum(masks)])  # below the threshold: pictures with a mask
    let_in = (p.size - y.sum()) - np.concatenate([[0.0], np.cumsum(np.bincount(place) - masks)])  # above: without
    costs = (cost.false_positive * let_in + cost.false_negative * missed) / p.size
    # The last one says "no mask" to everything; it exceeds 1 if a probability is 1.
    edges = np.concatenate([[0.0], values, [max(1.0, float(np.nextafter(values[-1], 2)))]])
    thresholds = np.concatenate([[0.0], _between(edges[1:])])
    bayes = cost.bayes_threshold
    cheapest = np.flatnonzero(costs <= costs.min() * (1 + 1e-12))
    best = cheapest[np.argmin(np.abs(thresholds[cheapest] - bayes))]
    return ThresholdChoice(
        threshold=float(thresholds[best]),
        cost=float(costs[best]),
        bayes_threshold=bayes,
        bayes_cost=cost.per_picture(confusion(p, y, bayes)),
        thresholds=thresholds,
        costs=costs,
    )


def slices(
    probabilities: ArrayLike,
    labels: ArrayLike,
    attributes: Mapping[str, NDArray],
    *,
    by: Sequence[str] | None = None,
    threshold: float = 0.5,
) -> tuple[Slice, ...]:
    """Cut the pictures into groups and measure each.

    Parameters
    ----------
    probabilities : array_like, shape (m,) or (1, m)
    labels : array_like, shape (m,) or (1, m)
        0, 1, or 2 for a mask that is worn incorrectly. Those are groups of their own and no part of the whole; for them
        the right answer is "no mask", since what is worn so does not do what a mask is for.
    attributes : mapping of str to array of shape (m,)
        As ``datasets.load_attributes`` gives them. Truth values and words are groups as they are; other numbers are
        cut into thirds of equal size. Those called ``mask_...`` are asked of masked faces only, and compared with them.
    by : sequence of str, optional
        Names of attributes; all of which groups can be made when left out.
    threshold : float

    Returns
    -------
    tuple of Slice
        First the two classes, then attribute by attribute, at last what is worn incorrectly.

    Raises
    ------
    ValueError
        If an attribute is unknown or has not one value for each picture.
    """
    p, y = _checked(probabilities, labels, allowed=(0, 1, INCORRECT))
    for name in by if by is not None else attributes:
        if name not in attributes:
            raise ValueError(f"There is no attribute {name!r}; there are {', '.join(attributes)}.")
        if np.size(attributes[name]) != p.size:
            size = np.size(attributes[name])
            raise ValueError(f"{name!r} has {size} values for {p.size} pictures; expected one for each.")
    wrong, asked = (p >= threshold) != (y == 1), y != INCORRECT

    def measured(attribute: str, group: str, chosen: NDArray[np.bool_], among: NDArray[np.bool_] = asked) -> Slice:
        n, right = int(chosen.sum()), int((chosen & ~wrong).sum())
        missed = int((chosen & wrong & (y == 1)).sum())
        whole = float(1 - wrong[among].mean()) if among.any() else float("nan")
        return Slice(attribute, group, n, right, n - right - missed, missed, wilson_interval(right, n), whole)

    found = [measured(CLASS, name, y == label) for label, name in enumerate(("without_mask", "with_mask"))]
    for name in by if by is not None else [name for name in attributes if name not in _NO_GROUPS]:
        among = y == 1 if name.startswith(_OF_MASKS) else asked
        groups = groups_of(attributes[name], among)
        if groups is not None:
            found += [measured(name, group, among & (groups == group), among) for group in _ordered(groups[among])]
        elif by is not None:
            raise ValueError(f"The attribute {name!r} makes no groups: its values are too many, or one alone.")
    found.append(measured(WORN_INCORRECTLY, "all", ~asked))
    if "mask" in attributes:
        kinds = np.asarray(attributes["mask"])
        found += [measured(WORN_INCORRECTLY, kind, ~asked & (kinds == kind)) for kind in _ordered(kinds[~asked])]
    return tuple(one for one in found if one.n)


def first_look(slices: Sequence[Slice]) -> tuple[Slice, ...]:
    """Return the slices that a reader looks for first: by class, :data:`FIRST_LOOK`, and worn incorrectly."""
    wanted = (CLASS, *FIRST_LOOK, WORN_INCORRECTLY)
    return tuple(one for name in wanted for one in slices if one.attribute == name)


def groups_of(values: NDArray, among: NDArray[np.bool_] | None = None) -> NDArray[np.str_] | None:
    """Turn an attribute into the names of groups.

    Parameters
    ----------
    values : ndarray, shape (m,)
    among : ndarray of bool, shape (m,), optional
        The pictures from which the groups are made; all when left out.

    Returns
    -------
    ndarray of str, shape (m,), or None
        None if there is only one group, or too many: colours, names of files.
    """
    values = np.asarray(values)
    distinct = np.unique(values if among is None else values[among])
    if distinct.size < 2:
        return None
    if values.dtype.kind == "b":
        return np.where(values, "yes", "no")
    if values.dtype.kind == "f" or (values.dtype.kind in "iu" and distinct.size > _MOST_GROUPS):
        edges = np.unique(np.quantile(values if among is None else values[among], [1 / 3, 2 / 3]))
        between = [f"{edges[0]:.3g} to {edges[1]:.3g}"] if edges.size > 1 else []
        names = np.array([f"up to {edges[0]:.3g}", *between, f"over {edges[-1]:.3g}"])
        groups = names[np.searchsorted(edges, values)]
        return groups if np.unique(groups).size > 1 else None
    if distinct.size > _MOST_GROUPS or str(distinct[0]).startswith("#"):
        return None
    return values.astype(str)


def worst_mistakes(
    probabilities: ArrayLike, labels: ArrayLike, *, threshold: float = 0.5, count: int | None = 12
) -> NDArray[np.intp]:
    """Return the places of wrong answers, those that the model was surest of first.

    Parameters
    ----------
    probabilities, labels : array_like, shape (m,) or (1, m)
    threshold : float
    count : int, optional
        How many at most; None for all.

    Returns
    -------
    ndarray of int, shape (k,)
    """
    p, y = _checked(probabilities, labels)
    wrong = np.flatnonzero((p >= threshold) != (y == 1))
    surety = np.where(y[wrong] == 1, 1 - p[wrong], p[wrong])
    return wrong[np.argsort(-surety, kind="stable")][:count]


def evaluate(
    probabilities: ArrayLike,
    labels: ArrayLike,
    *,
    threshold: float = 0.5,
    cost: CostMatrix | None = None,
    dev: tuple[ArrayLike, ArrayLike] | None = None,
    attributes: Mapping[str, NDArray] | None = None,
    seed: int = 0,
) -> Evaluation:
    """Measure everything at once.

    Parameters
    ----------
    probabilities, labels : array_like, shape (m,) or (1, m)
        Labels as in :func:`slices`.
    threshold : float
        The model's threshold.
    cost : CostMatrix, optional
        Both mistakes cost the same when left out.
    dev : pair of array_like, optional
        Probabilities and labels of other pictures, by which the cheapest threshold is chosen.
    attributes : mapping of str to array, optional
        As in :func:`slices`; without them there are only the slices by class.
    seed : int
        Of the bootstrap.

    Returns
    -------
    Evaluation

    Raises
    ------
    ValueError
        If only one class is there, or the arrays do not fit.
    """
    p, y = _checked(probabilities, labels, allowed=(0, 1, INCORRECT))
    cut = slices(p, y, attributes or {}, threshold=threshold)
    p, y = _both_classes(p[y != INCORRECT], y[y != INCORRECT])
    cost = cost or CostMatrix()
    chosen_on = (p, y) if dev is None else dev
    choice = threshold_by_cost(chosen_on[0], chosen_on[1], cost)
    counted = confusion(p, y, threshold)
    return Evaluation(
        probabilities=p,
        labels=y,
        threshold=threshold,
        confusion=counted,
        accuracy=wilson_interval(counted.right, counted.n),
        roc=roc(p, y),
        auc=bootstrap_interval(auc, p, y, seed=seed),
        precision_recall=precision_recall(p, y),
        log_loss=float(metrics.log_loss(y, p, labels=[0, 1])),
        calibration=calibration(p, y),
        cost=cost,
        choice=choice,
        chosen_elsewhere=dev is not None,
        at_choice=confusion(p, y, choice.threshold),
        slices=cut,
    )


def _share(part: int, whole: int) -> float:
    return part / whole if whole else float("nan")


def _between(edges: Floats) -> Floats:
    """Return the middles between neighbours, such that a lower neighbour is always below its middle."""
    middles = (edges[:-1] + edges[1:]) / 2
    return np.where(middles > edges[:-1], middles, edges[1:])


def _ordered(groups: NDArray) -> list[str]:
    """Return the groups' names, numbers by size: "up to 2", "2 to 5", "over 5"."""

    def order(group: str) -> tuple[bool, float, bool, str]:
        number = re.search(r"-?\d+(\.\d+)?(e[+-]?\d+)?", group)
        return group.startswith("over"), float(number[0]) if number else 0.0, not group.startswith("up"), group

    return sorted(map(str, np.unique(groups)), key=order)


def _checked(
    probabilities: ArrayLike, labels: ArrayLike, allowed: tuple[int, ...] = (0, 1)
) -> tuple[Floats, NDArray[np.intp]]:
    """Return both as rows, or say what is wrong with them."""
    p, y = np.asarray(probabilities, np.float64).ravel(), np.asarray(labels).ravel()
    if p.size == 0 or p.size != y.size:
        raise ValueError(
            f"There are {p.size} probabilities and {y.size} labels; expected one label for each, and some."
        )
    if not ((p >= 0) & (p <= 1)).all():
        raise ValueError(
            f"The probabilities go from {p.min():.3g} to {p.max():.3g}; expected numbers from 0 to 1. "
            "Logits become probabilities by the sigmoid."
        )
    strange = np.setdiff1d(y, allowed)
    if strange.size:
        hint = " (2 is a mask worn incorrectly: slices() takes those)" if INCORRECT in strange else ""
        raise ValueError(f"There is a label {strange[0]}; expected {' or '.join(map(str, allowed))}{hint}.")
    return p, y.astype(np.intp)


def _both_classes(probabilities: ArrayLike, labels: ArrayLike) -> tuple[Floats, NDArray[np.intp]]:
    p, y = _checked(probabilities, labels)
    if np.unique(y).size < 2:
        raise ValueError(
            f"All {y.size} labels are {y[0]}. Both classes are needed: with one alone, nothing is told apart."
        )
    return p, y
