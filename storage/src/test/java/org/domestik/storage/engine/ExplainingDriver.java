// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.engine;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.DriverManager;
import java.sql.DriverPropertyInfo;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.logging.Logger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Stands before PostgreSQL's driver: whatever a connection is told whose address names it is
 * explained first. Nothing in the product knows of it.
 */
final class ExplainingDriver implements Driver {
  static final Plans PLANS = new Plans();

  /** A setting of PostgreSQL's that means nothing: a data source forgets what no driver knows. */
  private static final String MARK = "domestik.explained";

  private static final Pattern TEXT_OR_MARK = Pattern.compile("'[^']*'|\"[^\"]*\"|\\?");

  private final org.postgresql.Driver driver = new org.postgresql.Driver();

  private ExplainingDriver() {}

  /** The address with which all is explained. */
  static synchronized String explained(String url) {
    try {
      if (org.postgresql.Driver.isRegistered()) {
        org.postgresql.Driver.deregister();
        DriverManager.registerDriver(new ExplainingDriver());
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
    return url + "&options=-c%20" + MARK + "=on";
  }

  @Override
  public Connection connect(String url, Properties settings) throws SQLException {
    Connection real = driver.connect(url, settings);
    return real == null || !url.contains(MARK)
        ? real
        : heard(
            Connection.class,
            real,
            new Explaining(() -> driver.connect(url, settings), PLANS),
            new TreeMap<>(),
            "");
  }

  /** The same object, whose statements are explained. */
  private static <T> T heard(
      Class<T> type, T real, Explaining explaining, Map<Integer, Object> arguments, String sql) {
    InvocationHandler handler =
        (_, method, given) -> {
          String name = method.getName();
          if (name.equals("setObject") || name.equals("setNull")) {
            arguments.put((Integer) given[0], name.equals("setNull") ? "NULL" : literal(given[1]));
          } else if (name.startsWith("execute") && !name.endsWith("Batch")) {
            explaining.hear(sender(), given == null ? filled(sql, arguments) : (String) given[0]);
          } else if (name.equals("close") && type == Connection.class) {
            explaining.close();
          }
          Object answer = call(method, real, given);
          return switch (answer) {
            case PreparedStatement it ->
                heard(PreparedStatement.class, it, explaining, new TreeMap<>(), (String) given[0]);
            case Statement it -> heard(Statement.class, it, explaining, new TreeMap<>(), "");
            case null, default -> answer;
          };
        };
    return type.cast(
        Proxy.newProxyInstance(
            ExplainingDriver.class.getClassLoader(), new Class<?>[] {type}, handler));
  }

  private static Object call(Method method, Object real, Object[] arguments) throws Throwable {
    try {
      return method.invoke(real, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }

  /** The product's method that wants it; empty: a test does. */
  private static String sender() {
    return StackWalker.getInstance()
        .walk(
            frames ->
                frames
                    .filter(it -> it.getClassName().startsWith("org.domestik."))
                    .filter(it -> !it.getClassName().startsWith("org.domestik.storage.sql."))
                    .filter(it -> !it.getClassName().contains("Explaining"))
                    .findFirst()
                    .map(ExplainingDriver::name)
                    .orElse(""));
  }

  private static String name(StackWalker.StackFrame frame) {
    String type = frame.getClassName().replaceAll(".*\\.", "").replaceAll("\\$.*", "");
    return type.endsWith("Test") || type.endsWith("Contract")
        ? ""
        : type + "." + frame.getMethodName().replaceAll("lambda\\$(\\w+)\\$\\d+", "$1");
  }

  /** A prepared text with what it is given. */
  private static String filled(String sql, Map<Integer, Object> arguments) {
    int[] number = {0};
    return TEXT_OR_MARK
        .matcher(sql)
        .replaceAll(
            found ->
                Matcher.quoteReplacement(
                    found.group().equals("?")
                        ? String.valueOf(arguments.get(++number[0]))
                        : found.group()));
  }

  private static Object literal(Object argument) {
    return switch (argument) {
      case null -> "NULL";
      case Number number -> number;
      case Boolean bool -> bool;
      case String text -> "'" + text.replace("'", "''") + "'";
      default -> "timestamptz '" + argument + "'";
    };
  }

  @Override
  public boolean acceptsURL(String url) {
    return driver.acceptsURL(url);
  }

  @Override
  public DriverPropertyInfo[] getPropertyInfo(String url, Properties settings) {
    return driver.getPropertyInfo(url, settings);
  }

  @Override
  public int getMajorVersion() {
    return driver.getMajorVersion();
  }

  @Override
  public int getMinorVersion() {
    return driver.getMinorVersion();
  }

  @Override
  public boolean jdbcCompliant() {
    return driver.jdbcCompliant();
  }

  @Override
  public Logger getParentLogger() {
    return Logger.getLogger("org.postgresql");
  }
}
