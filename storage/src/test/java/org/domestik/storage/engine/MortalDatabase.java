// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.engine;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.domestik.storage.Table;
import org.domestik.storage.sql.Database;
import org.domestik.storage.sql.Grants;
import org.domestik.storage.sql.Question;
import org.jspecify.annotations.Nullable;

/**
 * A database of which somebody hears each statement that changes something, before it is run, and
 * may end the process there. Nothing in the product knows of it.
 */
final class MortalDatabase extends Database {
  private final Database database;
  private final Consumer<String> before;
  private final UnaryOperator<String> instead;
  private final boolean inFull;
  private final long room;

  MortalDatabase(Database database, Consumer<String> before) {
    this(database, before, sql -> sql, false, database.roomForRows());
  }

  private MortalDatabase(
      Database database,
      Consumer<String> before,
      UnaryOperator<String> instead,
      boolean inFull,
      long room) {
    super(database.dialect());
    this.room = room;
    this.database = database;
    this.before = before;
    this.instead = instead;
    this.inFull = inFull;
  }

  /** A database of which somebody hears each statement as a whole, also those that only read. */
  static MortalDatabase heardInFull(Database database, Consumer<String> before) {
    return new MortalDatabase(database, before, sql -> sql, true, database.roomForRows());
  }

  /** A database that does something else than it is told. */
  static MortalDatabase wrong(Database database, UnaryOperator<String> instead) {
    return new MortalDatabase(database, sql -> {}, instead, false, database.roomForRows());
  }

  /** A database with hardly any memory: each sample needs a transaction of its own. */
  static MortalDatabase withoutRoom(Database database, Consumer<String> before) {
    return new MortalDatabase(database, before, sql -> sql, false, 1);
  }

  @Override
  public long roomForRows() {
    return room;
  }

  @Override
  public Connection connect() throws SQLException {
    return heard(Connection.class, database.connect());
  }

  @Override
  public <T> T inTurn(Supplier<T> work) {
    return database.inTurn(work);
  }

  @Override
  public long bytes() {
    return database.bytes();
  }

  @Override
  public @Nullable Long free() {
    return database.free();
  }

  @Override
  public Table answer(Question question, Grants grants) {
    return database.answer(question, grants);
  }

  @Override
  public void close() {
    database.close();
  }

  /** The same object, with its statements heard. */
  private <T> T heard(Class<T> type, T real) {
    InvocationHandler handler =
        (proxy, method, arguments) -> {
          if (arguments != null && arguments.length > 0 && arguments[0] instanceof String sql) {
            hear(sql);
            arguments[0] = instead.apply(sql);
          } else if (method.getName().equals("unwrap")) {
            before.accept("many rows");
          }
          Object answer = call(method, real, arguments);
          // A prepared statement was heard of just now.
          return method.getName().equals("createStatement")
              ? heard(Statement.class, (Statement) answer)
              : answer;
        };
    return type.cast(
        Proxy.newProxyInstance(
            MortalDatabase.class.getClassLoader(), new Class<?>[] {type}, handler));
  }

  private void hear(String sql) {
    if (inFull) {
      before.accept(sql);
    } else if (!sql.startsWith("SELECT") && !sql.contains("READ ONLY")) {
      before.accept(sql.length() > 70 ? sql.substring(0, 70) : sql);
    }
  }

  private static Object call(Method method, Object real, Object[] arguments) throws Throwable {
    try {
      return method.invoke(real, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }
}
