import { $, clock, make, setText } from './dom.js';

const dark = matchMedia('(prefers-color-scheme: dark)');
const drawn = new Set();
dark.addEventListener('change', () => drawn.forEach((chart) => chart.rebuild()));

// A chart over the last hour: a figure of ours around uPlot, with a legend that tells the values under the cursor, or else the last ones.
export class Chart {
  #figure;
  #box;
  #legend;
  #format;
  #plot = null;
  #lines = [];
  #data = null;

  constructor(id, format) {
    this.#figure = $(id);
    this.#format = format;
    this.#legend = make('ul', { class: 'legend' });
    this.#box = make('div', { class: 'plot', role: 'img' });
    this.#figure.querySelector('figcaption').append(this.#legend);
    this.#figure.append(this.#box);
    drawn.add(this);
    new ResizeObserver(() => this.#plot?.setSize(this.#size())).observe(this.#box);
  }

  // lines: [{ name, color, dash, area }]; times: seconds; values: one list a line, null where there is nothing.
  show(lines, times, values, summary) {
    const isSame = JSON.stringify(lines) === JSON.stringify(this.#lines);
    this.#lines = lines;
    this.#data = [times, ...values];
    this.#box.setAttribute('aria-label', summary);
    if (this.#plot && isSame) {
      this.#plot.setData(this.#data);
    } else {
      this.rebuild();
    }

    this.#tell();
  }

  clear() {
    this.#plot?.destroy();
    this.#plot = null;
    this.#lines = [];
    this.#data = null;
    this.#legend.replaceChildren();
    this.#box.removeAttribute('aria-label');
  }

  rebuild() {
    if (this.#data === null || this.#lines.length === 0) {
      this.clear();
      return;
    }

    this.#plot?.destroy();
    const color = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
    const axis = { stroke: color('--muted'), grid: { stroke: color('--line'), width: 1 }, ticks: { show: false }, font: '12px system-ui, sans-serif' };
    this.#plot = new uPlot(
      {
        ...this.#size(),
        legend: { show: false },
        cursor: { y: false, drag: { x: false, y: false }, points: { size: 7 } },
        padding: [8, 8, 0, 0],
        scales: { x: { range: (_, from, to) => [from, Math.max(to, from + 1)] }, y: { range: (_, __, most) => [0, most > 0 ? most * 1.1 : 1] } },
        axes: [
          { ...axis, space: 64, size: 28, values: (_, times) => times.map((time) => clock(time)) },
          { ...axis, size: 64, values: (_, values) => values.map((value) => this.#format(value)) },
        ],
        series: [
          {},
          ...this.#lines.map((line) => ({ stroke: color(line.color), width: 2, dash: line.dash, fill: line.area ? `${color(line.color)}22` : undefined, points: { show: false }, spanGaps: false })),
        ],
        hooks: { setCursor: [() => this.#tell()] },
      },
      this.#data,
      this.#box,
    );
    this.#legend.replaceChildren(...this.#lines.map((line, i) => {
      const swatch = make('span', { class: 'swatch', 'aria-hidden': 'true' });
      swatch.style.borderTopColor = color(line.color);
      swatch.style.borderTopStyle = line.dash ? 'dashed' : 'solid';
      return make('li', { 'data-line': i }, swatch, line.name, ' ', make('b', {}));
    }));
  }

  #size() {
    return { width: Math.max(200, this.#box.clientWidth), height: 200 };
  }

  #tell() {
    const at = this.#plot?.cursor.idx;
    this.#legend.querySelectorAll('b').forEach((value, i) => {
      const line = this.#data[i + 1];
      const told = at ?? line.findLastIndex((entry) => entry !== null);
      setText(value, line[told] === null || line[told] === undefined ? '–' : this.#format(line[told]));
    });
  }
}
