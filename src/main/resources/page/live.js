// Keeps the page up to date: by the program's own events, by asking now and then where there are none.

const POLL = 5_000;
/** With events: for what changes with time alone, and in case that events stopped in silence. */
const SAFETY = 30_000;
/** No more often than so, however much happens. */
const SHORTEST_GAP = 1_000;
const EVENTS_AGAIN_AFTER = 30_000;

export class Live {
  #refresh;
  #events = null;
  #triedAt = -Infinity;
  #timer = 0;
  #running = false;
  #again = false;
  #lastAt = -Infinity;
  #stopped = true;

  /**
   * @param {function(): Promise<boolean>} refresh asks for everything that is shown; false: the program did not answer
   */
  constructor(refresh) {
    this.#refresh = refresh;
    document.addEventListener("visibilitychange", () => this.#look());
  }

  start() {
    this.#stopped = false;
    this.#look();
  }

  /** Until start: nothing is asked. */
  stop() {
    this.#stopped = true;
    this.#look();
  }

  #look() {
    if (this.#stopped || document.hidden) {
      clearTimeout(this.#timer);
      this.#events?.close();
      this.#events = null;
      this.#triedAt = -Infinity;
    } else {
      this.now();
    }
  }

  /** Asks at once, or right after the asking that is under way. */
  now() {
    clearTimeout(this.#timer);
    if (this.#stopped) {
      return;
    }
    if (this.#running) {
      this.#again = true;
    } else {
      this.#run();
    }
  }

  #soon() {
    const wait = this.#lastAt + SHORTEST_GAP - performance.now();
    if (this.#running) {
      this.#again = true;
    } else {
      this.#after(Math.max(0, wait));
    }
  }

  #after(millis) {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.now(), millis);
  }

  async #run() {
    this.#running = true;
    this.#again = false;
    this.#lastAt = performance.now();
    let reached = false;
    try {
      reached = await this.#refresh();
    } finally {
      this.#running = false;
      if (!this.#stopped && !document.hidden) {
        this.#goOn(reached);
      }
    }
  }

  #goOn(reached) {
    if (reached) {
      this.#listen();
    }
    if (this.#again) {
      this.#soon();
    } else {
      this.#after(reached && this.#events?.readyState === EventSource.OPEN ? SAFETY : POLL);
    }
  }

  #listen() {
    const listening = this.#events !== null && this.#events.readyState !== EventSource.CLOSED;
    if (listening || performance.now() - this.#triedAt < EVENTS_AGAIN_AFTER) {
      return;
    }
    this.#triedAt = performance.now();
    const events = new EventSource("/api/changes");
    this.#events = events;
    // What happened between the asking and the first event would else be missed.
    events.addEventListener("open", () => this.#soon());
    events.addEventListener("change", () => this.#soon());
    // Whether the program is gone, asking tells; the browser itself connects again.
    events.addEventListener("error", () => this.#soon());
  }
}
