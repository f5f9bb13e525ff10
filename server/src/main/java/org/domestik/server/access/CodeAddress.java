// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.access;

import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntSupplier;
import org.domestik.model.BadInput;
import org.jspecify.annotations.Nullable;

/**
 * Where agents find the server, and how they know it.
 *
 * @param external the address that a proxy has for it; null: there is none
 * @param pin of the server's key; null: it speaks plain HTTP
 * @param names what others may call it
 * @param port where it answers
 */
public record CodeAddress(
    @Nullable String external, @Nullable String pin, List<String> names, IntSupplier port) {
  public CodeAddress {
    names = List.copyOf(names);
  }

  /**
   * An enrolment with the one line that people carry to the machine; {@code assumed} says that
   * nobody said how that one reaches the server.
   *
   * @param url null: the one that is configured, or else the machine's own
   */
  public Map<String, @Nullable Object> code(
      Accounts accounts, String hosts, int uses, String span, @Nullable String url) {
    String front = front(url); // Before anything is kept: it may be refused.
    Map<String, @Nullable Object> made = accounts.newEnrolment(hosts, uses, span);
    Map<String, @Nullable Object> tree = new LinkedHashMap<>();
    tree.put("code", front + "." + made.remove("secret"));
    tree.put("assumed", url == null && external == null);
    tree.putAll(made);
    return tree;
  }

  /**
   * What stands before the secret in a code: {@code URL#PIN}, without a pin where others vouch for
   * the server.
   *
   * @param url null: the one that is configured, or else the machine's own
   */
  String front(@Nullable String url) {
    String address = url == null ? external : url.replaceFirst("/+$", "");
    if (address == null) {
      String name = name();
      String host = name.contains(":") ? "[" + name + "]" : name;
      return pin == null
          ? "http://127.0.0.1:" + port.getAsInt() + "#"
          : "https://" + host + ":" + port.getAsInt() + "#" + pin;
    }
    check(address);
    boolean isOwn = pin != null && address.startsWith("https://") && !address.equals(external);
    return address + "#" + (isOwn ? pin : "");
  }

  /**
   * A name of DNS or an address, whichever comes first: what the machine calls itself, without a
   * domain, mostly nobody else can resolve.
   */
  private String name() {
    return names.stream()
        .filter(it -> it.contains(".") || it.contains(":"))
        .filter(it -> !it.startsWith("*") && !it.startsWith("127.") && !it.equals("::1"))
        .findFirst()
        .orElse(names.isEmpty() ? "127.0.0.1" : names.getFirst());
  }

  private static void check(String address) {
    try {
      URI uri = URI.create(address);
      boolean isFine =
          List.of("http", "https").contains(String.valueOf(uri.getScheme()))
              && uri.getHost() != null
              && uri.getRawUserInfo() == null
              && uri.getRawQuery() == null
              && uri.getRawFragment() == null;
      if (isFine) {
        return;
      }
    } catch (IllegalArgumentException e) {
      throw new BadInput("the url is no address; write https://HOST:PORT", e);
    }
    throw new BadInput("the url is https://HOST:PORT, without a name, a password or a query");
  }
}
