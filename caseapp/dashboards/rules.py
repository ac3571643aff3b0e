"""Rates with their intervals. Pure functions."""

import math
from collections.abc import Callable
from statistics import NormalDist

TOO_FEW_CLIENTS = 10
CONFIDENCE = 0.95
STEPS = 200
ACCURACY = 1e-12
TINY = 1e-9


def _lower_gamma(shape: float, x: float) -> float:
    """Regularised lower incomplete gamma function P(shape, x): series below shape+1, continued fraction above (DLMF 8.11, 8.9)."""
    if x <= 0:
        return 0.0
    front = math.exp(shape * math.log(x) - x - math.lgamma(shape))
    if x < shape + 1:
        term = total = 1 / shape
        place = shape
        while abs(term) > abs(total) * 1e-15:
            place += 1
            term *= x / place
            total += term
        return front * total
    return 1 - front * _continued_fraction(shape, x)


def _continued_fraction(shape: float, x: float) -> float:
    tiny = 1e-300
    b = x + 1 - shape
    c, d = 1 / tiny, 1 / b
    value = d
    for step in range(1, 10_000):
        a = -step * (step - shape)
        b += 2
        d = 1 / (a * d + b or tiny)
        c = b + a / c or tiny
        factor = c * d
        value *= factor
        if abs(factor - 1) < 1e-15:
            break
    return value


def _zero(function: Callable[[float], float], guess: float, width: float) -> float:
    """Where a rising function of positive numbers is zero, near the guess.

    Regula falsi as improved by the Illinois method (Dowell and Jarratt 1971): a tenth of the steps of halving.
    """
    low, high = _bracket(function, guess, width)
    below, above = function(low), function(high)
    last, side = low, 0
    for _ in range(STEPS):
        middle = (low * above - high * below) / (above - below) if above > below else low
        value = function(middle)
        if abs(middle - last) < ACCURACY * max(middle, 1) or value == 0:
            return middle
        if value < 0:
            low, below, above = middle, value, above / 2 if side < 0 else above
        else:
            high, above, below = middle, value, below / 2 if side > 0 else below
        last, side = middle, -1 if value < 0 else 1
    return (low + high) / 2


def _bracket(function: Callable[[float], float], guess: float, width: float) -> tuple[float, float]:
    """Two places around the zero, as close to the guess as the function allows."""
    low = high = max(guess, TINY)
    step = width
    while low > TINY and function(low) > 0:
        low, step = max(low - step, TINY), 2 * step
    while function(high) < 0:
        high, width = high + width, 2 * width
    return low, high


def _gamma_quantile(share: float, shape: float) -> float:
    # The guess is that of Wilson and Hilferty (1931).
    z = NormalDist().inv_cdf(share)
    guess = shape * max(1 - 1 / (9 * shape) + z / (3 * math.sqrt(shape)), 0) ** 3
    return _zero(lambda x: _lower_gamma(shape, x) - share, guess, 0.1 * math.sqrt(shape))


def poisson_interval(events: int, exposure: float, confidence: float = CONFIDENCE) -> tuple[float, float]:
    """The exact interval of a rate (Garwood 1936): events per unit of exposure. ValueError for impossible figures."""
    if events < 0 or exposure <= 0:
        raise ValueError("events must not be negative and exposure must be positive")
    tail = (1 - confidence) / 2
    low = _gamma_quantile(tail, events) if events else 0.0
    return low / exposure, _gamma_quantile(1 - tail, events + 1) / exposure


def funnel_limits(rate: float, exposure: float, tail: float) -> tuple[float, float]:
    """Between which rates chance alone leaves an exposure, but for a share of `tail` on each side (Spiegelhalter 2005).

    Poisson quantiles, made continuous in the number of events; ValueError for impossible figures.
    """
    if rate < 0 or exposure <= 0:
        raise ValueError("the rate must not be negative and exposure must be positive")
    expected = rate * exposure
    # P(X >= k) is the regularised lower gamma function of k; both limits are found on it.
    high = _shape_where(tail, expected)
    low = _shape_where(1 - tail, expected) - 1
    return max(low, 0.0) / exposure, high / exposure


def _shape_where(share: float, x: float) -> float:
    z = NormalDist().inv_cdf(share)
    guess = x - z * math.sqrt(x) + z * z / 3
    return _zero(lambda shape: share - _lower_gamma(shape, x), guess, 0.1 * math.sqrt(x) + 0.5)


def is_too_few(clients: int) -> bool:
    """Under ten clients no rate is said and no rank given."""
    return clients < TOO_FEW_CLIENTS
