// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.notify.channel;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.domestik.lua.Settings;
import org.domestik.server.notify.message.Channel;
import org.domestik.server.notify.message.Message;
import org.domestik.server.notify.message.Words;
import org.jspecify.annotations.Nullable;

/** Tells by a request over HTTP: all of the message as JSON, a form of a chat's, or a template. */
public final class Webhook implements Channel {
  private final HttpWay way;
  private final Form form;
  private final @Nullable Template template;

  private Webhook(HttpWay way, Form form, @Nullable Template template) {
    this.way = way;
    this.form = form;
    this.template = template;
  }

  /** The channel that {@code url} or {@code url_file} names; null where neither is there. */
  public static @Nullable Channel from(Settings settings, Path folder) {
    String url = Secrets.read(settings, "url", folder);
    if (url == null) {
      return null;
    }
    HttpWay way = HttpSettings.way(settings, "url", url, folder);
    Form form = Form.from(settings);
    String template = settings.text("template");
    if (template != null && form != Form.PLAIN) {
      throw settings.fault("template", "and form are both there; write one of them");
    }
    String token = Secrets.token(settings, folder);
    Map<String, String> headers = new HashMap<>();
    headers.put("Content-Type", Template.type(template));
    if (token != null) {
      headers.putAll(form.authorization(token));
    }
    way = way.or(headers);
    return new Webhook(
        way,
        form,
        template == null
            ? null
            : Template.of(settings, template, String.valueOf(way.headers().get("Content-Type"))));
  }

  @Override
  public void send(Message message) throws IOException {
    String body = template == null ? form.body(message) : template.fill(message);
    way.or(Map.of("Idempotency-Key", Words.digest(message.key())))
        .send(form.method(), form.path(message), body.getBytes(UTF_8));
  }

  @Override
  public String name() {
    return "url";
  }

  @Override
  public String address() {
    return way.address();
  }
}
