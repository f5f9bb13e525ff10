// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.domestik.model.BadInput;
import org.domestik.storage.access.Access;
import org.domestik.storage.access.AuditLine;
import org.domestik.storage.access.Enrolment;
import org.domestik.storage.access.Session;
import org.domestik.storage.access.Spent;
import org.domestik.storage.access.Token;
import org.domestik.storage.access.Twin;
import org.domestik.storage.access.User;
import org.junit.jupiter.api.Test;

/** Users, tokens, sessions, enrolments and the audit are kept and shared. */
abstract class AccessContract extends Contract {
  private static final Instant THEN = Instant.parse("2026-11-22T12:00:00Z");

  private static User user(String role) {
    return new User("ada", role, "hash", THEN, null);
  }

  private static Token token(String name, String hash) {
    return new Token(
        name, hash, "write", "web*", "web1", null, null, THEN, THEN.plusSeconds(9), null);
  }

  private static Session session(String hash, Instant expires) {
    return new Session(hash, "id " + hash, "ada", "192.0.2.7", "a browser", THEN, THEN, expires);
  }

  @Test
  void whatIsAddedIsThereOnceAndGoneWhenRemoved() {
    Access access = storage.access();
    assertThat(access.credentials().users()).isEmpty();
    assertThat(access.add(user("read"))).isTrue();
    assertThat(access.add(user("admin"))).isFalse();
    access.change("ada", users -> user("admin"), null);
    assertThat(access.login(user("admin"), session("s1", THEN.plusSeconds(60)))).isTrue();
    assertThat(access.login(user("admin"), session("s2", THEN.plusSeconds(60)))).isTrue();
    assertThat(access.login(user("admin"), session("old", THEN.minusSeconds(60)))).isTrue();
    access.forget(THEN);
    assertThat(access.credentials().sessions()).containsOnlyKeys("s1", "s2");
    assertThat(access.credentials().users().get("ada").lastLogin()).isEqualTo(THEN);
    access.change("ada", users -> users.get("ada"), "s2");
    assertThat(access.credentials().sessions())
        .isEqualTo(Map.of("s2", session("s2", THEN.plusSeconds(60))));
    assertThat(access.add(token("t", "h1"))).isTrue();
    assertThat(access.add(token("t", "h2"))).isFalse();
    assertThat(access.credentials().tokens()).isEqualTo(Map.of("h1", token("t", "h1")));
    assertThat(access.credentials().users()).containsOnlyKeys("ada");
    access.change("ada", users -> null, null);
    assertThat(access.removeToken("t")).isTrue();
    assertThat(access.removeToken("t")).isFalse();
    assertThat(access.credentials().users()).isEmpty();
    assertThat(access.credentials().sessions()).isEmpty();
  }

  @Test
  void aChangeGoesByWhatUsersAreThenAndALoginByWhatThePasswordWasComparedWith() {
    Access access = storage.access();
    access.add(user("admin"));
    User compared = user("admin");
    access.change("ada", users -> user("read"), null);
    assertThat(access.login(compared, session("s1", THEN.plusSeconds(60)))).isFalse();
    assertThat(access.credentials().users()).isEqualTo(Map.of("ada", user("read")));
    assertThat(access.credentials().sessions()).isEmpty();
    long before = access.changes();
    assertThatThrownBy(
            () ->
                access.change(
                    "ada",
                    users -> {
                      throw new BadInput(users.get("ada").role());
                    },
                    null))
        .isInstanceOf(BadInput.class)
        .hasMessage("read");
    assertThat(access.changes()).isEqualTo(before);
    assertThat(access.credentials().users()).isEqualTo(Map.of("ada", user("read")));
  }

  @Test
  void changesAreCountedAndUsesAreNoChange() {
    Access access = storage.access();
    long before = access.changes();
    access.add(token("t", "h1"));
    long after = access.changes();
    assertThat(after).isGreaterThan(before);
    Map<String, Instant> uses = new HashMap<>(Map.of("h1", THEN.plusSeconds(5)));
    for (int i = 0; i < 2_500; i++) { // More than go in one statement.
      uses.put("unknown " + i, THEN);
    }
    access.used(uses);
    assertThat(access.changes()).isEqualTo(after);
    assertThat(access.credentials().tokens().get("h1").lastUse()).isEqualTo(THEN.plusSeconds(5));
  }

  @Test
  void anEnrolmentIsSpentAsOftenAsItSaysAndReplacesTheHostsToken() {
    Access access = storage.access();
    Enrolment twice = new Enrolment("e", "web*", 2, 2, THEN, THEN.plus(Duration.ofHours(1)));
    access.add(twice);
    assertThat(access.spend(twice, token("host:web1", "h1"), false)).isEqualTo(Spent.DONE);
    Token others =
        new Token("host:web1", "h9", "write", "web1", "web1", "b", null, THEN, null, null);
    assertThat(access.spend(twice, others, false)).isEqualTo(Spent.TAKEN);
    assertThat(access.credentials().tokens()).containsOnlyKeys("h1");
    assertThat(access.spend(twice, others, true)).isEqualTo(Spent.DONE);
    assertThat(access.spend(twice, token("host:web2", "h3"), false)).isEqualTo(Spent.USED_UP);
    assertThat(access.credentials().tokens()).containsOnlyKeys("h9");
    assertThat(access.credentials().enrolments().get("e").uses()).isZero();
  }

  @Test
  void theAuditTellsTheLatestFirstAndForgets() {
    Access access = storage.access();
    AuditLine first = new AuditLine(THEN, "ada", "192.0.2.7", "login", "");
    AuditLine second = new AuditLine(THEN.plusSeconds(1), "ada", "::1", "token", "made t");
    access.note(first);
    access.note(second);
    assertThat(access.audit(10)).containsExactly(second, first);
    assertThat(access.audit(1)).containsExactly(second);
    access.forgetAudit(THEN.plusSeconds(1));
    assertThat(access.audit(10)).containsExactly(second);
  }

  @Test
  void aTwinIsKeptInThePlaceOfAnEarlierOne() {
    Access access = storage.access();
    Twin first = new Twin("web1", new UUID(1, 1), new UUID(2, 2), THEN);
    Twin later = new Twin("web1", new UUID(1, 1), new UUID(3, 3), THEN.plusSeconds(1));
    Twin other = new Twin("web2", new UUID(4, 4), new UUID(5, 5), THEN);
    access.put(first);
    access.put(other);
    access.put(later);
    reopen();
    assertThat(storage.access().twins()).containsExactlyInAnyOrder(later, other);
  }

  @Test
  void aTokenGoesWithItsHostsName() {
    storage.accept(batch("web1", sample("p", NOW, List.of(), "v", 1)));
    Access access = storage.access();
    access.add(token("host:web1", "h1"));
    access.add(new Token("host:web9", "h9", "write", "web9", "web9", "a", null, THEN, null, null));
    long before = access.changes();
    storage.renameHost("web1", "web2");
    assertThat(access.changes()).isGreaterThan(before);
    Token renamed = access.credentials().tokens().get("h1");
    assertThat(renamed.name()).isEqualTo("host:web2");
    assertThat(renamed.host()).isEqualTo("web2");
    assertThat(renamed.said()).isEqualTo("web1");
    assertThat(renamed.hosts()).isEqualTo("web*");
    storage.renameHost("web2", "web3");
    assertThat(access.credentials().tokens().get("h1").said()).isEqualTo("web1");
    assertThat(access.credentials().tokens().get("h9").host()).isEqualTo("web9");
  }

  @Test
  void noQuestionReadsThem() {
    storage.access().add(user("admin"));
    assertThatThrownBy(() -> storage.select("SELECT password FROM domestik.access_user", 10))
        .isInstanceOf(BadInput.class);
  }
}
