// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.agent.enrolment;

import java.net.URI;
import java.util.regex.Pattern;
import org.domestik.agent.config.Addresses;
import org.domestik.agent.config.ServerConfig;
import org.domestik.model.BadInput;

/**
 * What {@code domestik enrol} prints on the server, in one line: {@code ADDRESS#PIN.SECRET}.
 *
 * @param address http only where it is this machine's own
 * @param pin of the server's key; empty: whoever has a good certificate for the address
 * @param secret lets one agent in, once
 */
record EnrolmentCode(URI address, String pin, String secret) {
  private static final Pattern SECRET = Pattern.compile("dmk_[A-Za-z0-9_-]{32}");

  /** Reads a code, or throws {@link BadInput} that names the part at fault and not the secret. */
  static EnrolmentCode of(String text) {
    int hash = text.lastIndexOf('#');
    int dot = text.indexOf('.', Math.max(0, hash));
    if (hash < 0 || dot < 0) {
      throw new BadInput(
          "this is no whole code: it has the form ADDRESS#PIN.SECRET, in one line, as"
              + " \"domestik enrol\" prints it on the server (put it in quotes)");
    }
    String pin = text.substring(hash + 1, dot);
    String secret = text.substring(dot + 1);
    if (!pin.isEmpty() && !ServerConfig.isPin(pin)) {
      throw new BadInput("the code's pin, \"" + pin + "\", is not whole: 43 characters");
    }
    if (!SECRET.matcher(secret).matches()) {
      throw new BadInput(
          "the code's secret is not whole: dmk_ and 32 characters, not " + secret.length());
    }
    return new EnrolmentCode(address(text.substring(0, hash), pin), pin, secret);
  }

  private static URI address(String text, String pin) {
    URI address = Addresses.of(text, "https://web.example.org:8787");
    boolean secure = "https".equals(address.getScheme());
    if (!secure && !pin.isEmpty()) {
      throw new BadInput("the code has a pin, so its address has to be https://: " + address);
    }
    if (!secure && !Addresses.isLoopback(address)) {
      throw new BadInput(
          address + ": whoever is on the way would read the secret: it has to be https://");
    }
    return address;
  }

  @Override
  public String toString() {
    return address + "#" + pin + ".…";
  }
}
