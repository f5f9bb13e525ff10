// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.browser;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openqa.selenium.Keys;

/** The pages of tables show what arrives without being loaded again. */
@InBrowser
class LivePagesTest {

  @Test
  void aProbeThatAppearsIsListedAndItsFailureTold(Browser browser) {
    try (ServerProcess server = ServerProcess.start()) {
      browser.open(server.url() + "#/probes");
      assertThat(browser.text(".empty")).contains("No probe has delivered anything yet");
      server.write("fan,host=h,name=left speed=1200\n");
      browser.await("it is listed", "return document.querySelector('.probe-list') !== null");
      browser.open(server.url() + "#/cost");
      assertThat(browser.text(".empty")).contains("No script has reported a run yet");
      server.post(failing());
      browser.await("the failure", "return document.querySelector('.failures pre') !== null");
      assertThat(browser.text(".failures")).contains("fan.lua", "no such fan");
      // Before the server ends: a page that asks in vain says so in the console.
      browser.leave();
    }
  }

  @Test
  void whatIsOpenAndWhereTheKeyboardIsOutlivesARenewal(Browser browser, Fleet fleet) {
    browser.open(fleet.url("#/cost"));
    browser.run("document.querySelector('.costs a').focus()");
    browser.run("window.before = document.querySelector('.costs')");
    browser.returnTo();
    browser.await("a renewal", "return document.querySelector('.costs') !== window.before");
    assertThat(browser.run("return document.activeElement.matches('.costs a')")).isEqualTo(true);
  }

  @Test
  void theKeyboardStaysWhereItIsInAGraphsLegendAndOnTheFleetsPage(Browser browser, Fleet fleet) {
    browser.open(fleet.url("#/host/web-1?range=24h"));
    browser.awaitDrawn("process_tracking");
    for (String at : List.of("#probe-process_tracking .ways button", "#probe-load .line-name")) {
      browser.awaitDrawn(at.contains("load") ? "load" : "process_tracking");
      browser.run("document.querySelector(arguments[0]).focus()", at);
      browser.type(Keys.ENTER);
      poll(browser);
      assertIsAt(browser, at);
    }
    browser.open(fleet.url("#/"));
    browser.await("hosts", "return document.querySelector('li[data-host=web-1]') !== null");
    browser.run("document.querySelector('.count:not([hidden])').focus()");
    browser.type(Keys.ENTER);
    browser.await("a filter", "return location.hash.includes('state=')");
    assertIsAt(browser, ".count");
    browser.type(Keys.ENTER);
    browser.run("document.querySelector('li[data-host=web-1] .host').focus()");
    browser.run("location.hash = '#/?find=web-1'");
    browser.await(
        "fewer",
        "return document.querySelector('li[data-host=web-1]') !== null"
            + " && document.querySelector('li[data-host=old-laptop]') === null");
    assertIsAt(browser, "li[data-host=web-1] .host");
  }

  private static void assertIsAt(Browser browser, String place) {
    assertThat(browser.run("return document.activeElement.matches(arguments[0])", place))
        .as("the keyboard is at %s", place)
        .isEqualTo(true);
  }

  @Test
  void aClickOnALinkOpensAPageOnce(Browser browser, Fleet fleet) {
    browser.open(fleet.url("#/"));
    browser.watchRequests();
    browser.click("#pages a[href='#/leaks']");
    browser.await("the page", "return document.querySelector('h1')?.textContent === 'Leaks'");
    assertThat(browser.timesAsked("/leaks")).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"#/", "#/host/web-1", "#/probe/load"})
  void aPageThatWasLeftBeforeItsAnswerAsksForNothingMore(
      String page, Browser browser, Fleet fleet) {
    browser.open(fleet.url("#/leaks"));
    browser.watchRequests();
    browser.run("window.held = '/hosts'; location.hash = arguments[0]", page);
    browser.await("it asks", "return asked.some((each) => each.includes('/hosts'))");
    browser.run("location.hash = '#/leaks'");
    browser.await("another page", "return document.querySelector('h1')?.textContent === 'Leaks'");
    browser.runAsync(
        """
        const done = arguments[arguments.length - 1];
        release();
        fetch('health').then(() => import('/js/data/live.js')).then(({ live }) => {
          window.asked = [];
          live.dispatchEvent(new Event('poll'));
          return fetch('health');
        }).then(done);
        """);
    assertThat(browser.timesAsked("/hosts") + browser.timesAsked("/series")).isZero();
    assertThat(browser.run("return document.title")).asString().contains("Leaks");
  }

  @Test
  void aProbesPageDoesNotBeginAnewBeforeItHasWhatItAskedFor(Browser browser, Fleet fleet) {
    browser.open(fleet.url("#/probe/load?range=24h"));
    browser.awaitText(".probe-filters [role=status]:not(.loading)", "series of");
    browser.watchRequests();
    browser.run("window.held = '/series'");
    poll(browser);
    long asked = browser.timesAsked("/series");
    assertThat(asked).isPositive();
    poll(browser);
    assertThat(browser.timesAsked("/series")).isEqualTo(asked);
  }

  @Test
  void allLinesThatAreShownGoOn(Browser browser, ServerProcess server) {
    Instant now = InstantSource.system().instant();
    server.post(twentyKeys(now.minusSeconds(90)));
    browser.open(server.url() + "#/host/keyed?range=15m");
    browser.awaitDrawn("many");
    server.post(twentyKeys(now.minusSeconds(60)));
    poll(browser);
    awaitPoints(browser, 2 * 8);
    browser.click("#probe-many .graph > .quiet");
    awaitPoints(browser, 2 * 20);
    server.post(twentyKeys(now.minusSeconds(30)));
    poll(browser);
    awaitPoints(browser, 3 * 20);
  }

  @Test
  void aHostThatAppearsIsOnAProbesPageThatIsOpen(Browser browser, ServerProcess server) {
    server.write("appears,host=appears-1 v=1\n");
    browser.open(server.url() + "#/probe/appears?range=15m");
    browser.awaitText(".line-label", "appears-1");
    server.write("appears,host=appears-2 v=2\n");
    browser.run("const now = Date.now; Date.now = () => now() + 61_000");
    browser.returnTo();
    browser.awaitText(".line-label", "appears-2");
    browser.awaitText(".probe-filters [role=status]", "2 series of 2 hosts");
  }

  @Test
  void ofMoreSeriesThanAreShownThoseSearchedForAreFetched(Browser browser, ServerProcess server) {
    StringBuilder lines = new StringBuilder();
    for (int i = 1000; i <= 1400; i++) {
      lines.append("numerous,host=keyed,k=key-").append(i).append(" v=1\n");
    }
    server.write(lines.toString());
    browser.open(server.url() + "#/probe/numerous?range=15m");
    browser.awaitText(".probe-filters [role=status]:not(.loading)", "the first 400 are shown");
    String drawn = "return document.querySelectorAll('.heat-rows li').length === ";
    browser.await("400 rows", drawn + 400);
    browser.find("input[type=search]").sendKeys("1400");
    browser.await(
        "it",
        "return document.querySelector('figure:not([hidden]) .line-label')?.textContent.endsWith('key-1400')");
    browser.run("location.hash = '#/probe/numerous?range=15m'");
    browser.awaitText(".probe-filters [role=status]:not(.loading)", "the first 400 are shown");
    browser.await("400 rows", drawn + 400);
  }

  private static void awaitPoints(Browser browser, int points) {
    browser.await(
        points + " points",
        "return document.querySelector('#probe-many figure').dataset.points === arguments[0]",
        "" + points);
  }

  private static String twentyKeys(Instant at) {
    Map<String, Object> keys = new TreeMap<>();
    for (int i = 0; i < 20; i++) {
      keys.put("key-" + i, Map.of("v", 100 - i));
    }
    return org.domestik.model.Json.write(
        Map.of(
            "host", "keyed",
            "samples", List.of(Fleet.sample("many", at, keys)),
            "descriptions",
                Map.of("many", Map.of("key", List.of("k"), "values", Map.of("v", Map.of())))));
  }

  private static void poll(Browser browser) {
    browser.runAsync(
        """
        const done = arguments[arguments.length - 1];
        import('/js/data/live.js').then(({ live }) => {
          live.dispatchEvent(new Event('poll'));
          return fetch('health');
        }).then(done);
        """);
  }

  private static String failing() {
    return org.domestik.model.Json.write(
        Map.of(
            "host",
            "h",
            "samples",
            List.of(),
            "runs",
            List.of(
                Map.of(
                    "probe", "fan",
                    "script", "fan.lua",
                    "outcome", "failed",
                    "error", "fan.lua:1: no such fan",
                    "time", "2026-11-22T10:00:00Z",
                    "micros", 20))));
  }
}
