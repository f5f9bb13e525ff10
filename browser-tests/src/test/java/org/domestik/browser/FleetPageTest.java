// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.browser;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.domestik.model.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@InBrowser
class FleetPageTest {

  @Test
  void problemsStandFirst(Browser browser, Fleet fleet) {
    browser.open(fleet.url("#/"));
    browser.await("four hosts", "return document.querySelectorAll('.fleet li').length === 4");
    browser.await(
        "the failing script is counted",
        "return document.querySelector('li[data-host=web-1] .failing').textContent === '1 failing'");
    assertThat(browser.texts(".fleet .host"))
        .containsExactly("old-laptop", "printer", "web-1", "new-1");
    assertThat(browser.texts(".fleet .state")).containsExactly("silent", "late", "alive", "alive");
    assertThat(browser.text("li[data-host=old-laptop] .age")).isEqualTo("3 days ago");
  }

  @Test
  void searchAndStateFilterTheHostsAndStandInTheAddress(Browser browser, Fleet fleet) {
    browser.open(fleet.url("#/"));
    browser.find("input[type=search]").sendKeys("PRIN ");
    browser.await("one host", "return document.querySelectorAll('.fleet li').length === 1");
    browser.await("the address", "return location.hash.endsWith('?find=PRIN+')");
    browser.open(fleet.url("#/?state=silent"));
    browser.await("one host", "return document.querySelectorAll('.fleet li').length === 1");
    assertThat(browser.texts(".fleet .host")).containsExactly("old-laptop");
    browser.open(fleet.url("#/?find=nothing"));
    browser.await(
        "it is said",
        "return document.querySelector('.empty strong')?.textContent === 'No host matches'");
    browser.click(".empty button");
    browser.await("all hosts", "return document.querySelectorAll('.fleet li').length === 4");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "alerts", "rules", "lifecycle", "probe/load"})
  void whatIsSearchedForIsWhatTheAddressSays(String page, Browser browser, Fleet fleet) {
    browser.open(fleet.url("#/" + page + "?find=web"));
    browser.await("the search", "return document.querySelector('input[type=search]') !== null");
    browser.run("location.hash = arguments[0]", "#/" + page);
    browser.await("all", "return document.querySelector('input[type=search]').value === ''");
    browser.back();
    browser.await("web", "return document.querySelector('input[type=search]').value === 'web'");
  }

  @Test
  void theChoiceOfTheSmallGraphsFollowsTheAddress(Browser browser, Fleet fleet) {
    browser.open(fleet.url("#/?show=load.load5"));
    browser.await("hosts", "return document.querySelector('.filters select') !== null");
    browser.run("location.hash = '#/?show=memory.free'");
    browser.await(
        "it follows", "return document.querySelector('.filters select').value === 'memory.free'");
  }

  @Test
  void everyHostHasASparklineWithItsLastValue(Browser browser, Fleet fleet) {
    browser.open(fleet.url("#/?show=load.load1"));
    browser.await(
        "new-1's last load",
        "return document.querySelector('li[data-host=new-1] .spark-last').textContent === '0.42'");
  }

  @Test
  void theFirstHostHasASmallGraphWithoutAReload(Browser browser) {
    try (ServerProcess server = ServerProcess.start()) {
      browser.open(server.url());
      browser.awaitText(".empty", "No host yet");
      server.write("load,host=first load1=0.75\n");
      browser.returnTo();
      browser.awaitText("li[data-host=first] .spark-last", "0.75");
      assertThat(browser.texts(".filters option")).contains("load: load1");
      browser.leave();
    }
  }

  @Test
  void aSmallGraphFollowsItsHostAndStaysWhileTheServerIsAway(
      Browser browser, ServerProcess server) {
    Instant before = InstantSource.system().instant().minus(Duration.ofDays(2));
    server.write("returns,host=back-1 v=1.5 " + before.toEpochMilli() + "000000\n");
    browser.open(server.url() + "#/?find=back-1&show=returns.v");
    browser.awaitText(".spark-last", "1.5");
    server.write("returns,host=back-1 v=2.5\n");
    browser.returnTo();
    browser.await("alive", "return document.querySelector('.fleet [data-state=alive]') !== null");
    browser.watchRequests();
    twoMinutesOn(browser);
    browser.awaitText(".spark-last", "2.5");
    browser.run("asked.length = 0; window.broken = '/series'");
    twoMinutesOn(browser);
    browser.await("it asks", "return asked.some((each) => each.includes('/series'))");
    browser.runAsync("fetch('health').then(arguments[0])");
    assertThat(browser.text(".spark-last")).isEqualTo("2.5");
  }

  /** As if the first row came to the screen two minutes later. */
  private static void twoMinutesOn(Browser browser) {
    browser.runAsync(
        """
        const done = arguments[0];
        const now = Date.now;
        Date.now = () => now() + 120_000;
        const row = document.querySelector('.fleet li');
        row.style.display = 'none';
        requestAnimationFrame(() => requestAnimationFrame(() => {
          row.style.display = '';
          requestAnimationFrame(() => requestAnimationFrame(done));
        }));
        """);
  }

  @Test
  void theSmallGraphsAreOfAValueThatIsNoWholeNumber(Browser browser) {
    try (ServerProcess server = ServerProcess.start()) {
      Instant now = InstantSource.system().instant();
      Map<String, Object> whole = Map.of("values", Map.of("bits", Map.of("type", "integer")));
      Map<String, Object> real = Map.of("values", Map.of("heat", Map.of("type", "real")));
      server.post(
          Json.write(
              Map.of(
                  "host", "here",
                  "samples",
                      List.of(
                          Fleet.sample("a_first", now, Map.of("bits", 256)),
                          Fleet.sample("second", now, Map.of("heat", 20.5))),
                  "descriptions", Map.of("a_first", whole, "second", real))));
      browser.open(server.url());
      browser.await(
          "its last value", "return document.querySelector('.spark-last')?.textContent === '20.5'");
      browser.leave();
    }
  }

  @Test
  void whatIsWrongBehindAServerThatWorksStandsOnTheFleetsAndTheLifeCyclesPage(
      Browser browser, @TempDir Path folder) throws IOException {
    Files.writeString(folder.resolve("bad.lua"), "probe { titel = \"Bad\" }\n");
    try (ServerProcess server = ServerProcess.start("probes_d = \"" + folder + "\"\n")) {
      server.writeInPart("load,host=here one=1,text=\"skipped\"\nload,host=here\n");
      for (String page : List.of("#/", "#/lifecycle")) {
        browser.open(server.url() + page);
        browser.await(
            "it is named",
            "return document.querySelector('.attention li')?.textContent.includes('titel')");
        assertThat(browser.text(".attention"))
            .contains("Needs attention", "bad.lua")
            .contains(
                "127.0.0.1 sends what is not stored: 1 of influx, malformed; the last: line 2");
      }
      browser.leave();
    }
  }

  @Test
  void ofMuchThatNeedsAttentionMostIsFoldedAndTimesAreTheViewers(
      Browser browser, ServerProcess server) {
    Instant before = InstantSource.system().instant().minus(Duration.ofDays(3));
    for (int i = 1; i <= 4; i++) {
      server.write("skewed,host=skewed-" + i + " v=1 " + before.toEpochMilli() + "000000\n");
    }
    browser.open(server.url());
    browser.await("a part", "return document.querySelector('.attention summary') !== null");
    assertThat(browser.texts(".attention > ul > li")).hasSize(3);
    assertThat(browser.text(".attention summary")).startsWith("And ").endsWith(" more");
    browser.click(".attention summary");
    assertThat(browser.text(".attention"))
        .contains("clock of host skewed-4")
        .doesNotContainPattern("\\d\\dT\\d\\d:");
  }

  @Test
  void manySamplesOfAHostThatIsNotAliveAskForAllHostsOnce(Browser browser, Fleet fleet) {
    browser.open(fleet.url("#/"));
    browser.await("hosts", "return document.querySelector('li[data-host=old-laptop]') !== null");
    browser.watchRequests();
    browser.run(
        """
        import('/js/data/live.js').then(({ live }) => {
          for (let i = 0; i < 20; i++) {
            live.dispatchEvent(new CustomEvent('sample', { detail: { host: 'old-laptop', probe: 'load', time: new Date() } }));
          }
        });
        """);
    browser.await("they are", "return asked.some((each) => each.includes('/hosts'))");
    assertThat(browser.timesAsked("/hosts")).isEqualTo(1);
  }

  @Test
  void aBusyServerIsNotAskedForTheScriptsOfEachHost(Browser browser, Fleet fleet) {
    browser.open(fleet.url("#/leaks"));
    browser.watchRequests();
    browser.run(
        """
        const known = window.fetch;
        window.fetch = async (path, ...more) => {
          const answer = await known(path, ...more);
          return path.includes('/probes') ? new Response('{"error": "busy"}', { status: 503 }) : answer;
        };
        location.hash = '#/';
        """);
    browser.await("they are", "return asked.some((each) => each.includes('/probes'))");
    browser.runAsync(
        "const done = arguments[0]; fetch('health').then(() => fetch('health')).then(done)");
    assertThat(browser.timesAsked("/probes")).isEqualTo(1);
  }

  @Test
  void aHostIsOneClickAway(Browser browser, Fleet fleet) {
    browser.open(fleet.url("#/"));
    browser.await("hosts", "return document.querySelector('li[data-host=web-1]') !== null");
    browser.click("li[data-host=web-1] .host");
    browser.awaitDrawn("load");
    assertThat(browser.text("h1")).isEqualTo("web-1");
    browser.back();
    browser.await("the fleet", "return document.querySelector('h1')?.textContent === 'Fleet'");
  }
}
