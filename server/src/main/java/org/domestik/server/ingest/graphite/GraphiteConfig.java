// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.ingest.graphite;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.domestik.lua.Settings;
import org.domestik.model.BadInput;
import org.domestik.server.config.Network;
import org.jspecify.annotations.Nullable;

/**
 * {@code graphite = { … }} in {@code server.conf}.
 *
 * @param address where it listens, by TCP and UDP
 * @param senders {@code senders}: the networks that may send; others than this machine must be
 *     named, for nobody is asked who he is
 * @param hosts {@code hosts}: globs of those that may be delivered for
 * @param host {@code host}: of paths that name none; null: those are refused
 * @param templates {@code templates}: the first that holds for a path parts it
 */
record GraphiteConfig(
    InetSocketAddress address,
    List<Network> senders,
    List<String> hosts,
    @Nullable String host,
    List<Template> templates) {
  private static final int USUAL_PORT = 2003;

  /** What Graphite's own and collectd's write_graphite call things is near it. */
  private static final Template LAST = Template.of("*", "host.probe.value*");

  GraphiteConfig {
    senders = List.copyOf(senders);
    hosts = List.copyOf(hosts);
    templates = List.copyOf(templates);
  }

  /**
   * Reads it.
   *
   * @throws BadInput naming the key of a fault
   */
  static GraphiteConfig from(Settings settings) {
    String listen = settings.text("listen", "127.0.0.1");
    if (!listen.matches("[0-9a-fA-F:.]+")) {
      throw settings.fault("listen", "\"" + listen + "\" is no IP address");
    }
    // Of digits nothing is looked up.
    InetAddress address = new InetSocketAddress(listen, 0).getAddress();
    int port = settings.integer("port", USUAL_PORT, 0, 65535);
    List<Network> senders = new ArrayList<>();
    for (String text : settings.texts("senders")) {
      try {
        senders.add(Network.parse(text));
      } catch (BadInput e) {
        throw settings.fault("senders", String.valueOf(e.getMessage()));
      }
    }
    if (!address.isLoopbackAddress() && senders.isEmpty()) {
      throw settings.fault(
          "listen",
          listen
              + " is not this machine's own, and this protocol has neither TLS nor a token: name the"
              + " networks that may send, senders = { \"10.0.0.0/8\" }");
    }
    List<String> hosts = settings.texts("hosts");
    List<Template> templates = new ArrayList<>();
    for (Settings each : settings.each("templates")) {
      String text = each.text("parts", "");
      try {
        templates.add(Template.of(each.text("path", "*"), text));
      } catch (BadInput e) {
        throw each.fault("parts", String.valueOf(e.getMessage()));
      }
      each.finish();
    }
    templates.add(LAST);
    String host = settings.text("host");
    settings.finish();
    return new GraphiteConfig(
        new InetSocketAddress(address, port),
        senders,
        hosts.isEmpty() ? List.of("*") : hosts,
        host,
        templates);
  }

  /** Whether an address may send. */
  boolean admits(InetAddress sender) {
    return senders.isEmpty()
        ? sender.isLoopbackAddress()
        : sender.isLoopbackAddress()
            || senders.stream().anyMatch(it -> it.contains(sender.getHostAddress()));
  }
}
