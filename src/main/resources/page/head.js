// The head of the page: whether the program is there, what needs a person, the numbers.
import { box, byId, el, quoted, show } from "./dom.js";
import { OPEN, STATES, chip, label } from "./states.js";
import { setServerTime, ticks, relative, when } from "./times.js";
import { ask } from "./ask.js";
import * as api from "./api.js";

let loadedVersion = null;

/**
 * @param {Object} overview as the program tells it
 * @param {function(Element, function(): Promise<?>, string)} perform does what a button stands for
 */
export function showHead(overview, perform) {
  setServerTime(overview.now);
  byId("simulated").hidden = !overview.simulated;
  loadedVersion ??= overview.version;
  const outdated = byId("outdated");
  outdated.hidden = overview.version === loadedVersion;
  show(outdated, overview.version, () => [
    `The program is now version ${overview.version}, and this page is of ${loadedVersion}. `,
    el("button", { type: "button", click: () => location.reload() }, "Reload the page"),
  ]);
  showActs(overview, perform);
}

function showActs(overview, perform) {
  const gates = (overview.gates ?? []).map((gate) => gate.gate);
  const paused = gates.includes("PAUSE");
  show(byId("head-acts"), { gates, signedIn: signedIn() }, () => [
    paused ? null : el("button", { type: "button", "data-key": "pause", click: (event) => perform(event.currentTarget, pause, "Submits are paused.") }, "Pause submits …"),
    gates.length === 0
      ? null
      : el(
          "button",
          { type: "button", class: paused ? "primary" : null, "data-key": "resume", click: (event) => perform(event.currentTarget, () => resume(gates), "Submits go on.") },
          paused ? "Resume submits …" : "Try shut gates now …",
        ),
    signedIn() ? el("button", { type: "button", "data-key": "sign-out", click: (event) => perform(event.currentTarget, signOut, "") }, "Sign out") : null,
  ]);
}

function pause() {
  const question = {
    title: "Pause all submits?",
    words: "No job is submitted until somebody resumes, through restarts too. Jobs that were accepted are followed and fetched.",
    yes: "Pause",
    field: "Why (everybody who looks sees it; may be empty)",
  };
  return ask(question, (words) => api.pause(words));
}

function resume(gates) {
  const others = gates.filter((gate) => gate !== "PAUSE");
  const question = {
    title: gates.includes("PAUSE") ? "Resume submits?" : "Try the shut gates now?",
    words:
      (gates.includes("PAUSE") ? "Jobs that wait are submitted again, at their price. " : "") +
      (others.length > 0 ? `Tried at once: ${others.join(", ")}. A gate whose cause is still there shuts again.` : ""),
    yes: gates.includes("PAUSE") ? "Resume" : "Try now",
  };
  return ask(question, () => api.resume());
}

const SIGNED_IN = "omnihuman-signed-in";

function signedIn() {
  return localStorage.getItem(SIGNED_IN) !== null;
}

/** Remembers that there is a session to end; the session itself is a cookie that no script sees. */
export function rememberSession() {
  localStorage.setItem(SIGNED_IN, "yes");
}

async function signOut() {
  try {
    await api.signOut();
  } catch (e) {
    // A session that has ended already is what was wanted.
    if (!(e instanceof api.TokenWanted)) {
      throw e;
    }
  }
  localStorage.removeItem(SIGNED_IN);
  location.reload();
  return null;
}

/** How many things need a person; a gate is one, however many jobs wait behind it. */
export function needs(overview) {
  return (overview.attention ?? []).reduce((sum, item) => sum + (item.kind === "gate" ? 1 : item.count), 0);
}

export function showAttention(overview) {
  const gates = overview.gates ?? [];
  const others = (overview.attention ?? []).filter((item) => item.kind !== "gate");
  byId("attention").classList.toggle("calm", gates.length + others.length === 0);
  show(byId("attention-body"), { gates: lasting(gates), others }, () =>
    gates.length + others.length === 0
      ? [el("p", { class: "calm-words" }, "Nothing does.")]
      : [el("ul", { class: "cards" }, ...gates.map(gateCard), ...others.map(attentionCard))],
  );
}

/** Gates without their line, which says anew at each answer how long something takes still. */
export function lasting(gates) {
  return gates.map((gate) => ({ ...gate, line: null }));
}

/** A shut gate: what that means, why, since when, until when, what to do. */
export function gateCard(gate) {
  return el(
    "li",
    { class: "card doubt" },
    el("h3", {}, el("span", { class: "sign", "aria-hidden": "true" }, "■ "), "Gate ", el("strong", {}, gate.gate), " is shut"),
    gate.meaning ? el("p", {}, quoted(gate.meaning)) : null,
    box("p", "Cause", gate.cause),
    el(
      "p",
      { class: "muted" },
      "Shut ",
      when(gate.shut_at),
      gate.trial_at === null ? "." : ". Next trial ",
      gate.trial_at === null ? null : when(gate.trial_at),
      gate.trial_at === null ? null : gate.trials > 0 ? `, after ${gate.trials} before.` : ".",
    ),
    gate.advice ? el("p", {}, quoted(gate.advice)) : null,
  );
}

const WANTED = { in_doubt: "IN_DOUBT", failed: "FAILED" };

function attentionCard(item) {
  const state = WANTED[item.kind];
  const isFailed = item.kind === "failed";
  // Those that failed are counted for a few days; the list shows them all.
  const shows = isFailed ? "Show all that failed" : item.count === 1 ? "Show it" : "Show them";
  return el(
    "li",
    { class: `card ${isFailed ? "bad" : "doubt"}` },
    el("h3", {}, state === undefined ? item.kind : chip(state), item.count > 1 ? ` × ${item.count}` : "", isFailed ? " in the last 7 days" : ""),
    el("p", {}, quoted(item.words)),
    state === undefined ? null : el("p", {}, el("a", { href: `#/?state=${state}` }, shows)),
  );
}

/** Counters by state, which are filters. */
export function showFilters(overview, chosen) {
  const counts = overview.counts ?? {};
  const all = STATES.reduce((sum, state) => sum + (counts[state] ?? 0), 0);
  const open = OPEN.reduce((sum, state) => sum + (counts[state] ?? 0), 0);
  const meanings = Object.fromEntries((overview.states ?? []).map((it) => [it.state, it.meaning]));
  show(byId("filters"), { counts, chosen, meanings }, () => [
    filter("All", all, "", chosen, "every job"),
    filter("Open", open, OPEN.join(","), chosen, "jobs that are on their way"),
    ...STATES.map((state) => filter(chip(state), counts[state] ?? 0, state, chosen, meanings[state])),
  ]);
}

function filter(name, count, states, chosen, meaning) {
  const current = states === chosen;
  return el(
    "a",
    {
      href: states === "" ? "#/" : `#/?state=${states}`,
      class: count === 0 ? "filter none" : "filter",
      "aria-current": current ? "true" : null,
      "data-key": `filter-${states}`,
      title: meaning ?? null,
    },
    el("span", { class: "filter-name" }, name),
    " ",
    el("span", { class: "count" }, count.toLocaleString("en")),
  );
}

export function showFacts(overview) {
  const charged = overview.charged ?? {};
  const oldest = overview.oldest_open;
  const { inbox, outbox, callbacks, version, started_at: startedAt } = overview;
  const nodes = overview.nodes ?? [];
  show(byId("facts"), { charged, oldest, inbox, outbox, callbacks, version, startedAt, nodes }, () => [
    ...fact("Submits charged", `${charged.last_hour ?? 0} in the last hour, ${charged.last_day ?? 0} in the last day`),
    ...(charged.unclear_last_day > 0 ? fact("Besides, perhaps charged", `${charged.unclear_last_day} in the last day`) : []),
    ...(oldest
      ? fact("Oldest open job", el("a", { href: `#/jobs/${encodeURIComponent(oldest.id)}` }, quoted(oldest.name)), ", ", when(oldest.accepted_at))
      : []),
    ...fact("Inbox", quoted(inbox, { class: "path" })),
    ...fact("Outbox", quoted(outbox, { class: "path" })),
    ...fact("Callbacks", { off: "off", trusted: "come", missing: "expected, and missing: jobs are asked about instead" }[callbacks] ?? callbacks),
    ...fact("Program", `${version}, started `, when(startedAt)),
    ...nodes.flatMap(node),
  ]);
}

/** One of those that share the ledger. */
function node(it) {
  const inHand = it.jobs === 0 ? "no job in hand" : it.jobs === 1 ? "1 job in hand" : `${it.jobs} jobs in hand`;
  const drained = it.drained_at === null ? [] : [el("strong", {}, "drained"), " ", when(it.drained_at), it.drained_for ? ": " : null, it.drained_for ? quoted(it.drained_for) : null, ", "];
  return fact(el("span", {}, "Node ", quoted(it.name)), ...drained, `${inHand}, started `, when(it.started_at), ", last sign of life ", when(it.beat_at));
}

function fact(name, ...values) {
  return [el("dt", {}, name), el("dd", {}, ...values)];
}

/**
 * @param {boolean} live whether the program tells each change by itself
 */
export function showReached(live) {
  byId("unreachable").hidden = true;
  const state = byId("link-state");
  const words = live ? "live" : "asks every 5 s";
  if (state.textContent !== words) {
    state.textContent = words;
  }
  state.className = live ? "link-state live" : "link-state";
}

/**
 * @param {?string} lastSeen when the program answered last; null: it never did
 */
export function showUnreachable(lastSeen) {
  const banner = byId("unreachable");
  const words = "The program does not answer. This page goes on by itself when it is back.";
  if (banner.hidden) {
    banner.replaceChildren(
      el("strong", {}, words),
      ...(lastSeen === null ? [] : [" What you see was last seen ", ticks(el("span", { "aria-hidden": "true" }), (it) => (it.textContent = relative(lastSeen))), "."]),
    );
    banner.hidden = false;
  }
  const state = byId("link-state");
  state.textContent = "not reachable";
  state.className = "link-state gone";
}

/** What the last act brought; stays until the next one, or until somebody goes elsewhere. */
export function notice(words) {
  byId("notice").textContent = words;
}

/** What keeps the program from telling; stays until it tells again. Null: nothing does. */
export function trouble(words) {
  const banner = byId("trouble");
  const text = words === null ? "" : `The program cannot tell: ${words}`;
  if (banner.textContent !== text) {
    banner.textContent = text;
  }
}

let announced = null;

/** Says for screen readers what became of jobs since the last time, and no more than that. */
export function announce(counts) {
  const news = announced === null ? [] : ["DELIVERED", "FAILED", "IN_DOUBT"].filter((it) => counts[it] > (announced[it] ?? 0)).map((it) => `${counts[it] - (announced[it] ?? 0)} ${label(it).toLowerCase()}`);
  announced = { ...counts };
  if (news.length > 0) {
    byId("announcer").textContent = `Jobs: ${news.join(", ")}.`;
  }
}
