// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.browser;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

@InBrowser
class ReconnectTest {

  @Test
  void aPageSurvivesARestartOfTheServer(Browser browser, Fleet fleet) {
    try (ServerProcess server = ServerProcess.start()) {
      server.post(batch("before"));
      browser.open(server.url() + "#/host/restarted?range=15m");
      browser.awaitDrawn("before");
      browser.stir();
      state(browser, "live");

      server.stop();
      state(browser, "unreachable");
      assertThat(browser.text("#probe-before figure")).as("what was drawn stays").contains("last");
      browser.run(
          "[...document.querySelectorAll('.presets button')].find((each) => each.textContent === '1h').click()");
      // Expected while the server is away, so not an error of the page.
      browser.forgetConsole();

      server.startAgain();
      server.post(batch("after"));
      browser.awaitDrawn("after");
      server.post(batch("before"));
      browser.await(
          "what could not be had while it was away is asked for again",
          "return document.querySelector('#probe-before figure').dataset.points === '2'");
      state(browser, "live");
      browser.leave();
      browser.forgetConsole();
    }
  }

  @Test
  void aServerThatHasNowhereToPutSamplesIsNotLive(Browser browser) {
    try (ServerProcess server = ServerProcess.start()) {
      server.post(batch("before"));
      browser.open(server.url() + "#/host/restarted?range=15m");
      browser.awaitDrawn("before");
      browser.stir();
      state(browser, "live");
      server.loseItsFolder();
      browser.returnTo();
      state(browser, "troubled");
      assertThat(browser.text("#connection")).isEqualTo("Samples cannot be stored");
      assertThat(browser.find("#connection").getAttribute("title")).contains("samples.duckdb");
      browser.leave();
      browser.forgetConsole(); // A 503 is one, and expected.
    }
  }

  @Test
  void aPageThatIsOpenedWhileTheServerIsAwayComesByItself(Browser browser) {
    try (ServerProcess server = ServerProcess.start()) {
      server.post(batch("before"));
      browser.open(server.url() + "#/leaks");
      browser.await(
          "the pages are there",
          "return performance.getEntriesByType('resource').some(({ name }) =>"
              + " name.endsWith('/pages/account.js'))");
      server.stop();
      browser.run("location.hash = '#/host/restarted?range=15m'");
      // Of the server, or of a module of the page that was not there yet.
      browser.await("a notice", "return document.querySelector('main .notice.bad') !== null");
      server.startAgain();
      browser.awaitDrawn("before");
      browser.leave();
      browser.forgetConsole();
    }
  }

  @Test
  void aServerThatIsAwayWhileThePagesAreLoadedIsAskedAgain(Browser browser, Fleet fleet) {
    browser.open(fleet.url("#/leaks"));
    try {
      browser.block("*/api/v1/me");
      browser.run("location.reload()");
      browser.awaitText("main", "The server does not answer");
    } finally {
      browser.block();
    }
    browser.await("the page", "return document.querySelector('h1')?.textContent === 'Leaks'");
    browser.forgetConsole();
  }

  @Test
  void aTabThatNobodyLooksAtKeepsNoConnection(Browser browser, Fleet fleet) {
    browser.open(fleet.url("#/leaks"));
    browser.stir();
    state(browser, "live");
    browser.run("Object.defineProperty(document, 'hidden', { value: true, configurable: true })");
    browser.returnTo();
    state(browser, "polling");
    browser.run("delete document.hidden");
    browser.returnTo();
    state(browser, "live");
  }

  private static void state(Browser browser, String state) {
    browser.await(
        "the page is " + state,
        "return document.querySelector('#connection').dataset.state === arguments[0]",
        state);
  }

  private static String batch(String probe) {
    return org.domestik.model.Json.write(
        Map.of(
            "host",
            "restarted",
            "samples",
            List.of(Fleet.sample(probe, InstantSource.system().instant(), Map.of("value", 1)))));
  }
}
