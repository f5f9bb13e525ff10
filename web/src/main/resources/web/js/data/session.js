import { LOGIN, me, post, reachability } from "./api.js";

/** Fires "change" when somebody else looks at the pages than before: who logged in, or nobody any more. */
export const session = new EventTarget();

const NOBODY = { user: null, role: null, login: true };

let who = null;

reachability.addEventListener("stranger", () => become(NOBODY));

/** Asks the server who looks at the pages; once, before the first page. */
export async function recognize() {
  become(await me());
}

/** Who looks at the pages: {user, role, login, version}; `login` is false where nobody is asked, `version` the server's. */
export const viewer = () => who ?? NOBODY;

/** Whether the server shows this viewer anything. */
export const isIn = () => !viewer().login || viewer().user !== null;

/** Whether nobody is asked who he is; then nobody changes anything from the pages either. */
export const isOpen = () => !viewer().login;

export const isAdmin = () => !isOpen() && viewer().role === "admin";

export async function logIn(user, password) {
  become(await post(LOGIN, { user, password }));
}

export async function logOut() {
  await post("logout");
  become(NOBODY);
}

function become(next) {
  const other = who === null || ["user", "role", "login"].some((name) => who[name] !== next[name]);
  who = next;
  if (other) {
    session.dispatchEvent(new Event("change"));
  }
}
