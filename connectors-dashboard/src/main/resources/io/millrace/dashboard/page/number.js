// The newest value, large, and its course below.

import { draw, make, number, setText, shortNumber } from "./format.js";

const WIDTH = 300;
const HEIGHT = 60;

export function create(body, panel) {
  const value = make("span", "value");
  const unit = make("span", "unit");
  const trend = make("span", "trend");
  const area = draw("path", { class: "area" });
  const line = draw("path", { class: "line" });
  const course = draw("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, preserveAspectRatio: "none", class: "course" }, area, line);
  body.append(make("div", "figure", value, unit, trend), course);
  return { draw: () => show(panel, { value, unit, trend, area, line, body }) };
}

function show(panel, parts) {
  const rows = [...panel.rows.values()].sort((one, other) => one.id - other.id);
  const last = rows.at(-1);
  const place = panel.values[0];
  const exact = last ? last.values[place] : null;
  setText(parts.value, number(exact));
  parts.value.dataset.value = exact === null ? "" : String(exact);
  setText(parts.unit, panel.unit);
  const course = rows.map(row => Number(row.values[place])).filter(Number.isFinite);
  showTrend(parts.trend, course);
  const path = pathOf(course);
  parts.line.setAttribute("d", path);
  parts.area.setAttribute("d", path && `${path}L${WIDTH},${HEIGHT}L0,${HEIGHT}Z`);
  parts.body.dataset.tip = course.length > 1
    ? `least ${shortNumber(Math.min(...course))}, most ${shortNumber(Math.max(...course))}, of ${course.length} values`
    : "";
}

function showTrend(trend, course) {
  const first = course[0];
  const change = course.length > 1 && first !== 0 ? (course.at(-1) - first) / Math.abs(first) : 0;
  const percent = Math.round(change * 100);
  setText(trend, percent === 0 || Math.abs(percent) > 999 ? "" : (percent > 0 ? "▲ " : "▼ ") + Math.abs(percent) + " %");
}

function pathOf(course) {
  if (course.length < 2) {
    return "";
  }
  const least = Math.min(...course);
  const span = Math.max(...course) - least || 1;
  const points = course.map((value, i) =>
    `${(i / (course.length - 1) * WIDTH).toFixed(1)},${(HEIGHT - 4 - (value - least) / span * (HEIGHT - 10)).toFixed(1)}`);
  return "M" + points.join("L");
}
