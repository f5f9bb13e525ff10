// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.http;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.domestik.model.BadInput;
import org.domestik.server.connection.Door;
import org.domestik.server.tls.TlsDoor;
import org.jspecify.annotations.Nullable;

/**
 * Where and how the port is opened.
 *
 * @param listen an address of this machine, or one that stands for all of them
 * @param port 0: any free one
 * @param tls null: plain HTTP
 */
public record Listening(String listen, int port, @Nullable TlsDoor tls, Site site) {

  /** The address that {@code listen} names, or {@link BadInput}. */
  public static InetAddress address(String listen) {
    try {
      return InetAddress.getByName(listen);
    } catch (UnknownHostException e) {
      throw new BadInput("listen: there is no address \"" + listen + "\"", e);
    }
  }

  Door door() {
    return tls == null ? Door.OPEN : tls;
  }

  /** How programs of this machine reach it, without a slash at the end. */
  String url(int number) {
    InetAddress address = address(listen);
    String host = address.isAnyLocalAddress() ? "127.0.0.1" : listen;
    return (tls == null ? "http://" : "https://")
        + (host.contains(":") ? "[" + host + "]" : host)
        + ":"
        + number;
  }
}
