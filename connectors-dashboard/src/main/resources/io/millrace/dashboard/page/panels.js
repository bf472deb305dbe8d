// A card for each panel, and when it is drawn.

import { ago, make, number, setText } from "./format.js";
import * as bars from "./bars.js";
import * as figure from "./number.js";
import * as map from "./map.js";
import * as series from "./series.js";
import * as table from "./table.js";

const KINDS = { number: figure, series, bars, table, latest: table, map };
/** Nobody reads faster than this, and a page that draws less often leaves the machine to others. */
const BETWEEN_DRAWS_MILLIS = 200;

export class Panels {
  constructor(place) {
    this.place = place;
    this.cards = new Map();
    this.paused = false;
    this.lastDraw = 0;
    this.asked = false;
  }

  /** A panel is there, or is there anew. */
  put(panel) {
    this.remove(panel);
    const card = cardOf(panel);
    this.cards.set(panel.id, card);
    [...this.cards.values()]
      .sort((one, other) => one.panel.position - other.panel.position || (one.panel.id < other.panel.id ? -1 : 1))
      .forEach((one, i) => this.place.children[i] === one.element || this.place.insertBefore(one.element, this.place.children[i] ?? null));
    card.dirty = true;
    this.#ask(true);
  }

  remove(panel) {
    const card = this.cards.get(panel.id);
    card?.view.destroy?.();
    card?.element.remove();
    this.cards.delete(panel.id);
  }

  changed(panel, ids) {
    const card = this.cards.get(panel.id);
    if (card) {
      ids.forEach(id => card.fresh.add(id));
      if (card.fresh.size > 1000) {
        card.fresh = new Set(ids);
      }
      card.dirty = true;
      this.#ask(false);
    }
  }

  pause(paused) {
    this.paused = paused;
    this.redraw();
  }

  /** Draws all, for colours have changed. */
  redraw() {
    this.cards.forEach(card => { card.dirty = true; });
    this.#ask(false);
  }

  /** Says of each panel how old it is. */
  age(now) {
    this.cards.forEach(({ panel, aged }) => setText(aged, panel.at ? ago(now - panel.at) : "no data yet"));
  }

  #ask(evenIfPaused) {
    if (this.asked || (this.paused && !evenIfPaused)) {
      return;
    }
    this.asked = true;
    const pause = Math.max(0, this.lastDraw + BETWEEN_DRAWS_MILLIS - performance.now());
    setTimeout(() => requestAnimationFrame(() => this.#draw()), pause);
  }

  #draw() {
    this.asked = false;
    this.lastDraw = performance.now();
    this.cards.forEach(card => {
      if (card.dirty) {
        card.dirty = false;
        card.view.draw(card.fresh);
        card.fresh.clear();
        showRest(card);
      }
    });
  }
}

function cardOf(panel) {
  const aged = make("span", "aged");
  const rest = make("span", "rest");
  const body = make("div", "body");
  const unit = panel.unit && panel.type !== "number" ? [make("span", "unit", panel.unit)] : [];
  const head = make("div", "head", make("h2", "", panel.title), ...unit, make("span", "grow"), rest, aged);
  const element = make("section", `card ${panel.type} ${panel.width}`, head, body);
  element.setAttribute("aria-label", panel.title);
  element.dataset.panel = panel.id;
  return { panel, element, aged, rest, view: KINDS[panel.type].create(body, panel), dirty: false, fresh: new Set() };
}

/** What there is more than is shown. */
function showRest({ panel, rest, element }) {
  const all = panel.keep === "last" ? panel.count : panel.rows.size;
  const shown = Math.min(panel.rows.size, panel.rowsShown);
  const isCut = ["bars", "table", "map", "latest"].includes(panel.type) && all > shown;
  setText(rest, isCut ? `${number(shown)} of ${number(all)}` : "");
  element.dataset.updates = panel.updates;
}
