// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.browser;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.Store;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** One browser, one fleet and one spare server for the whole run, started at first need. */
class Shared
    implements ExecutionCondition, ParameterResolver, BeforeEachCallback, AfterEachCallback {
  private static final AtomicBoolean SAID = new AtomicBoolean();
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
    Class<?> type = parameter.getParameter().getType();
    return type == Browser.class || type == Fleet.class || type == ServerProcess.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    Class<?> type = parameter.getParameter().getType();
    return type == Browser.class
        ? browser(context)
        : type == Fleet.class ? fleet(context) : spare(context);
  }

  private static Browser browser(ExtensionContext context) {
    return store(context)
        .getOrComputeIfAbsent(
            Browser.class,
            type ->
                new Browser(
                    Installed.find()
                        .orElseThrow(
                            () -> new AssertionError("chromium and chromedriver are required"))),
            Browser.class);
  }

  private static Fleet fleet(ExtensionContext context) {
    return store(context).getOrComputeIfAbsent(Fleet.class, type -> Fleet.start(), Fleet.class);
  }

  private static ServerProcess spare(ExtensionContext context) {
    return store(context)
        .getOrComputeIfAbsent(
            ServerProcess.class, type -> ServerProcess.start(), ServerProcess.class);
  }

  // JUnit closes what is in the root's store, and AutoCloseable, at the end of the run.
  private static Store store(ExtensionContext context) {
    return context.getRoot().getStore(Namespace.create(Shared.class));
  }
}
