// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.ingest.port;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Logger;
import org.domestik.lua.Settings;
import org.domestik.model.BadInput;
import org.domestik.server.config.Network;
import org.domestik.server.connection.ConnectionLimits;

/**
 * Where lines are listened for, by TCP and UDP.
 *
 * @param senders {@code senders}: the networks that may send; others than this machine must be
 *     named, for nobody is asked who he is
 */
public record OpenPort(InetSocketAddress address, List<Network> senders) {
  private static final Logger LOG = Logger.getLogger(OpenPort.class.getName());

  public OpenPort {
    senders = List.copyOf(senders);
  }

  /**
   * Reads {@code listen}, {@code port} and {@code senders}.
   *
   * @throws BadInput naming the key of a fault
   */
  public static OpenPort from(Settings settings, int usualPort) {
    String listen = settings.text("listen", "127.0.0.1");
    if (!listen.matches("[0-9a-fA-F:.]+")) {
      throw settings.fault("listen", "\"" + listen + "\" is no IP address");
    }
    // Of digits nothing is looked up.
    InetAddress address = new InetSocketAddress(listen, 0).getAddress();
    int port = settings.integer("port", usualPort, 0, 65535);
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
    return new OpenPort(new InetSocketAddress(address, port), senders);
  }

  /** Whether an address may send. */
  boolean admits(InetAddress sender) {
    return sender.isLoopbackAddress()
        || senders.stream().anyMatch(it -> it.contains(sender.getHostAddress()));
  }

  /**
   * Listens until that is closed.
   *
   * @param protocol as {@code server.conf} calls it
   * @throws BadInput where it cannot
   */
  public AutoCloseable open(String protocol, Lines lines) {
    try {
      Streams streams = Streams.listen(protocol, this, ConnectionLimits.mostOfPort(), lines);
      try {
        Datagrams datagrams = Datagrams.listen(protocol, this, streams.port(), lines);
        LOG.info(
            () ->
                protocol
                    + ": lines are taken at "
                    + address.getAddress().getHostAddress()
                    + " port "
                    + streams.port()
                    + ", TCP and UDP");
        return () -> {
          datagrams.close();
          streams.close();
        };
      } catch (IOException e) {
        streams.close();
        throw e;
      }
    } catch (IOException e) {
      throw new BadInput(protocol + ": cannot listen at " + address + ": " + e.getMessage(), e);
    }
  }
}
