// A bar for each row.

import { make, number, setText } from "./format.js";
import { shownRows } from "./store.js";

export function create(body, panel) {
  const list = make("ol", "bar-list");
  body.append(list);
  return { draw: () => show(panel, list) };
}

function show(panel, list) {
  const rows = shownRows(panel);
  const place = panel.values[0];
  const most = Math.max(...rows.map(row => Math.abs(Number(row.values[place])) || 0), 0);
  while (list.children.length > rows.length) {
    list.lastChild.remove();
  }
  while (list.children.length < rows.length) {
    list.append(make("li", "", make("span", "name"), make("span", "track", make("i")), make("b")));
  }
  rows.forEach((row, i) => showBar(panel, list.children[i], row, Number(row.values[place]) / (most || 1)));
}

function showBar(panel, item, row, share) {
  const [name, track, value] = item.children;
  const label = panel.label < 0 ? "" : String(row.values[panel.label] ?? "–");
  const exact = row.values[panel.values[0]];
  setText(name, label);
  setText(value, number(exact));
  value.dataset.value = exact === null ? "" : String(exact);
  track.firstChild.style.width = Math.max(0, share || 0) * 100 + "%";
  item.dataset.tip = label + (label && ": ") + number(exact) + (panel.unit && " " + panel.unit);
}
