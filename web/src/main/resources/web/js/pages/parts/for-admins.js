import { el, emptyPage } from "../../core/dom.js";
import { viewer } from "../../data/session.js";

/** Said in the place of a page that only admins see. */
export function forAdmins() {
  return emptyPage("For admins only", "Your role is to read. Whoever runs this server can change that: ",
    el("code", {}, `./domestik user role ${viewer().user ?? "NAME"} admin`));
}
