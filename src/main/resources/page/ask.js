// The one dialog: asks a person before anything is done, above all before money is at stake.
import { byId } from "./dom.js";
import { Refused } from "./api.js";

/**
 * Asks, and does what was agreed to. The dialog stays open, with the reason, when it was refused.
 *
 * @param {Object} question title, words, yes (the button's text), field (label of an input, or null), required (of the input)
 * @param {function(string): Promise<?>} act gets what was entered
 * @returns {Promise<?>} what the act brought; null when the person did not agree
 */
export function ask(question, act) {
  const dialog = byId("ask");
  const form = byId("ask-form");
  const input = byId("ask-input");
  const confirm = byId("ask-confirm");
  const problem = byId("ask-problem");
  byId("ask-title").textContent = question.title;
  byId("ask-question").textContent = question.words ?? "";
  confirm.textContent = question.yes;
  problem.textContent = "";
  byId("ask-field").hidden = !question.field;
  byId("ask-label").textContent = question.field ?? "";
  input.value = "";
  input.required = Boolean(question.field && question.required);
  return new Promise((resolve) => {
    let result = null;
    const listening = new AbortController();
    const { signal } = listening;
    const submit = async (event) => {
      event.preventDefault();
      confirm.disabled = true;
      try {
        result = await act(input.value.trim());
        dialog.close();
      } catch (e) {
        problem.textContent = e instanceof Refused ? e.message : "The program does not answer. Nobody knows whether it was done; look before you try again.";
      } finally {
        confirm.disabled = false;
      }
    };
    const closed = () => {
      listening.abort();
      resolve(result);
    };
    form.addEventListener("submit", submit, { signal });
    byId("ask-cancel").addEventListener("click", () => dialog.close(), { signal });
    dialog.addEventListener("close", closed, { signal });
    dialog.showModal();
    // A person who only presses Enter must not have agreed to a price.
    (question.field ? input : byId("ask-cancel")).focus();
  });
}
