// The one dialog: asks a person before anything is done, above all before money is at stake.
import { byId } from "./dom.js";
import { Refused } from "./api.js";

/** The question that the dialog shows now; an answer that comes late must not close another one. */
let shown = null;

/**
 * Asks, and does what was agreed to. The dialog stays open, with the reason, when it was refused, and closes with
 * every other failure: what may have been done must be looked at before it is tried again.
 *
 * @param {Object} question title, words, yes (the button's text), field (label of an input, or null), required (of the input)
 * @param {function(string): Promise<?>} act gets what was entered
 * @returns {Promise<?>} what the act brought; null when the person did not agree
 * @throws what the act threw
 */
export function ask(question, act) {
  const dialog = byId("ask");
  const form = byId("ask-form");
  const input = byId("ask-input");
  const confirm = byId("ask-confirm");
  const cancel = byId("ask-cancel");
  const problem = byId("ask-problem");
  byId("ask-title").textContent = question.title;
  byId("ask-question").textContent = question.words ?? "";
  confirm.textContent = question.yes;
  problem.textContent = "";
  byId("ask-field").hidden = !question.field;
  byId("ask-label").textContent = question.field ?? "";
  input.value = "";
  input.required = Boolean(question.field && question.required);
  // A person who only presses Enter must not have agreed to a price.
  const focus = () => (question.field ? input : cancel).focus();
  const busy = (yes) => {
    confirm.disabled = yes;
    cancel.disabled = yes;
  };
  busy(false);
  shown = question;
  return new Promise((resolve, reject) => {
    let sending = false;
    const listening = new AbortController();
    const { signal } = listening;
    const isShown = () => shown === question;
    const end = (finish, value) => {
      listening.abort();
      if (isShown()) {
        shown = null;
        dialog.close();
      }
      finish(value);
    };
    const submit = async (event) => {
      event.preventDefault();
      if (sending) {
        return;
      }
      sending = true;
      busy(true);
      try {
        end(resolve, await act(input.value.trim()));
      } catch (e) {
        sending = false;
        if (!(e instanceof Refused && isShown())) {
          end(reject, e);
          return;
        }
        problem.textContent = e.message;
        busy(false);
        focus();
      }
    };
    const stayWhileSending = (event) => {
      // Of what is under way nobody can say that it was not wanted.
      if (sending && (event.type === "cancel" || event.key === "Escape")) {
        event.preventDefault();
      }
    };
    const closed = () => {
      // The event comes late: it may tell of the question before this one.
      if (dialog.open || !isShown()) {
        return;
      }
      shown = null;
      listening.abort();
      if (!sending) {
        resolve(null);
      }
    };
    form.addEventListener("submit", submit, { signal });
    cancel.addEventListener("click", () => dialog.close(), { signal });
    // At the document: with its button disabled nothing in the dialog has the focus.
    document.addEventListener("keydown", stayWhileSending, { signal });
    dialog.addEventListener("cancel", stayWhileSending, { signal });
    dialog.addEventListener("close", closed, { signal });
    dialog.showModal();
    focus();
  });
}
