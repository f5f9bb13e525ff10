// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.browser;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.Store;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * A browser for each test that runs beside others, and one server of each kind, for the whole run,
 * started at first need.
 */
class Shared
    implements ExecutionCondition, ParameterResolver, BeforeEachCallback, AfterEachCallback {
  private static final Namespace NAMESPACE = Namespace.create(Shared.class);
  private static final AtomicBoolean SAID = new AtomicBoolean();
  private static final Map<Class<?>, Supplier<AutoCloseable>> SHARED =
      Map.of(
          Browsers.class, Browsers::new,
          Fleet.class, Fleet::start,
          Login.class, Login::start,
          ServerProcess.class, ServerProcess::start);
  private static final boolean REQUIRED = "1".equals(System.getenv("DOMESTIK_REQUIRE_BROWSER"));

  @Override
  public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
    if (Installed.find().isPresent() || REQUIRED) {
      return ConditionEvaluationResult.enabled("a browser is found or required");
    }
    if (SAID.compareAndSet(false, true)) {
      System.out.println(
          "BROWSER TESTS DID NOT RUN: chromium and chromedriver are not on the PATH"
              + " (Debian: apt install chromium chromium-driver)");
    }
    return ConditionEvaluationResult.disabled("no chromium and chromedriver on the PATH");
  }

  @Override
  public void beforeEach(ExtensionContext context) {
    Browser browser = browsers(context).take();
    browser.forgetConsole();
    context.getStore(NAMESPACE).put(Lent.class, new Lent(browser));
  }

  @Override
  public void afterEach(ExtensionContext context) {
    Browser browser = browser(context);
    try {
      if (context.getExecutionException().isPresent()) {
        browser.screenshot("failed-" + context.getRequiredTestMethod().getName());
      }
      assertThat(browser.consoleErrors()).as("errors in the browser's console").isEmpty();
    } finally {
      // A page that asks a server in vain, which is gone by then, says so in the console.
      browser.leave();
      browsers(context).giveBack(browser);
    }
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    Class<?> type = parameter.getParameter().getType();
    return type == Browser.class || SHARED.containsKey(type);
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    Class<?> type = parameter.getParameter().getType();
    return type == Browser.class ? browser(context) : shared(type, context);
  }

  private static Browser browser(ExtensionContext context) {
    return ((Lent) context.getStore(NAMESPACE).get(Lent.class)).browser();
  }

  private static Browsers browsers(ExtensionContext context) {
    return (Browsers) shared(Browsers.class, context);
  }

  private static Object shared(Class<?> type, ExtensionContext context) {
    return store(context).computeIfAbsent(type, absent -> SHARED.get(absent).get());
  }

  // JUnit closes an AutoCloseable with the test whose store it is in; this one goes on to the next
  // test.
  private record Lent(Browser browser) {}

  // JUnit closes what is in the root's store, and AutoCloseable, at the end of the run.
  private static Store store(ExtensionContext context) {
    return context.getRoot().getStore(NAMESPACE);
  }
}
