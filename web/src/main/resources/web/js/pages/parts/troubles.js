import { ago, epoch, length } from "../../core/time.js";

/* What is odd about what comes in a host's name. */

/** Seconds by which two clocks may differ. */
const TOLERANCE = 30;

/** The same in few words; empty where nothing is. */
export function troubleWords({ twin, skewed }) {
  return twin ? "two machines" : skewed ? "skewed" : "";
}

/** A sentence each. */
export function troubles({ host, skewed, agent, conflicts, twin }) {
  return [
    twin && `Two machines deliver as ${host}, noticed ${ago(epoch(twin.noticed))}: a disk was cloned, or an agent's folder copied. `
      + "Nothing of either is overwritten; of two that are enrolled, the copy is refused. On the copy, remove the agent's "
      + "agent.id and its enrolment, and enrol it under a name of its own.",
    skewed && Math.abs(agent?.clock ?? 0) > TOLERANCE && `Its clock is ${length(Math.round(Math.abs(agent.clock) / 10) * 10_000)} `
      + `${agent.clock > 0 ? "ahead of" : "behind"} the server's. Nothing is lost by that: its agent gives its samples the `
      + "server's time, or keeps them until one of the clocks is set right. Check both.",
    skewed && Math.abs(agent?.clock ?? 0) <= TOLERANCE && "Its clock and the server's differ: its newest samples are more than a day old, or of the future and so not "
      + "taken yet. Nothing is lost by that; check both clocks.",
    conflicts && `${conflicts === 1 ? "A delivery" : `${conflicts} deliveries`} came with other samples under a number `
      + "that was used before. Both are kept; somebody else may send in this host's name.",
  ].filter(Boolean);
}
