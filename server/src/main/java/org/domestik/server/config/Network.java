// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.config;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.regex.Pattern;
import org.domestik.model.BadInput;

/** A range of IP addresses. Immutable. */
public final class Network {
  private static final Pattern ADDRESS = Pattern.compile("[0-9a-fA-F:.]{2,45}");

  private final byte[] address;
  private final int bits;

  private Network(byte[] address, int bits) {
    this.address = address;
    this.bits = bits;
  }

  /** One address, or a network such as {@code 10.0.0.0/8}; else {@link BadInput}. */
  public static Network parse(String text) {
    int slash = text.indexOf('/');
    byte[] address = bytes(slash < 0 ? text : text.substring(0, slash));
    String width = slash < 0 ? String.valueOf(8 * address.length) : text.substring(slash + 1);
    if (!width.matches("\\d{1,3}") || Integer.parseInt(width) > 8 * address.length) {
      throw new BadInput(text + " is no network; write for example 10.0.0.0/8");
    }
    return new Network(address, Integer.parseInt(width));
  }

  private static byte[] bytes(String text) {
    try {
      // Only what is no name: nobody is asked for an address here.
      if (ADDRESS.matcher(text).matches() && (text.contains(":") || text.matches("[0-9.]+"))) {
        return InetAddress.getByName(text).getAddress();
      }
    } catch (UnknownHostException e) {
      throw new BadInput(text + " is no IP address", e);
    }
    throw new BadInput(text + " is no IP address");
  }

  /** Whether an address is within it; what is no address is not. */
  public boolean contains(String text) {
    byte[] other;
    try {
      other = bytes(text.replaceFirst("%.*", ""));
    } catch (BadInput e) {
      return false;
    }
    if (other.length != address.length) {
      return false;
    }
    for (int i = 0; i < bits; i++) {
      int mask = 0x80 >> i % 8;
      if ((address[i / 8] & mask) != (other[i / 8] & mask)) {
        return false;
      }
    }
    return true;
  }
}
