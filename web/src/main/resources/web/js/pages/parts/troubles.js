import { ago, epoch } from "../../core/time.js";

/* What is odd about what comes in a host's name. */

/** The same in few words; empty where nothing is. */
export function troubleWords({ twin }) {
  return twin ? "two machines" : "";
}

/** A sentence each. */
export function troubles({ host, skewed, conflicts, twin }) {
  return [
    twin && `Two machines deliver as ${host}, noticed ${ago(epoch(twin.noticed))}: a disk was cloned, or an agent's folder copied. `
      + "Nothing of either is overwritten; of two that are enrolled, the copy is refused. On the copy, remove the agent's "
      + "agent.id and its enrolment, and enrol it under a name of its own.",
    skewed && "Its clock and the server's differ: its newest samples are more than a day old, or of the future and so not "
      + "taken yet. Nothing is lost by that; check both clocks.",
    conflicts && `${conflicts === 1 ? "A delivery" : `${conflicts} deliveries`} came with other samples under a number `
      + "that was used before. Both are kept; somebody else may send in this host's name.",
  ].filter(Boolean);
}
