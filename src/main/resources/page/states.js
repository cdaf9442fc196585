// The states of a job: each has a sign of its own, because colour alone tells nothing to many.
import { el } from "./dom.js";

const SIGNS = {
  ACCEPTED: ["○", "Accepted", "waits"],
  SUBMITTING: ["◔", "Submitting", "moves"],
  IN_DOUBT: ["?", "In doubt", "doubt"],
  SUBMITTED: ["◑", "Submitted", "moves"],
  READY: ["◕", "Ready", "moves"],
  DELIVERED: ["✓", "Delivered", "good"],
  FAILED: ["✕", "Failed", "bad"],
  ABANDONED: ["–", "Abandoned", "waits"],
};

export const STATES = Object.keys(SIGNS);

/** Those that are on their way, by themselves or with a person's help. */
export const OPEN = ["ACCEPTED", "SUBMITTING", "IN_DOUBT", "SUBMITTED", "READY"];

export function label(state) {
  return SIGNS[state]?.[1] ?? state;
}

export function chip(state) {
  const [sign, name, tone] = SIGNS[state] ?? ["·", state, "waits"];
  return el("span", { class: `chip ${tone}` }, el("span", { class: "sign", "aria-hidden": "true" }, sign), name);
}

const CHARGED = { yes: "charged", no: "not charged", unknown: "may be charged" };

export function charged(word) {
  return CHARGED[word] ?? String(word);
}
