// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.alert;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.domestik.server.notify.message.Message;
import org.domestik.storage.Storage;
import org.domestik.storage.StorageUnavailable;
import org.domestik.storage.alert.Alert;
import org.domestik.storage.alert.Alerts;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process that ends at any moment of a look loses no message and doubles none. */
@Tag("slow")
class WatchKillTest {
  private static final int KILLS = 200;

  @TempDir Path folder;
  private final Random random = new Random(20261129);
  private int kills;

  /** A store to whose saving the process does not live, or not to its end. */
  private Storage mortal(Storage real) {
    return proxy(
        Storage.class,
        real,
        (method, result) -> method.equals("alerts") ? mortal((Alerts) result) : result);
  }

  private Alerts mortal(Alerts real) {
    return (Alerts)
        Proxy.newProxyInstance(
            getClass().getClassLoader(),
            new Class<?>[] {Alerts.class},
            (self, method, arguments) -> {
              int fate = method.getName().equals("save") ? random.nextInt(3) : 2;
              if (fate == 0) {
                throw killed();
              }
              Object result = invoke(real, method, arguments);
              if (fate == 1) {
                throw killed();
              }
              return result;
            });
  }

  private StorageUnavailable killed() {
    kills++;
    return new StorageUnavailable("killed", new IllegalStateException());
  }

  private interface Changing {
    Object change(String method, Object result);
  }

  private static <T> T proxy(Class<T> type, T real, Changing changing) {
    return type.cast(
        Proxy.newProxyInstance(
            WatchKillTest.class.getClassLoader(),
            new Class<?>[] {type},
            (self, method, arguments) ->
                changing.change(method.getName(), invoke(real, method, arguments))));
  }

  private static Object invoke(Object real, java.lang.reflect.Method method, Object[] arguments)
      throws Throwable {
    try {
      return method.invoke(real, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }

  @Test
  void nothingIsLostAndNothingDoubled() {
    try (Scene scene = new Scene(folder, this::mortal)) {
      scene.rules(
          "alerts = { { name = \"full\", probe = \"disk\", value = \"full\", above = 90 },"
              + " { name = \"silent\", off = true } }");
      Map<String, Double> values = new HashMap<>();
      for (int step = 0; kills < KILLS; step++) {
        assertThat(step).isLessThan(5_000);
        scene.later(Duration.ofSeconds(20));
        String host = "h" + random.nextInt(4);
        // Slow enough not to flap.
        if (random.nextInt(60) == 0) {
          values.merge(host, 95.0, (before, it) -> before > 90 ? 50.0 : 95.0);
        }
        for (String each : List.of("h0", "h1", "h2", "h3")) {
          scene.sample(each, values.getOrDefault(each, 50.0));
        }
        lookOrDie(scene);
      }
      settle(scene);
      checkEachIsToldInTurn(scene, values);
    }
  }

  private static void lookOrDie(Scene scene) {
    try {
      scene.look();
    } catch (StorageUnavailable e) {
      scene.restart();
    }
  }

  private static void settle(Scene scene) {
    for (int i = 0; i < 50; i++) {
      scene.later(Duration.ofSeconds(20));
      lookOrDie(scene);
    }
  }

  private static void checkEachIsToldInTurn(Scene scene, Map<String, Double> values) {
    List<String> keys = new ArrayList<>();
    Map<String, List<Message.Kind>> told = new HashMap<>();
    for (Message message : scene.messages()) {
      keys.add(message.key());
      for (Message.Item item : message.items()) {
        told.computeIfAbsent(item.host(), it -> new ArrayList<>()).add(message.kind());
      }
    }
    assertThat(keys).doesNotHaveDuplicates();
    assertThat(told).isNotEmpty();
    told.forEach(
        (host, kinds) -> {
          for (int i = 0; i < kinds.size(); i++) {
            assertThat(kinds.get(i))
                .as(host + " " + kinds)
                .isEqualTo(i % 2 == 0 ? Message.Kind.FIRING : Message.Kind.RESOLVED);
          }
          boolean wrong = values.getOrDefault(host, 50.0) > 90;
          assertThat(kinds.size() % 2 == 1).as(host + " " + kinds).isEqualTo(wrong);
        });
    assertThat(scene.alerts().stream().filter(Alert::isFiring))
        .hasSize((int) values.values().stream().filter(it -> it > 90).count());
  }
}
