// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.benchmarks.load;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * The requests of several senders, made before the clock starts.
 *
 * <p>Each sender speaks for its own hosts, as agents and relays do, so that a host's samples arrive
 * in the order of time.
 */
public final class Bodies {
  private final Fleet fleet;
  private final int senders;
  private final int rows;

  /** With so many rows a request. */
  public Bodies(Fleet fleet, int senders, int rows) {
    this.fleet = fleet;
    this.senders = senders;
    this.rows = rows;
  }

  /** Those of each sender, in a format. */
  public List<List<Body>> of(Format format, int fromStep, int toStep) {
    return of(format, fromStep, toStep, UUID.randomUUID());
  }

  /** The same; what is made with one boot is of agents that did not start meanwhile. */
  public List<List<Body>> of(Format format, int fromStep, int toStep, UUID boot) {
    List<List<Body>> all = new ArrayList<>();
    for (int sender = 0; sender < senders; sender++) {
      all.add(
          format == Format.LINES
              ? lines(sender, fromStep, toStep)
              : json(sender, fromStep, toStep, boot));
    }
    return all;
  }

  /** Line protocol, all hosts of a sender in one request. */
  public List<Body> lines(int sender, int fromStep, int toStep) {
    List<Body> bodies = new ArrayList<>();
    BodyBuilder body = new BodyBuilder(fleet);
    for (int step = fromStep; step < toStep; step++) {
      String time = " " + fleet.time(step).getEpochSecond() + "000000000\n";
      for (int host = sender; host < fleet.hosts(); host += senders) {
        for (int key = 0; key < fleet.keys(); key++) {
          line(body, host, key, step);
          body.text().append(time);
          if (body.rows() == rows) {
            bodies.add(body.take());
          }
        }
      }
    }
    if (body.rows() > 0) {
      bodies.add(body.take());
    }
    return bodies;
  }

  private void line(BodyBuilder body, int host, int key, int step) {
    long data = fleet.data(host, key, step);
    long stack = fleet.stack(host, key, step);
    body.text().append(Fleet.PROBE).append(",host=").append(fleet.host(host));
    body.text().append(",process=").append(fleet.key(key));
    body.text().append(" data=").append(data).append(",stack=").append(stack);
    for (int more = 0; more < fleet.more(); more++) {
      body.text().append(",more").append(more).append('=').append(data + more);
    }
    body.row(host, key, step, data, stack);
  }

  /** The agent's document, one host a request. */
  private List<Body> json(int sender, int fromStep, int toStep, UUID boot) {
    int steps = Math.max(1, rows / fleet.keys());
    List<Body> bodies = new ArrayList<>();
    BodyBuilder body = new BodyBuilder(fleet);
    for (int step = fromStep; step < toStep; step += steps) {
      for (int host = sender; host < fleet.hosts(); host += senders) {
        document(body, host, step, Math.min(toStep, step + steps), boot, step / steps);
        bodies.add(body.take());
      }
    }
    return bodies;
  }

  private void document(
      BodyBuilder body, int host, int fromStep, int toStep, UUID boot, int sequence) {
    StringBuilder text = body.text();
    text.append("{\"host\":\"").append(fleet.host(host)).append("\",\"boot\":\"").append(boot);
    text.append("\",\"sequence\":").append(sequence).append(",\"samples\":[");
    for (int step = fromStep; step < toStep; step++) {
      text.append(step == fromStep ? "" : ",").append("{\"probe\":\"").append(Fleet.PROBE);
      text.append("\",\"time\":\"").append(fleet.time(step)).append("\",\"data\":{");
      for (int key = 0; key < fleet.keys(); key++) {
        long data = fleet.data(host, key, step);
        long stack = fleet.stack(host, key, step);
        text.append(key == 0 ? "\"" : ",\"").append(fleet.key(key)).append("\":{\"data\":");
        text.append(data).append(",\"stack\":").append(stack).append('}');
        body.row(host, key, step, data, stack);
      }
      text.append("}}");
    }
    text.append("]}");
  }
}
