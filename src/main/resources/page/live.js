// Keeps the page up to date: by the program's own events, by asking now and then where there are none.

const POLL = 5_000;
/** With events: for what changes with time alone, and in case that events stopped in silence. */
const SAFETY = 30_000;
/** No more often than so, however much happens. */
const SHORTEST_GAP = 1_000;
const EVENTS_AGAIN_AFTER = 30_000;
/** While nobody looks, for the title of the tab. */
const GLANCE = 30_000;

export class Live {
  #refresh;
  #glance;
  #events = null;
  #triedAt = -Infinity;
  #timer = 0;
  #running = false;
  #again = false;
  #lastAt = -Infinity;
  #stopped = true;

  /**
   * @param {function(): Promise<boolean>} refresh asks for everything that is shown; false: not everything came, ask soon
   * @param {function(): Promise} glance asks for the little that is seen of a hidden tab
   */
  constructor(refresh, glance) {
    this.#refresh = refresh;
    this.#glance = glance;
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

  /** Whether the program tells by itself what changes. */
  get told() {
    return this.#events?.readyState === EventSource.OPEN;
  }

  #look() {
    if (!this.#stopped && !document.hidden) {
      this.now();
      return;
    }
    clearTimeout(this.#timer);
    this.#events?.close();
    this.#events = null;
    this.#triedAt = -Infinity;
    if (!this.#stopped) {
      this.#glanceLater();
    }
  }

  #glanceLater() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(async () => {
      await this.#glance();
      if (!this.#stopped && document.hidden) {
        this.#glanceLater();
      }
    }, GLANCE);
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
    let complete = false;
    try {
      complete = await this.#refresh();
    } finally {
      this.#running = false;
      if (!this.#stopped && document.hidden) {
        this.#glanceLater();
      } else if (!this.#stopped) {
        this.#goOn(complete);
      }
    }
  }

  #goOn(complete) {
    if (complete) {
      this.#listen();
    }
    if (this.#again) {
      this.#soon();
    } else {
      this.#after(complete && this.told ? SAFETY : POLL);
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
