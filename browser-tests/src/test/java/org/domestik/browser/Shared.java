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

/** One browser, and one server of each kind, for the whole run, started at first need. */
class Shared
    implements ExecutionCondition, ParameterResolver, BeforeEachCallback, AfterEachCallback {
  private static final AtomicBoolean SAID = new AtomicBoolean();
  private static final Map<Class<?>, Supplier<AutoCloseable>> SHARED =
      Map.of(
          Browser.class, Shared::newBrowser,
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
    browser(context).forgetConsole();
  }

  @Override
  public void afterEach(ExtensionContext context) {
    if (context.getExecutionException().isPresent()) {
      browser(context).screenshot("failed-" + context.getRequiredTestMethod().getName());
    }
    assertThat(browser(context).consoleErrors()).as("errors in the browser's console").isEmpty();
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return SHARED.containsKey(parameter.getParameter().getType());
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return shared(parameter.getParameter().getType(), context);
  }

  private static Browser newBrowser() {
    return new Browser(
        Installed.find()
            .orElseThrow(() -> new AssertionError("chromium and chromedriver are required")));
  }

  private static Browser browser(ExtensionContext context) {
    return (Browser) shared(Browser.class, context);
  }

  private static Object shared(Class<?> type, ExtensionContext context) {
    return store(context).getOrComputeIfAbsent(type, absent -> SHARED.get(absent).get());
  }

  // JUnit closes what is in the root's store, and AutoCloseable, at the end of the run.
  private static Store store(ExtensionContext context) {
    return context.getRoot().getStore(Namespace.create(Shared.class));
  }
}
