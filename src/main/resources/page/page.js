// Begins here: which part is shown, and what is asked for it.
import { byId } from "./dom.js";
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
const jobView = new JobView(acted);
const charts = new Charts();
const live = new Live(refresh);

/** The job that is shown; null: the list. */
let shownJob = null;
let lastSeen = null;
let shownRevision = null;
let chartsAt = -Infinity;
let lastOverview = null;

async function refresh() {
  try {
    const overview = await api.overview();
    lastSeen = overview.now;
    lastOverview = overview;
    showReached();
    showOverview(overview);
    const revision = `${overview.started_at}/${overview.revision}/${location.hash}`;
    if (revision !== shownRevision) {
      await refreshView(overview);
      shownRevision = revision;
    }
    await refreshCharts();
    trouble(null);
    return true;
  } catch (e) {
    return problem(e);
  }
}

function showOverview(overview) {
  byId("sign-in").hidden = true;
  byId("list-view").hidden = shownJob !== null;
  byId("job-view").hidden = shownJob === null;
  showHead(overview, acted);
  showAttention(overview);
  showFilters(overview, list.wanted.state);
  showFacts(overview);
  announce(overview.counts ?? {});
  const count = needs(overview);
  document.title = `${count > 0 ? `(${count}) ` : ""}${shownJob === null ? "" : "Job · "}omnihuman-routes`;
}

async function refreshView(overview) {
  try {
    await (shownJob === null ? list.refresh(overview) : jobView.refresh());
  } catch (e) {
    if (!(e instanceof api.Refused)) {
      throw e;
    }
    // Such as an address that somebody typed, with a state that is none.
    showListProblem(e.message);
  }
}

async function refreshCharts() {
  if (performance.now() - chartsAt > CHARTS_AGAIN_AFTER) {
    chartsAt = performance.now();
    await charts.refresh();
  }
}

/** Returns whether the program answered at all. */
function problem(e) {
  if (e instanceof api.TokenWanted) {
    showReached();
    showSignIn();
    return true;
  }
  if (e instanceof api.Refused) {
    showReached();
    trouble(e.message);
    return true;
  }
  if (!(e instanceof api.Unreachable)) {
    // A mistake of this page's own; the console has it, and the next turn tries again.
    console.error(e);
    return true;
  }
  showUnreachable(lastSeen);
  return false;
}

function showSignIn() {
  if (!byId("sign-in").hidden) {
    return;
  }
  live.stop();
  lastOverview = null;
  byId("list-view").hidden = true;
  byId("job-view").hidden = true;
  byId("head-acts").replaceChildren();
  byId("sign-in").hidden = false;
  byId("token").focus();
}

async function signIn(event) {
  event.preventDefault();
  const words = byId("sign-in-problem");
  words.textContent = "";
  try {
    await api.signIn(byId("token").value);
    byId("token").value = "";
    rememberSession();
    shownRevision = null;
    byId("sign-in").hidden = true;
    live.start();
  } catch (e) {
    words.textContent = e instanceof api.Unreachable ? "The program does not answer." : "This is not the token.";
  }
}

/**
 * An act has ended.
 *
 * @param {?Object} answer what it brought; null: the person did not agree
 */
function acted(answer, otherwise) {
  if (answer !== null) {
    notice(answer?.words ?? otherwise);
    shownRevision = null;
    live.now();
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
  shownRevision = null;
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
