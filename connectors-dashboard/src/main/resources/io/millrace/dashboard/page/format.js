// Values as people read them, and small words for making elements. Text never becomes markup: it is only ever set as text.

const whole = new Intl.NumberFormat(undefined, { maximumFractionDigits: 3 });
const short = new Intl.NumberFormat(undefined, { notation: "compact", maximumFractionDigits: 1 });
const time = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" });
const minute = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
const day = new Intl.DateTimeFormat(undefined, { month: "short", day: "numeric" });

/** All digits before the point, three behind it. Decimals and large whole numbers come as text and keep all their digits. */
export function number(value) {
  if (value === null || value === undefined) {
    return "–";
  }
  if (typeof value !== "string") {
    return whole.format(value);
  }
  return Number.isFinite(Number(value)) ? exact((value.split(".")[1] ?? "").length).format(value) : value;
}

const exactly = new Map();

/** Numbers with so many digits behind the point. */
function exact(digits) {
  if (!exactly.has(digits)) {
    const fixed = Math.min(digits, 38);
    exactly.set(digits, new Intl.NumberFormat(undefined, { minimumFractionDigits: fixed, maximumFractionDigits: fixed }));
  }
  return exactly.get(digits);
}

/** For axes, where room is short. */
export function shortNumber(value) {
  return Math.abs(value) < 10_000 ? whole.format(value) : short.format(value);
}

export function clock(millis) {
  return time.format(millis);
}

/** The marks of a time axis that are so many seconds apart. */
export function timeMark(millis, apartSeconds) {
  return apartSeconds >= 86_400 ? day.format(millis) : apartSeconds >= 60 ? minute.format(millis) : time.format(millis);
}

export function moment(text) {
  const millis = Date.parse(text);
  const today = new Date().toDateString() === new Date(millis).toDateString();
  return today ? clock(millis) : day.format(millis) + ", " + clock(millis);
}

export function ago(millis) {
  const seconds = Math.max(0, Math.round(millis / 1000));
  if (seconds < 2) {
    return "now";
  }
  return seconds < 60 ? seconds + " s ago"
    : seconds < 3600 ? Math.floor(seconds / 60) + " min ago"
    : seconds < 86_400 ? Math.floor(seconds / 3600) + " h ago"
    : Math.floor(seconds / 86_400) + " d ago";
}

/** A cell of a table. */
export function cell(value, column) {
  if (value === null) {
    return "–";
  }
  if (column.isNumber) {
    return number(value);
  }
  return column.isTime ? moment(value) : typeof value === "object" ? JSON.stringify(value) : String(value);
}

/** An element of HTML with a class and children: elements or texts. */
export function make(name, className, ...children) {
  const element = document.createElement(name);
  if (className) {
    element.className = className;
  }
  element.append(...children);
  return element;
}

/** An element of SVG with attributes. */
export function draw(name, attributes = {}, ...children) {
  const element = document.createElementNS("http://www.w3.org/2000/svg", name);
  Object.entries(attributes).forEach(([key, value]) => element.setAttribute(key, value));
  element.append(...children);
  return element;
}

/** Sets a text only if it is another one, so that an unchanged page costs nothing. */
export function setText(element, text) {
  if (element.textContent !== text) {
    element.textContent = text;
  }
}

/** A colour of the style sheet as a canvas needs it. */
export function colour(name) {
  const probe = make("i");
  probe.style.color = `var(${name})`;
  document.body.append(probe);
  const found = getComputedStyle(probe).color;
  probe.remove();
  return found;
}

export const LINES = 8;

/** The colour of a line by its place. */
export function lineColour(place) {
  return colour("--line-" + (place % LINES + 1));
}
