// Begins here: which part is shown, and what is asked for it.
import { byId, forget } from "./dom.js";
import { tickAll } from "./times.js";
import { announce, needs, notice, rememberSession, showAttention, showFacts, showFilters, showHead, showReached, showUnreachable, trouble } from "./head.js";
import { List, address, showListProblem } from "./list.js";
import { JobView } from "./job.js";
import { Charts } from "./charts.js";
import { Live } from "./live.js";
import * as api from "./api.js";

const SEARCH_AFTER = 300;
const CHARTS_AGAIN_AFTER = 20_000;

const list = new List();
const jobView = new JobView(perform);
const charts = new Charts(problem);
const live = new Live(refresh, glance);

/** The job that is shown; null: the list. */
let shownJob = null;
let lastSeen = null;
/** The state of the ledger that is shown; null: asked for, and not shown yet. */
let shownRevision = null;
/** Counts what makes an answer that is on its way an old one. */
let generation = 0;
let chartsAt = -Infinity;
let lastOverview = null;

/** Returns whether all that is wanted is shown now. */
async function refresh() {
  const begun = generation;
  try {
    const overview = await api.overview();
    lastSeen = overview.now;
    lastOverview = overview;
    showReached(live.told);
    showOverview(overview);
    const revision = `${overview.started_at}/${overview.revision}`;
    if (revision !== shownRevision) {
      const isShown = await refreshView(overview);
      if (begun === generation) {
        shownRevision = isShown ? revision : null;
      }
    }
    await refreshCharts();
    trouble(null);
    return shownRevision !== null;
  } catch (e) {
    return problem(e);
  }
}

function showOverview(overview) {
  byId("sign-in").hidden = true;
  byId("list-view").hidden = shownJob !== null;
  byId("job-view").hidden = shownJob === null;
  showHead(overview, perform);
  showAttention(overview);
  showFilters(overview, list.wanted.state);
  showFacts(overview);
  announce(overview.counts ?? {});
  showTitle(overview);
}

function showTitle(overview) {
  const count = needs(overview);
  document.title = `${count > 0 ? `(${count}) ` : ""}${shownJob === null ? "" : "Job · "}omnihuman-routes`;
}

/** While nobody looks, the title goes on counting; whoever comes back is told all the rest. */
async function glance() {
  try {
    showTitle(await api.overview());
  } catch {
    // The title stays as it was.
  }
}

/** Returns whether the part that is wanted is shown as it is now. */
async function refreshView(overview) {
  if (shownJob !== null) {
    return jobView.refresh();
  }
  const { wanted } = list;
  try {
    return await list.refresh(overview);
  } catch (e) {
    if (!(e instanceof api.Refused)) {
      throw e;
    }
    if (wanted !== list.wanted || shownJob !== null) {
      return false;
    }
    // Such as an address that somebody typed, with a state that is none: asked again, it is refused again.
    showListProblem(e.message);
    return e.status < 500;
  }
}

async function refreshCharts() {
  if (performance.now() - chartsAt > CHARTS_AGAIN_AFTER) {
    chartsAt = performance.now();
    await charts.refresh();
  }
}

/** Says what keeps the page from being shown; returns false, as nothing is. */
function problem(e) {
  if (e instanceof api.TokenWanted) {
    showReached(live.told);
    showSignIn();
  } else if (e instanceof api.Refused) {
    showReached(live.told);
    trouble(e.message);
  } else if (e instanceof api.Unreachable) {
    showUnreachable(lastSeen);
  } else {
    // A mistake of this page's own; the console has it, and the next turn tries again.
    console.error(e);
  }
  return false;
}

function showSignIn() {
  if (!byId("sign-in").hidden) {
    return;
  }
  live.stop();
  byId("link-state").textContent = "";
  lastOverview = null;
  byId("list-view").hidden = true;
  byId("job-view").hidden = true;
  forget(byId("head-acts"));
  byId("sign-in").hidden = false;
  byId("token").focus();
}

async function signIn(event) {
  event.preventDefault();
  const words = byId("sign-in-problem");
  const button = byId("sign-in-form").querySelector("button");
  if (button.getAttribute("aria-disabled") === "true") {
    return;
  }
  words.textContent = "";
  button.setAttribute("aria-disabled", "true");
  try {
    await api.signIn(byId("token").value);
    byId("token").value = "";
    rememberSession();
    notice("");
    outdate();
    byId("sign-in").hidden = true;
    live.start();
  } catch (e) {
    words.textContent = e instanceof api.TokenWanted ? "This is not the token." : e instanceof api.Unreachable ? "The program does not answer." : e.message;
  } finally {
    button.removeAttribute("aria-disabled");
  }
}

/** What is shown, and what is on its way, is not what is wanted now. */
function outdate() {
  generation++;
  shownRevision = null;
}

/**
 * Does what a button stands for, once at a time, and says what became of it.
 *
 * @param {function(): Promise<?Object>} act brings an answer; null: the person did not agree
 * @param {string} otherwise what is said if the answer has no words
 */
async function perform(button, act, otherwise) {
  // Not the attribute disabled: with it the button would lose the focus.
  if (button.getAttribute("aria-disabled") === "true") {
    return;
  }
  button.setAttribute("aria-disabled", "true");
  try {
    const answer = await act();
    if (answer === null) {
      return;
    }
    notice(answer?.words ?? otherwise);
  } catch (e) {
    failed(e);
  } finally {
    button.removeAttribute("aria-disabled");
  }
  outdate();
  live.now();
}

/** Says what an act that has failed may have done. */
function failed(e) {
  if (e instanceof api.TokenWanted) {
    notice("Nothing was done: the program wants its token first.");
    showSignIn();
  } else if (e instanceof api.Refused) {
    notice(`Refused: ${e.message}`);
  } else if (e instanceof api.Unknown) {
    notice(e.message);
  } else {
    notice("The program does not answer. Nobody knows whether it was done; look before you try again.");
    if (!(e instanceof api.Unreachable)) {
      console.error(e);
    }
  }
}

/** Which part the address names. */
function route() {
  const [path, query] = location.hash.replace(/^#/, "").split("?", 2);
  const named = /^\/jobs\/(.+)$/.exec(path);
  if (named) {
    showJob(decoded(named[1]));
  } else {
    const given = new URLSearchParams(query ?? "");
    showList({ state: given.get("state") ?? "", q: given.get("q") ?? "", before: given.get("before") ?? "" });
  }
}

function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function showJob(id) {
  shownJob = id;
  jobView.want(id);
  byId("back").href = address(list.wanted);
  changeView("job-title");
}

function showList(wanted) {
  const from = shownJob;
  shownJob = null;
  jobView.leave();
  list.want(wanted);
  if (document.activeElement !== byId("query")) {
    byId("query").value = wanted.q;
  }
  changeView(null);
  if (from !== null) {
    const row = byId("rows").querySelector(`[data-key="${CSS.escape(from)}"]`);
    (row ?? byId("list-title")).focus();
  }
}

function changeView(focus) {
  if (lastOverview !== null) {
    showOverview(lastOverview);
  }
  if (focus !== null) {
    byId(focus).focus();
    scrollTo(0, 0);
  }
  outdate();
  chartsAt = -Infinity;
  live.now();
}

let searching = 0;

function search() {
  clearTimeout(searching);
  searching = setTimeout(() => {
    const q = byId("query").value.trim();
    if (q !== list.wanted.q) {
      // In the place of the last one: the way back must not lead through every letter.
      history.replaceState(null, "", address({ ...list.wanted, q, before: "" }));
      route();
    }
  }, SEARCH_AFTER);
}

byId("sign-in-form").addEventListener("submit", signIn);
byId("search").addEventListener("submit", (event) => event.preventDefault());
byId("query").addEventListener("input", search);
byId("skip").addEventListener("click", (event) => {
  // The address is the page's own memory; a skip must not change it.
  event.preventDefault();
  byId("main").focus();
});
addEventListener("hashchange", () => {
  notice("");
  route();
});
setInterval(() => {
  if (!document.hidden) {
    tickAll();
  }
}, 1000);

route();
live.start();
