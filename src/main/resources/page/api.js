// What this page asks of the program, and how it is told no.

const LONGEST_WAIT = 15_000;

const UNKNOWN = "Nobody knows whether it was done. Look before you try again.";

/** The program does not answer at all. */
export class Unreachable extends Error {}

/** The program wants its token. */
export class TokenWanted extends Error {}

/** An act was sent, and not even the program knows whether it was done; its words say so. */
export class Unknown extends Error {}

/** The program says no, in words. */
export class Refused extends Error {
  constructor(status, words) {
    super(words);
    this.status = status;
  }
}

async function send(path, options = {}) {
  let response;
  let text;
  try {
    response = await fetch(path, { cache: "no-store", signal: AbortSignal.timeout(LONGEST_WAIT), ...options });
    text = await response.text();
  } catch (e) {
    throw new Unreachable(String(e), { cause: e });
  }
  if (response.status === 401) {
    throw new TokenWanted("token wanted");
  }
  const answer = parsed(text);
  if (answer?.error === "unknown") {
    throw new Unknown(answer.words ?? UNKNOWN);
  }
  if (response.status === 502 || response.status === 504) {
    // A reverse proxy speaks for a program that is not there.
    throw new Unreachable(`answered ${response.status}`);
  }
  if (!response.ok) {
    throw new Refused(response.status, answer?.words ?? answer?.error ?? `The program answered ${response.status}.`);
  }
  return answer;
}

function parsed(text) {
  try {
    return text === "" ? null : JSON.parse(text);
  } catch {
    return null;
  }
}

function post(path, body) {
  return send(path, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });
}

export function overview() {
  return send("/api/overview");
}

/**
 * @param {{state: string, q: string, before: string, limit: number}} wanted empty ones are left out
 */
export function jobs(wanted) {
  const given = Object.entries(wanted).filter(([, value]) => value !== "" && value !== null && value !== undefined);
  return send(`/api/jobs?${new URLSearchParams(given)}`);
}

function jobPath(id) {
  return `/api/jobs/${encodeURIComponent(id)}`;
}

export function job(id) {
  return send(jobPath(id));
}

export function videoPath(id, number) {
  return `${jobPath(id)}/videos/${Number(number)}`;
}

export function charts(span) {
  return send(`/api/charts?span=${encodeURIComponent(span)}`);
}

/** Asks that something be done: whatever broke on the way may have broken after it was done. */
async function order(path, body) {
  try {
    return await post(path, body);
  } catch (e) {
    if (e instanceof Refused && e.status >= 500 && e.status !== 503) {
      throw new Unknown(`${e.message} ${UNKNOWN}`, { cause: e });
    }
    throw e;
  }
}

export function act(id, name, body) {
  return order(`${jobPath(id)}/${encodeURIComponent(name)}`, body);
}

export function pause(words) {
  return order("/api/pause", { words });
}

export function resume() {
  return order("/api/resume", {});
}

export function signIn(token) {
  return post("/api/session", { token });
}

export function signOut() {
  return send("/api/session", { method: "DELETE", headers: { "Content-Type": "application/json" } });
}
