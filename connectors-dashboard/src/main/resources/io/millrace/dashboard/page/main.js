// The page: header, theme, pause, tips; and the panels as the store tells of them.

import { clock, setText } from "./format.js";
import { Panels } from "./panels.js";
import { Store } from "./store.js";

const byId = id => document.getElementById(id);
const STATES = { live: "Live", paused: "Paused", connecting: "Connecting", reconnecting: "Reconnecting" };

const panels = new Panels(byId("panels"));
let connection = "connecting";
let paused = false;

const store = new Store({
  hello(heading) {
    setText(byId("heading"), heading);
    document.title = heading;
  },
  panel(panel) {
    panels.put(panel);
    byId("empty").hidden = true;
  },
  gone(panel) {
    panels.remove(panel);
    byId("empty").hidden = store.panels.size > 0;
  },
  changed: (panel, ids) => panels.changed(panel, ids),
  state(word) {
    connection = word;
    showState();
    tick();
  },
});

function showState() {
  const word = paused && connection === "live" ? "paused" : connection;
  byId("state").dataset.state = word;
  setText(byId("state").querySelector("b"), STATES[word]);
}

function tick() {
  setText(byId("clock"), clock(store.now()));
  if (!paused) {
    panels.age(store.now());
  }
}

setInterval(tick, 1_000);

// ---- pause

function pause() {
  paused = !paused;
  byId("pause").setAttribute("aria-pressed", String(paused));
  setText(byId("pause"), paused ? "Resume" : "Pause");
  panels.pause(paused);
  showState();
}

byId("pause").addEventListener("click", pause);
document.addEventListener("keydown", event => {
  if (event.key === " " && event.target === document.body) {
    event.preventDefault();
    pause();
  }
});

// ---- light and dark

const THEMES = ["auto", "light", "dark"];

function setTheme(theme) {
  document.documentElement.dataset.theme = theme;
  setText(byId("theme"), theme[0].toUpperCase() + theme.slice(1));
  localStorage.setItem("theme", theme);
  panels.redraw();
}

byId("theme").addEventListener("click", () =>
  setTheme(THEMES[(THEMES.indexOf(document.documentElement.dataset.theme) + 1) % THEMES.length]));
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => panels.redraw());
setTheme(THEMES.includes(localStorage.getItem("theme")) ? localStorage.getItem("theme") : "auto");

// ---- what the pointer is on

const tip = byId("tip");

document.addEventListener("pointermove", event => {
  const text = event.target.closest?.("[data-tip]")?.dataset.tip;
  tip.hidden = !text;
  if (text) {
    setText(tip, text);
    const left = Math.min(event.clientX + 14, innerWidth - tip.offsetWidth - 8);
    tip.style.left = Math.max(8, left) + "px";
    tip.style.top = Math.max(8, event.clientY - tip.offsetHeight - 12) + "px";
  }
});
document.addEventListener("pointerleave", () => { tip.hidden = true; });
