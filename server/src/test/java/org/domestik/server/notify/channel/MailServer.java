// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.notify.channel;

import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.util.Properties;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.UnaryOperator;
import org.subethamail.smtp.MessageContext;
import org.subethamail.smtp.MessageHandler;
import org.subethamail.smtp.RejectException;
import org.subethamail.smtp.server.SMTPServer;

/** An SMTP server that keeps what it takes, and refuses what it is asked to. */
final class MailServer implements AutoCloseable {
  record Delivery(String from, String to, MimeMessage mail) {}

  final BlockingQueue<Delivery> deliveries = new LinkedBlockingQueue<>();

  /** By recipient: thrown when one is named, or when the mail has come; null: taken. */
  volatile RejectException recipientRefused;

  volatile RejectException mailRefused;
  private final SMTPServer server;

  MailServer(UnaryOperator<SMTPServer.Builder> with) {
    server =
        with.apply(
                new SMTPServer.Builder()
                    .bindAddress(InetAddress.getLoopbackAddress())
                    .port(0)
                    .messageHandlerFactory(Taking::new))
            .build();
    server.start();
  }

  int port() {
    return server.getPortAllocated();
  }

  @Override
  public void close() {
    server.stop();
  }

  private final class Taking implements MessageHandler {
    private String from = "";
    private String to = "";

    Taking(MessageContext context) {}

    @Override
    public void from(String address) {
      from = address;
    }

    @Override
    public void recipient(String address) throws RejectException {
      if (recipientRefused != null) {
        throw recipientRefused;
      }
      to += address;
    }

    @Override
    public String data(InputStream in) throws RejectException, IOException {
      byte[] bytes = in.readAllBytes();
      if (mailRefused != null) {
        throw mailRefused;
      }
      try {
        Session session = Session.getInstance(new Properties());
        deliveries.add(
            new Delivery(from, to, new MimeMessage(session, new ByteArrayInputStream(bytes))));
      } catch (jakarta.mail.MessagingException e) {
        throw new IOException(e);
      }
      return null;
    }

    @Override
    public void done() {}
  }
}
