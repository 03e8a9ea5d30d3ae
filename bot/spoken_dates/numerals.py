"""Chinese numerals as figures: 二十 is 20, 二〇二六年 is 2026年; 两三天 names no number and stays as it is."""

from __future__ import annotations

import re

_FIGURES = {figure: value for value, figure in enumerate("零一二三四五六七八九")} | {"〇": 0, "○": 0, "两": 2, "俩": 2}
_RUN = re.compile(f"[{''.join(_FIGURES)}十百廿卅]+")
_PLACES = {"十": 10, "百": 100}
_SCORES = {"廿": 20, "卅": 30}


def figures(text: str) -> str:
    """A half-width text with Chinese numerals as figures."""
    return _RUN.sub(lambda run: _value(run[0]), text)


def _value(run: str) -> str:
    """A run of numerals by place, or figure by figure as years are read; unchanged where it is neither."""
    if not set(run) & {*_PLACES, *_SCORES}:
        spelled = len(run) == 1 or len(run) == 4 or set(run) & {"〇", "零", "○"}
        return "".join(str(_FIGURES[figure]) for figure in run) if spelled else run
    total, figure, before = 0, 0, ""
    for sign in run:
        if sign in _FIGURES:
            if before in _FIGURES and before not in "零〇○":
                return run  # 二三十 is a range
            figure = _FIGURES[sign]
        elif sign in _SCORES:
            total += _SCORES[sign]
        else:
            total, figure = total + (figure or 1) * _PLACES[sign], 0
        before = sign
    return str(total + figure)
