"""Rates with their intervals. Pure functions."""

import math

TOO_FEW_CLIENTS = 10
CONFIDENCE = 0.95
STEPS = 200


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


def _gamma_quantile(share: float, shape: float) -> float:
    low, high = 0.0, shape + 10 * math.sqrt(shape) + 20
    for _ in range(STEPS):
        middle = (low + high) / 2
        if _lower_gamma(shape, middle) < share:
            low = middle
        else:
            high = middle
        if high - low < 1e-12 * max(high, 1):
            break
    return (low + high) / 2


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
    low, high = 1e-9, x + 12 * math.sqrt(x) + 30
    for _ in range(STEPS):
        middle = (low + high) / 2
        if _lower_gamma(middle, x) > share:
            low = middle
        else:
            high = middle
    return (low + high) / 2


def is_too_few(clients: int) -> bool:
    """Under ten clients no rate is said and no rank given."""
    return clients < TOO_FEW_CLIENTS
