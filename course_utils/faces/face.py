"""What a face is: a handful of numbers and choices, and how they are drawn at random.

A :class:`Face` holds no pixels. It says *what* is to be seen; :func:`course_utils.faces.paint` says how it looks.
Who a person is (:class:`Identity`) is kept apart from how they look today, so that two pictures can show one person.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any

WORN, NOSE_OUT, CHIN, ONE_EAR, NONE = "worn", "nose_out", "chin", "one_ear", "none"
LABEL_OF_MASK = {
    NONE: "without_mask",
    WORN: "with_mask",
    NOSE_OUT: "incorrect",
    CHIN: "incorrect",
    ONE_EAR: "incorrect",
}

HAIR_STYLES = (
    "bald", "shaved", "receding", "short", "side_parting", "fringe", "bowl", "bob", "long", "long_parted",
    "wavy", "curly", "afro", "bun", "ponytail", "braids",
)  # fmt: skip
BEARDS = ("none", "stubble", "moustache", "goatee", "full", "long")
GLASSES = ("none", "thin", "thick", "rimless", "sunglasses", "mirrored")
HEADWEAR = ("none", "cap", "beanie", "wide_hat", "headscarf", "turban", "hood", "helmet", "headband")
SCARVES = ("none", "neck", "mouth")
PROPS = ("none", "hand", "cup", "phone", "microphone", "fist")
CLOTHES = ("tshirt", "shirt", "jacket", "turtleneck", "hoodie", "low_neck", "suit")
PATTERNS = ("plain", "stripes", "checks", "dots", "flowers", "camouflage", "logo")
BACKGROUNDS = ("plain", "gradient", "clutter", "shop", "leaves", "bricks", "street", "people")
MASK_KINDS = ("surgical", "cloth", "fitted", "cup", "duckbill", "fold", "gaiter", "window")
RGB = tuple[float, float, float]


def _number(default: float, low: float, high: float) -> float:
    """A field that holds a number from ``low`` to ``high``."""
    return field(default=default, metadata={"range": (low, high)})


def _choice(default: str, names: tuple[str, ...]) -> str:
    """A field that holds one of ``names``."""
    return field(default=default, metadata={"choices": names})


def _colour(red: float, green: float, blue: float) -> tuple[float, float, float]:
    """A field that holds red, green, blue, each from 0 to 1, as a screen shows them."""
    return field(default=(red, green, blue), metadata={"colour": True})


def _flag() -> bool:
    """A field that is true or false."""
    return field(default=False, metadata={"flag": True})


def _count(default: int, low: int, high: int) -> int:
    """A field that holds a whole number from ``low`` to ``high``."""
    return field(default=default, metadata={"count": (low, high)})


@dataclass(frozen=True, kw_only=True)
class Identity:
    """One person: what stays the same from picture to picture.

    Every number without a unit is relative to the average face: -1 is clearly less of it, +1 clearly more.
    Lengths inside the painter are in half head heights, so that chin and crown stand at +1 and -1.
    """

    identity: int = _count(0, 0, 2**62)  # a name for the person, and the seed of moles, hairline and wrinkles
    skin_tone: float = _number(4.0, 1.0, 10.0)  # Monk skin tone scale, 1 lightest to 10 darkest
    undertone: float = _number(0.0, -1.0, 1.0)  # olive to rosy
    age: float = _number(0.3, 0.0, 1.0)  # 0 child, 0.3 thirty years old, 1 ninety
    head_width: float = _number(0.0, -1.0, 1.0)
    head_depth: float = _number(0.0, -1.0, 1.0)
    jaw_width: float = _number(0.0, -1.0, 1.0)
    chin: float = _number(0.0, -1.0, 1.0)
    cheeks: float = _number(0.0, -1.0, 1.0)
    brow_ridge: float = _number(0.0, -1.0, 1.0)
    nose_width: float = _number(0.0, -1.0, 1.0)
    nose_length: float = _number(0.0, -1.0, 1.0)
    nose_height: float = _number(0.0, -1.0, 1.0)
    eye_size: float = _number(0.0, -1.0, 1.0)
    eye_spacing: float = _number(0.0, -1.0, 1.0)
    eye_tilt: float = _number(0.0, -1.0, 1.0)
    eye_fold: float = _number(0.5, 0.0, 1.0)  # 0 single lid without a crease, 1 deep crease
    eye_colour: tuple[float, float, float] = _colour(0.30, 0.20, 0.13)
    brow_thickness: float = _number(0.0, -1.0, 1.0)
    brow_tilt: float = _number(0.0, -1.0, 1.0)
    mouth_width: float = _number(0.0, -1.0, 1.0)
    mouth_height: float = _number(0.0, -1.0, 1.0)  # how far the mouth is from the nose
    lip_fullness: float = _number(0.0, -1.0, 1.0)
    lip_tone: float = _number(0.5, 0.0, 1.0)  # 0 like the skin, 1 dark and red
    ear_size: float = _number(0.0, -1.0, 1.0)
    freckles: float = _number(0.0, 0.0, 1.0)
    hair: str = _choice("short", HAIR_STYLES)
    hair_colour: tuple[float, float, float] = _colour(0.15, 0.10, 0.07)
    hair_volume: float = _number(0.0, -1.0, 1.0)
    hair_length: float = _number(0.0, -1.0, 1.0)  # of what hangs, and of a fringe
    beard: str = _choice("none", BEARDS)

    def __post_init__(self) -> None:
        for item in fields(self):
            _validate(type(self).__name__, item.name, getattr(self, item.name), item.metadata)


@dataclass(frozen=True, kw_only=True)
class Face(Identity):
    """One picture of one person, before it is painted.

    The fields are those of :class:`Identity`, then the moment (pose, expression, framing, light, surroundings, camera),
    then what is worn and held, then the mask. Angles are in degrees; positive yaw turns towards the right edge of the
    picture, positive pitch looks down, positive roll tilts clockwise.

    Raises
    ------
    TypeError
        If a field holds a value of the wrong type.
    ValueError
        If a number is out of its range or a choice is unknown. Nothing is clamped silently.

    Examples
    --------
    >>> Face(mask="worn").label
    'with_mask'
    """

    seed: int = _count(0, 0, 2**62)  # of every random texture of this picture
    # pose and expression
    yaw: float = _number(0.0, -90.0, 90.0)
    pitch: float = _number(0.0, -45.0, 45.0)
    roll: float = _number(0.0, -60.0, 60.0)
    gaze_x: float = _number(0.0, -1.0, 1.0)
    gaze_y: float = _number(0.0, -1.0, 1.0)
    eye_open: float = _number(0.8, 0.0, 1.0)
    mouth_open: float = _number(0.0, 0.0, 1.0)
    smile: float = _number(0.0, -1.0, 1.0)
    brow_raise: float = _number(0.0, -1.0, 1.0)
    makeup: float = _number(0.0, 0.0, 1.0)  # around the eyes
    lipstick: float = _number(0.0, 0.0, 1.0)
    lipstick_colour: tuple[float, float, float] = _colour(0.75, 0.15, 0.22)
    # framing
    zoom: float = _number(0.40, 0.08, 1.0)  # half the head's height, in picture heights
    shift_x: float = _number(0.0, -0.5, 0.5)  # of the middle of the face, in picture sizes
    shift_y: float = _number(0.0, -0.5, 0.5)
    stretch: float = _number(1.0, 0.6, 1.6)  # width over height of a pixel: crops are often resized carelessly
    # light
    light_azimuth: float = _number(-30.0, -180.0, 180.0)  # 0 from the camera, 90 from the right
    light_elevation: float = _number(35.0, -30.0, 90.0)
    light_strength: float = _number(0.7, 0.0, 1.5)
    light_warmth: float = _number(0.0, -1.0, 1.0)
    ambient: float = _number(0.45, 0.05, 1.0)
    ambient_warmth: float = _number(0.0, -1.0, 1.0)
    shadow: float = _number(0.5, 0.0, 1.0)  # 0 overcast sky, 1 bare lamp
    rim: float = _number(0.0, 0.0, 1.0)  # light from behind
    dapple: float = _number(0.0, 0.0, 1.0)  # patches of light and shade, as under a tree or beside a window
    shine: float = _number(0.3, 0.0, 1.0)  # gloss of the skin
    # surroundings
    background: str = _choice("gradient", BACKGROUNDS)
    background_colour: tuple[float, float, float] = _colour(0.65, 0.68, 0.70)
    background_contrast: float = _number(0.5, 0.0, 1.0)
    background_blur: float = _number(0.5, 0.0, 1.0)
    clothes: str = _choice("tshirt", CLOTHES)
    clothes_colour: tuple[float, float, float] = _colour(0.25, 0.35, 0.55)
    clothes_pattern: str = _choice("plain", PATTERNS)
    # worn and held
    glasses: str = _choice("none", GLASSES)
    glasses_colour: tuple[float, float, float] = _colour(0.10, 0.10, 0.11)
    headwear: str = _choice("none", HEADWEAR)
    headwear_colour: tuple[float, float, float] = _colour(0.20, 0.22, 0.30)
    headwear_pattern: str = _choice("plain", PATTERNS)
    scarf: str = _choice("none", SCARVES)
    scarf_colour: tuple[float, float, float] = _colour(0.60, 0.20, 0.20)
    earrings: bool = _flag()
    prop: str = _choice("none", PROPS)
    prop_colour: tuple[float, float, float] = _colour(0.80, 0.80, 0.82)
    prop_x: float = _number(0.0, -1.0, 1.0)
    prop_y: float = _number(0.0, -1.0, 1.0)
    # camera
    exposure: float = _number(0.0, -1.5, 1.5)  # in stops
    contrast: float = _number(0.0, -1.0, 1.0)
    saturation: float = _number(1.0, 0.0, 1.6)
    white_balance: float = _number(0.0, -1.0, 1.0)  # blue to orange
    tint: float = _number(0.0, -1.0, 1.0)  # green to magenta
    blur: float = _number(0.3, 0.0, 3.0)  # standard deviation, in pixels of a picture of 96
    motion: float = _number(0.0, 0.0, 1.0)
    sharpen: float = _number(0.0, 0.0, 1.0)
    noise: float = _number(0.01, 0.0, 0.12)  # standard deviation, white is 1
    compression: float = _number(0.2, 0.0, 1.0)
    vignette: float = _number(0.0, 0.0, 1.0)
    haze: float = _number(0.0, 0.0, 0.6)
    # mask
    mask: str = _choice(NONE, tuple(LABEL_OF_MASK))
    mask_kind: str = _choice("surgical", MASK_KINDS)
    mask_colour: tuple[float, float, float] = _colour(0.62, 0.80, 0.90)
    mask_pattern: str = _choice("plain", PATTERNS)
    mask_pattern_colour: tuple[float, float, float] = _colour(0.90, 0.90, 0.90)
    mask_size: float = _number(0.0, -1.0, 1.0)
    mask_height: float = _number(0.0, -1.0, 1.0)  # how far up the nose it is pulled
    mask_folds: float = _number(0.5, 0.0, 1.0)
    mask_valve: bool = _flag()
    mask_straps: tuple[float, float, float] = _colour(0.92, 0.92, 0.92)

    @property
    def label(self) -> str:
        """``"with_mask"``, ``"without_mask"`` or ``"incorrect"``."""
        return LABEL_OF_MASK[self.mask]

    def attributes(self) -> dict[str, str | int | float | bool]:
        """Return every field as a plain value, and the label.

        Returns
        -------
        dict
            Field name to value; colours as ``"#rrggbb"``, the label under ``"label"``.
        """
        flat = {item.name: _plain(getattr(self, item.name)) for item in fields(self)}
        return {"label": self.label, **flat}


def _plain(value: object) -> str | int | float | bool:
    """A colour as ``"#rrggbb"``, anything else as it is."""
    if isinstance(value, tuple):
        return "#" + "".join(f"{round(255 * channel):02x}" for channel in value)
    assert isinstance(value, (str, int, float, bool))
    return value


def _validate(owner: str, name: str, value: object, rule: Mapping[str, Any]) -> None:
    """Raise a sentence that says which field is wrong, what it holds, and what it may hold."""
    where = f"{owner}.{name}"
    if "choices" in rule:
        if value not in rule["choices"]:
            raise ValueError(f"{where} is {value!r}; choose one of {', '.join(rule['choices'])}.")
    elif "flag" in rule:
        if not isinstance(value, bool):
            raise TypeError(f"{where} is {value!r}; it must be True or False.")
    elif "colour" in rule:
        good = isinstance(value, tuple) and len(value) == 3
        if not good or not all(isinstance(c, (int, float)) and 0 <= c <= 1 for c in value):  # type: ignore[attr-defined]
            raise ValueError(f"{where} is {value!r}; a colour is a tuple of three numbers from 0 to 1.")
    else:
        whole = "count" in rule
        low, high = rule["count" if whole else "range"]
        if isinstance(value, bool) or not isinstance(value, int if whole else (int, float)):
            raise TypeError(f"{where} is {value!r}; it must be {'a whole number' if whole else 'a number'}.")
        if not low <= value <= high:
            raise ValueError(f"{where} is {value}; it must be from {low:g} to {high:g}.")
