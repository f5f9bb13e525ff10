// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.notify.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.function.UnaryOperator;
import org.domestik.server.notify.Messages;
import org.domestik.server.notify.message.Channel;
import org.domestik.server.notify.message.Message;
import org.domestik.server.notify.message.Picture;
import org.domestik.server.notify.message.Refused;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.subethamail.smtp.RejectException;
import org.subethamail.smtp.auth.EasyAuthenticationHandlerFactory;
import org.subethamail.smtp.auth.LoginFailedException;
import org.subethamail.smtp.server.SMTPServer;

class MailTest {
  @TempDir Path folder;
  MailServer server;

  @AfterEach
  void stop() {
    if (server != null) {
      server.close();
    }
  }

  List<Channel> ops(String smtp) throws Exception {
    return ops("\"ops@example.org\"", smtp);
  }

  List<Channel> ops(String to, String smtp) throws Exception {
    return Messages.targets(
            folder,
            "smtp = { host = \"localhost\", from = \"Domestik <domestik@example.net>\", port = "
                + server.port()
                + smtp
                + " }\nnotify = { ops = { mail = { "
                + to
                + " } } }")
        .getFirst()
        .channels();
  }

  void plainServer() {
    server = new MailServer(UnaryOperator.identity());
  }

  MimeMessage told(Message message) throws Exception {
    ops("").getFirst().send(message);
    return server.deliveries.take().mail();
  }

  static String part(MimeMessage mail, int number) throws Exception {
    return ((MimeMultipart) mail.getContent()).getBodyPart(number).getContent().toString();
  }

  @Test
  void aMailHasTextAndHtmlAndSaysThatAMachineWroteIt() throws Exception {
    plainServer();
    Message message = Messages.full(Message.Kind.FIRING);
    MimeMessage mail = told(message);

    assertThat(mail.getSubject()).isEqualTo(message.subject());
    assertThat(mail.getFrom()[0]).hasToString("Domestik <domestik@example.net>");
    assertThat(mail.getHeader("To", null)).isEqualTo("ops@example.org");
    assertThat(mail.getHeader("Auto-Submitted", null)).isEqualTo("auto-generated");
    assertThat(mail.getHeader("Importance", null)).isEqualTo("high");
    assertThat(mail.getSentDate()).isEqualTo(message.time());
    assertThat(mail.getContentType()).startsWith("multipart/alternative");
    assertThat(part(mail, 0).replace("\r\n", "\n")).isEqualTo(message.text());
    assertThat(part(mail, 1))
        .contains("&quot;/var&quot; is 93.25 % &lt;full&gt; &amp; é")
        .contains("now 93.25 %, threshold above 90 %")
        .contains("since 2026-11-22 11:48 UTC, for 12 minutes")
        .contains("href=\"https://domestik.example/#host&#x3D;db-1&amp;at&#x3D;1\"")
        .doesNotContain("<full>", "{{");
  }

  @Test
  void picturesArePartOfTheHtmlAndTheTextIsThereWithoutThem() throws Exception {
    plainServer();
    byte[] png = {1, 2, 3};
    Message message = Messages.many(30);
    ops("").getFirst().send(message, (of, item) -> new Picture(png, 480, 150, "full <now>"));
    MimeMessage mail = server.deliveries.take().mail();

    assertThat(mail.getContentType()).startsWith("multipart/alternative");
    assertThat(part(mail, 0).replace("\r\n", "\n")).isEqualTo(message.text());
    MimeMultipart related =
        (MimeMultipart) ((MimeMultipart) mail.getContent()).getBodyPart(1).getContent();
    assertThat(related.getContentType()).startsWith("multipart/related");
    assertThat(related.getCount()).isEqualTo(4);
    String html = related.getBodyPart(0).getContent().toString();
    for (int i = 1; i < 4; i++) {
      MimeBodyPart picture = (MimeBodyPart) related.getBodyPart(i);
      assertThat(picture.getContentType()).startsWith("image/png");
      assertThat(picture.getDisposition()).isEqualTo("inline");
      assertThat(picture.getInputStream().readAllBytes()).isEqualTo(png);
      String id = picture.getContentID();
      assertThat(html)
          .contains("<img src=\"cid:" + id.substring(1, id.length() - 1) + "\" width=\"480\"");
    }
    assertThat(html).contains("alt=\"full &lt;now&gt;\"");
  }

  @Test
  void ofManyAlertsTwentyAreShown() throws Exception {
    plainServer();

    assertThat(part(told(Messages.many(200)), 1))
        .contains("on db-20 ")
        .doesNotContain("on db-21 ")
        .contains("and 180 more");
  }

  @Test
  void whatIsToldTwiceHasOneNameAndTheRecoveryIsInTheAlertsThread() throws Exception {
    plainServer();
    MimeMessage firing = told(Messages.full(Message.Kind.FIRING));
    MimeMessage again = told(Messages.full(Message.Kind.FIRING));
    MimeMessage resolved = told(Messages.full(Message.Kind.RESOLVED));
    MimeMessage test = told(Messages.full(Message.Kind.TEST));

    assertThat(firing.getMessageID()).matches("<[0-9a-f]{32}@example\\.net>");
    assertThat(again.getMessageID()).isEqualTo(firing.getMessageID());
    assertThat(resolved.getMessageID()).isNotEqualTo(firing.getMessageID());
    assertThat(resolved.getHeader("In-Reply-To")).isEqualTo(firing.getHeader("In-Reply-To"));
    assertThat(resolved.getHeader("References")).isEqualTo(resolved.getHeader("In-Reply-To"));
    assertThat(test.getHeader("References")).isNull();
  }

  @Test
  void eachRecipientHasATurnOfItsOwnAndSeesTheOthers() throws Exception {
    plainServer();
    List<Channel> both = ops("\"a@example.org\", \"B <b@example.org>\"", "");

    assertThat(both).extracting(Channel::address).containsExactly("a@example.org", "b@example.org");
    both.getLast().send(Messages.full(Message.Kind.FIRING));
    MailServer.Delivery delivery = server.deliveries.take();
    assertThat(delivery.to()).isEqualTo("b@example.org");
    assertThat(delivery.from()).isEqualTo("domestik@example.net");
    assertThat(delivery.mail().getHeader("To", null)).contains("a@example.org", "b@example.org");
    assertThat(server.deliveries).isEmpty();
  }

  @Test
  void starttlsAndAPasswordAreUsed() throws Exception {
    Certified certified = Certified.in(folder);
    server = new MailServer(it -> withLogin(withStarttls(it, certified)).requireTLS());
    password("hush");
    ops(trusting(certified, ", tls = \"starttls\", user = \"me\", password_file = \"password\""))
        .getFirst()
        .send(Messages.full(Message.Kind.FIRING));

    assertThat(server.deliveries).hasSize(1);
  }

  @Test
  void tlsFromTheFirstByteIsUsed() throws Exception {
    Certified certified = Certified.in(folder);
    server = new MailServer(it -> it.serverSocketFactory(certified.context()));
    ops(trusting(certified, ", tls = \"tls\"")).getFirst().send(Messages.full(Message.Kind.FIRING));

    assertThat(server.deliveries).hasSize(1);
  }

  @Test
  void anUnknownCertificateIsNotBelieved() throws Exception {
    Certified certified = Certified.in(folder);
    server = new MailServer(it -> withStarttls(it, certified));

    refused(ops(", tls = \"starttls\""), IOException.class, "certification path");
    String other = trusting(certified, ", tls = \"starttls\"").replace("localhost", "127.0.0.1");
    assertThatThrownBy(
            () ->
                Messages.targets(
                        folder,
                        "notify = { ops = { mail = \"a@b.c\", smtp = { host = \"127.0.0.1\", port = "
                            + server.port()
                            + other
                            + " } } }")
                    .getFirst()
                    .channels()
                    .getFirst()
                    .send(Messages.full(Message.Kind.FIRING)))
        .as("one for another host neither")
        .hasMessageContaining("127.0.0.1");
    assertThat(server.deliveries).isEmpty();
  }

  @Test
  void withoutStarttlsNothingIsSentInTheClear() throws Exception {
    plainServer();

    refused(ops(", tls = \"starttls\""), IOException.class, "STARTTLS is required");
    assertThat(server.deliveries).isEmpty();
  }

  @Test
  void aWrongPasswordIsRefusedAndNotSaid() throws Exception {
    server = new MailServer(this::withLogin);

    refused(ops(", user = \"me\", password = \"secret\""), Refused.class, ": 535 ");
  }

  @ParameterizedTest
  @ValueSource(ints = {550, 553, 554})
  void whatIsRefusedForGoodIsNotTriedAgain(int code) throws Exception {
    plainServer();
    server.recipientRefused = new RejectException(code, "5.1.1 no such person");
    refused(ops(""), Refused.class, ": " + code + " 5.1.1 no such person");

    server.recipientRefused = null;
    server.mailRefused = new RejectException(code, "5.7.1 looks like spam");
    refused(ops(""), Refused.class, ": " + code + " 5.7.1 looks like spam");
  }

  @ParameterizedTest
  @ValueSource(ints = {421, 450, 451, 452})
  void whatMayPassIsTriedAgain(int code) throws Exception {
    plainServer();
    server.recipientRefused = new RejectException(code, "4.7.1 greylisted");
    refused(ops(""), IOException.class, ": " + code + " 4.7.1 greylisted");

    server.recipientRefused = null;
    server.mailRefused = new RejectException(code, "4.3.1 disk full");
    refused(ops(""), IOException.class, ": " + code + " 4.3.1 disk full");
  }

  @Test
  void whoIsNotThereIsSaidInWords() throws Exception {
    plainServer();
    List<Channel> ops = ops("");
    server.close();

    refused(ops, IOException.class, ": nobody answers there");
  }

  @Test
  void whoWaitsForASilentServerCanBeInterrupted() throws Exception {
    try (ServerSocket silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      Channel channel =
          Messages.channel(
              folder, "mail = \"a@example.org\", smtp = { port = " + silent.getLocalPort() + " }");
      Thread sender = Thread.currentThread();
      Thread.startVirtualThread(
          () -> {
            try {
              silent.accept();
            } catch (IOException e) {
              // Seen by the test.
            }
            sender.interrupt();
          });

      assertThatThrownBy(() -> channel.send(Messages.full(Message.Kind.FIRING)))
          .isInstanceOf(java.io.InterruptedIOException.class);
      assertThat(Thread.interrupted()).isTrue();
    }
  }

  private void refused(List<Channel> ops, Class<? extends IOException> kind, String why) {
    assertThatThrownBy(() -> ops.getFirst().send(Messages.full(Message.Kind.FIRING)))
        .isExactlyInstanceOf(kind)
        .hasMessageStartingWith("ops@example.org: localhost:" + server.port())
        .hasMessageContaining(why)
        .hasMessageNotContainingAny("secret", "hush", "\n");
  }

  private void password(String text) throws IOException {
    Path file = Files.writeString(folder.resolve("password"), text + "\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
  }

  private static String trusting(Certified certified, String smtp) {
    return smtp + ", ca = \"" + certified.certificate().getFileName() + "\"";
  }

  private static SMTPServer.Builder withStarttls(SMTPServer.Builder it, Certified certified) {
    return it.enableTLS().startTlsSocketFactory(certified.context());
  }

  private SMTPServer.Builder withLogin(SMTPServer.Builder it) {
    return it.requireAuth()
        .authenticationHandlerFactory(
            new EasyAuthenticationHandlerFactory(
                (user, password, context) -> {
                  if (!user.equals("me") || !password.equals("hush")) {
                    throw new LoginFailedException();
                  }
                }));
  }
}
