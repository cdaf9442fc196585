// Everything of one job.
import { box, byId, el, fill, forget, quoted, show } from "./dom.js";
import { chip, charged } from "./states.js";
import { duration, now, ticks, took, when } from "./times.js";
import { gateCard, lasting } from "./head.js";
import { ask } from "./ask.js";
import * as api from "./api.js";

const FINAL = new Set(["DELIVERED", "FAILED", "ABANDONED"]);
const FOR_A_PERSON = new Set(["IN_DOUBT", "FAILED", "ABANDONED"]);
const UNITS = ["B", "KiB", "MiB", "GiB", "TiB"];
const SECTIONS = ["title", "next", "acts", "progress", "videos", "gates", "timeline", "attempts", "request"];

export class JobView {
  #id = null;
  #places = {};
  #perform;

  /**
   * @param {function(Element, function(): Promise<?>, string)} perform does what a button stands for
   */
  constructor(perform) {
    this.#perform = perform;
  }

  /** Shows another job from now on. */
  want(id) {
    if (this.#id === id) {
      return;
    }
    this.#id = id;
    const body = byId("job-body");
    forget(body);
    body.append(el("h1", { id: "job-title", tabindex: "-1" }, "Job"), el("p", { class: "muted" }, "Loading …"));
    this.#places = {};
  }

  /** Nothing of it is shown any more: its videos stop. */
  leave() {
    this.#id = null;
    forget(byId("job-body"));
    this.#places = {};
  }

  /**
   * Asks for the job and shows it.
   *
   * @returns {Promise<boolean>} false: another one is wanted meanwhile
   */
  async refresh() {
    const id = this.#id;
    let whole;
    try {
      whole = await api.job(id);
    } catch (e) {
      // 400: what stands in the address can be no id. Whatever else is refused is no reason to take
      // away what is shown.
      if (!(e instanceof api.Refused && (e.status === 404 || e.status === 400))) {
        throw e;
      }
    }
    if (this.#id !== id) {
      return false;
    }
    if (whole === undefined) {
      this.#missing(id);
    } else {
      this.#show(whole);
    }
    return true;
  }

  #missing(id) {
    if (this.#places.missing) {
      return;
    }
    this.#places = { missing: true };
    fill(
      byId("job-body"),
      el("h1", { id: "job-title", tabindex: "-1" }, "No such job"),
      el("p", {}, "No job has the id ", quoted(id), "."),
      el("p", {}, el("a", { href: "#/" }, "Show all jobs")),
    );
  }

  #show(whole) {
    if (this.#places.title === undefined) {
      const hadFocus = document.activeElement?.id === "job-title";
      this.#places = Object.fromEntries(SECTIONS.map((name) => [name, el("section", { class: `job-${name}` })]));
      byId("job-body").replaceChildren(...Object.values(this.#places));
      this.#fill(whole);
      if (hadFocus) {
        byId("job-title").focus();
      }
    } else {
      this.#fill(whole);
    }
  }

  #fill(whole) {
    const { job } = whole;
    const places = this.#places;
    show(places.title, [job.name, job.state, job.since, job.charged], () => title(job));
    show(places.next, [job.state, whole.meaning, whole.charged_meaning, whole.advice, whole.next, whole.acts?.length], () => next(whole));
    show(places.acts, [whole.acts, job.state, job.attempts], () => acts(whole, this.#perform));
    show(places.progress, whole.progress, () => progress(whole.progress));
    show(places.videos, whole.videos, () => videos(job, whole.videos ?? []));
    show(places.gates, lasting(whole.gates ?? []), () => gates(whole.gates ?? []));
    show(places.timeline, whole.timeline, () => timeline(whole.timeline ?? []));
    show(places.attempts, whole.attempts, () => attempts(whole.attempts ?? []));
    show(places.request, [whole.request, job], () => request(whole));
  }
}

function title(job) {
  return [
    el("h1", { id: "job-title", tabindex: "-1" }, quoted(job.name, { class: "name" })),
    el("p", { class: "job-state" }, chip(job.state), " · ", when(job.since), ` · ${charged(job.charged)}`),
  ];
}

function next(whole) {
  // The next step of a job that waits for a person speaks of commands; the advice, of the folders.
  const forPerson = FOR_A_PERSON.has(whole.job.state);
  const words = forPerson ? whole.advice : whole.next;
  const name = !forPerson ? "Next: " : whole.acts?.length > 0 ? "What you can do, with the buttons below or in the folders: " : "What you can do: ";
  return [
    el("p", {}, quoted([whole.meaning, whole.charged_meaning].filter(Boolean).join(" "))),
    words ? el("p", { class: "next" }, el("strong", {}, name), quoted(words)) : null,
  ];
}

function acts(whole, perform) {
  const possible = whole.acts ?? [];
  return possible.length === 0
    ? []
    : [
        el("h2", { class: "unseen" }, "What you can do"),
        el("div", { class: "acts" }, ...possible.map((act) => el("button", { type: "button", "data-key": key(act), click: (event) => perform(event.currentTarget, () => carryOut(whole.job, act), "Done.") }, label(act)))),
      ];
}

/** The same for the same act, wherever it stands. */
function key(act) {
  return ["act", act.act, act.expects, act.needs, act.resubmit ? "resubmit" : null].filter(Boolean).join("-");
}

/** What an act is called; the dots say that a question comes first. */
function label(act) {
  const asks = act.confirm || act.needs ? " …" : "";
  return act.costs === "free" ? `${act.label} (free)${asks}` : act.label + asks;
}

/** Returns what it brought; null: the person did not agree. */
function carryOut(job, act) {
  // As this person sees it: whatever has changed since then is not what was agreed to.
  const body = { state: job.state, attempt: job.attempts, yes: Boolean(act.yes), resubmit: Boolean(act.resubmit) };
  if (act.expects) {
    body.expects = act.expects;
  }
  const send = (entered) => api.act(job.id, act.act, act.needs ? { ...body, [act.needs]: entered } : body);
  if (!act.confirm && !act.needs) {
    return send("");
  }
  const question = {
    title: `${act.label}?`,
    words: act.confirm,
    yes: act.label,
    field: act.needs === "request_id" ? "Request id, as the provider's account shows it" : act.needs,
    required: true,
  };
  return ask(question, send);
}

/** How far it is, as far as earlier jobs tell: an end that is likely, and how early or late it may come. */
function progress(it) {
  if (!it || !it.expected_at) {
    return it ? [el("p", { class: "muted" }, "Being made since ", when(it.started_at), ". Nobody can tell yet how long it takes.")] : [];
  }
  const begin = Date.parse(it.started_at);
  const expected = Date.parse(it.expected_at);
  const low = it.low_at ? Date.parse(it.low_at) : expected;
  const high = it.high_at ? Date.parse(it.high_at) : expected;
  const whole = Math.max(1, high - begin);
  const band = el("span", { class: "bar-band" });
  band.style.insetInlineStart = `${(100 * (low - begin)) / whole}%`;
  band.style.inlineSize = `${(100 * (high - low)) / whole}%`;
  const done = el("span", { class: "bar-done" });
  const bar = el("div", { class: "bar", role: "progressbar", "aria-label": "Until the video is expected", "aria-valuemin": "0", "aria-valuemax": "100" }, band, done);
  const words = el("p", { class: "muted" });
  ticks(bar, () => {
    const share = Math.min(1, Math.max(0, (now() - begin) / whole));
    done.style.inlineSize = `${100 * share}%`;
    bar.setAttribute("aria-valuenow", String(Math.round(100 * share)));
    bar.setAttribute("aria-valuetext", expectation(low, high, expected));
    const text = expectation(low, high, expected);
    if (words.textContent !== text) {
      words.textContent = text;
    }
  });
  return [bar, words];
}

function expectation(low, high, expected) {
  const at = now();
  if (at > high) {
    return `It takes longer than most: ${duration(at - high)} over.`;
  }
  const likely = at < expected ? `Expected in about ${duration(expected - at)}` : "Expected any moment";
  return high > low ? `${likely}; most come between ${duration(low - at)} and ${duration(high - at)} from now.` : `${likely}.`;
}

function videos(job, all) {
  return all.length === 0 ? [] : [el("h2", {}, all.length === 1 ? "Video" : "Videos"), ...all.map((video) => player(job, video))];
}

function player(job, video) {
  const path = api.videoPath(job.id, video.number);
  if (video.there === null) {
    return el("p", { class: "card doubt" }, quoted(video.name, { class: "name" }), " cannot be looked at now: the folder of finished videos does not answer.");
  }
  if (!video.there) {
    return el("p", { class: "card doubt" }, quoted(video.name, { class: "name" }), " is not in the outbox any more. Somebody moved it, or took it away.");
  }
  return el(
    "figure",
    {},
    el("video", { controls: true, preload: "metadata", playsinline: true, src: path, "aria-label": `Video ${video.number}` }),
    el("figcaption", {}, quoted(video.name, { class: "name" }), el("span", { class: "muted" }, ` ${size(video.bytes)}${video.seconds ? `, ${duration(1000 * video.seconds)}` : ""} `), el("a", { href: `${path}?download=1`, download: true }, "Download")),
  );
}

/** As the terminal tells it: in the largest unit of which there is one. */
function size(bytes) {
  const unit = Math.min(UNITS.length - 1, Math.floor(Math.log2(Math.max(1, bytes)) / 10));
  return unit === 0 ? `${bytes} B` : `${(bytes / 1024 ** unit).toFixed(1)} ${UNITS[unit]}`;
}

function gates(shut) {
  return shut.length === 0 ? [] : [el("h2", {}, "What holds it"), el("ul", { class: "cards" }, ...shut.map(gateCard))];
}

function timeline(steps) {
  return [
    el("h2", {}, "Its way"),
    el(
      "ol",
      { class: "timeline" },
      ...steps.map((step) =>
        el("li", { class: step.until === null ? "current" : null }, el("p", {}, chip(step.state), " ", el("span", { class: "muted" }, when(step.from)), ...lasted(step), step.node ? el("span", { class: "muted" }, " by ", quoted(step.node)) : null), step.words ? box("p", "Words", step.words, { class: "foreign muted" }) : null),
      ),
    ),
  ];
}

/** An end lasts for ever; that tells nothing. */
function lasted(step) {
  return FINAL.has(step.state) && step.until === null ? [] : [el("span", { class: "muted" }, " for "), took(step.from, step.until)];
}

function attempts(all) {
  return all.length === 0 ? [] : [el("h2", {}, all.length === 1 ? "Its attempt" : "Its attempts"), el("ol", { class: "attempts" }, ...all.map(attempt))];
}

function attempt(it) {
  return el(
    "li",
    {},
    el("h3", {}, `Attempt ${it.number}: `, it.outcome?.toLowerCase().replaceAll("_", " ") ?? "no answer stored", ` · ${charged(it.charged)}`),
    el("p", { class: "muted" }, "Sent ", when(it.started_at), it.answered_at === null ? null : ", answered after ", it.answered_at === null ? null : took(it.started_at, it.answered_at)),
    it.meaning ? el("p", {}, quoted(it.meaning)) : null,
    it.words ? words("Provider's words", it.words) : null,
    el("dl", { class: "facts" }, ...pair("Request id", it.request_id), ...pair("Status", it.remote_status)),
  );
}

function words(name, text) {
  return el("figure", { class: "quote" }, el("figcaption", { class: "muted" }, name), box("blockquote", name, text));
}

function pair(name, value) {
  return value === null || value === undefined ? [] : [el("dt", {}, name), el("dd", {}, quoted(value, { class: "path" }))];
}

function request({ request: asked, job }) {
  return [
    el("h2", {}, "What was asked"),
    el(
      "dl",
      { class: "facts" },
      ...pair("Picture", asked?.image_url),
      ...pair("Speech", asked?.audio_url),
      ...pair("Resolution", asked?.resolution ?? "the provider's choice"),
      ...pair("Manifest", job.manifest),
      ...pair("Job", job.id),
      ...pair("Request id", job.request_id),
      ...pair("Provider's status", job.remote_status),
      ...pair("Reason", job.reason),
    ),
    job.words ? words("Words on its end", job.words) : null,
  ];
}
