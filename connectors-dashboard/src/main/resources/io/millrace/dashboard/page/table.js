// A line for each row: all rows, or the latest with the newest on top.

import { cell, make } from "./format.js";
import { shownRows } from "./store.js";

/** A text that is not broken into lines. */
const SHORT = 16;

export function create(body, panel) {
  const isFeed = panel.type === "latest";
  const rows = make("tbody");
  const names = panel.columns.map(column => make("th", column.isNumber ? "number" : "", column.name));
  body.append(make("div", "scroll", make("table", isFeed ? "feed" : "", make("thead", "", make("tr", "", ...names)), rows)));
  return { draw: fresh => show(panel, rows, isFeed, fresh) };
}

function show(panel, body, isFeed, fresh) {
  const rows = isFeed && !panel.order ? shownRows(panel).reverse() : shownRows(panel);
  const lines = new Map([...body.children].map(line => [Number(line.dataset.row), line]));
  const wanted = rows.map(row => lines.get(row.id) ?? lineOf(panel, row, isFeed && fresh.has(row.id)));
  const keep = new Set(wanted);
  lines.forEach(line => keep.has(line) || line.remove());
  wanted.forEach((line, i) => body.children[i] === line || body.insertBefore(line, body.children[i] ?? null));
}

function lineOf(panel, row, isFresh) {
  const line = make("tr", isFresh ? "fresh" : "", ...panel.columns.map((column, i) => cellOf(row.values[i], column)));
  line.dataset.row = row.id;
  return line;
}

function cellOf(value, column) {
  const text = cell(value, column);
  const data = make("td", column.isNumber ? "number" : column.isTime ? "time" : text.length <= SHORT ? "short" : "", text);
  data.dataset.value = value === null ? "" : typeof value === "object" ? JSON.stringify(value) : String(value);
  if (text.length > 40 || column.isTime) {
    data.dataset.tip = column.isTime ? String(value) : text;
  }
  return data;
}
