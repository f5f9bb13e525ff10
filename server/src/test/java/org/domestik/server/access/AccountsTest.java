// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Instant;
import org.domestik.storage.Storage;
import org.domestik.storage.StorageConfig;
import org.domestik.storage.access.Token;
import org.domestik.storage.access.User;
import org.domestik.storage.engine.SqlStorage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two at once: each has seen what was before the other did something. */
class AccountsTest {
  private static final Instant THEN = Instant.parse("2026-11-22T12:00:00Z");

  @TempDir Path data;
  private Storage storage;
  private Accounts first;
  private Accounts second;

  @BeforeEach
  void open() {
    StorageConfig config = StorageConfig.of("duckdb:" + data.resolve("samples.duckdb"));
    storage = SqlStorage.open(config, () -> THEN);
    storage.access().add(new User("ada", "admin", "hash", THEN, null));
    storage.access().add(new User("bob", "admin", "hash", THEN, null));
    first = seeing();
    second = seeing();
  }

  /** It never looks again by itself. */
  private Accounts seeing() {
    Accounts accounts =
        new Accounts(new Directory(storage.access(), () -> THEN, false, System::nanoTime));
    assertThat(accounts.users()).hasSize(2);
    return accounts;
  }

  @AfterEach
  void close() {
    storage.close();
  }

  @Test
  void twoAdminsDoNotTakeEachOthersRoleSoThatNoneIsLeft() {
    first.setRole("bob", "read");
    assertThatThrownBy(() -> second.setRole("ada", "read")).hasMessageContaining("the last admin");
    assertThatThrownBy(() -> second.removeUser("ada")).hasMessageContaining("the last admin");
    second.setPassword("bob", "correct horse battery");
    assertThat(storage.access().credentials().users())
        .hasEntrySatisfying("ada", it -> assertThat(it.role()).isEqualTo("admin"))
        .hasEntrySatisfying("bob", it -> assertThat(it.role()).isEqualTo("read"));
  }

  @Test
  void whoSaidThePasswordOfBeforeSetsNoOther() {
    User compared = storage.access().credentials().users().get("ada");
    first.setPassword("ada", "correct horse battery");
    String hash = storage.access().credentials().users().get("ada").password();
    assertThatThrownBy(() -> second.setPassword(compared, "another horse battery", null))
        .hasMessageContaining("the old password");
    assertThat(storage.access().credentials().users().get("ada").password()).isEqualTo(hash);
  }

  @Test
  void ofTwoMachinesOfOneNameTheSecondTakesNotTheFirstsPlace() {
    String secret = String.valueOf(first.newEnrolment("*", 2, "1h").get("secret"));
    second = seeing();
    first.enrol(secret, "agent 1", "localhost");
    assertThatThrownBy(() -> second.enrol(secret, "agent 2", "localhost"))
        .hasMessageContaining("is another agent's already");
    assertThat(storage.access().credentials().tokens().values())
        .extracting(Token::agent)
        .containsExactly("agent 1");
  }
}
