/* The title of the page, "(2) Fleet – Domestik": what is shown, and how much waits for somebody. */

let name = "";
let waiting = 0;

/** Names what is shown. */
export function setTitle(page) {
  name = page;
  show();
}

/** Says in front how much waits for somebody; 0 for nothing. */
export function setWaiting(count) {
  waiting = count;
  show();
}

function show() {
  document.title = `${waiting > 0 ? `(${waiting}) ` : ""}${name ? `${name} – ` : ""}Domestik`;
}
