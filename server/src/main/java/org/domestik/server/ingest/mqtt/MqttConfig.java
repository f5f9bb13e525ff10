// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.ingest.mqtt;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.domestik.lua.Settings;
import org.domestik.server.config.SecretFile;
import org.domestik.server.mqtt.Broker;
import org.jspecify.annotations.Nullable;

/**
 * {@code mqtt = { … }} in {@code server.conf}.
 *
 * @param client {@code client}: by which the broker knows this server, and keeps what comes while
 *     it is away
 * @param hosts {@code hosts}: globs of those that may be delivered for
 */
record MqttConfig(
    Broker broker,
    @Nullable String user,
    @Nullable String password,
    String client,
    List<String> hosts,
    List<TopicRule> topics) {
  MqttConfig {
    hosts = List.copyOf(hosts);
    topics = List.copyOf(topics);
  }

  static MqttConfig from(Settings settings, Path folder) {
    String address = settings.text("broker", "");
    URI broker;
    try {
      broker = new URI(address);
    } catch (URISyntaxException e) {
      throw settings.fault("broker", "\"" + address + "\" is no address");
    }
    String scheme = String.valueOf(broker.getScheme());
    if (!scheme.matches("mqtts?") || broker.getHost() == null || broker.getUserInfo() != null) {
      throw settings.fault("broker", "expected mqtt://HOST or mqtts://HOST, without a user in it");
    }
    String user = settings.text("user");
    String file = settings.text("password_file");
    String password =
        file == null ? null : SecretFile.read(settings.where() + ": password_file", folder, file);
    List<String> hosts = settings.texts("hosts");
    List<TopicRule> topics = new ArrayList<>();
    settings.each("topics").forEach(each -> topics.add(TopicRule.from(each)));
    if (topics.isEmpty()) {
      throw settings.fault("topics", "expected what to read: { topic = \"…\", parts = \"…\" }");
    }
    String client = settings.text("client", "domestik");
    settings.finish();
    return new MqttConfig(
        new Broker(broker, null),
        user,
        password,
        client,
        hosts.isEmpty() ? List.of("*") : hosts,
        topics);
  }
}
