import { live } from "../data/live.js";

const WORDS = {
  live: "Live", polling: "Every 5 s", unreachable: "Server not reachable", troubled: "Samples cannot be stored",
};

/** Says in an element how the page hears of what is new. */
export function showConnection(element) {
  live.addEventListener("connection", ({ detail: { state, trouble } }) => {
    element.title = state === "troubled" ? trouble : "";
    // A screen reader reads it out only when it changes.
    if (element.dataset.state !== state) {
      element.dataset.state = state;
      element.textContent = WORDS[state];
    }
  });
}
