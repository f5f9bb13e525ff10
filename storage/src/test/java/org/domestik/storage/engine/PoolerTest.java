// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.domestik.model.Sample;
import org.domestik.storage.LifeCycle;
import org.domestik.storage.Storage;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The contracts of a store behind pgbouncer, which gives each transaction another connection. */
@Tag("slow")
class PoolerTest {
  private static Pooler pooler;

  @AfterAll
  static void stop() {
    if (pooler != null) {
      pooler.close();
      pooler = null;
    }
  }

  /** The database that all test classes share, through the pooler. */
  interface Pooled extends StoreUnderTest.OnPostgres {
    @Override
    default String freshUrl(Path folder) {
      assumeTrue(Pooler.isInstalled(), "PGBOUNCER DID NOT RUN: it is not installed");
      String direct = Server.emptyDatabase();
      try {
        if (pooler == null) {
          // Fewer than one store may use at once: they wait for each other.
          pooler = Pooler.start(direct, 3);
        }
        pooler.awaitLogin();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      return pooler.url();
    }
  }

  @Nested
  class Accept extends AcceptContract implements Pooled {}

  @Nested
  class Merge extends MergeContract implements Pooled {}

  @Nested
  class LifeCycles extends LifeCycleContract implements Pooled {}

  @Nested
  class Evolutions extends EvolutionContract implements Pooled {}

  @Nested
  class Deliveries extends DeliveriesContract implements Pooled {}

  @Nested
  class SentBuckets extends SentBucketsContract implements Pooled {}

  @Nested
  class EachSeries extends EachSeriesContract implements Pooled {}

  @Nested
  class ReadLimits extends ReadLimitContract implements Pooled {}

  @Nested
  class Alerts extends AlertsContract implements Pooled {}

  @Nested
  class Access extends AccessContract implements Pooled {}

  @Nested
  class TwoServers extends Contract implements Pooled {
    private static final int SENDERS = 4;
    private static final int EACH = 80;

    @Test
    void theyLoseAndDoubleNothingAndOneLeads() throws Exception {
      AtomicInteger accepted = new AtomicInteger();
      try (Storage other = SqlStorage.open(config(), clock);
          var threads = Executors.newFixedThreadPool(SENDERS + 4)) {
        List<Storage> servers = List.of(storage, other);
        List<Callable<Boolean>> work = new ArrayList<>();
        for (int sender = 0; sender < SENDERS; sender++) {
          // Two senders deliver the same, each to another server.
          String host = "host" + sender / 2;
          Storage server = servers.get(sender % 2);
          work.add(
              () -> {
                for (int i = 0; i < EACH; i++) {
                  accepted.addAndGet(server.accept(delivered(host, i, samples(i))).accepted());
                }
                return true;
              });
        }
        for (Storage server : servers) {
          work.add(
              () -> {
                for (int i = 0; i < 15; i++) {
                  server.lifeCycle().archive(LifeCycle.Scope.ALL, NOW, step -> {});
                  server.lifeCycle().purge(LifeCycle.Scope.ALL, NOW, step -> {});
                  server.select("SELECT 1", 1);
                }
                return true;
              });
          work.add(() -> leadsAlone(servers, server));
        }
        for (var result : threads.invokeAll(work)) {
          assertThat(result.get()).isTrue();
        }
        assertThat(accepted.get()).isEqualTo(SENDERS / 2 * EACH * 2);
        archive();
        assertThat(balances().stream().mapToLong(LifeCycle.Balance::accepted).sum())
            .isEqualTo(accepted.get());
        assertThat(balances().stream().mapToLong(LifeCycle.Balance::archived).sum())
            .isGreaterThan(100);
      }
    }

    private Sample[] samples(int i) {
      Instant late = NOW.minus(Duration.ofHours(100 - i));
      return new Sample[] {
        sample("p" + i % 3, late, List.of("k" + i % 5), "v" + i / 20, i + 0.5 * (i % 2)),
        sample("p" + i % 3, NOW.minusSeconds(i), List.of("k" + i % 5), "v", i)
      };
    }

    private final AtomicInteger leaders = new AtomicInteger();

    /** Whoever gets the lead keeps it until its end, whatever the other asks for. */
    private boolean leadsAlone(List<Storage> servers, Storage server) {
      String name = "server " + servers.indexOf(server);
      boolean mine = false;
      for (int i = 0; i < 60; i++) {
        boolean leads = server.alerts().lead(name, NOW, NOW.plusSeconds(60));
        if (leads && !mine) {
          mine = true;
          assertThat(leaders.incrementAndGet()).as("leaders").isEqualTo(1);
        }
        assertThat(leads).isEqualTo(mine);
      }
      return true;
    }
  }
}
