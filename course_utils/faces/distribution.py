"""The documented distribution: how likely every number and choice of a face is.

Everything outside the mask (person, pose, light, surroundings, things worn and held, camera) is drawn first, from one
distribution for every label; whether and how a mask is worn is drawn last and does not look at the rest. So nothing
outside the mask can tell a learner what the label is.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, replace
from typing import Any, TypeAlias

import numpy as np

from course_utils.faces.face import RGB, Face, Identity


@dataclass(frozen=True)
class Uniform:
    """Every value from ``low`` to ``high`` is equally likely."""

    low: float
    high: float

    def __call__(self, rng: np.random.Generator) -> float:
        """Draw one value."""
        return float(self.low + (self.high - self.low) * rng.random())


@dataclass(frozen=True)
class Bell:
    """Mostly near ``middle``: the sum of four uniform draws, so never further away than 3.46 ``spread``."""

    middle: float
    spread: float

    def __call__(self, rng: np.random.Generator) -> float:
        """Draw one value."""
        return float(self.middle + self.spread * (rng.random(4).sum() - 2.0) * 3**0.5)


@dataclass(frozen=True)
class Rarely:
    """``usual`` most of the time, and with probability ``p`` a draw from ``other``."""

    p: float
    other: Callable[[np.random.Generator], float]
    usual: float = 0.0

    def __call__(self, rng: np.random.Generator) -> float:
        """Draw one value."""
        value = self.other(rng)
        return value if rng.random() < self.p else self.usual


@dataclass(frozen=True)
class Mix:
    """One of several draws, each with its weight."""

    parts: tuple[tuple[float, Callable[[np.random.Generator], float]], ...]

    def __call__(self, rng: np.random.Generator) -> float:
        """Draw one value."""
        at = rng.random() * sum(weight for weight, _ in self.parts)
        values = [draw(rng) for _, draw in self.parts]
        for (weight, _), value in zip(self.parts, values, strict=True):
            at -= weight
            if at < 0:
                return value
        return values[-1]


@dataclass(frozen=True)
class Chance:
    """True with probability ``p``."""

    p: float

    def __call__(self, rng: np.random.Generator) -> bool:
        """Draw one value."""
        return bool(rng.random() < self.p)


@dataclass(frozen=True)
class Names:
    """One of several names, each with its weight."""

    weights: Mapping[str, float]

    def __call__(self, rng: np.random.Generator) -> str:
        """Draw one name."""
        at = rng.random() * sum(self.weights.values())
        for name, weight in self.weights.items():
            at -= weight
            if at < 0:
                return name
        return name


@dataclass(frozen=True)
class Colours:
    """One of several colours, moved a little (``wander``), or with probability ``any_colour`` any colour at all."""

    palette: tuple[RGB, ...]
    wander: float = 0.06
    any_colour: float = 0.0

    def __call__(self, rng: np.random.Generator) -> RGB:
        """Draw one colour."""
        base = np.asarray(self.palette[int(rng.integers(len(self.palette)))])
        drawn = base * (1 + self.wander * (2 * rng.random() - 1)) + self.wander * (rng.random(3) - 0.5)
        other = rng.random(3)
        red, green, blue = np.clip(other if rng.random() < self.any_colour else drawn, 0.0, 1.0)
        return float(red), float(green), float(blue)


Draw: TypeAlias = Uniform | Bell | Rarely | Mix | Chance | Names | Colours
RELATIVE = Uniform(-1.0, 1.0)

HAIR_COLOURS = (
    (0.05, 0.04, 0.04), (0.09, 0.06, 0.05), (0.16, 0.10, 0.07), (0.26, 0.17, 0.11), (0.40, 0.27, 0.16),
    (0.62, 0.46, 0.27), (0.80, 0.66, 0.45), (0.45, 0.18, 0.09), (0.35, 0.08, 0.06),
)  # fmt: skip
GREY_HAIR = ((0.45, 0.44, 0.43), (0.66, 0.65, 0.64), (0.86, 0.85, 0.83))
EYE_COLOURS = (
    *((0.10, 0.06, 0.05),) * 3, *((0.16, 0.10, 0.06),) * 3, (0.26, 0.16, 0.09), (0.34, 0.28, 0.16), (0.27, 0.33, 0.24),
    (0.28, 0.37, 0.46), (0.34, 0.37, 0.40),
)  # fmt: skip
LIPSTICKS = ((0.75, 0.12, 0.20), (0.60, 0.10, 0.22), (0.85, 0.38, 0.42), (0.80, 0.25, 0.18), (0.45, 0.12, 0.22))
CLOTH_COLOURS = (
    (0.95, 0.95, 0.94), (0.08, 0.08, 0.09), (0.15, 0.18, 0.30), (0.25, 0.45, 0.75), (0.60, 0.80, 0.92),
    (0.75, 0.15, 0.15), (0.95, 0.75, 0.20), (0.30, 0.50, 0.30), (0.60, 0.60, 0.62), (0.45, 0.30, 0.20),
    (0.92, 0.60, 0.70), (0.45, 0.30, 0.55), (0.88, 0.82, 0.70), (0.10, 0.40, 0.42),
)  # fmt: skip
ROOM_COLOURS = (
    (0.97, 0.97, 0.97), (0.86, 0.87, 0.88), (0.62, 0.64, 0.66), (0.35, 0.36, 0.38), (0.10, 0.10, 0.11),
    (0.75, 0.68, 0.58), (0.50, 0.38, 0.28), (0.45, 0.60, 0.78), (0.40, 0.52, 0.36), (0.62, 0.25, 0.22),
)  # fmt: skip

IDENTITY: dict[str, Draw] = {
    "skin_tone": Uniform(1.0, 10.0),
    "undertone": Bell(0.0, 0.28),
    "age": Uniform(0.08, 0.95),
    **dict.fromkeys(
        (
            "head_width",
            "head_depth",
            "jaw_width",
            "chin",
            "cheeks",
            "brow_ridge",
            "nose_width",
            "nose_length",
            "nose_height",
            "eye_size",
            "eye_spacing",
            "eye_tilt",
            "brow_thickness",
            "brow_tilt",
            "mouth_width",
            "mouth_height",
            "lip_fullness",
            "ear_size",
            "hair_volume",
            "hair_length",
        ),
        RELATIVE,
    ),
    "eye_fold": Uniform(0.0, 1.0),
    "lip_tone": Uniform(0.0, 1.0),
    "eye_colour": Colours(EYE_COLOURS),
    "freckles": Rarely(0.15, Uniform(0.2, 1.0)),
    "hair": Names(
        {
            "bald": 5,
            "shaved": 6,
            "receding": 5,
            "short": 16,
            "side_parting": 9,
            "fringe": 11,
            "bowl": 4,
            "bob": 6,
            "long": 10,
            "long_parted": 10,
            "wavy": 8,
            "curly": 6,
            "afro": 5,
            "bun": 6,
            "ponytail": 6,
            "braids": 4,
        }
    ),
    "hair_colour": Colours(HAIR_COLOURS, any_colour=0.03),
    "beard": Names({"none": 66, "stubble": 9, "moustache": 6, "goatee": 5, "full": 10, "long": 4}),
}

MOMENT: dict[str, Draw] = {
    "yaw": Mix(((0.8, Bell(0.0, 20.0)), (0.2, Uniform(-70.0, 70.0)))),
    "pitch": Bell(2.0, 9.0),
    "roll": Mix(((0.75, Bell(0.0, 8.0)), (0.25, Uniform(-42.0, 42.0)))),
    "gaze_x": Bell(0.0, 0.25),
    "gaze_y": Bell(0.0, 0.2),
    "eye_open": Mix(((0.08, Uniform(0.0, 0.3)), (0.92, Uniform(0.45, 0.95)))),
    "mouth_open": Mix(((0.5, Uniform(0.0, 0.05)), (0.3, Uniform(0.1, 0.5)), (0.2, Uniform(0.4, 1.0)))),
    "smile": Uniform(-0.5, 1.0),
    "brow_raise": Bell(0.0, 0.28),
    "makeup": Rarely(0.35, Uniform(0.1, 1.0)),
    "lipstick": Rarely(0.3, Uniform(0.3, 1.0)),
    "lipstick_colour": Colours(LIPSTICKS),
    # From a person at some distance to a crop of eyes and mouth alone.
    "zoom": Mix(((0.15, Uniform(0.10, 0.25)), (0.31, Uniform(0.25, 0.48)), (0.54, Uniform(0.48, 0.95)))),
    "shift_x": Bell(0.0, 0.06),
    "shift_y": Bell(0.0, 0.07),
    "stretch": Bell(1.0, 0.11),
    "light_azimuth": Uniform(-110.0, 110.0),
    "light_elevation": Uniform(-20.0, 75.0),
    "light_strength": Uniform(0.15, 1.3),
    "light_warmth": Bell(0.1, 0.25),
    "ambient": Uniform(0.2, 0.95),
    "ambient_warmth": Bell(0.0, 0.28),
    "shadow": Uniform(0.0, 1.0),
    "rim": Rarely(0.3, Uniform(0.2, 1.0)),
    "dapple": Rarely(0.35, Uniform(0.1, 1.0)),
    "shine": Uniform(0.0, 0.9),
    "background": Names(
        {"plain": 14, "gradient": 18, "clutter": 22, "shop": 12, "leaves": 8, "bricks": 5, "street": 10, "people": 11}
    ),
    "background_colour": Colours(ROOM_COLOURS, wander=0.15, any_colour=0.2),
    "background_contrast": Uniform(0.1, 1.0),
    "background_blur": Uniform(0.0, 1.0),
    "clothes": Names(
        {"tshirt": 22, "shirt": 18, "jacket": 15, "turtleneck": 12, "hoodie": 12, "low_neck": 12, "suit": 9}
    ),
    "clothes_colour": Colours(CLOTH_COLOURS, wander=0.12, any_colour=0.15),
    "clothes_pattern": Names(
        {"plain": 60, "stripes": 12, "checks": 8, "dots": 5, "flowers": 7, "camouflage": 2, "logo": 6}
    ),
    "glasses": Names({"none": 66, "thin": 10, "thick": 10, "rimless": 4, "sunglasses": 8, "mirrored": 2}),
    "glasses_colour": Colours(
        (*((0.05, 0.05, 0.06),) * 3, (0.25, 0.15, 0.08), (0.60, 0.55, 0.45), (0.80, 0.80, 0.80)), any_colour=0.1
    ),
    "headwear": Names(
        {
            "none": 68,
            "cap": 10,
            "beanie": 4,
            "wide_hat": 3,
            "headscarf": 7,
            "turban": 2,
            "hood": 3,
            "helmet": 2,
            "headband": 2,
        }
    ),
    "headwear_colour": Colours(CLOTH_COLOURS, wander=0.12, any_colour=0.15),
    "headwear_pattern": Names(
        {"plain": 70, "stripes": 8, "checks": 5, "dots": 4, "flowers": 6, "camouflage": 2, "logo": 5}
    ),
    "scarf": Names({"none": 89, "neck": 7, "mouth": 4}),
    "scarf_colour": Colours(CLOTH_COLOURS, wander=0.12, any_colour=0.15),
    "earrings": Chance(0.12),
    "prop": Names({"none": 80, "hand": 6, "cup": 3, "phone": 3, "microphone": 5, "fist": 3}),
    "prop_colour": Colours(CLOTH_COLOURS, wander=0.1, any_colour=0.1),
    "prop_x": Bell(0.0, 0.28),
    "prop_y": Bell(0.0, 0.28),
    "exposure": Bell(0.12, 0.38),
    "contrast": Bell(0.05, 0.27),
    "saturation": Rarely(0.95, Uniform(0.45, 1.5)),
    "white_balance": Bell(0.0, 0.27),
    "tint": Bell(0.0, 0.22),
    "blur": Rarely(0.6, Uniform(0.0, 1.8)),
    "motion": Rarely(0.08, Uniform(0.2, 1.0)),
    "sharpen": Rarely(0.25, Uniform(0.2, 1.0)),
    "noise": Rarely(0.4, Uniform(0.0, 0.045), 0.004),
    "compression": Rarely(0.6, Uniform(0.1, 1.0)),
    "vignette": Rarely(0.3, Uniform(0.1, 0.8)),
    "haze": Rarely(0.2, Uniform(0.05, 0.4)),
}

MASK_CHOICE = Names({"worn": 45, "none": 45, "nose_out": 4, "chin": 4, "one_ear": 2})
MASK: dict[str, Draw] = {
    "mask_kind": Names(
        {"surgical": 34, "cloth": 18, "fitted": 20, "cup": 9, "duckbill": 4, "fold": 9, "gaiter": 4, "window": 2}
    ),
    "mask_pattern": Names(
        {"plain": 55, "stripes": 7, "checks": 6, "dots": 8, "flowers": 12, "camouflage": 4, "logo": 8}
    ),
    "mask_pattern_colour": Colours(CLOTH_COLOURS, any_colour=0.3),
    "mask_size": RELATIVE,
    "mask_height": RELATIVE,
    "mask_folds": Uniform(0.0, 1.0),
    "mask_valve": Chance(0.10),
    "mask_straps": Colours(((0.95, 0.95, 0.95), (0.95, 0.95, 0.95), (0.08, 0.08, 0.08), (0.5, 0.6, 0.7))),
}
_WHITE, _BLACK, _GREY = (0.94, 0.94, 0.94), (0.07, 0.07, 0.08), (0.32, 0.34, 0.37)
_PALE_BLUE, _BLUE, _GREEN, _PINK = (0.62, 0.80, 0.90), (0.40, 0.66, 0.86), (0.56, 0.82, 0.74), (0.93, 0.70, 0.76)
_SKIN_COLOURS = ((0.90, 0.75, 0.62), (0.76, 0.58, 0.45), (0.55, 0.38, 0.28), (0.36, 0.25, 0.19))
#: Colours of a mask depend on its kind alone; plain patterns are kept for the kinds that come out of a box.
MASK_COLOURS: dict[str, Colours] = {
    "surgical": Colours((_PALE_BLUE, _PALE_BLUE, _BLUE, _WHITE, _WHITE, _GREEN, _PINK, _BLACK), wander=0.1),
    "cloth": Colours((*CLOTH_COLOURS, *_SKIN_COLOURS, _BLACK, _WHITE), wander=0.1, any_colour=0.15),
    "fitted": Colours((_BLACK, _BLACK, _GREY, _GREY, _WHITE, *CLOTH_COLOURS), wander=0.1, any_colour=0.05),
    "cup": Colours((_WHITE, _WHITE, _WHITE, _GREY, (0.93, 0.80, 0.40), _BLACK)),
    "duckbill": Colours((_WHITE, _WHITE, _PALE_BLUE, _BLACK)),
    "fold": Colours((_WHITE, _WHITE, _BLACK, _GREY, _PALE_BLUE, *_SKIN_COLOURS)),
    "gaiter": Colours(CLOTH_COLOURS, wander=0.1, any_colour=0.15),
    "window": Colours((_PALE_BLUE, _WHITE, _BLACK, _PINK)),
}
PLAIN_KINDS = ("surgical", "cup", "duckbill", "fold", "window")


def _draw(table: Mapping[str, Draw], rng: np.random.Generator) -> dict[str, Any]:
    """One value for every row of a table, in the table's order."""
    return {name: draw(rng) for name, draw in table.items()}


def _new_seed(rng: np.random.Generator) -> int:
    """Draw a seed that fits a signed 64-bit integer."""
    return int(rng.integers(2**62))


def check_generator(rng: np.random.Generator) -> None:
    """Raise TypeError unless this is a source of randomness: a seed alone is none."""
    if not isinstance(rng, np.random.Generator):
        raise TypeError(f"rng is {rng!r}; expected a generator, such as np.random.default_rng(0).")


def sample_identity(rng: np.random.Generator) -> Identity:
    """Draw a person.

    Parameters
    ----------
    rng : numpy.random.Generator
        Source of randomness.

    Returns
    -------
    Identity
        Skin tones are uniform over the Monk scale; hair turns grey with age; children have no beards.

    Raises
    ------
    TypeError
        If ``rng`` is no generator.
    """
    check_generator(rng)
    drawn = _draw(IDENTITY, rng)
    age, grey = drawn["age"], Colours(GREY_HAIR)(rng)
    if rng.random() < 1.6 * (age - 0.4):
        drawn["hair_colour"] = grey
    if age < 0.2:
        drawn["beard"] = "none"
        drawn["hair"] = "short" if drawn["hair"] in ("bald", "receding") else drawn["hair"]
    return Identity(identity=_new_seed(rng), **drawn)


def _fitting(moment: dict[str, Any], person: Identity) -> dict[str, Any]:
    """What was drawn row by row, made to fit together."""
    zoom = moment["zoom"]
    # Who is far away stands further from the middle and higher, and is still sharp enough to be seen.
    room = 1 + 2 * max(0.0, 0.4 - zoom)
    moment["shift_x"] *= room
    moment["shift_y"] = room * moment["shift_y"] - 0.4 * max(0.0, 0.3 - zoom)
    for name in ("blur", "motion"):
        moment[name] *= min(1.0, zoom / 0.4)
    if person.beard not in ("none", "stubble"):
        moment["lipstick"] = 0.0
        moment["headwear"] = "turban" if moment["headwear"] == "headscarf" else moment["headwear"]
    return moment


def sample_face(
    rng: np.random.Generator, *, identity: Identity | None = None, mask: str | None = None, **fixed: Any
) -> Face:
    """Draw a picture of somebody.

    The order is: person, moment, mask. ``mask`` and ``fixed`` are put in after everything has been drawn, so that the
    same generator state with another ``mask`` gives the same person in the same moment, with another mask.

    Parameters
    ----------
    rng : numpy.random.Generator
        Source of randomness.
    identity : Identity, optional
        Whose picture it is; a new person when left out.
    mask : {"none", "worn", "nose_out", "chin", "one_ear"}, optional
        How a mask is worn; drawn when left out (45 % worn, 45 % none, 10 % wrongly).
    **fixed
        Any field of :class:`Face` to pin, for example ``yaw=0.0, glasses="thin"``.

    Returns
    -------
    Face
        Ready for :func:`paint`.

    Raises
    ------
    TypeError
        If ``rng`` is no generator, or ``fixed`` names something that a face does not have.
    ValueError
        If a pinned value is out of range.
    """
    unknown = sorted(set(fixed) - {item.name for item in fields(Face)})
    if unknown:
        raise TypeError(f"A face has no {', '.join(unknown)}; see the fields of course_utils.faces.Face.")
    person = sample_identity(rng)
    person = person if identity is None else identity
    moment = _fitting(_draw(MOMENT, rng), person)
    seed = _new_seed(rng)
    worn = MASK_CHOICE(rng)
    mask_fields = _draw(MASK, rng)
    if mask_fields["mask_kind"] in PLAIN_KINDS and rng.random() < 0.85:
        mask_fields["mask_pattern"] = "plain"
    mask_fields["mask_colour"] = MASK_COLOURS[str(mask_fields["mask_kind"])](rng)
    known = {item.name: getattr(person, item.name) for item in fields(Identity)}
    face = Face(**known, seed=seed, mask=worn if mask is None else mask, **moment, **mask_fields)
    return replace(face, **fixed)
