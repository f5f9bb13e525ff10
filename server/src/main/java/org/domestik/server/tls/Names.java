// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.tls;

import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** The names that a certificate is for. */
public final class Names {
  private static final Pattern DNS =
      Pattern.compile("(\\*\\.)?[A-Za-z0-9_]([A-Za-z0-9_.-]{0,251}[A-Za-z0-9])?");
  private static final Pattern ADDRESS =
      Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}|[0-9a-fA-F:]*:[0-9a-fA-F:.]*");

  private Names() {}

  static boolean isAddress(String name) {
    return ADDRESS.matcher(name).matches();
  }

  static boolean isName(String name) {
    return isAddress(name) || DNS.matcher(name).matches();
  }

  /** What others call this machine, as far as it knows, and what it calls itself. */
  public static List<String> ofMachine() {
    Set<String> names = new LinkedHashSet<>();
    try {
      String name = InetAddress.getLocalHost().getHostName();
      if (isName(name)) {
        names.add(name);
      }
    } catch (UnknownHostException e) {
      names.add("localhost"); // A machine without a name; its addresses will do.
    }
    try {
      NetworkInterface.networkInterfaces()
          .flatMap(NetworkInterface::inetAddresses)
          .filter(each -> !each.isLinkLocalAddress() && !each.isLoopbackAddress())
          .forEach(each -> names.add(each.getHostAddress().replaceFirst("%.*", "")));
    } catch (SocketException e) {
      names.add("127.0.0.1");
    }
    names.add("localhost");
    names.add("127.0.0.1");
    names.add("::1");
    return List.copyOf(names);
  }

  static List<String> of(X509Certificate certificate) {
    List<String> names = new ArrayList<>();
    try {
      Collection<List<?>> all = certificate.getSubjectAlternativeNames();
      if (all != null) {
        all.forEach(each -> names.add(String.valueOf(each.get(1))));
      }
    } catch (CertificateParsingException e) {
      return List.of();
    }
    return names;
  }
}
