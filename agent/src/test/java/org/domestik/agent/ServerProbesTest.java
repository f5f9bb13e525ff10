// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.domestik.agent.delivery.Receiver;
import org.domestik.model.Json;
import org.domestik.model.delivery.SignedProbe;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A whole agent, and a server whose answers are ours. */
@Tag("slow")
class ServerProbesTest {
  @TempDir Path data;
  private KeyPair keys;
  private Receiver server;
  private RunningAgent running;

  @BeforeEach
  void listen() throws Exception {
    keys = KeyPairGenerator.getInstance(SignedProbe.ALGORITHM).generateKeyPair();
    server = new Receiver();
  }

  @AfterEach
  void stop() throws Exception {
    running.stop();
    server.close();
  }

  private void start() throws IOException {
    String key = Base64.getEncoder().encodeToString(keys.getPublic().getEncoded());
    running = new RunningAgent(data, server.address(), Map.of("probes_key", key));
  }

  private static SignedProbe signed(KeyPair by, long version, String hosts, String source)
      throws Exception {
    return signed(by, "sent", version, hosts, source);
  }

  private static SignedProbe signed(
      KeyPair by, String name, long version, String hosts, String source) throws Exception {
    Signature signature = Signature.getInstance(SignedProbe.ALGORITHM);
    signature.initSign(by.getPrivate());
    signature.update(SignedProbe.signedBytes(name, version, List.of(hosts), source));
    String text = Base64.getEncoder().encodeToString(signature.sign());
    return new SignedProbe(name, version, List.of(hosts), source, text);
  }

  private SignedProbe signed(long version, String source) throws Exception {
    return signed(keys, version, "test*", source);
  }

  private void send(SignedProbe... probes) {
    // With more than today's servers say: a newer one may.
    server.probes =
        Json.write(
            Map.of(
                "later",
                1,
                "probes",
                Arrays.stream(probes).map(ServerProbesTest::withMore).toList()));
  }

  private static Map<String, Object> withMore(SignedProbe probe) {
    Map<String, Object> tree = probe.toTree();
    tree.put("later", Map.of("said", 1));
    return tree;
  }

  @Test
  void probeIsRunInTheVersionTheServerHasAndRollBackIsANewerOne() throws Exception {
    send(signed(1, "return { v = 11 }"));
    start();
    server.await("\"probe\":\"sent\"", "\"data\":{\"v\":11}");
    server.await("\"script\":\"server/sent.lua\",\"outcome\":\"ok\"");
    send(signed(2, "return { v = 22 }"));
    server.await("\"data\":{\"v\":22}");
    send(signed(3, "return { v = 11 }"));
    int before = server.documents.size();
    Receiver.until(
        () ->
            server.documents.stream()
                .skip(before)
                .anyMatch(it -> it.contains("\"data\":{\"v\":11}")));
    send();
    Receiver.until(() -> !Files.exists(data.resolve("server-probes/sent.lua")));
    assertThat(data.resolve("server-probes/sent.lua")).doesNotExist();
    send(signed(2, "return { v = 22 }"));
    server.await("refused: version 2 is older than 3, which was accepted before");
  }

  @Test
  void whatIsNotSignedForThisHostByThePinnedKeyIsRefused() throws Exception {
    KeyPair others = KeyPairGenerator.getInstance(SignedProbe.ALGORITHM).generateKeyPair();
    send(signed(others, 1, "*", "return { v = 1 }"));
    start();
    server.await(
        "\"script\":\"server/sent.lua\",\"outcome\":\"failed\"",
        "refused: its signature is not by the key");
    send(signed(keys, 1, "db-*", "return { v = 1 }"));
    server.await("refused: it is signed for the hosts [db-*], not for testhost");
    SignedProbe good = signed(1, "return { v = 1 }");
    send(new SignedProbe("sent", 1, good.hosts(), "return { v = 2 }", good.signature()));
    server.await("refused: its signature");
    assertThat(data.resolve("server-probes/sent.lua")).doesNotExist();
    assertThat(server.documents).noneMatch(it -> it.contains("\"data\":{\"v\":"));
  }

  @Test
  void whatDoesNotCompileIsRefusedAndTheVersionBeforeGoesOn() throws Exception {
    send(signed(1, "return { v = 1 }"));
    start();
    server.await("\"data\":{\"v\":1}");
    send(signed(2, "local = 2"));
    server.await(
        "\"script\":\"server/sent.lua\",\"outcome\":\"failed\"",
        "refused: it does not compile: sent.lua:1:");
    assertThat(data.resolve("server-probes/sent.lua")).hasContent("return { v = 1 }");
  }

  @Test
  void probeThatCannotBeWrittenIsTakenLaterAndHoldsUpNoOther() throws Exception {
    Path inTheWay = data.resolve("server-probes/a.lua/full");
    Files.createDirectories(inTheWay);
    Path draft = Files.createDirectory(data.resolve("server-probes/.a.lua.new"));
    send(
        signed(keys, "a", 1, "*", "return { v = 11 }"),
        signed(keys, "b", 1, "*", "return { v = 22 }"));
    start();
    server.await("\"script\":\"server/a.lua\",\"outcome\":\"failed\"", "cannot be kept: ");
    server.await("\"probe\":\"b\"", "\"data\":{\"v\":22}");
    Files.delete(inTheWay);
    Files.delete(inTheWay.getParent());
    Files.delete(draft);
    server.await("\"probe\":\"a\"", "\"data\":{\"v\":11}");
    server.await("\"script\":\"server/a.lua\",\"outcome\":\"ok\"");
  }

  @Test
  void probeThatCannotBeRemovedIsRemovedLaterAndHoldsUpNoOther() throws Exception {
    Path folder = data.resolve("server-probes");
    Path full = Files.createDirectories(folder.resolve("a.lua/full"));
    Files.writeString(folder.resolve("z.lua"), "return { v = 1 }");
    send();
    start();
    server.await(
        "\"script\":\"server/a.lua\",\"outcome\":\"failed\"",
        "was withdrawn and cannot be removed");
    Receiver.until(() -> !Files.exists(folder.resolve("z.lua")));
    assertThat(folder.resolve("z.lua")).doesNotExist();
    Files.delete(full);
    Receiver.until(() -> !Files.exists(folder.resolve("a.lua")));
    assertThat(folder.resolve("a.lua")).doesNotExist();
  }

  @Test
  void faultThatNobodyForesawIsToldAndTriedAgain() throws Exception {
    AtomicBoolean isNext = new AtomicBoolean(true);
    String key = Base64.getEncoder().encodeToString(keys.getPublic().getEncoded());
    send(signed(1, "return { v = 1 }"));
    running =
        new RunningAgent(
            data,
            server.address(),
            Map.of("probes_key", key),
            () -> {
              boolean isTheirs = Thread.currentThread().getName().equals("server probes");
              if (isTheirs && isNext.getAndSet(false)) {
                throw new IllegalStateException("unforeseen");
              }
              return Instant.now();
            });
    server.await("unexpected: java.lang.IllegalStateException: unforeseen");
    server.await("\"script\":\"server/sent.lua\",\"outcome\":\"ok\"");
  }

  @Test
  void acceptedProbesOutliveARestartWithoutTheServer() throws Exception {
    send(signed(5, "return { v = 5 }"));
    start();
    server.await("\"data\":{\"v\":5}");
    running.stop();
    server.probes = null;
    server.documents.clear();
    start();
    server.await("\"data\":{\"v\":5}");
    send(signed(4, "return { v = 4 }"));
    server.await("refused: version 4 is older than 5");
    assertThat(server.documents).noneMatch(it -> it.contains("\"data\":{\"v\":4}"));
  }

  @Test
  void withoutAPinnedKeyNothingIsAskedForOrRun() throws Exception {
    send(signed(1, "return { v = 1 }"));
    RunningAgent.probe(data, "own.lua", "return { own = 1 }");
    running = new RunningAgent(data, server.address(), Map.of());
    server.await("\"data\":{\"own\":1}");
    Receiver.until(() -> server.documents.size() > 4);
    assertThat(server.asked).hasValue(0);
    assertThat(data.resolve("server-probes")).doesNotExist();
  }

  @Test
  void hostsOwnScriptOfTheNameWins() throws Exception {
    RunningAgent.probe(data, "sent.lua", "return { v = 99 }");
    send(signed(1, "return { v = 1 }"));
    start();
    server.await("\"script\":\"server/sent.lua\",\"outcome\":\"ok\"");
    server.await("\"data\":{\"v\":99}");
    assertThat(server.documents).noneMatch(it -> it.contains("\"data\":{\"v\":1}"));
  }
}
