// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.notify.channel;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.samskivert.mustache.Escapers;
import com.samskivert.mustache.Mustache;
import com.samskivert.mustache.Template;
import jakarta.activation.DataHandler;
import jakarta.mail.Address;
import jakarta.mail.Message.RecipientType;
import jakarta.mail.MessagingException;
import jakarta.mail.Part;
import jakarta.mail.Session;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import jakarta.mail.util.ByteArrayDataSource;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.domestik.server.notify.message.Message;
import org.domestik.server.notify.message.MessageText;
import org.domestik.server.notify.message.Picture;
import org.domestik.server.notify.message.Pictures;
import org.domestik.server.notify.message.Urgency;
import org.domestik.server.notify.message.Words;
import org.jspecify.annotations.Nullable;

/** A message as mail: plain text, and HTML with pictures. */
final class Letter {
  private static final Template HTML = template();

  /** So many alerts have a picture: more make a mail large, and nobody looks at them there. */
  private static final int MOST_PICTURES = 3;

  private final Message message;

  /** By the alert's place among those that are shown. */
  private final Map<Integer, Picture> pictures = new TreeMap<>();

  Letter(Message message, Pictures source) {
    this.message = message;
    List<Message.Item> shown = MessageText.shown(message);
    for (int i = 0; i < shown.size() && pictures.size() < MOST_PICTURES; i++) {
      Picture picture = source.of(message, shown.get(i));
      if (picture != null) {
        pictures.put(i, picture);
      }
    }
  }

  MimeMessage mail(Session session, InternetAddress from, List<InternetAddress> to)
      throws MessagingException, IOException {
    String domain = from.getAddress().substring(from.getAddress().lastIndexOf('@') + 1);
    MimeMessage mail = new Named(session, id(message.key(), domain));
    mail.setFrom(from);
    mail.setRecipients(RecipientType.TO, to.toArray(Address[]::new));
    mail.setSubject(message.subject(), UTF_8.name());
    mail.setSentDate(Date.from(message.time()));
    mail.setHeader("Auto-Submitted", "auto-generated"); // So that no vacation notice answers.
    if (message.kind() != Message.Kind.TEST) {
      String thread = id(thread(message.items().getFirst()), domain);
      mail.setHeader("In-Reply-To", thread);
      mail.setHeader("References", thread);
    }
    if (Urgency.of(message) == Urgency.HIGHEST) {
      mail.setHeader("Importance", "high");
    }
    MimeMultipart both = new MimeMultipart("alternative");
    both.addBodyPart(part(message.text(), "plain"));
    MimeBodyPart html = part(html(), "html");
    both.addBodyPart(pictures.isEmpty() ? html : related(html));
    mail.setContent(both);
    mail.saveChanges();
    return mail;
  }

  // What is told of one alert is one thread: all answer the alert, which itself is no mail.
  private static String thread(Message.Item item) {
    return String.join(
        "\0",
        item.rule(),
        item.host(),
        String.valueOf(item.probe()),
        String.valueOf(item.key()),
        String.valueOf(item.value()),
        item.since().toString());
  }

  private static String id(String text, String domain) {
    return "<" + Words.digest(text) + "@" + domain + ">";
  }

  private static MimeBodyPart part(String text, String kind) throws MessagingException {
    MimeBodyPart part = new MimeBodyPart();
    part.setText(text, UTF_8.name(), kind);
    return part;
  }

  /** Pictures that are part of the HTML, and no attachments: mail programs show them in it. */
  private MimeBodyPart related(MimeBodyPart html) throws MessagingException, IOException {
    MimeMultipart related = new MimeMultipart("related");
    related.addBodyPart(html);
    for (Map.Entry<Integer, Picture> each : pictures.entrySet()) {
      MimeBodyPart part = new MimeBodyPart();
      part.setDataHandler(
          new DataHandler(new ByteArrayDataSource(each.getValue().png(), "image/png")));
      part.setContentID("<" + name(each.getKey()) + ">");
      part.setDisposition(Part.INLINE);
      part.setFileName("graph-" + (each.getKey() + 1) + ".png");
      related.addBodyPart(part);
    }
    MimeBodyPart whole = new MimeBodyPart();
    whole.setContent(related);
    return whole;
  }

  private String name(int place) {
    return "graph-" + place + "-" + Words.digest(message.key()) + "@domestik";
  }

  /** The same as {@link Message#text}, as HTML. */
  private String html() {
    Map<String, @Nullable Object> names = new HashMap<>();
    names.put("subject", message.subject());
    names.put("color", Urgency.of(message).choose("#2e7d32", "#b26a00", "#c62828"));
    names.put("items", items());
    names.put("more", MessageText.more(message) == 0 ? null : MessageText.more(message));
    names.put("link", message.link());
    return HTML.execute(names);
  }

  private List<Map<String, @Nullable Object>> items() {
    List<Map<String, @Nullable Object>> items = new ArrayList<>();
    for (Message.Item item : MessageText.shown(message)) {
      items.add(item(item, items.size()));
    }
    return items;
  }

  private Map<String, @Nullable Object> item(Message.Item item, int place) {
    Map<String, @Nullable Object> names = new HashMap<>();
    Picture picture = pictures.get(place);
    names.put("picture", picture == null ? null : name(place));
    names.put("width", picture == null ? 0 : picture.width());
    names.put("height", picture == null ? 0 : picture.height());
    names.put("words", picture == null ? "" : picture.words());
    names.put("message", item.message());
    names.put("severity", item.severity());
    names.put("rule", item.rule());
    names.put("where", MessageText.where(item));
    names.put("measured", MessageText.measured(item));
    names.put("since", MessageText.since(message, item));
    names.put("itsLink", item.link());
    return names;
  }

  private static Template template() {
    try (InputStream in = Objects.requireNonNull(Letter.class.getResourceAsStream("mail.html"))) {
      return Mustache.compiler()
          .withEscaper(Escapers.HTML)
          .emptyStringIsFalse(true)
          .compile(new String(in.readAllBytes(), UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The same name whenever it is sent, so that who gets it twice may see that. */
  private static final class Named extends MimeMessage {
    private final String id;

    Named(Session session, String id) {
      super(session);
      this.id = id;
    }

    @Override
    protected void updateMessageID() throws MessagingException {
      setHeader("Message-ID", id);
    }
  }
}
