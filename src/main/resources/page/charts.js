// Two charts, and the same numbers as a table.
import { byId, el, fill } from "./dom.js";
import { duration, mark, moment } from "./times.js";
import * as api from "./api.js";

const SPANS = { hour: "Last hour", day: "Last day", week: "Last week" };
const HEIGHT = 150;
const DASHES = [[], [6, 3], [2, 3], [8, 3, 2, 3]];

export class Charts {
  #span = "hour";
  #plots = [];
  #answer = null;
  #uPlot = null;
  #widthSeen = 0;
  #failed;

  /**
   * @param {function(Error)} failed is told why numbers that a person wanted did not come
   */
  constructor(failed) {
    this.#failed = failed;
    const details = byId("charts");
    details.open = matchMedia("(min-width: 70rem)").matches;
    details.addEventListener("toggle", () => this.#ask());
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.#draw());
    new ResizeObserver(() => this.#fit()).observe(byId("charts-body"));
  }

  /** Asks for the numbers, while anybody sees them. */
  async refresh() {
    if (!byId("charts").open || byId("list-view").hidden) {
      return;
    }
    this.#uPlot ??= (await import("./uPlot.esm.js")).default;
    const span = this.#span;
    const answer = await api.charts(span);
    if (span === this.#span && JSON.stringify(answer.buckets) !== JSON.stringify(this.#answer?.buckets)) {
      this.#answer = answer;
      this.#draw();
    }
  }

  #choose(span) {
    this.#span = span;
    this.#answer = null;
    this.#ask();
  }

  async #ask() {
    try {
      await this.refresh();
    } catch (e) {
      this.#failed(e);
    }
  }

  #fit() {
    const width = byId("charts-body").clientWidth;
    if (width > 0 && width !== this.#widthSeen) {
      this.#widthSeen = width;
      this.#plots.forEach((plot) => plot.setSize({ width, height: HEIGHT }));
    }
  }

  #draw() {
    if (this.#answer === null || this.#uPlot === null) {
      return;
    }
    this.#plots.forEach((plot) => plot.destroy());
    const { buckets, span } = this.#answer;
    const jobs = el("div", { class: "plot", role: "img", "aria-label": `Jobs accepted, delivered and failed, ${SPANS[span].toLowerCase()}; the table below has the numbers` });
    const seconds = el("div", { class: "plot", role: "img", "aria-label": `How long jobs took, ${SPANS[span].toLowerCase()}; the table below has the numbers` });
    const tableWasOpen = byId("charts-body").querySelector("details")?.open ?? false;
    fill(
      byId("charts-body"),
      el("div", { class: "spans", role: "group", "aria-label": "Span" }, ...Object.entries(SPANS).map(([name, words]) => el("button", { type: "button", "data-key": `span-${name}`, "aria-pressed": String(name === span), click: () => this.#choose(name) }, words))),
      el("h3", {}, "Jobs"),
      jobs,
      legend(["accepted", "delivered", "failed"]),
      el("h3", {}, "Time a job took"),
      seconds,
      legend(["half within", "nine in ten within"]),
      el("details", { open: tableWasOpen }, el("summary", { "data-key": "table" }, "The numbers as a table"), el("div", { class: "scrolls", tabindex: "0", role: "group", "aria-label": "Numbers of the charts" }, table(buckets, span))),
    );
    const at = buckets.map((it) => Date.parse(it.at) / 1000);
    this.#plots = [
      this.#plot(jobs, [at, ...["accepted", "delivered", "failed"].map((name) => buckets.map((it) => it[name]))], (v) => (Number.isInteger(v) ? String(v) : "")),
      this.#plot(seconds, [at, ...["p50", "p90"].map((name) => buckets.map((it) => it.total_seconds?.[name] ?? null))], clock),
    ];
  }

  #plot(parent, data, unit) {
    const style = getComputedStyle(document.documentElement);
    const ink = style.getPropertyValue("--muted").trim();
    const grid = { stroke: style.getPropertyValue("--line").trim(), width: 1 };
    const width = byId("charts-body").clientWidth;
    this.#widthSeen = width;
    const series = data.slice(1).map((_, i) => ({
      stroke: style.getPropertyValue(`--series-${i + 1}`).trim(),
      width: 2,
      dash: DASHES[i],
      points: { show: (plot, index) => data[index].filter((it) => it !== null).length < 12, size: 5 },
    }));
    return new this.#uPlot(
      {
        width,
        height: HEIGHT,
        legend: { show: false },
        cursor: { show: false },
        scales: { y: { range: (plot, low, high) => [0, Math.max(high ?? 1, 1)] } },
        axes: [
          { stroke: ink, grid, ticks: grid, values: (plot, all) => all.map((it) => mark(1000 * it)), space: 55 },
          { stroke: ink, grid, ticks: grid, size: 48, space: 28, values: (plot, all) => all.map(unit) },
        ],
        series: [{}, ...series],
      },
      data,
      parent,
    );
  }
}

/** Seconds as short as an axis wants them. */
export function clock(seconds) {
  if (seconds < 60) {
    return `${seconds} s`;
  }
  const whole = Math.round(seconds);
  return whole < 3600 ? `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}` : `${(whole / 3600).toFixed(1)} h`;
}

function legend(names) {
  return el("p", { class: "legend", "aria-hidden": "true" }, ...names.map((name, i) => el("span", { class: `series series-${i + 1}` }, name)));
}

function table(buckets, span) {
  const filled = buckets.filter((it) => it.accepted + it.delivered + it.failed + (it.in_doubt ?? 0) > 0);
  const titles = ["From", "Accepted", "Delivered", "Failed", "In doubt", "Half within", "Nine in ten within", "At the gateway: half within", "nine in ten within"];
  const seconds = (it, name) => (it ? duration(1000 * it[name]) : "–");
  return el(
    "table",
    {},
    el("caption", {}, `${SPANS[span]}; times without a job are left out`),
    el("thead", {}, el("tr", {}, ...titles.map((it) => el("th", { scope: "col" }, it)))),
    el(
      "tbody",
      {},
      ...filled.map((it) =>
        el(
          "tr",
          {},
          el("th", { scope: "row" }, moment(it.at, span !== "hour")),
          ...[it.accepted, it.delivered, it.failed, it.in_doubt ?? 0, seconds(it.total_seconds, "p50"), seconds(it.total_seconds, "p90"), seconds(it.gateway_seconds, "p50"), seconds(it.gateway_seconds, "p90")].map((v) => el("td", {}, String(v))),
        ),
      ),
    ),
  );
}
