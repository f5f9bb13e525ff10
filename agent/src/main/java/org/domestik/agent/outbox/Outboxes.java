// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.agent.outbox;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.domestik.model.BadInput;
import org.domestik.model.FileFault;
import org.jspecify.annotations.Nullable;

/**
 * The outbox of the agent's own host, and one for each other host that scripts give values of. Safe
 * for use by several threads.
 */
public final class Outboxes {
  /** Each has a thread, a connection and a spool. */
  public static final int MOST_OTHERS = 64;

  private final Refusals refusals = new Refusals();
  private final Outbox own;
  private final Map<String, Outbox> others = new TreeMap<>();
  private @Nullable Opening opening;

  /** Who takes away what is put into the outbox of another host. */
  public interface Opening {
    /** Begins to. */
    void opened(String host, Outbox outbox) throws IOException;
  }

  /**
   * @param host the agent's own
   */
  public Outboxes(String host) {
    this.own = new Outbox(host, refusals);
  }

  /** Lets somebody know of other hosts from here on. */
  public synchronized void opening(Opening it) {
    opening = it;
  }

  /** The agent's own. */
  public Outbox own() {
    return own;
  }

  /**
   * A host's.
   *
   * @param host null for the agent's own
   * @throws BadInput if it is one too many, or cannot be opened
   */
  public synchronized Outbox of(@Nullable String host) {
    if (host == null) {
      return own;
    }
    Outbox other = others.get(host);
    if (other == null) {
      if (opening == null || others.size() == MOST_OTHERS) {
        throw new BadInput(
            "values of the host "
                + host
                + ": an agent gives those of "
                + MOST_OTHERS
                + " other hosts at most; let another agent ask the rest");
      }
      other = new Outbox(host, refusals);
      try {
        opening.opened(host, other);
      } catch (IOException e) {
        throw new BadInput(
            "values of the host " + host + " cannot be spooled: " + FileFault.of(e), e);
      }
      others.put(host, other);
    }
    return other;
  }

  /** Forgets what a script said about its probes. */
  public synchronized void forget(String script) {
    List<Outbox> all = new ArrayList<>(others.values());
    all.add(own);
    all.forEach(outbox -> outbox.forget(script));
    refusals.forget(script);
  }
}
