// The stream of the server, and a copy of the panels' rows that it keeps true.
//
// The server tells all panels when a connection begins, and then each change: ids of rows that go, and rows that come.
// Taking the same change twice changes nothing, so order between a first copy and changes does not matter.

const SILENCE_MILLIS = 15_000; // the server beats every five seconds
const LONGEST_PAUSE_MILLIS = 5_000;

export class Store {
  /** told: {panel(panel), gone(panel), changed(panel, ids of new rows), state(word), hello(heading)} */
  constructor(told) {
    this.told = told;
    this.panels = new Map();
    this.clockAhead = 0;
    this.attempts = 0;
    setInterval(() => this.#watch(), 1_000);
    this.#connect();
  }

  /** The server's time, in milliseconds since 1970. */
  now() {
    return Date.now() + this.clockAhead;
  }

  #connect() {
    this.announced = new Set();
    this.heard = Date.now();
    const source = new EventSource("/events");
    this.source = source;
    const on = (name, take) => source.addEventListener(name, event => {
      this.heard = Date.now();
      take(JSON.parse(event.data));
    });
    on("hello", hello => {
      this.#clock(hello.now);
      this.announced.clear();
      this.told.hello(hello.heading);
    });
    on("panel", panel => this.#panel(panel));
    on("ready", () => {
      this.attempts = 0;
      for (const panel of [...this.panels.values()]) {
        if (!this.announced.has(panel.id)) {
          this.panels.delete(panel.id);
          this.told.gone(panel);
        }
      }
      this.told.state("live");
    });
    on("change", change => this.#change(change));
    on("beat", beat => this.#clock(beat.now));
    source.onerror = () => this.#retry();
  }

  /** A browser gives up on some failures; we do not. */
  #retry() {
    this.told.state("reconnecting");
    this.source.close();
    clearTimeout(this.timer);
    const pause = Math.min(LONGEST_PAUSE_MILLIS, 250 * 2 ** this.attempts++);
    this.timer = setTimeout(() => this.#connect(), pause * (0.5 + Math.random()));
    this.heard = Infinity;
  }

  /** A connection that broke without a word is one on which nothing comes. */
  #watch() {
    if (Date.now() - this.heard > SILENCE_MILLIS) {
      this.#retry();
    }
  }

  #clock(serverMillis) {
    this.clockAhead = serverMillis - Date.now();
  }

  #panel(told) {
    const rows = new Map(told.rows.map(row => [row[0], toRow(row)]));
    const panel = { ...told, rows };
    this.panels.set(panel.id, panel);
    this.announced.add(panel.id);
    this.told.panel(panel);
  }

  #change(change) {
    const panel = this.panels.get(change.panel);
    if (!panel) {
      return;
    }
    change.gone.forEach(id => panel.rows.delete(id));
    change.rows.forEach(row => panel.rows.set(row[0], toRow(row)));
    panel.updates = change.updates;
    panel.count = change.count;
    panel.at = change.at;
    this.told.changed(panel, change.rows.map(row => row[0]));
  }
}

function toRow([id, at, values]) {
  return { id, at, values };
}

/** The rows in the panel's order, or else as they came; with a part of them only if the panel shows no more. */
export function shownRows(panel) {
  const rows = [...panel.rows.values()].sort((one, other) => one.id - other.id);
  if (panel.order) {
    const { column, descending, numeric } = panel.order;
    rows.sort((one, other) => compare(one.values[column], other.values[column], descending, numeric));
    return rows.slice(0, panel.rowsShown);
  }
  return rows.slice(-panel.rowsShown);
}

function compare(one, other, descending, numeric) {
  if (one === null || other === null) {
    return (one === null) - (other === null);
  }
  const order = numeric ? Number(one) - Number(other) : one < other ? -1 : one > other ? 1 : 0;
  return descending ? -order : order;
}
