// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.notify.channel;

import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import javax.net.ssl.SSLContext;
import org.domestik.lua.Settings;
import org.domestik.model.Nearest;
import org.domestik.server.notify.message.Words;
import org.jspecify.annotations.Nullable;

/**
 * A server that takes mail.
 *
 * @param tls {@code starttls}, {@code tls} from the first byte, or {@code none}
 * @param user null: it asks for none
 * @param from the sender
 */
record Smtp(
    String host,
    int port,
    String tls,
    @Nullable String user,
    @Nullable String password,
    InternetAddress from,
    @Nullable SSLContext trust) {
  private static final List<String> TLS = List.of("starttls", "tls", "none");
  private static final Set<String> HERE = Set.of("localhost", "127.0.0.1", "::1");
  private static final String CONNECT_MILLIS = "10000";
  private static final String ANSWER_MILLIS = "20000";

  /** The server of a table {@code smtp}; of an empty one this machine's own. */
  static Smtp from(Settings settings, Path folder) {
    String host = settings.text("host", "localhost");
    String tls = settings.text("tls", HERE.contains(host) ? "none" : "starttls");
    if (!TLS.contains(tls)) {
      throw settings.fault(
          "tls", "expected starttls, tls or none, found \"" + tls + "\"" + Nearest.hint(tls, TLS));
    }
    int usual = tls.equals("tls") ? 465 : tls.equals("starttls") ? 587 : 25;
    int port = settings.integer("port", usual, 1, 65535);
    String user = settings.text("user");
    String password = Secrets.read(settings, "password", folder);
    if ((user == null) != (password == null)) {
      throw settings.fault("user", "a user and a password go together; one of them is missing");
    }
    String otherwise = user != null && user.contains("@") ? user : "domestik@" + machine();
    String sender = settings.text("from", otherwise);
    InternetAddress from = address(settings, "from", sender);
    Smtp smtp = new Smtp(host, port, tls, user, password, from, Trust.read(settings, folder));
    settings.finish();
    return smtp;
  }

  /** An address of mail, perhaps with a name: {@code Domestik <domestik@example.org>}. */
  static InternetAddress address(Settings settings, String key, String text) {
    String expected =
        "expected an address like ops@example.org, found \"" + Words.line(text, 100) + "\"";
    try {
      InternetAddress address = new InternetAddress(text, true);
      if (address.getAddress().contains("@") && !text.matches("(?s).*\\p{Cc}.*")) {
        return address;
      }
    } catch (AddressException e) {
      throw settings.fault(key, expected + ": " + Words.line(String.valueOf(e.getMessage()), 200));
    }
    throw settings.fault(key, expected);
  }

  /**
   * The server's addresses, asked for by the caller's thread; a virtual one would hold others up.
   */
  void resolve() throws UnknownHostException {
    InetAddress.getAllByName(host);
  }

  private static String machine() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "localhost";
    }
  }

  Properties properties() {
    Properties all = new Properties();
    all.setProperty("mail.smtp.localhost", machine()); // Else it asks the name server for it.
    all.setProperty("mail.smtp.connectiontimeout", CONNECT_MILLIS);
    all.setProperty("mail.smtp.timeout", ANSWER_MILLIS);
    all.setProperty("mail.smtp.writetimeout", ANSWER_MILLIS);
    all.setProperty("mail.smtp.auth", String.valueOf(user != null));
    all.setProperty("mail.smtp.ssl.enable", String.valueOf(tls.equals("tls")));
    all.setProperty("mail.smtp.starttls.enable", String.valueOf(tls.equals("starttls")));
    all.setProperty("mail.smtp.starttls.required", String.valueOf(tls.equals("starttls")));
    all.setProperty("mail.smtp.ssl.checkserveridentity", "true");
    if (trust != null) {
      all.put("mail.smtp.ssl.socketFactory", trust.getSocketFactory());
    }
    return all;
  }
}
