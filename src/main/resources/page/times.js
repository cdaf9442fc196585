// Times that keep counting. They go by the server's clock, because the reader's may be wrong.
import { el } from "./dom.js";

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const EXACT = new Intl.DateTimeFormat("en-GB", { dateStyle: "medium", timeStyle: "long" });
const MOMENT = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit" });
const WEEKDAY = new Intl.DateTimeFormat("en-GB", { weekday: "short", day: "numeric" });
const DATE_AND_MOMENT = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" });

let ahead = 0;

/** Tells what the server's clock says just now. */
export function setServerTime(instant) {
  ahead = Date.parse(instant) - Date.now();
}

/** Milliseconds since 1970, by the server's clock. */
export function now() {
  return Date.now() + ahead;
}

/** Such as 7 s, 3 min 20 s, 2 h 5 min, 3 d 4 h. */
export function duration(millis) {
  const rest = Math.max(0, millis);
  if (rest < MINUTE) {
    return `${Math.floor(rest / SECOND)} s`;
  }
  if (rest < HOUR) {
    return two(rest, MINUTE, "min", SECOND, "s");
  }
  return rest < DAY ? two(rest, HOUR, "h", MINUTE, "min") : two(rest, DAY, "d", HOUR, "h");
}

function two(millis, large, largeUnit, small, smallUnit) {
  const rest = Math.floor((millis % large) / small);
  const first = `${Math.floor(millis / large)} ${largeUnit}`;
  return rest === 0 ? first : `${first} ${rest} ${smallUnit}`;
}

function about(millis) {
  const rest = Math.abs(millis);
  const [unit, name] = rest < MINUTE ? [SECOND, "s"] : rest < HOUR ? [MINUTE, "min"] : rest < DAY ? [HOUR, "h"] : [DAY, "d"];
  return `${Math.floor(rest / unit)} ${name}`;
}

/** Such as "12 s ago", "in 3 min". */
export function relative(instant) {
  const millis = Date.parse(instant) - now();
  if (Math.abs(millis) < SECOND) {
    return "now";
  }
  return millis < 0 ? `${about(millis)} ago` : `in ${about(millis)}`;
}

/** A time of day as short as it can be, for charts and sentences. */
export function moment(instant, withDate = false) {
  return (withDate ? DATE_AND_MOMENT : MOMENT).format(new Date(instant));
}

/** For the axis of a chart: a day's beginning is the day itself. */
export function mark(instant) {
  const date = new Date(instant);
  return date.getHours() === 0 && date.getMinutes() === 0 ? WEEKDAY.format(date) : MOMENT.format(date);
}

const ticking = new WeakMap();

/** An element whose content is made anew each second. */
export function ticks(element, tick) {
  element.dataset.ticks = "";
  ticking.set(element, tick);
  tick(element);
  return element;
}

/** Makes every time on the page count; called each second. */
export function tickAll() {
  for (const element of document.querySelectorAll("[data-ticks]")) {
    ticking.get(element)?.(element);
  }
}

function write(element, text) {
  // Only what changed, or screen readers and selections are disturbed each second.
  if (element.textContent !== text) {
    element.textContent = text;
  }
}

/** A point in time, told from now; the exact one is in its title. */
export function when(instant) {
  const element = el("time", { datetime: instant, title: EXACT.format(new Date(instant)) });
  return ticks(element, (it) => write(it, relative(instant)));
}

/** How long something took, or has taken until now. */
export function took(from, until) {
  const begin = Date.parse(from);
  return until === null
    ? ticks(el("span", { class: "took" }), (it) => write(it, duration(now() - begin)))
    : el("span", { class: "took" }, duration(Date.parse(until) - begin));
}
