// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.checkup;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.domestik.model.Clocks;
import org.domestik.model.Version;
import org.domestik.model.command.Findings;

/** What is wrong with hosts and their scripts. */
public final class HostsCheckup {
  /** As many wait where a server was away for a while; more is a backlog. */
  private static final long BACKLOG = 100_000;

  private final Findings findings;

  public HostsCheckup(Findings findings) {
    this.findings = findings;
  }

  /** Looks at the hosts. */
  public void hosts(List<HostView> hosts) {
    List<String> silent = new ArrayList<>();
    List<String> skewed = new ArrayList<>();
    List<String> losing = new ArrayList<>();
    List<String> twins = new ArrayList<>();
    for (HostView host : hosts) {
      String name = "host " + host.host();
      if (host.state().equals("silent")) {
        silent.add(name + " is silent; its last sample is of " + host.lastSample());
      }
      if (host.isSkewed()) {
        Long clock = host.clock();
        skewed.add(
            clock == null
                ? name + ": its clock and the server's differ"
                : name
                    + ": its clock is "
                    + Clocks.words(Duration.ofSeconds(clock))
                    + " the server's");
      }
      if (host.dropped() > 0) {
        losing.add(name + ": its agent gave up " + host.dropped() + " samples");
      } else if (host.waiting() > BACKLOG) {
        losing.add(name + ": " + host.waiting() + " samples wait with its agent");
      }
      if (host.hasTwin()) {
        twins.add(name + ": two machines deliver under this name");
      }
      if (host.version() != null && !host.version().equals(Version.current())) {
        findings.look(
            name + ": its agent is version " + host.version(),
            "this is " + Version.current() + "; one version apart is fine, further is not tested");
      }
    }
    findings.wrong(
        silent, "look at the machine and its agent (agent doctor), or: ./domestik retire --host H");
    findings.wrong(skewed, "set the clock right, by NTP: docs/operation.md says more");
    findings.wrong(
        losing,
        "agent doctor on it says why: what was refused is in its spool/refused; spool_mib in its agent.conf makes room");
    findings.wrong(twins, "on the copy, remove agent.id and enrolment, and enrol it anew");
    if (silent.size() + skewed.size() + losing.size() + twins.size() == 0) {
      findings.fine("hosts: " + hosts.size() + ", all deliver, sleep or are retired");
    }
  }

  /**
   * Looks at the latest runs of scripts.
   *
   * @param failing what each that fails is, and why
   * @param all how many scripts there are
   */
  public void scripts(List<String> failing, int all) {
    findings.wrong(
        failing, "mend the script, or have it not run: disable in that machine's agent.conf");
    if (failing.isEmpty()) {
      findings.fine("scripts: " + all + ", none fails");
    }
  }
}
