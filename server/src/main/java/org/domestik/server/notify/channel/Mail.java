// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.notify.channel;

import jakarta.mail.Address;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.domestik.lua.Settings;
import org.domestik.server.notify.message.Channel;
import org.domestik.server.notify.message.Message;
import org.domestik.server.notify.message.Pictures;
import org.domestik.server.notify.message.Refused;
import org.domestik.server.notify.message.Words;
import org.jspecify.annotations.Nullable;

/** Tells one person by mail: each has a turn of its own, so that none gets it twice for another. */
public final class Mail implements Channel {
  private static final Pattern CODE = Pattern.compile("\\s*([45])\\d\\d[ -].*", Pattern.DOTALL);
  private final Smtp smtp;
  private final InternetAddress to;
  private final List<InternetAddress> all;

  private Mail(Smtp smtp, InternetAddress to, List<InternetAddress> all) {
    this.smtp = smtp;
    this.to = to;
    this.all = all;
  }

  /**
   * A channel for each address that {@code mail} names.
   *
   * @param file whose {@code smtp} is the server where the target names none
   */
  public static List<Channel> from(Settings settings, Settings file, Path folder) {
    List<InternetAddress> all =
        settings.texts("mail").stream()
            .map(address -> Smtp.address(settings, "mail", address))
            .toList();
    if (all.isEmpty()) {
      return List.of();
    }
    Settings owner = settings.any("smtp") == null ? file : settings;
    Smtp smtp = Smtp.from(new Settings(owner.where() + ": smtp", owner.table("smtp")), folder);
    return all.stream().map(to -> (Channel) new Mail(smtp, to, all)).toList();
  }

  @Override
  public void send(Message message) throws IOException {
    send(message, Pictures.NONE);
  }

  @Override
  public void send(Message message, Pictures pictures) throws IOException {
    Letter letter = new Letter(message, pictures); // Not within the time that the server has.
    try {
      smtp.resolve();
    } catch (UnknownHostException e) {
      throw new IOException(where() + Faults.words(e), e);
    }
    Deadline.run(address(), () -> deliver(letter));
  }

  private void deliver(Letter letter) throws IOException {
    Session session = Session.getInstance(smtp.properties());
    try (Transport transport = session.getTransport("smtp")) {
      MimeMessage mail = letter.mail(session, smtp.from(), all);
      transport.connect(smtp.host(), smtp.port(), smtp.user(), smtp.password());
      transport.sendMessage(mail, new Address[] {to});
    } catch (MessagingException e) {
      throw fault(e);
    }
  }

  private IOException fault(MessagingException fault) {
    List<Throwable> chain = new ArrayList<>();
    for (Throwable it = fault; it != null && chain.size() < 10; it = next(it)) {
      chain.add(it);
    }
    for (Throwable it : chain.reversed()) {
      Matcher code = CODE.matcher(String.valueOf(it.getMessage()));
      if (code.matches()) {
        String why = where() + Words.line(String.valueOf(it.getMessage()), 300);
        return code.group(1).equals("5") ? new Refused(why) : new IOException(why, fault);
      }
    }
    return new IOException(where() + Faults.words(chain.getLast()), fault);
  }

  private String where() {
    return address() + ": " + smtp.host() + ":" + smtp.port() + ": ";
  }

  private static @Nullable Throwable next(Throwable fault) {
    return fault instanceof MessagingException mail && mail.getNextException() != null
        ? mail.getNextException()
        : fault.getCause();
  }

  @Override
  public String name() {
    return "mail " + to.getAddress();
  }

  @Override
  public String address() {
    return to.getAddress();
  }
}
