// A circle on a map of the world for each row; its area is the value.

import { draw, make, number } from "./format.js";
import { shownRows } from "./store.js";

const WIDTH = 960;
const HEIGHT = 440;
const LARGEST = 30;
const SMALLEST = 3;

let land = null;

export function create(body, panel) {
  const circles = draw("g", { class: "circles" });
  const earth = draw("path", { class: "land" });
  body.append(make("div", "world", draw("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}` }, earth, circles)));
  land ??= fetch("/vendor/land-110m.json").then(answer => answer.json()).then(outline);
  land.then(path => earth.setAttribute("d", path));
  return { draw: () => show(panel, circles) };
}

function show(panel, circles) {
  const place = panel.values[0];
  const rows = shownRows(panel)
    .map(row => ({ row, value: Number(row.values[place]) || 0 }))
    .sort((one, other) => other.value - one.value);
  const most = Math.max(...rows.map(one => one.value), 0) || 1;
  while (circles.children.length > rows.length) {
    circles.lastChild.remove();
  }
  while (circles.children.length < rows.length) {
    circles.append(draw("circle"));
  }
  rows.forEach(({ row, value }, i) => {
    const [x, y] = project(Number(row.values[panel.longitude]), Number(row.values[panel.latitude]));
    const circle = circles.children[i];
    const radius = Math.max(SMALLEST, Math.sqrt(Math.max(0, value) / most) * LARGEST);
    Object.entries({ cx: x.toFixed(1), cy: y.toFixed(1), r: radius.toFixed(1) })
      .forEach(([name, text]) => circle.setAttribute(name, text));
    const label = panel.label < 0 ? "" : String(row.values[panel.label] ?? "–") + ": ";
    circle.dataset.tip = label + number(row.values[place]) + (panel.unit && " " + panel.unit);
    circle.dataset.value = String(row.values[place]);
  });
}

/** The Natural Earth projection, by the polynomials of its authors, without the far south. */
function project(longitude, latitude) {
  const l = longitude * Math.PI / 180;
  const p = latitude * Math.PI / 180;
  const p2 = p * p;
  const p4 = p2 * p2;
  const x = l * (0.8707 - 0.131979 * p2 + p4 * (-0.013791 + p4 * (0.003971 * p2 - 0.001529 * p4)));
  const y = p * (1.007226 + p2 * (0.015085 + p4 * (-0.044475 + 0.028874 * p2 - 0.005916 * p4)));
  const scale = WIDTH / 5.47;
  return [WIDTH / 2 + x * scale, HEIGHT * 0.575 - y * scale];
}

/** The outline of the land as a path: arcs of whole numbers, each the step from the one before. */
function outline(topology) {
  const [stretchX, stretchY] = topology.transform.scale;
  const [moveX, moveY] = topology.transform.translate;
  const arcs = topology.arcs.map(arc => {
    let x = 0;
    let y = 0;
    return arc.map(([stepX, stepY]) => [(x += stepX) * stretchX + moveX, (y += stepY) * stretchY + moveY]);
  });
  const ring = indices => indices.flatMap(i => i < 0 ? [...arcs[~i]].reverse() : arcs[i]);
  return topology.objects.land.geometries
    .flatMap(geometry => geometry.type === "MultiPolygon" ? geometry.arcs.flat() : geometry.arcs)
    .map(ring)
    .filter(points => points.some(([, latitude]) => latitude > -60))
    .map(pathOf)
    .join("");
}

/** Land that goes on at the other side of the map is drawn in parts: no line crosses it. */
function pathOf(points) {
  return points
    .map((point, i) => {
      const isOver = i > 0 && Math.abs(point[0] - points[i - 1][0]) > 180;
      return (i === 0 || isOver ? "M" : "L") + project(...point).map(at => at.toFixed(1)).join(",");
    })
    .join("");
}
