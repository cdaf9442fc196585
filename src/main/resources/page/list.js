// The list of jobs, the newest first, a page at a time. A page has an address of its own, so it stays where it is
// while jobs come, and the way back leads to it.
import { byId, el, fill, forget, quoted, show } from "./dom.js";
import { chip, charged, label } from "./states.js";
import { moment, when } from "./times.js";
import * as api from "./api.js";

const PAGE = 50;
/** A search looks through the ledger stretch by stretch; so many at once, then a person decides. */
const STRETCHES = 10;
/** A search with all its stretches is not repeated at each change. */
const SEARCH_AGAIN_AFTER = 10_000;

export class List {
  #wanted = { state: "", q: "", before: "" };
  #rows = new Map();
  #searchedAt = -Infinity;
  #turn = 0;

  /** Shows other jobs from now on. */
  want(wanted) {
    if (JSON.stringify(wanted) !== JSON.stringify(this.#wanted)) {
      this.#wanted = wanted;
      this.#searchedAt = -Infinity;
      this.#rows.clear();
      byId("rows").replaceChildren();
      forget(byId("empty"));
      forget(byId("pager"));
      byId("list-note").textContent = "Loading …";
    }
  }

  get wanted() {
    return this.#wanted;
  }

  /**
   * Asks for the jobs and shows them.
   *
   * @returns {Promise<boolean>} false: not now, because others are wanted meanwhile, or the search has just been made
   */
  async refresh(overview) {
    const wanted = this.#wanted;
    if (wanted.q !== "" && performance.now() - this.#searchedAt < SEARCH_AGAIN_AFTER) {
      return false;
    }
    const turn = ++this.#turn;
    const answer = await collect(wanted);
    if (turn !== this.#turn || wanted !== this.#wanted) {
      return false;
    }
    this.#searchedAt = performance.now();
    this.#show(answer, overview);
    return true;
  }

  #show(answer, overview) {
    const rows = answer.jobs.map((job) => this.#row(job));
    this.#rows = new Map(answer.jobs.map((job, i) => [job.id, rows[i]]));
    place(byId("rows"), rows);
    write(note(this.#wanted, answer));
    const none = rows.length === 0;
    const { inbox, simulated } = overview;
    const noJobs = Object.values(overview.counts ?? {}).every((count) => count === 0);
    show(byId("empty"), { none, noJobs, wanted: this.#wanted, inbox, simulated }, () => (none ? empty(this.#wanted, overview, noJobs) : []));
    show(byId("pager"), { wanted: this.#wanted, before: answer.before, none }, () => pager(this.#wanted, answer));
  }

  #row(job) {
    const row = this.#rows.get(job.id) ?? el("li", { class: "row" });
    show(row, job, () => [line(job)]);
    return row;
  }
}

async function collect(wanted) {
  let answer = await api.jobs({ ...wanted, limit: PAGE });
  const jobs = [...answer.jobs];
  for (let i = 1; wanted.q !== "" && i < STRETCHES && jobs.length < PAGE && answer.before !== null; i++) {
    answer = await api.jobs({ ...wanted, before: answer.before, limit: PAGE - jobs.length });
    jobs.push(...answer.jobs);
  }
  return { ...answer, jobs };
}

/** Puts the rows in order without taking out those that stay: a taken-out link loses its focus. */
function place(parent, rows) {
  const stay = new Set(rows);
  for (const old of [...parent.children]) {
    if (!stay.has(old)) {
      old.remove();
    }
  }
  let at = parent.firstElementChild;
  for (const row of rows) {
    if (row === at) {
      at = at.nextElementSibling;
    } else {
      parent.insertBefore(row, at);
    }
  }
}

function line(job) {
  const what = told(job);
  return el(
    "a",
    { href: `#/jobs/${encodeURIComponent(job.id)}`, "data-key": job.id },
    chip(job.state),
    el("span", { class: "names" }, quoted(job.name, { class: "name" }), otherName(job)),
    el("span", { class: "told" }, ...what),
    el("span", { class: "since" }, when(job.since ?? job.accepted_at)),
  );
}

/** The manifest's name where it tells more than the video's does. */
function otherName(job) {
  const stem = String(job.manifest ?? "").replace(/\.json$/i, "");
  return stem === job.name || stem === "" ? null : quoted(job.manifest, { class: "manifest muted" });
}

function told(job) {
  switch (job.state) {
    case "SUBMITTED":
      return job.expected_at === null ? [job.remote_status === null ? "" : quoted(job.remote_status)] : ["video expected ", when(job.expected_at)];
    case "DELIVERED":
      return job.outputs.length > 1 ? [`${job.outputs.length} videos`] : [];
    case "FAILED":
      return [job.reason === null ? null : el("span", {}, job.reason, job.words === null ? "" : ": "), quoted(job.words), ` (${charged(job.charged)})`];
    case "IN_DOUBT":
    case "ABANDONED":
      return [quoted(job.words), ` (${charged(job.charged)})`];
    default:
      return [quoted(job.words)];
  }
}

function note(wanted, answer) {
  const back = answer.searched_back_to;
  if (wanted.q !== "" && answer.before !== null && back) {
    return `${answer.jobs.length} found; searched back to ${moment(back, true)}.`;
  }
  return wanted.q === "" ? "" : `${answer.jobs.length} found.`;
}

/** The address of a page of the list. */
export function address(wanted) {
  const given = Object.entries(wanted).filter(([, value]) => value !== "");
  return given.length === 0 ? "#/" : `#/?${new URLSearchParams(given)}`;
}

function pager(wanted, answer) {
  const newest = wanted.before === "" ? null : el("a", { href: address({ ...wanted, before: "" }), "data-key": "newest" }, "← Newest");
  const further = wanted.q === "" ? "Older →" : "Search further back →";
  const older = answer.before === null ? null : el("a", { href: address({ ...wanted, before: answer.before }), "data-key": "older" }, further);
  return [newest, older];
}

function empty(wanted, overview, noJobs) {
  if (noJobs) {
    return [
      el("p", {}, el("strong", {}, "No job yet.")),
      el("p", {}, "Drop a manifest into ", quoted(overview.inbox, { class: "path" }), " and watch it here. The smallest one:"),
      el("pre", {}, el("code", {}, '{\n  "image_url": "https://example.com/face.png",\n  "audio_url": "https://example.com/speech.mp3"\n}')),
      overview.simulated ? el("p", {}, "Nothing is charged: the gateway is simulated.") : el("p", {}, "Each accepted job is charged by the provider."),
    ];
  }
  if (wanted.q !== "") {
    return [el("p", {}, "No job found for ", quoted(wanted.q, { class: "name" }), ". ", el("a", { href: "#/" }, "Show all jobs"))];
  }
  const states = wanted.state === "" ? "here" : wanted.state.split(",").map(label).join(", ").toLowerCase();
  return [el("p", {}, wanted.state === "" ? "No older job. " : `No job is ${states}. `, el("a", { href: "#/" }, "Show all jobs"))];
}

/** Says why the list cannot be shown. */
export function showListProblem(words) {
  write(words);
  forget(byId("empty"));
  fill(byId("empty"), el("p", {}, el("a", { href: "#/" }, "Show all jobs")));
}

/** Only what is new: screen readers tell whatever is written. */
function write(words) {
  const place = byId("list-note");
  if (place.textContent !== words) {
    place.textContent = words;
  }
}
