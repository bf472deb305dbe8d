// Lines over time, drawn by uPlot.

import uPlot from "./vendor/uplot/uPlot.esm.js";
import { clock, colour, lineColour, make, number, setText, shortNumber, timeMark } from "./format.js";

export function create(body, panel) {
  const legend = make("div", "legend");
  const holder = make("div", "plot");
  const hint = make("div", "hover");
  body.append(legend, holder);
  let chart = null;
  let shape = "";

  function draw() {
    const { names, data } = lines(panel);
    const size = { width: Math.floor(holder.clientWidth), height: Math.floor(holder.clientHeight) };
    const wanted = JSON.stringify([names, colour("--line-1")]);
    if (!chart || wanted !== shape) {
      chart?.destroy();
      shape = wanted;
      chart = new uPlot(options(panel, names, size, hint), data, holder);
      chart.over.append(hint);
      hint.hidden = true;
    } else {
      if (chart.width !== size.width || chart.height !== size.height) {
        chart.setSize(size);
      }
      chart.setData(data);
    }
    showLegend(legend, names, data);
  }

  const observer = new ResizeObserver(() => chart && draw());
  observer.observe(holder);
  return {
    draw,
    destroy() {
      observer.disconnect();
      chart?.destroy();
    },
  };
}

/** The names of the lines, and as uPlot wants it the times in seconds and for each line a value or null at each time. */
function lines(panel) {
  const byName = new Map(panel.series < 0 ? panel.values.map(place => [panel.columns[place].name, new Map()]) : []);
  const times = new Set();
  for (const row of panel.rows.values()) {
    const time = (panel.time < 0 ? row.at : Date.parse(row.values[panel.time])) / 1000;
    times.add(time);
    for (const place of panel.values) {
      const name = panel.series < 0 ? panel.columns[place].name : String(row.values[panel.series] ?? "–");
      if (!byName.has(name)) {
        byName.set(name, new Map());
      }
      const value = row.values[place] === null ? null : Number(row.values[place]);
      byName.get(name).set(time, Number.isFinite(value) ? value : null);
    }
  }
  const x = [...times].sort((one, other) => one - other);
  const names = panel.series < 0 ? [...byName.keys()] : [...byName.keys()].sort();
  return { names, data: [x, ...names.map(name => x.map(time => byName.get(name).get(time)))] };
}

function options(panel, names, size, hint) {
  const grid = { stroke: colour("--grid"), width: 1 };
  const axis = { stroke: colour("--faint"), grid, ticks: { show: false }, font: "11px system-ui, sans-serif" };
  return {
    ...size,
    legend: { show: false },
    padding: [8, 30, 0, 0], // at its right edge half a time of day has room
    cursor: { y: false, drag: { x: false, y: false }, points: { size: 7 } },
    scales: { y: { range: (_, least, most) => range(least, most) } },
    axes: [
      { ...axis, grid: { show: false }, space: 70, size: 26,
        values: (_, marks, __, ___, apart) => marks.map(mark => timeMark(mark * 1000, apart)) },
      { ...axis, size: 52, values: (_, marks) => marks.map(shortNumber) },
    ],
    series: [{}, ...names.map((name, i) => line(name, lineColour(i), names.length === 1))],
    hooks: { setCursor: [chart => showHint(chart, names, panel.unit, hint)] },
  };
}

function line(label, stroke, isAlone) {
  return { label, stroke, width: 2, spanGaps: true, points: { show: false }, fill: isAlone ? chart => fade(chart, stroke) : null };
}

function fade(chart, stroke) {
  const height = chart.bbox.top + chart.bbox.height;
  if (!(height > 0)) {
    return stroke;
  }
  const gradient = chart.ctx.createLinearGradient(0, chart.bbox.top, 0, height);
  gradient.addColorStop(0, stroke.replace(/^rgb\((.*)\)$/, "rgba($1, 0.28)"));
  gradient.addColorStop(1, stroke.replace(/^rgb\((.*)\)$/, "rgba($1, 0)"));
  return gradient;
}

function range(least, most) {
  if (least === null || most === null || !Number.isFinite(least)) {
    return [0, 1];
  }
  const room = (most - Math.min(0, least)) * 0.12 || 1;
  return [least >= 0 ? 0 : least - room, most + room];
}

function showHint(chart, names, unit, hint) {
  const at = chart.cursor.idx;
  hint.hidden = at === null || at === undefined || chart.cursor.left < 0;
  if (hint.hidden) {
    return;
  }
  const rows = names
    .map((name, i) => ({ name, i, value: chart.data[i + 1][at] }))
    .filter(one => one.value !== null && one.value !== undefined)
    .map(one => make("div", "", dot(one.i), make("span", "", one.name), make("b", "", number(one.value) + (unit && " " + unit))));
  hint.replaceChildren(make("small", "", clock(chart.data[0][at] * 1000)), ...rows);
  const left = chart.cursor.left;
  const isRight = left > chart.over.clientWidth / 2;
  hint.style.left = isRight ? "auto" : left + 14 + "px";
  hint.style.right = isRight ? chart.over.clientWidth - left + 14 + "px" : "auto";
}

function showLegend(legend, names, data) {
  legend.hidden = names.length < 2;
  if (legend.dataset.names !== JSON.stringify(names)) {
    legend.dataset.names = JSON.stringify(names);
    legend.replaceChildren(...names.map((name, i) => make("span", "", dot(i), name + " ", make("b"))));
  }
  names.forEach((_, i) => setText(legend.children[i].querySelector("b"), newest(data[i + 1])));
}

function newest(values) {
  return number(values.findLast(value => value !== null && value !== undefined));
}

function dot(place) {
  const mark = make("i", "dot");
  mark.style.background = lineColour(place);
  return mark;
}
