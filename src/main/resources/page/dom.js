// How this page makes elements. Whatever comes from the ledger is a text node, never markup.

/** The only places that a link or a source may lead to; nothing in a job's data can name another. */
const OUR_PLACES = /^(#\/|\/api\/|\/assets\/)/;
const PLACES = new Set(["href", "src"]);

/**
 * Makes an element.
 *
 * @param {string} tag
 * @param {Object<string, string|number|boolean|Function|null>} attributes a function listens to the event it is named by;
 *     null and false leave the attribute out
 * @param {...(Node|string|number|null)} children strings become text
 */
export function el(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) {
      continue;
    }
    if (typeof value === "function") {
      element.addEventListener(name, value);
    } else if (PLACES.has(name) && !OUR_PLACES.test(value)) {
      throw new Error(`${name} leads out of this page`);
    } else {
      element.setAttribute(name, value === true ? "" : String(value));
    }
  }
  element.append(...children.filter(isThere));
  return element;
}

function isThere(child) {
  return child !== null && child !== undefined;
}

/** Characters that turn the direction of what follows: they make one name look like another. */
const TURNS = /[\u202A-\u202E\u2066-\u2069]/g;

/** Text as somebody else wrote it, with nothing in it that would hide. */
export function plain(text) {
  return String(text ?? "").replace(TURNS, (it) => `⟨U+${it.charCodeAt(0).toString(16).toUpperCase()}⟩`);
}

/** Text that somebody else wrote: its writing direction must not leak into ours. */
export function quoted(text, attributes = {}) {
  return el("bdi", attributes, plain(text));
}

/** Longer than this it scrolls in its box, which then must be reached by the keyboard. */
const LONG = 400;

/** A box of somebody else's words; it scrolls when they are many. */
export function box(tag, name, text, attributes = {}) {
  const reachable = plain(text).length > LONG ? { tabindex: "0", role: "group", "aria-label": name } : {};
  return el(tag, { class: "foreign", ...attributes, ...reachable, dir: "auto" }, plain(text));
}

export function byId(id) {
  return document.getElementById(id);
}

/** Replaces what an element holds, and gives the focus back to what stands in its place. */
export function fill(parent, ...children) {
  const focused = document.activeElement;
  const selector = focused !== parent && parent.contains(focused) ? successor(focused) : null;
  parent.replaceChildren(...children.filter(isThere));
  if (selector !== null) {
    parent.querySelector(selector)?.focus();
  }
}

/** Names what takes an element's place: what has its key, or its id, or leads where it led. */
function successor(element) {
  if (element.dataset.key !== undefined) {
    return `[data-key="${CSS.escape(element.dataset.key)}"]`;
  }
  if (element.id !== "") {
    return `#${CSS.escape(element.id)}`;
  }
  const href = element.getAttribute("href");
  return href === null ? null : `[href="${CSS.escape(href)}"]`;
}

const shown = new WeakMap();

/**
 * Fills an element only when what it shows has changed, so that a playing video goes on and a selection stays.
 *
 * @param {Function} make makes the children
 */
export function show(parent, what, make) {
  const text = JSON.stringify(what);
  if (shown.get(parent) !== text) {
    shown.set(parent, text);
    fill(parent, ...make());
  }
}

/** The next show fills the element whatever it shows. */
export function forget(parent) {
  shown.delete(parent);
  parent.replaceChildren();
}
