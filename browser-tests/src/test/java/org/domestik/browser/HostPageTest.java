// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.browser;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.domestik.model.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openqa.selenium.Keys;

@InBrowser
class HostPageTest {

  @Test
  void everyProbeIsDrawnFromItsDescriptionAlone(Browser browser, Fleet fleet) {
    browser.open(fleet.url("#/host/web-1?range=24h"));
    for (String probe : new String[] {"filesystem", "load", "memory", "process_tracking"}) {
      browser.awaitDrawn(probe);
    }
    assertThat(browser.text("#probe-load"))
        .contains("Load average", "How many tasks ran or waited.");
    assertThat(browser.texts("#probe-memory .line-name")).containsExactly("used", "cached", "free");
    assertThat(browser.text("#probe-memory .legend")).contains("GiB");
  }

  @Test
  void aGraphOfWhatTheHostNeverSentIsLeftOut(Browser browser, ServerProcess server) {
    Instant now = InstantSource.system().instant();
    Map<String, Object> values = Map.of("a", Map.of("unit", "kB"), "b", Map.of("unit", "W"));
    server.post(
        Json.write(
            Map.of(
                "host", "half",
                "samples", List.of(Fleet.sample("power", now, Map.of("a", 3))),
                "descriptions", Map.of("power", Map.of("values", values)))));
    browser.open(server.url() + "#/host/half");
    browser.awaitDrawn("power");
    assertThat(browser.texts("#probe-power .line-name")).containsExactly("a");
    assertThat(browser.text("#probe-power .legend")).contains("1 point");
  }

  @Test
  void whereOneJumpsToStaysWhileThePageGrowsAndArrowKeysGoOn(Browser browser, Fleet fleet) {
    browser.look(Browser.Look.PHONE_LIGHT);
    try {
      browser.open(fleet.url("#/host/web-1?range=24h"));
      browser.await("the places", "return document.querySelectorAll('.jump option').length > 4");
      browser.find(".jump").sendKeys("Memory");
      browser.awaitDrawn("process_tracking");
      browser.awaitQuiet();
      browser.run("document.activeElement.dispatchEvent(new Event('focus'))");
      assertThat(browser.text(".jump option:checked")).isEqualTo("Memory");
      browser.find(".jump").sendKeys(Keys.ARROW_DOWN);
      assertThat(browser.text(".jump option:checked")).isNotIn("Memory", "Jump to…");
      browser.find(".jump").sendKeys(Keys.ARROW_UP);
      browser.awaitQuiet();
      browser.await(
          "its place below the toolbar",
          "const top = document.querySelector('#probe-memory').getBoundingClientRect().top;"
              + " return top > 60 && top < 160");
    } finally {
      browser.look(Browser.Look.DESKTOP_LIGHT);
    }
  }

  @Test
  void hiddenLinesAreNotTakenForMissingSamples(Browser browser, Fleet fleet) {
    browser.open(
        fleet.url(
            "#/host/web-1?range=24h&hide=memory/0~used&hide=memory/0~cached&hide=memory/0~free"));
    browser.await("the section", "return document.querySelector('#probe-memory') !== null");
    browser.run("document.querySelector('#probe-memory').scrollIntoView()");
    browser.awaitQuiet();
    assertThat(browser.text("#probe-memory .plot-message")).startsWith("All lines are hidden");
  }

  @Test
  void keysOfAStackedGraphHaveOneEach(Browser browser, Fleet fleet) {
    browser.open(fleet.url("#/host/web-1?range=24h"));
    browser.awaitDrawn("filesystem");
    assertThat(browser.texts("#probe-filesystem h3"))
        .containsExactlyInAnyOrder("Disk space /", "Disk space /home");
  }

  @Test
  void ofManyKeysTheLargestAreShownAndTheRestIsReachable(Browser browser, Fleet fleet) {
    browser.open(fleet.url("#/host/web-1?range=24h"));
    browser.awaitDrawn("process_tracking");
    String graph = "#probe-process_tracking figure:first-child ";
    assertThat(browser.texts(graph + ".line-name")).hasSize(8).startsWith("process-0", "process-1");
    assertThat(browser.text(graph + "> .quiet")).isEqualTo("Show 4 more");
    browser.click(graph + "> .quiet");
    assertThat(browser.texts(graph + ".line-name")).hasSize(12);
  }

  @Test
  void aSinglePointIsSeen(Browser browser, Fleet fleet) {
    browser.open(fleet.url("#/host/new-1?range=15m"));
    browser.awaitDrawn("load");
    assertThat(browser.run("return document.querySelector('figure').dataset.points"))
        .isEqualTo("2");
    assertThat(browser.texts("#probe-load .legend tbody td")).startsWith("0.42", "0.42");
    assertThat(colouredPixels(browser)).isGreaterThan(10);
  }

  private static long colouredPixels(Browser browser) {
    return (Long)
        browser.run(
            """
            const canvas = document.querySelector('#probe-load canvas');
            const pixels = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;
            let coloured = 0;
            for (let i = 0; i < pixels.length; i += 4) {
              coloured += Math.abs(pixels[i] - pixels[i + 2]) > 60 && pixels[i + 3] > 200 ? 1 : 0;
            }
            return coloured;
            """);
  }

  @Test
  void liveDataAndArchiveAreOneLineAndThePeakOfAnArchivedHourIsKept(Browser browser, Fleet fleet) {
    browser.open(fleet.url("#/host/web-1?range=7d"));
    browser.awaitDrawn("load");
    assertThat(browser.texts("#probe-load .legend tbody tr:first-child td").get(3))
        .isEqualTo(Fleet.SPIKE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"host/web-1", "probe/load"})
  void whatCouldNotBeHadOfAFixedRangeIsAskedForAgain(String page, Browser browser, Fleet fleet) {
    browser.open(fleet.url("#/leaks"));
    browser.watchRequests();
    long now = fleet.now.toEpochMilli();
    browser.run(
        "window.broken = '/series'; location.hash = arguments[0]",
        "#/" + page + "?from=" + (now - 3_600_000) + "&to=" + now);
    browser.awaitText("main", "The server does not answer");
    browser.run("window.broken = null");
    browser.returnTo();
    browser.await(
        "it is drawn",
        "return document.querySelector('figure[data-probe=load][data-drawn=true]') !== null");
  }

  @Test
  void aFailingScriptIsToldWithItsTraceback(Browser browser, Fleet fleet) {
    browser.open(fleet.url("#/host/web-1"));
    browser.await("the table", "return document.querySelector('.runs') !== null");
    assertThat(browser.text(".notice.bad")).contains("A probe script fails: raid.lua");
    assertThat(browser.text(".runs pre")).contains("attempt to index a nil value", "traceback");
  }

  @Test
  void anUnknownHostIsToldPlainly(Browser browser, Fleet fleet) {
    browser.open(fleet.url("#/host/nobody"));
    assertThat(browser.text(".empty")).contains("There is no host “nobody”");
  }

  @ParameterizedTest
  @ValueSource(strings = {"#/host/50%", "#/probe/50%", "#/50%"})
  void anAddressThatLeadsNowhereSaysSoAndLeadsBack(String page, Browser browser, Fleet fleet) {
    browser.open(fleet.url(page));
    assertThat(browser.text("h1")).startsWith("There is no ").endsWith(" “50%”");
    browser.click(".empty a");
    browser.await("a page", "return document.querySelector('.heading h1') !== null");
  }

  @ParameterizedTest
  @ValueSource(strings = {"#/host/web-1", "#/lifecycle"})
  void anInstantThatIsNoneIsNotAskedFor(String page, Browser browser, Fleet fleet) {
    browser.open(fleet.url(page + "?from=1&to=1e300&at=1e300"));
    assertThat(browser.texts("main [role=alert]")).isEmpty();
    assertThat(browser.text(".heading h1")).isIn("web-1", "Life cycle");
  }

  @Test
  void aRangeWithoutSamplesSaysWhatToDo(Browser browser, Fleet fleet) {
    browser.open(fleet.url("#/host/printer?range=15m"));
    browser.await(
        "it is said",
        "return document.querySelector('.plot-message')?.textContent.includes('Choose a longer')");
  }

  @Test
  void aSilentHostOpensOnItsLast24HoursWithWhatMovedMost(Browser browser, Fleet fleet) {
    browser.open(fleet.url("#/host/old-laptop"));
    browser.await("what moved", "return document.querySelector('.movers li') !== null");
    assertThat(browser.text(".notice.warn"))
        .contains("Silent since", "for 3 days", "full resolution");
    assertThat(browser.texts(".movers .quiet").getFirst()).startsWith("Load average");
    browser.awaitDrawn("load");
    browser.watchRequests();
    browser.click("#probe-load .line-name");
    assertThat(browser.text(".movers h2")).startsWith("What moved most");
    assertThat(browser.timesAsked("/series")).isZero();
  }

  @Test
  void aMachineThatSaidItSleepsIsShownAsleep(Browser browser, Fleet fleet) {
    Instant at = fleet.now.minusSeconds(900);
    fleet.post(
        "printer",
        List.of(),
        List.of(
            Map.of(
                "probe",
                "agent",
                "script",
                "sleep",
                "outcome",
                "nothing",
                "time",
                at.toString(),
                "micros",
                0)));
    browser.open(fleet.url("#/host/printer"));
    browser.await("it is said", "return document.querySelector('.notice') !== null");
    assertThat(browser.text(".notice")).contains("Asleep since", "nobody is told");
    browser.open(fleet.url("#/"));
    browser.await(
        "it is said on the fleet's page",
        "return document.querySelector('[data-host=printer] .age')?.textContent.endsWith(', asleep')");
  }

  @Test
  void thatThereIsNoSampleIsSaidUntilThereIsOne(Browser browser, ServerProcess server) {
    Instant now = InstantSource.system().instant();
    Map<String, Object> run =
        Map.of(
            "probe",
            "first",
            "script",
            "first.lua",
            "outcome",
            "ok",
            "time",
            now.toString(),
            "micros",
            20);
    server.post(Json.write(Map.of("host", "fresh", "samples", List.of(), "runs", List.of(run))));
    browser.open(server.url() + "#/host/fresh");
    browser.awaitText(".empty", "No samples yet");
    server.write("first,host=fresh v=1\n");
    browser.awaitDrawn("first");
    assertThat(browser.texts(".empty")).isEmpty();
  }

  @Test
  void aNewSampleAppearsWithoutAReload(Browser browser, Fleet fleet) {
    browser.open(fleet.url("#/host/new-1?range=15m"));
    browser.awaitDrawn("load");
    fleet.post(
        "new-1",
        java.util.List.of(
            Fleet.sample("answer", fleet.now.minusSeconds(10), java.util.Map.of("value", 42))),
        java.util.List.of());
    browser.awaitDrawn("answer");
  }
}
