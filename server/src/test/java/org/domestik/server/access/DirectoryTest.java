// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import org.domestik.storage.Storage;
import org.domestik.storage.StorageConfig;
import org.domestik.storage.access.Credentials;
import org.domestik.storage.access.Token;
import org.domestik.storage.access.User;
import org.domestik.storage.engine.SqlStorage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DirectoryTest {
  private static final Instant THEN = Instant.parse("2026-11-22T12:00:00Z");

  @TempDir Path data;
  private Instant now = THEN;
  private Storage storage;
  private Directory directory;

  private static Token token(String name) {
    return new Token(name, "hash " + name, "write", "*", null, null, null, THEN, null, null);
  }

  private Map<String, Token> known() {
    return directory.known().tokens();
  }

  @BeforeEach
  void open() {
    StorageConfig config = StorageConfig.of("duckdb:" + data.resolve("samples.duckdb"));
    storage = SqlStorage.open(config, () -> now);
    directory = new Directory(storage.access(), () -> now, false);
    storage.access().add(new User("ada", "admin", "hash", THEN, null));
    storage.access().add(token("first"));
  }

  @AfterEach
  void close() {
    storage.close();
  }

  @Test
  void usesAreStoredWhileWhatIsKnownStays() {
    Credentials before = directory.known();
    directory.used("hash first");
    now = now.plusSeconds(61);
    directory.look();
    assertThat(directory.known()).isSameAs(before);
    assertThat(directory.lastUse("hash first")).isEqualTo(THEN);
    assertThat(storage.access().credentials().tokens().get("hash first").lastUse()).isEqualTo(THEN);
  }

  @Test
  void anAddedTokenIsKnownWithoutAnotherLookAtTheOthers() {
    Credentials before = directory.known();
    new Accounts(directory).newToken("second", "write", null, null);
    assertThat(known().values()).extracting(Token::name).contains("first", "second");
    assertThat(directory.known().users()).isSameAs(before.users());
    assertThat(known()).isEqualTo(storage.access().credentials().tokens());
  }

  @Test
  void aTokenThatWasRevokedMeanwhileStaysSo() {
    directory.known();
    long turn = directory.turn();
    storage.access().add(token("second"));
    storage.access().removeToken("second");
    directory.changed();
    directory.added(token("second"), turn);
    assertThat(known()).containsOnlyKeys("hash first");
  }

  @Test
  void anEnrolmentTakesThePlaceOfTheHostsFormerToken() {
    directory.known();
    Accounts accounts = new Accounts(directory);
    Object code = accounts.newEnrolment("*", 2, "1h").get("secret");
    accounts.enrol(String.valueOf(code), "agent", "web1");
    accounts.enrol(String.valueOf(code), "agent", "web1");
    assertThat(known().values()).extracting(Token::name).containsOnly("first", "host:web1");
    assertThat(known()).isEqualTo(storage.access().credentials().tokens());
  }
}
