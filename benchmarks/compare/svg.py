"""A plot with logarithmic axes as SVG, without libraries."""

import math
from xml.sax.saxutils import escape

WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 720, 420, 70, 150, 20, 50
COLORS = ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#000000"]


class Axis:
    """Decades from below the smallest value to above the largest."""

    def __init__(self, values, begin, end):
        self.low = math.floor(math.log10(min(values)))
        self.high = max(self.low + 1, math.ceil(math.log10(max(values))))
        self.begin, self.end = begin, end

    def place(self, value):
        share = (math.log10(value) - self.low) / (self.high - self.low)
        return self.begin + share * (self.end - self.begin)

    def decades(self):
        return [10.0 ** power for power in range(self.low, self.high + 1)]


def text(x, y, words, anchor="middle", more=""):
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}"{more}>{escape(words)}</text>'


def grid(across, up, x_name, y_name):
    bottom, right = HEIGHT - BOTTOM, WIDTH - RIGHT
    for value in across.decades():
        x = across.place(value)
        yield f'<line x1="{x:.1f}" y1="{TOP}" x2="{x:.1f}" y2="{bottom}" stroke="#ddd"/>'
        yield text(x, bottom + 16, f"{value:g}")
    for value in up.decades():
        y = up.place(value)
        yield f'<line x1="{LEFT}" y1="{y:.1f}" x2="{right}" y2="{y:.1f}" stroke="#ddd"/>'
        yield text(LEFT - 6, y + 4, f"{value:g}", "end")
    yield text((LEFT + right) / 2, HEIGHT - 12, x_name)
    middle = (TOP + bottom) / 2
    yield text(16, middle, y_name, more=f' transform="rotate(-90 16 {middle:.1f})"')


def curves(series, x_name, y_name):
    """`series`: name -> [(x, y)], all above 0."""
    points = [point for one in series.values() for point in one]
    across = Axis([x for x, _ in points], LEFT, WIDTH - RIGHT)
    up = Axis([y for _, y in points], HEIGHT - BOTTOM, TOP)
    lines = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" font-family="sans-serif" '
             'font-size="12">', f'<rect width="{WIDTH}" height="{HEIGHT}" fill="white"/>', *grid(across, up, x_name, y_name)]
    for number, (name, one) in enumerate(series.items()):
        color = COLORS[number % len(COLORS)]
        places = [(across.place(x), up.place(y)) for x, y in one]
        lines.append(f'<polyline fill="none" stroke="{color}" stroke-width="2" points="'
                     + " ".join(f"{x:.1f},{y:.1f}" for x, y in places) + '"/>')
        lines += [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{color}"/>' for x, y in places]
        lines.append(text(WIDTH - RIGHT + 12, TOP + 16 + 18 * number, name, "start", f' fill="{color}"'))
    return "\n".join(lines + ["</svg>"]) + "\n"
